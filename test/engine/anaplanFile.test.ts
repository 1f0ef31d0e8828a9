/** Large CSV files: keys that no longer fit into memory, more rejected rows than n8n can hold. */
import { loadFile, type FileLoadRequest } from '../../src/anaplan/loadFile';
import { DEMO_MODEL_ID } from '../../sandbox/anaplan/demoModel';
import { clientOn, skippingClock, vendorLoad } from './anaplanEngine';
import { closeBench, openBench, type Bench } from './anaplanSetup';

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench));

const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';
const line = (code: string, name = code) => `${code},${name},,USD,true,Active,t-${code}`;

/** A file whose reader sees it in small pieces, as from a disk. */
function request(
	lines: string[],
	bounds: FileLoadRequest['options']['bounds'],
	importName = 'Vendors from QuickBooks',
): FileLoadRequest {
	const bytes = Buffer.from([...lines, ''].join('\n'));
	async function* pieces() {
		for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
	}
	return {
		workspaceId: '',
		modelId: DEMO_MODEL_ID,
		source: { name: 'vendors.csv', encoding: 'utf-8', open: async () => pieces() },
		reference: { by: 'name', value: importName },
		options: { ...vendorLoad().options, bounds },
	};
}

const client = () => clientOn(bench.simulator, skippingClock(bench.simulator));
const uploads = () => bench.simulator.log.count({ method: 'PUT' });

test('a key that appears twice in a file of many is found, with both lines, and nothing is sent', async () => {
	const lines = [HEADER, ...Array.from({ length: 3_000 }, (_, index) => line(`V${index}`))];
	lines[2_500] = line('V41', 'again');
	await expect(loadFile(client(), request(lines, { keysInMemory: 100 }))).rejects.toMatchObject({
		message:
			'The key "V41" (Code) appears twice in the rows for the import "Vendors from QuickBooks": in line 43 of vendors.csv and in line 2501 of vendors.csv; nothing was uploaded.',
	});
	expect(uploads()).toBe(0);
});

test.each([100, 200_000])(
	'keys of a module import that differ in case alone are refused, with %i keys in memory; they could be added up',
	async (keysInMemory) => {
		bench.simulator.switches.codesIgnoreCase = true;
		const model = bench.simulator.model();
		const columns = model.importNamed('Transactions from QuickBooks').columns;
		const headers = columns.map(({ header }) => header);
		const row = (code: string) =>
			headers
				.map((header) => (header === 'Code' ? code : header === 'Amount' ? '1' : ''))
				.join(',');
		const codes = Array.from({ length: 600 }, (_, index) => `T${index}`);
		codes[500] = 't41';
		const lines = [headers.join(','), ...codes.map(row)];
		const load = request(lines, { keysInMemory }, 'Transactions from QuickBooks');
		await expect(loadFile(client(), load)).rejects.toMatchObject({
			message:
				'The keys "T41" and "t41" (Code) in the rows for the import "Transactions from QuickBooks" differ in upper and lower case alone, in line 43 of vendors.csv and in line 502 of vendors.csv; nothing was uploaded.',
			advice: expect.stringContaining('Anaplan may take them for one and add the rows up'),
		});
		expect(uploads()).toBe(0);
	},
);

test.each([
	[true, 1],
	[false, 0],
])(
	'a list takes or refuses such keys as Anaplan does (one: %s), row by row',
	async (one, refused) => {
		bench.simulator.switches.codesIgnoreCase = one;
		const { rejected, summary } = await loadFile(
			client(),
			request([HEADER, line('V1'), line('v1')], {}),
		);
		expect(summary).toMatchObject({ loaded: 2 - refused, rejected: refused });
		expect(rejected.map((row) => row.line)).toEqual(refused === 1 ? [3] : []);
	},
);

test('refused rows of such a file come out with their lines', async () => {
	const lines = [HEADER, ...Array.from({ length: 900 }, (_, index) => line(`V${index}`))];
	lines[500] = line('#bad');
	lines[700] = line('#worse');
	const { rejected, unlisted, summary } = await loadFile(
		client(),
		request(lines, { keysInMemory: 100 }),
	);
	expect(rejected.map((row) => [row.line, row.values.Code])).toEqual([
		[501, '#bad'],
		[701, '#worse'],
	]);
	expect([unlisted, summary.loaded, summary.rejected]).toEqual([0, 898, 2]);
});

test('of more rejected rows than can be listed the rest is counted', async () => {
	const lines = [HEADER, line(''), ...Array.from({ length: 50 }, (_, index) => line(`#${index}`))];
	const { rejected, unlisted, summary } = await loadFile(
		client(),
		request(lines, { rejectedListed: 20 }),
	);
	expect([rejected.length, unlisted]).toEqual([20, 31]);
	expect(rejected.slice(0, 2).map((row) => row.line)).toEqual([2, 3]);
	expect(summary).toMatchObject({ rowsReceived: 51, loaded: 0, rejected: 51 });
});

test('everything that is wrong with a file is told at once, and nothing is sent', async () => {
	bench.simulator.model().file('vendors.csv').encoding = 'ISO-8859-1';
	const lines = [HEADER, line('A', 'Ōsaka'), line('B'), line('B', '漢'), line('A')];
	await expect(loadFile(client(), request(lines, {}))).rejects.toMatchObject({
		message: expect.stringMatching(
			/^4 things stand in the way of this load; nothing was uploaded\. \(1\) Line 2 of vendors\.csv: the character "Ō" \(U\+014C\) in column "Name" does not exist in ISO-8859-1.*\(2\) The key "B".*\(3\) Line 4 of vendors\.csv: the character "漢".*\(4\) The key "A"/,
		),
		advice: expect.stringContaining('(2) Anaplan would add such rows up.'),
	});
	expect(uploads()).toBe(0);
});

test('a column that the file has twice is refused, where the import reads it', async () => {
	const lines = [`${HEADER},Name,Notes,Notes`, `${line('A')},Other,x,y`];
	await expect(loadFile(client(), request(lines, {}))).rejects.toMatchObject({
		message: 'vendors.csv has more than one column called "Name"; nothing was uploaded.',
		advice: expect.stringContaining('Take the one that is not meant out'),
	});
	expect(uploads()).toBe(0);
});

test('a decimal comma in amounts is refused where the import reads points, and so are both at once', async () => {
	const name = 'Transactions from QuickBooks';
	const wanted = bench.simulator
		.model()
		.importNamed(name)
		.columns.map((column) => column.header);
	const amounts = (...texts: string[]) => [
		wanted.join(','),
		...texts.map((text, index) =>
			wanted
				.map((column) => (column === 'Amount' ? text : column === 'Code' ? `T${index}` : ''))
				.join(','),
		),
	];
	await expect(
		loadFile(client(), request(amounts('12.50', '"12,50"'), {}, name)),
	).rejects.toMatchObject({
		message: expect.stringContaining(
			'amounts with a decimal comma and others with a point ("12,50" in column "Amount" of line 3, but "12.50" in column "Amount" of line 2)',
		),
	});
	bench.simulator.model().importNamed(name).decimalSeparator = ',';
	await expect(
		loadFile(client(), request(amounts('"1.234"', '"12,50"'), {}, name)),
	).rejects.toMatchObject({ facts: { code: 'decimalSeparator' } });
	expect(uploads()).toBe(0);
});
