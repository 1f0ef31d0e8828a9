/**
 * The templates on a real n8n in queue mode: a main process, two workers, Redis, and PostgreSQL for n8n
 * as well as for ledger, turns and limits.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEMO_MODEL_ID } from '../../sandbox/anaplan';
import { Demo } from '../../sandbox/demo/demo';
import { isFinished, itemsOf } from '../../sandbox/n8n/executions';
import { isRecord, listOf, type JsonRecord } from '../../sandbox/n8n/json';
import { N8nWorker, queueEnvironment } from '../../sandbox/n8n/queue';
import type { CredentialReference } from '../../sandbox/n8n/workflowEdits';
import { startPostgres, type SandboxPostgres } from '../../sandbox/postgres';
import { startRedis, type SandboxRedis } from '../../sandbox/redis';
import { changesOf, expectOneAtATime, until, Watcher } from './watcher';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const TEST_TIMEOUT_MS = 480_000;

/** 60 deliveries: a third at once, a third while the first run reads, a third in the second run. */
const WAVES = 3;
const DELIVERIES_PER_WAVE = 20;
const EVENTS_PER_DELIVERY = 2;
/** Short, so that the test is; what comes while a run is under way does not depend on it. */
const GATHER_SECONDS = 2;
/** An import takes long enough that a wave arrives before the run has ended. */
const IMPORT_MS = 600;
/** Enough that either worker alone would use up QuickBooks' limit of a second. */
const READS = 16;
/** Some megabytes, which are read in several pieces. */
const FILE_LINES = 300_000;

let folder = '';
let demo: Demo;
let watcher: Watcher;
let workers: readonly N8nWorker[] = [];
let database: SandboxPostgres | undefined;
let redis: SandboxRedis | undefined;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'qba-queue-'));
	database = await startPostgres();
	redis = await startRedis();
	// The main process would wait for the execution of the worker that is killed here.
	const env = { ...queueEnvironment(database, redis), N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '1' };
	demo = await Demo.start(folder, () => undefined, { env, ledgerDatabase: database });
	workers = await Promise.all(
		['worker-1', 'worker-2'].map(async (name) => await N8nWorker.start(demo.n8n, name)),
	);
	await demo.run();
	watcher = await Watcher.start(demo, {
		// n8n 2.41 does not keep the position of polls in queue mode.
		QuickBooks: { mode: 'webhook' },
		'Run Sync': { gatherFor: GATHER_SECONDS },
	});
}, START_TIMEOUT_MS);

afterAll(async () => {
	await Promise.all(workers.map(async (worker) => await worker.stop()));
	await demo?.stop();
	await Promise.all([redis?.stop(), database?.stop()]);
	await rm(folder, { recursive: true, force: true });
}, TEST_TIMEOUT_MS);

