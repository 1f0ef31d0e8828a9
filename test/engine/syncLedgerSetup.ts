/** What the engine tests of Sync Ledger share: a company, the chain of a sync, and what came of it. */
import type { IConnections, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { AnaplanApi } from '../../credentials/AnaplanApi.credentials';
import { Anaplan } from '../../nodes/Anaplan/Anaplan.node';
import { QuickBooksToAnaplan } from '../../nodes/QuickBooksToAnaplan/QuickBooksToAnaplan.node';
import { SyncLedger } from '../../nodes/SyncLedger/SyncLedger.node';
import { DEMO_MODEL_ID, DEMO_WORKSPACE_ID } from '../../sandbox/anaplan/demoModel';
import { AnaplanSimulator, DEFAULT_USERS } from '../../sandbox/anaplan/simulator';
import type { QuickBooksObject, SyncRecord, SyncWindow } from '../../src/flow';
import { anaplanNode, byId, CREDENTIAL } from './anaplanSetup';
import { createEngine, node, type RunOptions, type RunResult, type TestEngine } from './harness';
import type { StoredWorkflow, WorkflowDatabase } from './harness/subWorkflows';

export const REALM = '9341453908059321';
/**
 * The ledger workflow of the current test. The memory of a process outlives a bench as it outlives an
 * execution, so every bench has a workflow of its own.
 */
export let LEDGER = '';

let nextLedger = 1;

const QUICK = { queueMs: 0, runMs: 5, cancelMs: 5, openMs: 5 };

export interface LedgerBench {
	simulator: AnaplanSimulator;
	engine: TestEngine;
	ledger: StoredWorkflow;
}

export async function openLedgerBench(): Promise<LedgerBench> {
	const simulator = await AnaplanSimulator.start({ timing: QUICK });
	const engine = engineAt(simulator);
	LEDGER = `ledger-${nextLedger++}`;
	const ledger = addLedger(engine, LEDGER);
	return { simulator, engine, ledger };
}

export function addLedger(
	engine: TestEngine,
	id: string,
	more: INodeParameters = {},
): StoredWorkflow {
	return engine.workflows.add(id, [
		node('Keep the Ledger', 'syncLedger', { operation: 'keep', ...more }),
	]);
}

/** An engine with the chain's nodes. Another copy of the node's module stands for a restarted n8n. */
export function engineAt(
	simulator: AnaplanSimulator,
	workflows?: WorkflowDatabase,
	ledgerNode: SyncLedger = new SyncLedger(),
): TestEngine {
	const engine = createEngine({
		nodes: [new QuickBooksToAnaplan(), new Anaplan(), ledgerNode],
		credentialTypes: [new AnaplanApi()],
		...(workflows === undefined ? {} : { workflows }),
	});
	const [user] = DEFAULT_USERS;
	engine.credentials.put({
		id: CREDENTIAL,
		type: 'anaplanApi',
		name: CREDENTIAL,
		data: {
			region: 'custom',
			customAuthUrl: simulator.url,
			customApiUrl: simulator.url,
			customAppUrl: simulator.url,
			signIn: 'basic',
			email: user.email,
			password: user.password,
		},
	});
	return engine;
}

export function ledgerNode(
	name: string,
	operation: string,
	parameters: INodeParameters = {},
	settings: Parameters<typeof node>[4] = {},
): ReturnType<typeof node> {
	return node(
		name,
		'syncLedger',
		{
			operation,
			ledgerWorkflow: { __rl: true, mode: 'list', value: LEDGER, cachedResultName: 'The Ledger' },
			...parameters,
		},
		{ anaplanApi: CREDENTIAL },
		settings,
	);
}

/** The pickers of the demo model's list of transaction lines. */
export function lineList(simulator: AnaplanSimulator): INodeParameters {
	const list = simulator.model().lists.find(({ name }) => name === 'QB Transaction Lines');
	return {
		workspaceId: byId(DEMO_WORKSPACE_ID),
		modelId: byId(DEMO_MODEL_ID),
		listId: byId(list?.id ?? ''),
	};
}

/** Map -> Prepare -> Anaplan (Loaded, Rejected) -> Record. */
export function chain(
	bench: LedgerBench,
	{
		prepare = {},
		anaplan = {},
		map = {},
	}: Partial<Record<'prepare' | 'anaplan' | 'map', INodeParameters>> = {},
): Pick<RunOptions, 'nodes' | 'connections'> {
	const to = (name: string, index = 0) => [{ node: name, type: 'main' as const, index }];
	const connections: IConnections = {
		Start: { main: [to('Map')] },
		Map: { main: [to('Prepare')] },
		Prepare: { main: [to('Anaplan')] },
		Anaplan: { main: [to('Record', 0), to('Record', 1)] },
	};
	return {
		nodes: [
			node('Map', 'quickBooksToAnaplan', map),
			ledgerNode('Prepare', 'prepare', { ...lineList(bench.simulator), ...prepare }),
			anaplanNode(anaplan),
			ledgerNode('Record', 'record'),
		],
		connections,
	};
}

let nextRun = 1;

/** A window of these records; every call is a run of its own. */
export function windowOf(
	records: readonly SyncRecord[],
	more: Partial<SyncWindow> = {},
): SyncWindow {
	const expected = new Map<string, number>();
	for (const { entity } of records) expected.set(entity, (expected.get(entity) ?? 0) + 1);
	const number = nextRun++;
	return {
		kind: 'window',
		runId: `run-${number}`,
		realmId: REALM,
		companyName: 'Sandbox Company',
		homeCurrency: 'USD',
		from: '2026-10-01T00:00:00.000Z',
		to: new Date(Date.UTC(2026, 9, 6, 3, number)).toISOString(),
		entities: ['Vendor', 'Invoice'],
		expected: Object.fromEntries(expected),
		complete: true,
		remarks: [],
		quickBooksCalls: 1,
		...more,
	};
}

export function toItems(...jsons: object[]): INodeExecutionData[] {
	return jsons.map((json) => ({ json: structuredClone(json) as INodeExecutionData['json'] }));
}

/** One run of the whole chain. */
export async function sync(
	bench: LedgerBench,
	records: readonly SyncRecord[],
	more: Parameters<typeof chain>[1] & {
		window?: Partial<SyncWindow>;
		run?: Partial<RunOptions>;
	} = {},
): Promise<RunResult> {
	return await bench.engine.run({
		input: toItems(...records, windowOf(records, more.window)),
		...chain(bench, more),
		...more.run,
	});
}

export function failureOf({ error }: RunResult): string {
	if (error === undefined) throw new Error('the execution did not fail');
	const { description } = error as { description?: unknown };
	return `${error.message} ${typeof description === 'string' ? description : ''}`;
}

/** One operation on one item. */
export async function ask(
	bench: LedgerBench,
	operation: string,
	parameters: INodeParameters = {},
	more: Partial<RunOptions> = {},
): Promise<INodeExecutionData[]> {
	const result = await bench.engine.run({
		nodes: [ledgerNode('Ledger', operation, parameters)],
		...more,
	});
	if (result.error) throw new Error(failureOf(result));
	return result.items('Ledger');
}

/** What Record Outcome said. */
export function recorded(result: RunResult): { [key: string]: unknown } {
	if (result.error) throw new Error(failureOf(result));
	return (result.items('Record')[0]?.json.record ?? {}) as { [key: string]: unknown };
}

/** Rows that Prepare sent on, without the window. */
export function prepared(result: RunResult): INodeExecutionData[] {
	return result.items('Prepare').filter(({ json }) => json.Code !== undefined);
}

function record(
	entity: string,
	id: string,
	version: number,
	body: QuickBooksObject,
	more: Partial<SyncRecord> = {},
): SyncRecord {
	return {
		kind: 'record',
		entity,
		id,
		realmId: REALM,
		operation: 'upsert',
		syncToken: String(version),
		updatedAt: `2026-10-05T09:${String(10 + version)}:00-07:00`,
		transactionId: `${REALM}-${entity}-${id}-v${version}`,
		runId: 'run',
		homeCurrency: 'USD',
		readAt: '2026-10-06T03:00:00.000Z',
		record: { Id: id, SyncToken: String(version), ...body },
		...more,
	};
}

export function vendor(id: string, name: string, version = 0): SyncRecord {
	return record('Vendor', id, version, { DisplayName: name, Active: true });
}

/** An invoice with a line of each amount. */
export function invoice(id: string, amounts: number[], version = 0): SyncRecord {
	return record('Invoice', id, version, {
		DocNumber: `10${id}`,
		TxnDate: '2026-10-01',
		CustomerRef: { value: '24' },
		Line: amounts.map((amount, index) => ({
			Id: String(index + 1),
			Amount: amount,
			DetailType: 'SalesItemLineDetail',
			SalesItemLineDetail: {},
		})),
		TotalAmt: Number(amounts.reduce((sum, amount) => sum + amount, 0).toFixed(2)),
	});
}

export function voided(source: SyncRecord, version: number): SyncRecord {
	return {
		...invoice(source.id, [], version),
		operation: 'void',
	};
}

export function deleted(entity: string, id: string): SyncRecord {
	return record(
		entity,
		id,
		0,
		{ status: 'Deleted' },
		{
			operation: 'delete',
			syncToken: null,
			updatedAt: '2026-10-05T10:59:00-07:00',
			transactionId: `${REALM}-${entity}-${id}-deleted`,
		},
	);
}
