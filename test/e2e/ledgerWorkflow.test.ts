/** What the ledger workflow relies on, on a real n8n server: static data that survives its callers. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { itemsOf } from '../../sandbox/n8n/executions';
import { isRecord, type JsonRecord } from '../../sandbox/n8n/json';
import { N8nHost } from '../../sandbox/n8n/host';
import { packPackage } from '../../sandbox/n8n/pack';
import { projectRoot } from '../../sandbox/n8n/project';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const TEST_TIMEOUT_MS = 300_000;

const REALM = '9341453908059321';
const OVERLAPPING = 12;
const REGISTERED_WITHIN_MS = 10_000;

let folder = '';
let n8n: N8nHost;
let ledgerId = '';
let statusId = '';
let run = 0;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'qba-ledger-'));
	const tarball = await packPackage(join(folder, 'pack'));
	n8n = await N8nHost.start({ tarball, userFolder: join(folder, 'home') });
	const template = await readFile(join(projectRoot(), 'workflows', 'ledger.json'), 'utf8');
	ledgerId = await n8n.api.importWorkflow(JSON.parse(template));
	await n8n.api.activate(ledgerId);
	statusId = await n8n.api.importWorkflow(
		workflow('Status', [
			manualTrigger(),
			ledgerNode('Status', { operation: 'status', realmId: REALM }),
		]),
	);
}, START_TIMEOUT_MS);

afterAll(async () => {
	await n8n?.stop();
	await rm(folder, { recursive: true, force: true });
}, TEST_TIMEOUT_MS);

/** A rows-and-window input of one invoice, as the mapper would hand it to Prepare. */
function inputOf(id: number): JsonRecord {
	run += 1;
	const row = {
		Entity: 'Invoice',
		Code: `${REALM}-INV-${id}-1`,
		'Document ID': String(id),
		'Document Number': `10${id}`,
		Amount: '10.00',
		'Home Amount': '10.00',
		Currency: 'USD',
		'Home Currency': 'USD',
		Status: 'Active',
		'Company ID': REALM,
		'Source ID': String(id),
		'Sync Token': '0',
		'Last Updated': '2026-10-05T09:12:44-07:00',
		'Transaction ID': `${REALM}-Invoice-${id}-v0`,
		'Sync Timestamp': '2026-10-06T03:17:00.000Z',
	};
	const window = {
		kind: 'window',
		runId: `run-${run}`,
		realmId: REALM,
		companyName: 'Sandbox Company',
		homeCurrency: 'USD',
		from: null,
		to: '2026-10-06T03:17:00Z',
		entities: ['Invoice'],
		expected: { Invoice: 1 },
		complete: true,
		remarks: [],
		quickBooksCalls: 1,
	};
	return { items: [row, window] };
}

interface Part {
	name: string;
	type: string;
	typeVersion: number;
	parameters: JsonRecord;
}

function workflow(name: string, parts: readonly Part[]): JsonRecord {
	const nodes = parts.map((part, index) => ({
		...part,
		id: `00000000-0000-4000-8000-00000000000${index}`,
		position: [index * 220, 0],
	}));
	const connections = Object.fromEntries(
		parts
			.slice(0, -1)
			.map((part, index) => [
				part.name,
				{ main: [[{ node: parts[index + 1]?.name, type: 'main', index: 0 }]] },
			]),
	);
	return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}

function manualTrigger(): Part {
	return { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
}

function webhook(path: string): Part {
	return {
		name: 'Start',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path, responseMode: 'lastNode' },
	};
}

function ledgerNode(name: string, parameters: JsonRecord): Part {
	return {
		name,
		type: n8n.nodeType('syncLedger'),
		typeVersion: 1,
		parameters: {
			ledgerWorkflow: { __rl: true, mode: 'list', value: ledgerId },
			...parameters,
		},
	};
}

