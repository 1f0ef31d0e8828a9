/** The near-real-time template on a real n8n server: a burst of notifications costs few runs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Demo } from '../../sandbox/demo/demo';
import { itemsOf } from '../../sandbox/n8n/executions';
import { changesOf, expectOneAtATime, until, Watcher } from './watcher';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const TEST_TIMEOUT_MS = 480_000;

/** 500 notifications in 50 deliveries, spread over long enough that some come while a run reads. */
const DELIVERIES = 50;
const EVENTS_PER_DELIVERY = 10;
const PAUSE_MS = 500;

let folder = '';
let demo: Demo;
let watcher: Watcher;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'qba-near-'));
	demo = await Demo.start(folder, () => undefined);
	await demo.run();
	watcher = await Watcher.start(demo, { 'Run Sync': { retryAfter: 5 } });
}, START_TIMEOUT_MS);

afterAll(async () => {
	await demo?.stop();
	await rm(folder, { recursive: true, force: true });
}, TEST_TIMEOUT_MS);

const quickBooksCalls = () => demo.quickBooks.log.count({ path: /^\/v3\// });

it(
	'500 notifications in a minute cost few calls and few loads; the last change is included',
	async () => {
		const before = await watcher.runs();
		const { sender } = watcher;
		const [calls, tasks] = [quickBooksCalls(), demo.tasksStarted()];
		let lastDay: string[] = [];
		for (let round = 0; round < DELIVERIES; round++) {
			const changes = changesOf(demo, round, EVENTS_PER_DELIVERY);
			const body = sender.bodyOf(changes, round % 2 === 0 ? 'cloudEvents' : 'legacy');
			// New amounts now and then, and at the very end.
			if (round % 10 === 9) lastDay = demo.quickBooks.books.liveDay();
			expect((await sender.deliver(body)).status).toBe(200);
			if (round === 20) expect((await sender.deliver(body)).status).toBe(200);
			if (round === 30) {
				expect((await sender.deliver(body, { signature: 'forged' })).status).toBe(401);
			}
			await sleep(PAUSE_MS);
		}
		expect(lastDay).not.toEqual([]);

		const runs = (await watcher.settled(DELIVERIES + 1)).filter(
			({ id }) => !before.some((known) => known.id === id),
		);
		// The doubled delivery is an execution of its own, the forged one is none.
		const woken = await watcher.woken();
		expect(woken.filter(({ mode }) => mode === 'webhook')).toHaveLength(DELIVERIES + 1);
		expect(woken.filter(({ status }) => status !== 'success')).toEqual([]);

		expect(runs.every(({ status }) => status === 'success')).toBe(true);
		expect(runs.length).toBeGreaterThanOrEqual(2);
		expect(runs.length).toBeLessThanOrEqual(6);
		expectOneAtATime(runs);
		const cost = { calls: quickBooksCalls() - calls, tasks: demo.tasksStarted() - tasks };
		process.stdout.write(
			`${DELIVERIES * EVENTS_PER_DELIVERY} notifications: ${runs.length} runs, ${cost.calls} QuickBooks calls, ${cost.tasks} Anaplan tasks\n`,
		);
		expect(cost.calls).toBeLessThanOrEqual(runs.length * 10);
		expect(cost.tasks).toBeLessThanOrEqual(runs.length * 5);
		expect((await demo.compare()).filter(({ agree }) => !agree)).toEqual([]);
		expect(demo.anaplan.hazards).toEqual([]);
	},
	TEST_TIMEOUT_MS,
);

it(
	'a change whose notification was lost comes with the next one, and a failed run is run again',
	async () => {
		const { books } = demo.quickBooks;
		const before = await watcher.runs();
		const woken = await watcher.woken();
		// Nobody is told of this day.
		expect(books.liveDay()).not.toEqual([]);
		demo.anaplan.model().activeState = 'LOCKED';
		const changes = changesOf(demo, 0, EVENTS_PER_DELIVERY);
		expect((await watcher.sender.send(changes)).status).toBe(200);
		await until(async () => {
			const [newest] = await demo.n8n.api.listExecutions(demo.workflowId);
			return newest.id !== before[0]?.id && newest.status === 'error';
		}, 'The sync has not failed.');
		demo.anaplan.model().activeState = 'UNLOCKED';
		const runs = await watcher.settled(woken.length + 1);
		expect(runs.slice(0, runs.length - before.length).map(({ status }) => status)).toEqual([
			'success',
			'error',
		]);
		const [last] = await demo.n8n.api.listExecutions(watcher.id);
		const [turn] = itemsOf(await demo.n8n.api.execution(last.id), 'Run Sync');
		expect(turn?.json).toMatchObject({ outcome: 'ran', attempts: 2, covered: 0 });
		expect((await demo.compare()).filter(({ agree }) => !agree)).toEqual([]);
	},
	TEST_TIMEOUT_MS,
);
