/** The near-real-time template on a real n8n server: a burst of notifications costs few runs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { importNearRealTimeSync } from '../../sandbox/demo/connect';
import { Demo } from '../../sandbox/demo/demo';
import { isFinished, itemsOf, type ExecutionSummary } from '../../sandbox/n8n/executions';
import { isRecord, listOf } from '../../sandbox/n8n/json';
import { eventsSince, WebhookSender, type CompanyEvent } from '../../sandbox/quickbooks';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const TEST_TIMEOUT_MS = 480_000;
const SYNCED_WITHIN_MS = 240_000;
const ENTITIES = ['Account', 'Vendor', 'Customer', 'Invoice', 'Bill', 'Payment'];
const SCHEDULE = 'Every Day at 03:17';

/** 500 notifications in 50 deliveries, spread over long enough that some come while a run reads. */
const DELIVERIES = 50;
const EVENTS_PER_DELIVERY = 10;
const PAUSE_MS = 500;

let folder = '';
let demo: Demo;
let watcher = '';
let sender: WebhookSender;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'qba-near-'));
	demo = await Demo.start(folder, () => undefined);
	const { api } = demo.n8n;
	await demo.run();
	await publishWithoutSchedule();
	const name = 'QuickBooks to Anaplan: scheduled sync';
	watcher = await importNearRealTimeSync(
		api,
		demo.credentials.quickBooks,
		{ id: demo.workflowId, name },
		{ 'Run Sync': { retryAfter: 5 } },
	);
	await api.activate(watcher);
	sender = new WebhookSender(await addressShown());
	await untilRegistered();
}, START_TIMEOUT_MS);

afterAll(async () => {
	await demo?.stop();
	await rm(folder, { recursive: true, force: true });
}, TEST_TIMEOUT_MS);

/** As the sticky note asks: the daily run is the near-real-time workflow's from now on. */
async function publishWithoutSchedule(): Promise<void> {
	const { api } = demo.n8n;
	const { nodes } = await api.workflow(demo.workflowId);
	const changed = listOf(nodes)
		.filter(isRecord)
		.map((node) => (node.name === SCHEDULE ? { ...node, disabled: true } : node));
	await api.updateWorkflow(demo.workflowId, { nodes: changed });
	await api.activate(demo.workflowId);
}

/** The Production URL that the trigger shows; n8n made its id on import. */
async function addressShown(): Promise<string> {
	const { nodes } = await demo.n8n.api.workflow(watcher);
	const trigger = listOf(nodes)
		.filter(isRecord)
		.find(({ name }) => name === 'QuickBooks');
	return `${demo.n8n.url}/webhook/${String(trigger?.webhookId)}/webhook`;
}

/** n8n says that a workflow is published a moment before its webhooks are there. */
async function untilRegistered(): Promise<void> {
	const deadline = Date.now() + 30_000;
	while ((await sender.send([], { signature: 'missing' })).status === 404) {
		if (Date.now() > deadline) throw new Error('The webhook has not been registered.');
		await sleep(100);
	}
}

/** Waits until every execution that was started has ended, and answers those of the sync. */
async function settled(atLeast: number): Promise<ExecutionSummary[]> {
	const deadline = Date.now() + SYNCED_WITHIN_MS;
	for (;;) {
		const woken = await demo.n8n.api.allExecutions(watcher);
		if (woken.length >= atLeast && woken.every(isFinished)) break;
		if (Date.now() > deadline) throw new Error('The syncs have not ended in time.');
		await sleep(500);
	}
	return await demo.n8n.api.allExecutions(demo.workflowId);
}

/** Ten changes, and what QuickBooks would tell of them. */
function tenChanges(round: number): CompanyEvent[] {
	const { books } = demo.quickBooks;
	const customers = books.all('Customer').filter(({ Active }) => Active !== false);
	const invoices = books.all('Invoice');
	for (let index = 0; index < EVENTS_PER_DELIVERY; index++) {
		const place = round * EVENTS_PER_DELIVERY + index;
		if (index === 0) {
			const { Id } = customers[round % customers.length];
			books.update('Customer', Id, { Notes: `Round ${round}` });
		} else {
			const { Id } = invoices[place % invoices.length];
			books.update('Invoice', Id, { PrivateNote: `Round ${round}, change ${index}` });
		}
	}
	const events = eventsSince(books, ENTITIES, 0).slice(-EVENTS_PER_DELIVERY);
	expect(events).toHaveLength(EVENTS_PER_DELIVERY);
	return events;
}

const quickBooksCalls = () => demo.quickBooks.log.count({ path: /^\/v3\// });

it(
	'500 notifications in a minute cost few calls and few loads; the last change is included',
	async () => {
		const before = await demo.n8n.api.allExecutions(demo.workflowId);
		const [calls, tasks] = [quickBooksCalls(), demo.tasksStarted()];
		let lastDay: string[] = [];
		for (let round = 0; round < DELIVERIES; round++) {
			const body = sender.bodyOf(tenChanges(round), round % 2 === 0 ? 'cloudEvents' : 'legacy');
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

		const runs = (await settled(DELIVERIES + 1)).filter(
			({ id }) => !before.some((known) => known.id === id),
		);
		// The doubled delivery is an execution of its own, the forged one is none.
		const woken = await demo.n8n.api.allExecutions(watcher);
		expect(woken.filter(({ mode }) => mode === 'webhook')).toHaveLength(DELIVERIES + 1);
		expect(woken.filter(({ status }) => status !== 'success')).toEqual([]);

		expect(runs.every(({ status }) => status === 'success')).toBe(true);
		expect(runs.length).toBeGreaterThanOrEqual(2);
		expect(runs.length).toBeLessThanOrEqual(6);
		const inOrder = [...runs].sort((a, b) => Number(a.id) - Number(b.id));
		inOrder.slice(1).forEach((run, index) => {
			expect(run.startedAt ?? 0).toBeGreaterThanOrEqual(inOrder[index].stoppedAt ?? Infinity);
		});
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
		const before = await demo.n8n.api.allExecutions(demo.workflowId);
		const woken = await demo.n8n.api.allExecutions(watcher);
		// Nobody is told of this day.
		expect(books.liveDay()).not.toEqual([]);
		demo.anaplan.model().activeState = 'LOCKED';
		expect((await sender.send(tenChanges(0))).status).toBe(200);
		const deadline = Date.now() + SYNCED_WITHIN_MS;
		for (;;) {
			const [newest] = await demo.n8n.api.listExecutions(demo.workflowId);
			if (newest.id !== before[0]?.id && newest.status === 'error') break;
			if (Date.now() > deadline) throw new Error('The sync has not failed.');
			await sleep(100);
		}
		demo.anaplan.model().activeState = 'UNLOCKED';
		const runs = await settled(woken.length + 1);
		expect(runs.slice(0, runs.length - before.length).map(({ status }) => status)).toEqual([
			'success',
			'error',
		]);
		const [last] = await demo.n8n.api.listExecutions(watcher);
		const [turn] = itemsOf(await demo.n8n.api.execution(last.id), 'Run Sync');
		expect(turn?.json).toMatchObject({ outcome: 'ran', attempts: 2, covered: 0 });
		expect((await demo.compare()).filter(({ agree }) => !agree)).toEqual([]);
	},
	TEST_TIMEOUT_MS,
);
