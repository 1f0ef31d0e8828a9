/** Trouble on the way: throttling, lost answers, expired tokens, other tasks, parallel executions. */
import { DEFAULT_USERS } from '../../sandbox/anaplan/simulator';
import { loadRows } from '../../src/anaplan/load';
import { loadProcess } from '../../src/anaplan/processLoad';
import { toSourceRow } from '../../src/anaplan/rows';
import { systemClock, type Clock } from '../../src/clock';
import { clientOn, skippingClock as engineClock, vendorLoad } from './anaplanEngine';
import {
	closeBench,
	failureOf,
	invoiceRow,
	items,
	load,
	openBench,
	vendorRow,
	type Bench,
} from './anaplanSetup';

jest.setTimeout(30_000);

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench));

const starts = () => bench.simulator.log.count({ method: 'POST', path: /\/imports\/\d+\/tasks$/ });
const signIns = () => bench.simulator.log.count({ path: '/token/authenticate' });

const skippingClock = () => engineClock(bench.simulator);
const fastClient = (clock: Clock) => clientOn(bench.simulator, clock);

test('a 429 with Retry-After is waited out as long as it says', async () => {
	bench.simulator.armTooManyRequests({ retryAfter: '7' });
	const clock = skippingClock();
	const { summary } = await loadRows(fastClient(clock), vendorLoad());
	expect(summary).toMatchObject({ loaded: 1, rejected: 0 });
	expect(clock.waits).toContain(7_000);
});

test('a 429 without Retry-After is waited out for ten seconds', async () => {
	bench.simulator.armTooManyRequests({ path: /chunks\/0$/ });
	const clock = skippingClock();
	const { summary } = await loadRows(fastClient(clock), vendorLoad());
	expect(summary).toMatchObject({ loaded: 1, rejected: 0 });
	expect(clock.waits).toContain(10_000);
});

test('throttling that does not end ends in a clear error', async () => {
	bench.simulator.armTooManyRequests({ times: 1_000, retryAfter: '1' });
	await expect(loadRows(fastClient(skippingClock()), vendorLoad())).rejects.toMatchObject({
		message: expect.stringContaining('too many requests while reading the model'),
		advice: expect.stringContaining('600 requests a minute'),
	});
});

test('HTML pages of a gateway are retried and never shown', async () => {
	bench.simulator.armGatewayError(502, { path: /\/files(\?|$)/ });
	bench.simulator.armGatewayError(504, { path: /chunks\/0$/ });
	const { summary } = await loadRows(fastClient(skippingClock()), vendorLoad());
	expect(summary.loaded).toBe(1);
	bench.simulator.armGatewayError(503, { times: 1_000 });
	await expect(loadRows(fastClient(skippingClock()), vendorLoad())).rejects.toMatchObject({
		message: 'Anaplan has trouble (HTTP 503) and could not finish reading the model.',
	});
});

test('a lost answer to the start of a task does not start it twice', async () => {
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, loseAnswer: true, times: 1 });
	const { summary } = await loadRows(fastClient(skippingClock()), vendorLoad());
	expect(summary.loaded).toBe(1);
	expect(starts()).toBe(1);
});

test('a task that shows late in the list is found, and not started twice', async () => {
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, loseAnswer: true, times: 1 });
	// Two looks are before the start; the next three show nothing yet.
	bench.simulator.faults.arm({ method: 'GET', path: /\/tasks\?/, nth: 3, times: 3, body: {} });
	const clock = skippingClock();
	const { summary } = await loadRows(fastClient(clock), vendorLoad());
	expect(summary.loaded).toBe(1);
	expect(starts()).toBe(1);
	expect(clock.waits.slice(0, 4)).toEqual([2_000, 4_000, 6_000, 8_000]);
});

test('a process whose start was lost without a trace is never started again, which is told', async () => {
	const model = bench.simulator.model();
	model.addProcess('Load lists', ['Vendors from QuickBooks']);
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, reset: true });
	const client = fastClient(skippingClock());
	const loading = loadProcess(client, {
		...vendorLoad(),
		process: { by: 'name', value: 'Load lists' },
		stepsWithoutFile: 'error',
	});
	await expect(loading).rejects.toMatchObject({
		message: expect.stringContaining('It was not started a second time.'),
		advice: expect.stringContaining('Look in Anaplan whether the process has run'),
	});
	expect(bench.simulator.log.count({ method: 'POST', path: /\/tasks$/ })).toBeLessThanOrEqual(1);
});

