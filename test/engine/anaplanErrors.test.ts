/** Every mistake gives one sentence on what happened and one on what to do; nothing is uploaded. */
import { DEMO_MODEL_ID, DEMO_WORKSPACE_ID } from '../../sandbox/anaplan/demoModel';
import { DEFAULT_USERS } from '../../sandbox/anaplan/simulator';
import {
	byName,
	failureOf,
	invoiceRow,
	items,
	load,
	openBench,
	vendorRow,
	type Bench,
} from './anaplanSetup';

let bench: Bench;

afterEach(async () => {
	// Stopped first: a failed expectation must not leave a server open.
	await bench.simulator.stop();
	expect(bench.simulator.log.count({ method: 'PUT' })).toBe(0);
	expect(bench.simulator.log.count({ method: 'POST', path: '/2/0/' })).toBe(0);
});

const VENDOR = items(vendorRow('56', 'Bau GmbH'));

test('a wrong password names the credential and is tried once', async () => {
	bench = await openBench({}, { password: 'not the one' });
	const { message, advice } = failureOf(await load(bench, VENDOR));
	expect(message).toBe(
		'Anaplan refused the email and password of the credential "Anaplan (Finance)".',
	);
	expect(advice).toContain('Open the credential, correct the email, the password or the region');
	expect(bench.simulator.log.count({ path: '/token/authenticate' })).toBe(1);
});

test('a missing import names the nearest ones', async () => {
	bench = await openBench();
	bench.simulator.model().removeImport('Vendors from QuickBooks');
	const { message, advice } = failureOf(await load(bench, VENDOR));
	expect(message).toBe(
		'The model "QuickBooks Planning Hub" has no import called "Vendors from QuickBooks".',
	);
	expect(advice).toContain('"Customers from QuickBooks"');
});

test('a name in another case is told as the model spells it', async () => {
	bench = await openBench();
	const values = [{ entity: 'Vendor', import: byName('vendors from quickbooks') }];
	const { advice } = failureOf(await load(bench, VENDOR, { imports: { values } }));
	expect(advice).toContain('the model spells it "Vendors from QuickBooks"');
});

test('a renamed column is named with the nearest one at hand', async () => {
	bench = await openBench();
	bench.simulator
		.model()
		.renameColumn('Transactions from QuickBooks', 'Party Code', 'Partner Code');
	const input = [...VENDOR, ...items(invoiceRow('145', '1', '5'))];
	const { message, advice } = failureOf(await load(bench, input));
	expect(message).toBe(
		'The import "Transactions from QuickBooks" expects the column "Partner Code" (the nearest column is "Party Code"), which the Invoice rows do not have; nothing was uploaded.',
	);
	expect(advice).toContain('give it the old name again');
});

test.each([
	['LOCKED', 'is locked; nothing was uploaded.', 'unlock it'],
	['ARCHIVED', 'is archived; nothing was uploaded.', 'out of the archive'],
	['MAINTENANCE', 'is offline for maintenance; nothing was uploaded.', 'back online'],
] as const)(
	'a model in state %s is refused before anything is uploaded',
	async (state, is, todo) => {
		bench = await openBench();
		bench.simulator.model().activeState = state;
		const { message, advice } = failureOf(await load(bench, VENDOR));
		expect(message).toBe(`The Anaplan model "QuickBooks Planning Hub" ${is}`);
		expect(advice).toContain(todo);
	},
);

test('an unreachable host is named', async () => {
	bench = await openBench({}, { customApiUrl: 'http://127.0.0.1:9' });
	const { message, advice } = failureOf(await load(bench, VENDOR));
	expect(message).toBe(
		'Anaplan could not be reached while reading the model: nothing answers at 127.0.0.1:9 (connection refused).',
	);
	expect(advice).toContain("Check the Anaplan credential's region or custom URLs");
}, 20_000);

test('a user without access to the model is told so', async () => {
	const [, , user] = DEFAULT_USERS;
	bench = await openBench({}, { email: user.email, password: user.password });
	const { message, advice } = failureOf(await load(bench, VENDOR));
	expect(message).toBe(
		'Anaplan shows this user the model "QuickBooks Planning Hub" but nothing in it: the user has no access to it.',
	);
	expect(advice).toContain('a role other than No Access');
});

