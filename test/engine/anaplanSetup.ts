/** What the Anaplan engine tests share: a simulator, an engine with the node, rows and a window. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { AnaplanApi } from '../../credentials/AnaplanApi.credentials';
import { AnaplanOAuth2Api } from '../../credentials/AnaplanOAuth2Api.credentials';
import { Anaplan } from '../../nodes/Anaplan/Anaplan.node';
import {
	AnaplanSimulator,
	DEFAULT_USERS,
	type AnaplanSimulatorOptions,
} from '../../sandbox/anaplan/simulator';
import type { Hazard } from '../../sandbox/anaplan/hazards';
import { DEMO_MODEL_ID, DEMO_WORKSPACE_ID } from '../../sandbox/anaplan/demoModel';
import type { PlanningRow, SyncWindow } from '../../src/flow';
import { createEngine, node, type RunResult, type TestEngine } from './harness';

export const REALM = '9341453908059321';
export const CREDENTIAL = 'Anaplan (Finance)';

/** Tasks that end almost at once, so that no test waits for more than a poll. */
const QUICK = { queueMs: 0, runMs: 5, cancelMs: 5, openMs: 5 };

export interface Bench {
	simulator: AnaplanSimulator;
	engine: TestEngine;
}

/**
 * Ends the bench and expects that nothing dangerous was done to its model.
 * @param harmless kinds of hazards that belong to what is tried
 */
export async function closeBench(
	{ simulator }: Bench,
	harmless: ReadonlyArray<Hazard['kind']> = [],
): Promise<void> {
	const hazards = simulator.hazards.filter(({ kind }) => !harmless.includes(kind));
	// Stopped first: a failed expectation must not leave a server open.
	await simulator.stop();
	expect(hazards).toEqual([]);
}

/** A simulator of its own and an engine whose credential points at it. */
export async function openBench(
	options: AnaplanSimulatorOptions = {},
	credential: { [field: string]: string | number } = {},
): Promise<Bench> {
	const simulator = await AnaplanSimulator.start({ timing: QUICK, ...options });
	const engine = createEngine({
		nodes: [new Anaplan()],
		credentialTypes: [new AnaplanApi(), new AnaplanOAuth2Api()],
	});
	const [user] = DEFAULT_USERS;
	engine.credentials.put({
		id: CREDENTIAL,
		type: 'anaplanApi',
		name: CREDENTIAL,
		data: {
			region: 'custom',
			customAuthUrl: simulator.url,
			customApiUrl: `${simulator.url}/`,
			customAppUrl: simulator.url,
			signIn: 'basic',
			email: user.email,
			password: user.password,
			...credential,
		},
	});
	return { simulator, engine };
}

/** The table of the template: every import by name. */
export const TABLE = [
	['Invoice', 'Transactions from QuickBooks'],
	['Invoice', 'Transaction Lines from QuickBooks'],
	['Bill', 'Transactions from QuickBooks'],
	['Bill', 'Transaction Lines from QuickBooks'],
	['Customer', 'Customers from QuickBooks'],
	['Vendor', 'Vendors from QuickBooks'],
	['Account', 'Accounts from QuickBooks'],
].map(([entity, name]) => ({ entity, import: byName(name) }));

export function byName(value: string): INodeParameters {
	return { __rl: true, mode: 'name', value };
}

export function byId(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** The node with the demo model chosen and the table of the template. */
export function anaplanNode(
	parameters: INodeParameters = {},
	settings: Parameters<typeof node>[4] = {},
): ReturnType<typeof node> {
	return node(
		'Anaplan',
		'anaplan',
		{
			resource: 'import',
			operation: 'uploadAndRun',
			workspaceId: byId(DEMO_WORKSPACE_ID),
			modelId: byId(DEMO_MODEL_ID),
			importChoice: 'perEntity',
			imports: { values: TABLE },
			...parameters,
		},
		{ anaplanApi: CREDENTIAL },
		settings,
	);
}

/** Runs the node on these items. */
export async function load(
	{ engine }: Bench,
	input: INodeExecutionData[],
	parameters: INodeParameters = {},
	more: { settings?: Parameters<typeof node>[4]; cancel?: AbortSignal } = {},
): Promise<RunResult> {
	return await engine.run({
		input,
		nodes: [anaplanNode(parameters, more.settings)],
		...(more.cancel === undefined ? {} : { cancel: more.cancel }),
	});
}

export function items(...jsons: object[]): INodeExecutionData[] {
	return jsons.map((json) => ({ json: json as INodeExecutionData['json'] }));
}

export function vendorRow(id: string, name: string, more: PlanningRow = {}): PlanningRow {
	return {
		Entity: 'Vendor',
		Code: `${REALM}-VEN-${id}`,
		Name: name,
		'Full Name': name,
		'Parent Code': '',
		Currency: 'USD',
		Active: 'true',
		Status: 'Active',
		'Source ID': id,
		'Transaction ID': `${REALM}-Vendor-${id}-v0`,
		...more,
	};
}

export function invoiceRow(id: string, line: string, amount: string, more: PlanningRow = {}) {
	return {
		Entity: 'Invoice',
		Code: `${REALM}-INV-${id}-${line}`,
		'Document ID': id,
		'Document Number': `10${id}`,
		'Line ID': line,
		'Transaction Date': '2026-10-01',
		Period: '2026-10',
		'Party Code': `${REALM}-CUS-1`,
		'Account Code': '',
		Amount: amount,
		'Home Amount': amount,
		Currency: 'USD',
		Status: 'Active',
		'Transaction ID': `${REALM}-Invoice-${id}-v0`,
		...more,
	};
}

export const WINDOW: SyncWindow = {
	kind: 'window',
	runId: 'run-1',
	realmId: REALM,
	companyName: 'Sandbox Company',
	homeCurrency: 'USD',
	from: null,
	to: '2026-10-06T03:17:00Z',
	entities: ['Vendor', 'Invoice'],
	expected: { Vendor: 1, Invoice: 1 },
	complete: true,
	remarks: [],
	quickBooksCalls: 2,
};

/** The message and the advice of an execution's error. */
export function failureOf(result: RunResult): { message: string; advice: string } {
	const error = result.error;
	if (error === undefined) throw new Error('the execution did not fail');
	const { description } = error as { description?: unknown };
	return { message: error.message, advice: typeof description === 'string' ? description : '' };
}

/** The node's remark on an item. */
export function remarkOf(item: INodeExecutionData | undefined): { [key: string]: unknown } {
	return (item?.json.anaplan ?? {}) as { [key: string]: unknown };
}