test('a second new task in the list leaves open which one is ours, which is told', async () => {
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, loseAnswer: true, times: 1 });
	const tasks = ['A', 'B'].map((letter) => ({
		taskId: letter.repeat(32),
		taskState: 'IN_PROGRESS',
	}));
	const body = { meta: { paging: { currentPageSize: 2, totalSize: 2, offset: 0 } }, tasks };
	bench.simulator.faults.arm({ method: 'GET', path: /\/tasks\?/, nth: 3, times: 9, body });
	await expect(loadRows(fastClient(skippingClock()), vendorLoad())).rejects.toMatchObject({
		message: expect.stringContaining('2 new tasks are in Anaplan'),
	});
	expect(starts()).toBe(1);
});

test('a start that left no trace is told and not repeated; running the workflow again loads the rows', async () => {
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, reset: true, times: 1 });
	const client = fastClient(skippingClock());
	await expect(loadRows(client, vendorLoad())).rejects.toMatchObject({
		message: expect.stringContaining('It was not started a second time.'),
		advice: expect.stringContaining('Run the workflow again'),
	});
	expect(starts()).toBe(1);
	const { summary } = await loadRows(client, vendorLoad());
	expect(summary.loaded).toBe(1);
	expect(bench.simulator.model().items('QB Vendors')).toHaveLength(1);
});

/** A client during whose first wait a colleague starts the vendors' import. */
function besideColleague() {
	const model = bench.simulator.model();
	model.setDefaultFile('vendors.csv', 'Code\n');
	const { id } = model.importNamed('Vendors from QuickBooks');
	const colleague = clientOn(bench.simulator, systemClock, undefined, DEFAULT_USERS[1]);
	const start = async () =>
		await colleague.json({
			method: 'POST',
			path: `/workspaces/${model.workspaceId}/models/${model.id}/imports/${id}/tasks`,
			headers: { 'content-type': 'application/json' },
			body: '{"localeName":"en_US"}',
			repeat: 'once',
			what: 'starting the import of somebody else',
		});
	const clock = skippingClock();
	let theirs: Promise<{ [key: string]: unknown }> | undefined;
	const client = fastClient({
		...clock,
		sleep: async (...wait) => {
			await (theirs ??= start());
			await clock.sleep(...wait);
		},
	});
	return {
		client,
		theirTask: async () => ((await theirs) as { task: { taskId: string } }).task.taskId,
	};
}

test('somebody else’s run that keeps the model busy (409) is never taken for ours', async () => {
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, status: 409, times: 1 });
	const { client, theirTask } = besideColleague();
	const { remarks, summary } = await loadRows(client, vendorLoad());
	expect(starts()).toBe(3);
	expect(remarks[0].outcome).toBe('loaded');
	expect(summary.imports[0].taskId).not.toBe(await theirTask());
	expect(bench.simulator.model().items('QB Vendors')).toHaveLength(1);
	// The colleague's run reads the default file, as it should.
	await bench.simulator.stop();
	bench = await openBench();
});

test('somebody else’s run during the upload is not taken for ours when the start is lost', async () => {
	// The upload has to wait, and meanwhile the colleague begins.
	bench.simulator.armTooManyRequests({ path: /chunks\/0$/ });
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, nth: 2, reset: true });
	const { client, theirTask } = besideColleague();
	await expect(loadRows(client, vendorLoad())).rejects.toMatchObject({
		message: expect.stringContaining('It was not started a second time.'),
	});
	expect(await theirTask()).not.toBe('');
	expect(starts()).toBe(2);
	await bench.simulator.stop();
	bench = await openBench();
});

test('a busy model (409) is tried again', async () => {
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, status: 409, times: 2 });
	const { summary } = await loadRows(fastClient(skippingClock()), vendorLoad());
	expect(summary.loaded).toBe(1);
});

test('a token that expires in the middle brings one renewal', async () => {
	const client = fastClient(skippingClock());
	await loadRows(client, vendorLoad());
	expect(signIns()).toBe(1);
	bench.simulator.expireTokens();
	const { summary } = await loadRows(client, vendorLoad());
	expect(summary.loaded).toBe(1);
	expect(signIns()).toBe(2);
});

test('a task of the same import that is still queued is waited for before the upload', async () => {
	bench.simulator.timing.runMs = 60_000;
	const clock = skippingClock();
	const client = fastClient(clock);
	const model = bench.simulator.model();
	const path = `/workspaces/${model.workspaceId}/models/${model.id}/imports/${model.importNamed('Vendors from QuickBooks').id}/tasks`;
	model.setDefaultFile('vendors.csv', 'Code\n');
	await client.json({
		method: 'POST',
		path,
		headers: { 'content-type': 'application/json' },
		body: '{"localeName":"en_US"}',
		repeat: 'once',
		what: 'starting somebody else',
	});
	const { summary } = await loadRows(client, vendorLoad());
	expect(summary.loaded).toBe(1);
	const quiet = bench.simulator.hazards.filter(({ kind }) => kind === 'uploadWhileTaskUnfinished');
	expect(quiet).toEqual([]);
	await bench.simulator.stop();
	bench = await openBench();
});

