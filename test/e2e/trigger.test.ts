/** The trigger's modes on a real n8n server: signed, doubled, lost and forged deliveries, and polls. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isFinished, itemsOf, type FinishedExecution } from '../../sandbox/n8n/executions';
import { N8nHost } from '../../sandbox/n8n/host';
import type { JsonRecord } from '../../sandbox/n8n/json';
import { packPackage } from '../../sandbox/n8n/pack';
import type { CredentialReference } from '../../sandbox/n8n/workflowEdits';
import {
	DEFAULT_REALM_ID,
	DEFAULT_VERIFIER_TOKEN,
	QuickBooksSimulator,
	SECOND_REALM_ID,
	WebhookSender,
	type CompanyEvent,
} from '../../sandbox/quickbooks';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const TEST_TIMEOUT_MS = 300_000;
/** n8n polls once a minute at most; the rest is for a busy machine. */
const POLL_TIMEOUT_MS = 180_000;
const REGISTERED_WITHIN_MS = 10_000;
const QUICKBOOKS = 'quickBooksOnlineOAuth2Api';

let folder = '';
let n8n: N8nHost;
let simulator: QuickBooksSimulator;
let credential: CredentialReference;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'qba-trigger-'));
	simulator = await QuickBooksSimulator.start();
	const tarball = await packPackage(join(folder, 'pack'));
	n8n = await N8nHost.start({ tarball, userFolder: join(folder, 'home') });
	credential = await n8n.api.createCredential(QUICKBOOKS, 'QuickBooks', {
		environment: 'custom',
		customAuthUrl: simulator.authorizeUrl,
		customTokenUrl: simulator.tokenUrl,
		customApiUrl: simulator.url,
		clientId: simulator.clientId,
		clientSecret: simulator.clientSecret,
		webhookVerifierToken: DEFAULT_VERIFIER_TOKEN,
	});
	await n8n.api.connectOAuth2(credential.id, async (url) => await simulator.decide(url));
}, START_TIMEOUT_MS);

afterAll(async () => {
	await n8n?.stop();
	await simulator?.stop();
	await rm(folder, { recursive: true, force: true });
}, TEST_TIMEOUT_MS);

interface Published {
	id: string;
	sender: WebhookSender;
}