test.each([
	['F'.repeat(32), 'was not found, or this user has no access to it', 'Choose the model'],
	[DEMO_MODEL_ID.toLowerCase(), 'IDs count upper and lower case', DEMO_MODEL_ID],
	['QuickBooks Planning Hub', 'is the name of an Anaplan model', DEMO_MODEL_ID],
	[DEMO_WORKSPACE_ID, 'is the ID of the Anaplan workspace "Finance"', 'Choose the model'],
])('the model "%s" is told to be wrong in its own way', async (value, says, todo) => {
	bench = await openBench();
	// By an expression: what is typed by hand the editor checks.
	const modelId = { __rl: true, mode: 'id', value: `={{ '${value}' }}` };
	const { message, advice } = failureOf(await load(bench, VENDOR, { modelId }));
	expect(message).toContain(says);
	expect(advice).toContain(todo);
});

test('a key that appears twice is refused and names both documents', async () => {
	bench = await openBench();
	const input = items(
		invoiceRow('145', '1', '5'),
		invoiceRow('145', '1', '6', { 'Document Number': '2000' }),
	);
	const { message, advice } = failureOf(await load(bench, input));
	expect(message).toContain('The key "9341453908059321-INV-145-1" (Code) appears twice');
	expect(message).toContain('in Invoice 10145 (row 1) and in Invoice 2000 (row 2)');
	expect(advice).toContain('Anaplan would add such rows up');
});

test('an import that no file feeds is refused', async () => {
	bench = await openBench();
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/imports(\?|$)/,
		status: 200,
		body: {
			meta: { paging: { currentPageSize: 1, totalSize: 1, offset: 0 } },
			imports: [{ id: '112000000099', name: 'From the hub', importType: 'MODULE_DATA' }],
		},
	});
	bench.simulator.faults.arm({
		method: 'GET',
		path: /\/imports\/112000000099$/,
		status: 200,
		body: { importMetadata: { name: 'From the hub', type: 'MODEL' } },
	});
	const values = [{ entity: 'Vendor', import: byName('From the hub') }];
	const { message, advice } = failureOf(await load(bench, VENDOR, { imports: { values } }));
	expect(message).toContain('The import "From the hub" is not fed by a file');
	expect(advice).toContain('Choose an import whose source is a file');
});

test('a character that the file cannot carry names row, column and character', async () => {
	bench = await openBench();
	bench.simulator.model().file('vendors.csv').encoding = 'ISO-8859-1';
	const { message, advice } = failureOf(await load(bench, items(vendorRow('1', 'Kran 🏗'))));
	expect(message).toContain(
		'Vendor Kran 🏗 (row 1): the character "🏗" (U+1F3D7) in column "Name"',
	);
	expect(message).toContain('ISO-8859-1');
	expect(advice).toContain('UTF-8');
});

test('rows of an entity without an import stop the load', async () => {
	bench = await openBench();
	const { message } = failureOf(await load(bench, items({ Entity: 'Estimate', Code: 'x' })));
	expect(message).toContain('the table has no line for "Estimate"');
});

test('a nested value names its column, and QuickBooks records get the right hint', async () => {
	bench = await openBench();
	const record = { kind: 'record', entity: 'Vendor', record: { Id: '1' } };
	const { message, advice } = failureOf(await load(bench, items(record)));
	expect(message).toContain('Row 1: column "record" holds a list or an object');
	expect(advice).toContain('put a QuickBooks to Anaplan node before this one');
});

test('with Continue On Fail the error is one item on Rejected, paired with all inputs', async () => {
	bench = await openBench({}, { password: 'not the one' });
	const input = [...VENDOR, ...items(vendorRow('57', 'B'))];
	const result = await load(bench, input, {}, { settings: { onError: 'continueRegularOutput' } });
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan', 0)).toEqual([]);
	expect(result.items('Anaplan', 1)).toMatchObject([
		{
			json: { error: expect.stringContaining('refused the email and password') },
			pairedItem: [{ item: 0 }, { item: 1 }],
		},
	]);
});