const quickBooksCalls = () => demo.quickBooks.log.count({ path: /^\/v3\// });
const renewals = () => demo.quickBooks.log.count({ path: '/tokens/bearer' });
const refusedRenewals = () =>
	demo.quickBooks.log.all({ path: '/tokens/bearer' }).filter(({ status }) => status !== 200).length;
const refusedForLimits = () => demo.quickBooks.log.count({ status: 429 });

/** How many of some executions each worker did. */
async function shares(ids: readonly string[]): Promise<number[]> {
	return await Promise.all(
		workers.map(async (worker) => {
			const taken = await worker.executions();
			return ids.filter((id) => taken.includes(id)).length;
		}),
	);
}

async function expectEqualTotals(): Promise<void> {
	expect((await demo.compare()).filter(({ agree }) => !agree)).toEqual([]);
	expect(demo.anaplan.hazards).toEqual([]);
}

it(
	'60 deliveries to two workers cost few runs, never two at once; the last change is included',
	async () => {
		const before = (await watcher.runs()).length;
		const [calls, tasks] = [quickBooksCalls(), demo.tasksStarted()];
		demo.anaplan.timing.runMs = IMPORT_MS;
		for (let wave = 0; wave < WAVES; wave++) {
			const bodies = Array.from({ length: DELIVERIES_PER_WAVE }, (_, index) =>
				watcher.sender.bodyOf(
					changesOf(demo, wave * DELIVERIES_PER_WAVE + index, EVENTS_PER_DELIVERY),
				),
			);
			expect(demo.quickBooks.books.liveDay()).not.toEqual([]);
			const answers = await Promise.all(
				bodies.map(async (body) => await watcher.sender.deliver(body)),
			);
			expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
			await until(
				async () => (await watcher.runs()).length > before + wave,
				'The sync has not been started.',
			);
		}
		const deliveries = WAVES * DELIVERIES_PER_WAVE;
		const all = await watcher.settled(deliveries);
		const runs = all.slice(0, all.length - before);
		const woken = await watcher.woken();
		expect(woken).toHaveLength(deliveries);
		expect(woken.filter(({ status }) => status !== 'success')).toEqual([]);
		expect(runs.filter(({ status }) => status !== 'success')).toEqual([]);
		expect(runs.length).toBeGreaterThanOrEqual(WAVES);
		expect(runs.length).toBeLessThanOrEqual(2 * WAVES);
		expectOneAtATime(runs);
		await expectEqualTotals();

		const share = await shares(woken.map(({ id }) => id));
		expect(share.reduce((sum, count) => sum + count, 0)).toBe(deliveries);
		expect(share).not.toContain(0);
		expect(refusedForLimits()).toBe(0);
		process.stdout.write(
			`${deliveries} deliveries, ${share.join(' and ')} on the workers: ${runs.length} runs, ${quickBooksCalls() - calls} QuickBooks calls, ${demo.tasksStarted() - tasks} Anaplan tasks\n`,
		);
	},
	TEST_TIMEOUT_MS,
);

/**
 * A workflow that does some things one after the other whenever it is called, on whichever worker; a
 * start by hand would stay on the main process.
 */
async function importCalled(
	path: string,
	steps: readonly JsonRecord[],
	credentials: Readonly<Record<string, CredentialReference>> = {},
): Promise<{ id: string; call: () => Promise<number> }> {
	const { api, url } = demo.n8n;
	const webhook = {
		parameters: { httpMethod: 'POST', path },
		name: 'Called',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
	};
	const nodes = [webhook, ...steps].map((step, place) => ({
		...step,
		id: `${path}-${place}`,
		position: [place * 220, 0],
	}));
	const next = (node: unknown) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	const names = [webhook, ...steps].map(({ name }) => String(name));
	const connections = Object.fromEntries(
		names.slice(1).map((name, place) => [names[place], next(name)]),
	);
	const settings = { executionOrder: 'v1' };
	const id = await api.importWorkflow(
		{ name: path, nodes, connections, settings },
		{ credentials },
	);
	await api.activate(id);
	const address = `${url}/webhook/${path}`;
	await until(
		// Another method starts nothing, but n8n then names the right one.
		async () => (await (await fetch(address)).text()).includes('POST'),
		'The webhook has not been registered.',
	);
	return { id, call: async () => (await fetch(address, { method: 'POST' })).status };
}

it(
	"both workers together keep QuickBooks' limits, and a sign-in that ends under both goes on",
	async () => {
		const { nodes } = await demo.n8n.api.workflow(demo.workflowId);
		const fetchNodes = listOf(nodes)
			.filter(isRecord)
			.filter(({ name }) => name === 'Fetch Changes');
		const reader = await importCalled('read-at-once', fetchNodes);
		demo.quickBooks.switches.refreshRotation = 'single-use';
		demo.quickBooks.tokens.expireAccessTokens();
		const [calls, renewed] = [quickBooksCalls(), renewals()];
		const answers = await Promise.all(Array.from({ length: READS }, reader.call));
		expect(answers.filter((status) => status !== 200)).toEqual([]);
		const reads = async () => await demo.n8n.api.allExecutions(reader.id);
		await until(
			async () => (await reads()).filter(isFinished).length === READS,
			'The reads have not ended in time.',
		);
		expect((await reads()).filter(({ status }) => status !== 'success')).toEqual([]);
		const share = await shares((await reads()).map(({ id }) => id));
		expect(share).not.toContain(0);
		// Between the pack's look at the stored token and n8n's own, the other worker may have renewed;
		// n8n then renews the new one. More than one a worker there never is, and no old one is sent.
		expect(renewals() - renewed).toBeGreaterThanOrEqual(1);
		expect(renewals() - renewed).toBeLessThanOrEqual(workers.length);
		expect(refusedRenewals()).toBe(0);
		expect(refusedForLimits()).toBe(0);
		process.stdout.write(
			`${READS} reads at once, ${share.join(' and ')} on the workers: ${quickBooksCalls() - calls} QuickBooks calls, at most ${mostInASecond()} in a second, sign-in renewed ${renewals() - renewed} times\n`,
		);
	},
	TEST_TIMEOUT_MS,
);

/** The most calls that QuickBooks saw in any second. */
function mostInASecond(): number {
	const times = demo.quickBooks.log.all({ path: /^\/v3\// }).map(({ at }) => at);
	return Math.max(
		...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
	);
}

it(
	'a file passes through a worker as binary data, which queue mode keeps in the database',
	async () => {
		const { anaplan, n8n } = demo;
		const content = 'Code,Name\n'.repeat(FILE_LINES);
		anaplan.model().addFile({ name: 'source.csv' });
		anaplan.model().addFile({ name: 'copy.csv' });
		anaplan.model().setDefaultFile('source.csv', content);
		const step = (name: string, operation: string, file: string) => ({
			name,
			type: n8n.nodeType('anaplan'),
			typeVersion: 1,
			parameters: {
				resource: 'file',
				operation,
				modelId: { __rl: true, mode: 'id', value: DEMO_MODEL_ID },
				fileId: { __rl: true, mode: 'name', value: file },
			},
		});
		const copier = await importCalled(
			'copy-a-file',
			[step('Download', 'download', 'source.csv'), step('Upload', 'upload', 'copy.csv')],
			{ anaplanApi: demo.credentials.anaplan },
		);
		expect(await copier.call()).toBe(200);
		const run = await n8n.api.waitForExecution(copier.id, '0');
		expect(run.error).toBeUndefined();
		const [downloaded] = itemsOf(run, 'Download');
		expect(downloaded.binary).toMatchObject({
			data: { id: expect.stringMatching(/^database:/) as string },
		});
		expect(itemsOf(run, 'Upload')).toMatchObject([
			{ json: { name: 'copy.csv', bytes: content.length } },
		]);
		const share = await shares([run.id]);
		expect(share.reduce((sum, count) => sum + count, 0)).toBe(1);
	},
	TEST_TIMEOUT_MS,
);

it(
	'a worker that is killed while it loads leaves nothing wrong: the other one puts it right',
	async () => {
		expect(demo.quickBooks.books.liveDay()).not.toEqual([]);
		const tasks = demo.tasksStarted();
		expect((await watcher.sender.send(changesOf(demo, 0, 2))).status).toBe(200);
		await until(() => demo.tasksStarted() > tasks, 'The sync has not been started.', undefined, 5);
		const latest = async () => (await demo.n8n.api.listExecutions(watcher.id))[0];
		const cut = await latest();
		const worker = await workerOf(cut.id);
		await worker.kill();
		expect((await demo.n8n.api.execution(cut.id)).status).toBe('running');

		expect(demo.quickBooks.books.liveDay()).not.toEqual([]);
		expect((await watcher.sender.send(changesOf(demo, 1, 2))).status).toBe(200);
		await until(async () => {
			const { id, status } = await latest();
			return id !== cut.id && status === 'success';
		}, 'The sync has not ended in time.');
		const last = await latest();
		const [turn] = itemsOf(await demo.n8n.api.execution(last.id), 'Run Sync');
		expect(turn?.json).toMatchObject({ outcome: 'ran', attempts: 1 });
		await expectEqualTotals();
	},
	TEST_TIMEOUT_MS,
);

/** The worker that took an execution. */
async function workerOf(id: string): Promise<N8nWorker> {
	for (const worker of workers) {
		if ((await worker.executions()).includes(id)) return worker;
	}
	throw new Error(`No worker has taken execution ${id}.`);
}