test('a task that takes too long ends the wait and says where it stands', async () => {
	bench.simulator.timing.runMs = 3_600_000;
	await expect(
		loadRows(fastClient(skippingClock()), vendorLoad({ waitMs: 60_000 })),
	).rejects.toMatchObject({
		message: expect.stringMatching(
			/did not end within 1 minute; its task [0-9A-F]{32} is still running/,
		),
		advice: expect.stringContaining('"Wait At Most"'),
	});
});

test('a large file goes up in several chunks that end at row ends', async () => {
	const rows = Array.from({ length: 3_000 }, (_, index) =>
		toSourceRow(vendorRow(String(index), `Größe "${index}"\nzwei Zeilen`), index),
	);
	const { summary } = await loadRows(fastClient(skippingClock()), {
		...vendorLoad({ chunking: { bytes: 100_000 } }),
		rows,
	});
	expect(summary).toMatchObject({ loaded: 3_000, rejected: 0 });
	expect(bench.simulator.log.count({ method: 'PUT', path: /chunks\/\d+$/ })).toBeGreaterThan(2);
	expect(bench.simulator.log.count({ path: /\/complete$/ })).toBe(1);
	expect(bench.simulator.model().items('QB Vendors')).toHaveLength(3_000);
});

test('two executions at once sign in once and never overlap on the model', async () => {
	bench.simulator.timing.runMs = 300;
	const results = await Promise.all([
		load(bench, items(invoiceRow('1', '1', '10'))),
		load(bench, items(invoiceRow('2', '1', '5'))),
	]);
	expect(results.map((result) => result.error)).toEqual([undefined, undefined]);
	expect(signIns()).toBe(1);
	expect(bench.simulator.model().sum('QB Transactions', 'Amount')).toBe('15.00');
	// Chunks and starts of one execution come before the first of the other: up, start, up, start …
	const writes = bench.simulator.log
		.all({ path: /(chunks\/0|tasks)$/ })
		.filter(({ method }) => method === 'PUT' || method === 'POST');
	expect(writes.map(({ method }) => method).join(' ')).toBe('PUT POST PUT POST PUT POST PUT POST');
});

test('stopping the execution ends the wait for a task', async () => {
	bench.simulator.timing.runMs = 600_000;
	const stop = new AbortController();
	const running = load(bench, items(vendorRow('1', 'One')), {}, { cancel: stop.signal });
	while (starts() === 0) await systemClock.sleep(20, undefined, 'waiting for the start');
	const polls = () => bench.simulator.log.count({ method: 'GET', path: /\/tasks\/[0-9A-F]+$/ });
	while (polls() === 0) await systemClock.sleep(20, undefined, 'waiting for a poll');
	stop.abort();
	await running;
	const seen = polls();
	await systemClock.sleep(1_200, undefined, 'watching for further polls');
	expect(polls()).toBe(seen);
	// The model is free for the next load of this process.
	bench.simulator.clock.advance(600_000);
	bench.simulator.timing.runMs = 5;
	const next = await load(bench, items(vendorRow('2', 'Two')));
	expect(next.error).toBeUndefined();
});

test('a task cancelled in Anaplan sends its rows to Rejected', async () => {
	bench.simulator.timing.runMs = 2_000;
	const running = load(bench, items(vendorRow('1', 'One')));
	while (starts() === 0) await systemClock.sleep(20, undefined, 'waiting for the start');
	const client = fastClient(systemClock);
	const model = bench.simulator.model();
	const { id } = model.importNamed('Vendors from QuickBooks');
	const path = `/workspaces/${model.workspaceId}/models/${model.id}/imports/${id}/tasks`;
	const [task] = await client.all(path, 'tasks', 'listing');
	await client.send({
		method: 'DELETE',
		path: `${path}/${String(task.taskId)}`,
		repeat: 'safe',
		what: 'cancelling',
	});
	const result = await running;
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 1)).toHaveLength(1);
	expect(JSON.stringify(result.items('Anaplan', 1))).toContain('the task was cancelled in Anaplan');
});

test('a custom URL that is no web address is refused before anything is sent', async () => {
	await bench.simulator.stop();
	bench = await openBench({}, { customApiUrl: 'api.anaplan.com' });
	const { message } = failureOf(await load(bench, items(vendorRow('1', 'One'))));
	expect(message).toContain(
		'The API URL of the credential "Anaplan (Finance)" is not a web address',
	);
	expect(bench.simulator.log.count()).toBe(0);
});
