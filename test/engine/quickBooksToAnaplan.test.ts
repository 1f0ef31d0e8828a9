/** QuickBooks to Anaplan on the real engine: items, pairing, the window, errors and hints. */
import type { INodeExecutionData } from 'n8n-workflow';

import { QuickBooksToAnaplan } from '../../nodes/QuickBooksToAnaplan/QuickBooksToAnaplan.node';
import type { QuickBooksObject, SyncRecord, SyncWindow } from '../../src/flow';
import { createEngine, node } from './harness';

const REALM = '9341453908059321';
const engine = createEngine({ nodes: [new QuickBooksToAnaplan()], credentialTypes: [] });

function record(
	entity: string,
	id: string,
	body: QuickBooksObject,
	changes: Partial<SyncRecord> = {},
): SyncRecord {
	return {
		kind: 'record',
		entity,
		id,
		realmId: REALM,
		operation: 'upsert',
		syncToken: '0',
		updatedAt: '2026-10-05T09:12:44-07:00',
		transactionId: `${REALM}-${entity}-${id}-v0`,
		runId: 'run-1',
		homeCurrency: 'USD',
		readAt: '2026-10-06T03:17:00.000Z',
		record: { Id: id, SyncToken: '0', ...body },
		...changes,
	};
}

const VENDOR = record('Vendor', '56', { DisplayName: 'Müller, "Bau"\n🏗️', Active: true });
const INVOICE = record('Invoice', '145', {
	DocNumber: '1037',
	TxnDate: '2026-10-01',
	CustomerRef: { value: '24' },
	Line: [
		{ Id: '1', Amount: 0.1, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: {} },
		{ Id: '2', Amount: 0.2, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: {} },
	],
	TotalAmt: 0.3,
});
const BROKEN = record('Bill', '25', { DocNumber: 'R-1', TxnDate: '2026-10-01', Line: [] });
const DELETED = record(
	'Invoice',
	'9',
	{ status: 'Deleted' },
	{ operation: 'delete', syncToken: null },
);
const WINDOW: SyncWindow = {
	kind: 'window',
	runId: 'run-1',
	realmId: REALM,
	companyName: 'Sandbox Company',
	homeCurrency: 'USD',
	from: null,
	to: '2026-10-06T03:17:00Z',
	entities: ['Vendor', 'Invoice', 'Bill'],
	expected: { Vendor: 1, Invoice: 1, Bill: 1 },
	complete: true,
	remarks: [],
	quickBooksCalls: 2,
};

const items = (...jsons: object[]): INodeExecutionData[] =>
	jsons.map((json) => ({ json: structuredClone(json) as INodeExecutionData['json'] }));

async function map(
	input: INodeExecutionData[],
	parameters: { unmappableRecord?: string } = {},
	settings: Parameters<typeof node>[4] = {},
) {
	return await engine.run({
		input,
		nodes: [node('Map', 'quickBooksToAnaplan', parameters, {}, settings)],
	});
}

test('every row is an item paired with its record, and the window follows', async () => {
	const result = await map(items(VENDOR, INVOICE, WINDOW));
	expect(result.error).toBeUndefined();
	const output = result.items('Map');
	expect(output.map(({ json }) => json.Code ?? json.kind)).toEqual([
		`${REALM}-VEN-56`,
		`${REALM}-INV-145-1`,
		`${REALM}-INV-145-2`,
		'window',
	]);
	expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 1, 2].map((item) => ({ item })),
	);
	expect(output[0].json.Name).toBe('Müller, "Bau"\n🏗️');
	expect(output.slice(1, 3).map(({ json }) => json.Amount)).toEqual(['0.10', '0.20']);
	expect(output[3].json).toEqual(WINDOW);
	for (const { json } of output.slice(0, 3)) {
		expect(Object.values(json).every((value) => typeof value === 'string')).toBe(true);
		expect(json['Transaction ID']).not.toBe('');
		expect(json['Sync Timestamp']).toBe('2026-10-06T03:17:00.000Z');
	}
});

test('a window without records comes out, so that the branch does not end', async () => {
	const result = await map(items(WINDOW));
	expect(result.items('Map').map(({ json }) => json)).toEqual([WINDOW]);
});

test('a deleted document gives no row, a remark on the window, and goes on as a record', async () => {
	const result = await map(items(DELETED, WINDOW));
	const output = result.items('Map');
	expect(output).toHaveLength(2);
	expect(output[0]).toMatchObject({ json: { ...DELETED, rows: 0 }, pairedItem: { item: 0 } });
	expect(output[1].json).toMatchObject({
		complete: true,
		remarks: [expect.stringContaining('Invoice with Id 9')],
	});
});

test('remarks are shown on the node where no window takes them', async () => {
	const result = await map(items(DELETED));
	expect(result.hints('Map')).toEqual([expect.stringContaining('Invoice with Id 9')]);
});

test('a record that cannot be mapped stops the run, naming the document and what to do', async () => {
	const result = await map(items(INVOICE, BROKEN, WINDOW));
	expect(result.error).toMatchObject({
		name: 'NodeOperationError',
		message: expect.stringContaining('Bill R-1 (Id 25) came from QuickBooks without its TotalAmt'),
		description: expect.stringContaining('Read the document again'),
		context: expect.objectContaining({ itemIndex: 1 }),
	});
});

test('it can be left out; the window then says which one and is not complete', async () => {
	const result = await map(items(WINDOW, BROKEN, INVOICE), { unmappableRecord: 'skip' });
	expect(result.error).toBeUndefined();
	const output = result.items('Map');
	expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 2, 2].map((item) => ({ item })),
	);
	expect(output[1].json).toEqual({
		kind: 'refused',
		entity: 'Bill',
		id: '25',
		realmId: REALM,
		runId: 'run-1',
		reason: expect.stringContaining('Bill R-1 (Id 25)'),
		readAt: BROKEN.readAt,
	});
	expect(output[0].json).toMatchObject({
		complete: false,
		remarks: [expect.stringContaining('Bill R-1 (Id 25)')],
	});
});

test('with Continue On Fail it becomes an item with the error, paired with its record', async () => {
	const result = await map(
		items(BROKEN, INVOICE, WINDOW),
		{},
		{ onError: 'continueRegularOutput' },
	);
	expect(result.error).toBeUndefined();
	const output = result.items('Map');
	expect(output).toHaveLength(4);
	expect(output[0].json.error).toContain('Bill R-1 (Id 25)');
	expect(output[0].pairedItem).toEqual([{ item: 0 }]);
	expect(output[3].json).toMatchObject({ kind: 'window', complete: false });
});

test('items from elsewhere are refused with the node to connect it to', async () => {
	const result = await map(items({ name: 'somebody' }, WINDOW), { unmappableRecord: 'skip' });
	expect(result.error).toMatchObject({
		message: 'Input item 0 is neither a QuickBooks record nor the window of a read.',
		description: 'Connect this node directly behind QuickBooks Online Fetch.',
	});
});
