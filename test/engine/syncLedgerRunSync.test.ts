/** Run Sync (One at a Time) on the real engine: what it calls, what it says, and what it refuses. */
import { SyncLedger } from '../../nodes/SyncLedger/SyncLedger.node';
import { createEngine, node, type RunResult, type TestEngine } from './harness';
import type { StoredWorkflow } from './harness/subWorkflows';

let engine: TestEngine;
let sync: StoredWorkflow;
let next = 1;
let id = '';

beforeEach(() => {
	id = `sync-${next++}`;
	engine = createEngine({ nodes: [new SyncLedger()], credentialTypes: [] });
	sync = engine.workflows.add(id, []);
});

afterEach(() => {
	delete process.env.EXECUTIONS_MODE;
});

function runSync(parameters: object = {}, cancel?: AbortSignal): Promise<RunResult> {
	return engine.run({
		input: [{ json: { id: '1' } }, { json: { id: '2' } }],
		nodes: [
			node('Run', 'syncLedger', {
				operation: 'runSync',
				syncWorkflow: { __rl: true, mode: 'list', value: id, cachedResultName: 'The Sync' },
				gatherFor: 0,
				retryAfter: 0,
				...parameters,
			}),
		],
		...(cancel === undefined ? {} : { cancel }),
	});
}

function failureOf({ error }: RunResult): string {
	return `${error?.message ?? ''} ${(error as { description?: string } | undefined)?.description ?? ''}`;
}

test('runs the workflow once for all items, and puts out one item that is paired with all', async () => {
	const result = await runSync();
	expect(result.error).toBeUndefined();
	expect(sync.calls).toBe(1);
	expect(result.items('Run')).toEqual([
		{
			json: {
				kind: 'syncTurn',
				outcome: 'ran',
				covered: 0,
				attempts: 1,
				startedAt: expect.any(String) as string,
				finishedAt: expect.any(String) as string,
			},
			pairedItem: [{ item: 0 }, { item: 1 }],
		},
	]);
});

test('executions that come during a run are covered by one more', async () => {
	let open: () => void = () => undefined;
	const gate = new Promise<void>((resolve) => (open = resolve));
	let begun: () => void = () => undefined;
	const inside = new Promise<void>((resolve) => (begun = resolve));
	sync.before = async () => {
		begun();
		await gate;
	};
	const first = runSync();
	await inside;
	const later = [1, 2, 3, 4].map(async () => await runSync());
	// All but one end before the run under way does.
	await Promise.race(later);
	open();
	const outcomes = (await Promise.all([first, ...later])).map(
		(result) => result.items('Run')[0].json.outcome,
	);
	expect(outcomes.sort()).toEqual(['covered', 'covered', 'covered', 'ran', 'ran']);
	expect(sync.calls).toBe(2);
});

test('a sync that fails shows its own words, and that nothing is lost; the next start runs', async () => {
	sync.before = async () => await Promise.reject(new Error('The model is locked.'));
	const failed = failureOf(await runSync());
	expect(failed).toContain('The sync workflow "The Sync" failed: The model is locked.');
	expect(failed).toMatch(/Nothing is lost/);
	delete sync.before;
	expect((await runSync()).error).toBeUndefined();
});

test('a sync that fails once is run again', async () => {
	let failures = 1;
	sync.before = async () => {
		if (failures-- > 0) await Promise.reject(new Error('The line is down.'));
	};
	const [item] = (await runSync({ retryAfter: 0.001 })).items('Run');
	expect(item.json).toMatchObject({ outcome: 'ran', attempts: 2 });
});

test('stopping the execution stops waiting', async () => {
	const stop = new AbortController();
	const running = runSync({ gatherFor: 300 }, stop.signal);
	await new Promise((resolve) => setImmediate(resolve));
	stop.abort();
	await running;
	expect(sync.calls).toBe(0);
	expect((await runSync()).items('Run')[0].json.outcome).toBe('ran');
});

test.each([
	['no workflow', { syncWorkflow: '={{ "" }}' }, /No sync workflow is chosen/],
	['itself', { syncWorkflow: 'test-workflow' }, /this workflow itself/],
	['a workflow that is not there', { syncWorkflow: 'gone' }, /does not exist/],
	['a time that is none', { gatherFor: 1_000 }, /Gather For is 1000/],
	['an unknown store', { ledgerStore: 'paper' }, /"paper"/],
])('refuses %s', async (_what, parameters, words) => {
	expect(failureOf(await runSync(parameters))).toMatch(words);
	expect(sync.calls).toBe(0);
});

test('says that the workflow has to be published', async () => {
	sync.active = false;
	expect(failureOf(await runSync({ retryAfter: 60 }))).toMatch(/not active.*publish/i);
});

test('refuses turns of its own in queue mode, where workers would overlap', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	expect(failureOf(await runSync())).toMatch(/queue mode.*PostgreSQL/);
	expect(sync.calls).toBe(0);
});