/** Trigger -> items -> Prepare -> what follows. */
function caller(name: string, trigger: Part, input: string, ...tail: Part[]): JsonRecord {
	return workflow(name, [
		trigger,
		{
			name: 'Input',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: input },
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'items' },
		},
		ledgerNode('Prepare', { operation: 'prepare', keysFrom: 'confirmed' }),
		...tail,
	]);
}

async function onTheirWay(): Promise<number> {
	const execution = await n8n.api.runManually(statusId, 'Start', TEST_TIMEOUT_MS);
	expect(execution.error).toBeUndefined();
	const [first] = itemsOf(execution, 'Status');
	const documents = isRecord(first?.json.documents) ? first.json.documents : {};
	return Number(documents.onTheirWay ?? 0);
}

async function post(path: string, body: JsonRecord): Promise<number> {
	const deadline = Date.now() + REGISTERED_WITHIN_MS;
	for (;;) {
		const answer = await fetch(`${n8n.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		await answer.arrayBuffer();
		// n8n says that a workflow is published a moment before its webhooks are there.
		if (answer.status !== 404 || Date.now() > deadline) return answer.status;
		await sleep(100);
	}
}

async function publish(template: JsonRecord): Promise<string> {
	const id = await n8n.api.importWorkflow(template);
	await n8n.api.activate(id);
	return id;
}

/** The server as after a power cut: the same home, a new process. */
async function killAndStart(): Promise<void> {
	await n8n.kill();
	n8n = await N8nHost.start({ userFolder: join(folder, 'home') });
}

it(
	'keeps what a manual caller wrote ahead',
	async () => {
		const id = await n8n.api.importWorkflow(
			caller('Manual', manualTrigger(), JSON.stringify(inputOf(1))),
		);
		const execution = await n8n.api.runManually(id, 'Start', TEST_TIMEOUT_MS);
		expect(execution.error).toBeUndefined();
		expect(itemsOf(execution, 'Prepare')).toHaveLength(2);
		expect(await onTheirWay()).toBe(1);
	},
	TEST_TIMEOUT_MS,
);

it(
	'keeps what a caller wrote ahead that fails afterwards',
	async () => {
		await publish(
			caller('Failing', webhook('failing'), '={{ JSON.stringify($json.body) }}', {
				name: 'Fail',
				type: 'n8n-nodes-base.stopAndError',
				typeVersion: 1,
				parameters: { errorMessage: 'The load failed' },
			}),
		);
		expect(await post('failing', inputOf(2))).toBe(500);
		expect(await onTheirWay()).toBe(2);
	},
	TEST_TIMEOUT_MS,
);

it(
	'keeps everything of calls that overlap, also in the database',
	async () => {
		await publish(caller('Sync', webhook('sync'), '={{ JSON.stringify($json.body) }}'));
		const statuses = await Promise.all(
			Array.from(
				{ length: OVERLAPPING },
				async (_, index) => await post('sync', inputOf(10 + index)),
			),
		);
		expect(statuses).toEqual(statuses.map(() => 200));
		expect(await onTheirWay()).toBe(2 + OVERLAPPING);
		await killAndStart();
		expect(await onTheirWay()).toBe(2 + OVERLAPPING);
	},
	TEST_TIMEOUT_MS,
);

it(
	'keeps what was written ahead when n8n is killed while the caller is still under way',
	async () => {
		await publish(
			caller('Slow', webhook('slow'), '={{ JSON.stringify($json.body) }}', {
				name: 'Load',
				type: 'n8n-nodes-base.wait',
				typeVersion: 1.1,
				parameters: { amount: 50, unit: 'seconds' },
			}),
		);
		const before = await onTheirWay();
		const cut = post('slow', inputOf(3)).catch(() => 0);
		const deadline = Date.now() + 30_000;
		while ((await onTheirWay()) === before && Date.now() < deadline) await sleep(100);
		await killAndStart();
		await cut;
		expect(await onTheirWay()).toBe(before + 1);
	},
	TEST_TIMEOUT_MS,
);