/** Publishes Trigger -> Next; the address is the one that the node shows. */
async function publish(mode: string, purpose = mode): Promise<Published> {
	const webhookId = `00000000-0000-4000-8000-trigger-${purpose}`;
	const id = await n8n.api.importWorkflow(
		{
			name: `Trigger ${mode}`,
			nodes: [
				{
					id: '00000000-0000-4000-8000-000000000001',
					name: 'Trigger',
					type: n8n.nodeType('quickBooksOnlineTrigger'),
					typeVersion: 1.1,
					position: [0, 0],
					webhookId,
					parameters: { mode, pollTimes: { item: [{ mode: 'everyMinute' }] } },
				},
				{
					id: '00000000-0000-4000-8000-000000000002',
					name: 'Next',
					type: 'n8n-nodes-base.noOp',
					typeVersion: 1,
					position: [220, 0],
					parameters: {},
				},
			],
			connections: { Trigger: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		},
		{ credentials: { [QUICKBOOKS]: credential } },
	);
	const before = simulator.log.count({ path: '/query' });
	await n8n.api.activate(id);
	// n8n says that a workflow is published a moment before it is; the first poll asks for the time.
	const deadline = Date.now() + REGISTERED_WITHIN_MS;
	while (mode !== 'webhook' && simulator.log.count({ path: '/query' }) === before) {
		if (Date.now() > deadline) throw new Error('The first poll has not taken place.');
		await sleep(50);
	}
	return { id, sender: new WebhookSender(`${n8n.url}/webhook/${webhookId}/webhook`) };
}

function event(id: string, change: Partial<CompanyEvent> = {}): CompanyEvent {
	return {
		realmId: DEFAULT_REALM_ID,
		entity: 'Invoice',
		id,
		operation: 'updated',
		at: Date.UTC(2026, 10, 20, 12),
		...change,
	};
}

/** n8n says that a workflow is published a moment before its webhooks are there. */
async function untilRegistered({ sender }: Published): Promise<void> {
	const deadline = Date.now() + REGISTERED_WITHIN_MS;
	while (Date.now() < deadline) {
		if ((await sender.send([event('0')], { signature: 'missing' })).status !== 404) return;
		await sleep(100);
	}
}

function triggered(execution: FinishedExecution): JsonRecord[] {
	return itemsOf(execution, 'Next').map(({ json }) => json);
}

async function executionsOf(id: string, count: number): Promise<FinishedExecution[]> {
	const deadline = Date.now() + TEST_TIMEOUT_MS / 2;
	for (;;) {
		const listed = await n8n.api.listExecutions(id);
		const finished = listed.filter(({ status }) => status === 'success' || status === 'error');
		if (finished.length >= count || Date.now() > deadline) {
			expect(listed).toHaveLength(count);
			return await Promise.all(listed.map(async (entry) => await n8n.api.execution(entry.id)));
		}
		await sleep(100);
	}
}

it(
	'Webhook: signed deliveries start executions, forged ones and foreign ones do not',
	async () => {
		const published = await publish('webhook');
		const { id, sender } = published;
		await untilRegistered(published);
		const calls = simulator.log.count({ path: '/v3/company/' });
		expect((await sender.send([event('1')], { signature: 'forged' })).status).toBe(401);
		expect((await sender.send([event('1')], { signature: 'changed' })).status).toBe(401);
		const foreign = await sender.send([event('1', { realmId: SECOND_REALM_ID })]);
		expect(foreign).toEqual({ status: 200, body: '{"received":0,"ignored":1}' });
		const body = sender.bodyOf([event('2'), event('3', { realmId: SECOND_REALM_ID })]);
		const first = await sender.deliver(body);
		expect(first).toEqual({ status: 200, body: '{"received":1,"ignored":1}' });
		expect(await sender.deliver(body)).toEqual(first);
		const gone = event('4', { entity: 'Vendor', operation: 'merged', deletedId: '5' });
		expect((await sender.send([gone], { form: 'legacy' })).status).toBe(200);
		// n8n itself reads only the content types that it parses.
		const batch = { contentType: 'application/cloudevents-batch+json' };
		expect((await sender.send([event('6')], batch)).status).toBe(200);
		const executions = await executionsOf(id, 4);
		const items = executions.reverse().map(triggered);
		expect(items).toMatchObject([
			// Of this delivery and of the one before, which started nothing.
			[{ entity: 'Invoice', id: '2', ignoredOfOtherCompanies: 2 }],
			[{ entity: 'Invoice', id: '2', ignoredOfOtherCompanies: 1 }],
			[{ entity: 'Vendor', id: '4', operation: 'merged', deletedId: '5' }],
			[{ entity: 'Invoice', id: '6' }],
		]);
		expect(items[1][0].eventId).toBe(items[0][0].eventId);
		expect(simulator.log.count({ path: '/v3/company/' })).toBe(calls);
		const log = await n8n.log();
		expect(log).toContain('refused a delivery: its signature is wrong');
		expect(log).not.toContain(DEFAULT_VERIFIER_TOKEN);
		await n8n.api.deactivate(id);
	},
	TEST_TIMEOUT_MS,
);

/** How many deliveries at once, as of an app with many busy companies. */
const CONCURRENT = 200;

/** Sends until it is taken, as QuickBooks does: a busy n8n answers 503 for a while, whatever the node. */
async function deliverUntilTaken({ sender }: Published, body: string): Promise<void> {
	for (let attempt = 0; attempt < 20; attempt++) {
		const { status } = await sender.deliver(body);
		if (status === 200) return;
		expect(status).toBe(503);
		await sleep(1_000);
	}
	throw new Error('n8n has not taken a delivery.');
}

it(
	'Webhook: of 200 deliveries at once every one starts exactly one execution',
	async () => {
		const published = await publish('webhook', 'burst');
		await untilRegistered(published);
		const ids = Array.from({ length: CONCURRENT }, (_, index) => String(1_000 + index));
		await Promise.all(
			ids.map(
				async (id) => await deliverUntilTaken(published, published.sender.bodyOf([event(id)])),
			),
		);
		const deadline = Date.now() + TEST_TIMEOUT_MS / 2;
		let executions = await n8n.api.allExecutions(published.id);
		while (executions.length < CONCURRENT || !executions.every(isFinished)) {
			if (Date.now() > deadline) break;
			await sleep(500);
			executions = await n8n.api.allExecutions(published.id);
		}
		expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
		const seen: unknown[] = [];
		for (const { id } of executions) {
			seen.push(...triggered(await n8n.api.execution(id)).map((item) => item.id));
		}
		expect(seen.sort()).toEqual(ids);
		await n8n.api.deactivate(published.id);
	},
	TEST_TIMEOUT_MS,
);

it(
	'Both: webhooks come in, and polling finds the change whose notification was lost',
	async () => {
		const published = await publish('both');
		const { id, sender } = published;
		await untilRegistered(published);
		expect((await sender.send([event('7')])).status).toBe(200);
		const [notified] = await executionsOf(id, 1);
		expect(notified.mode).toBe('webhook');
		expect(triggered(notified)).toMatchObject([{ kind: 'notification', id: '7' }]);
		const vendor = simulator.books.create('Vendor', { DisplayName: 'Nobody told' });
		const polled = await n8n.api.waitForExecution(id, notified.id, POLL_TIMEOUT_MS);
		expect(polled.mode).toBe('trigger');
		expect(triggered(polled)).toMatchObject([
			{ kind: 'record', entity: 'Vendor', id: vendor.Id, record: { DisplayName: 'Nobody told' } },
			{ kind: 'window', complete: true, expected: { Vendor: 1 } },
		]);
		await n8n.api.deactivate(id);
	},
	TEST_TIMEOUT_MS,
);

it(
	'Change Data Capture (Polling): no address; full records, each once, also after a restart',
	async () => {
		const { id, sender } = await publish('poll');
		expect((await sender.send([event('8')])).status).toBe(404);
		// An unpaid one: deleting a document changes what it is linked to.
		const deleted = simulator.books
			.all('Bill')
			.find(({ Balance, TotalAmt }) => Balance === TotalAmt);
		if (deleted === undefined) throw new Error('the company needs an unpaid bill');
		simulator.books.delete('Bill', deleted.Id);
		const first = await n8n.api.waitForExecution(id, '0', POLL_TIMEOUT_MS);
		expect(triggered(first)).toMatchObject([
			{ kind: 'record', entity: 'Bill', id: deleted.Id, operation: 'delete' },
			{ kind: 'window' },
		]);
		await n8n.kill();
		const vendor = simulator.books.create('Vendor', { DisplayName: 'While n8n was away' });
		n8n = await N8nHost.start({ userFolder: join(folder, 'home') });
		const second = await n8n.api.waitForExecution(id, first.id, POLL_TIMEOUT_MS);
		expect(triggered(second)).toMatchObject([
			{ kind: 'record', entity: 'Vendor', id: vendor.Id },
			{ kind: 'window', expected: { Vendor: 1, Bill: 0 } },
		]);
	},
	TEST_TIMEOUT_MS * 2,
);
