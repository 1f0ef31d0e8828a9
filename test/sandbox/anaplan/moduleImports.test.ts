import { AnaplanSimulator, standingClock } from './setup';
import { Client, details, m, part } from './client';

const LINES = 'Transaction Lines from QuickBooks';
const TRANSACTIONS = 'Transactions from QuickBooks';
const MODULE = 'QB Transactions';
const HEADER =
	'Code,Amount,Home Amount,Entity,Document Number,Transaction Date,Period,Party Code,Account Code,Currency,Status,Transaction ID';
const row = (code: string, amount: string, currency = 'USD', date = '2026-09-30') =>
	`\n${code},${amount},${amount},Invoice,1001,${date},2026-09,C-1,A-1,${currency},Active,t-${code}`;

describe('Anaplan simulator: module imports', () => {
	let simulator: AnaplanSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({ clock: standingClock() });
		client = new Client(simulator);
		await client.signIn();
		const lines = ['L1', 'L2', 'L3'].map((code) => `\n${code},Invoice,1001`).join('');
		await client.load('transaction-lines.csv', LINES, `Code,Entity,Document Number${lines}`);
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const load = async (content: string) => {
		const { path, result } = await client.load('transactions.csv', TRANSACTIONS, content);
		const dump = result.failureDumpAvailable ? (await client.get(`${path}/dump`)).text : '';
		return { result, dump };
	};
	const sum = (where: Record<string, string> = {}) =>
		simulator.model().sum(MODULE, 'Amount', where);

	it('adds up exactly, by any text line item', async () => {
		await load(
			HEADER + row('L1', '0.1') + row('L2', '0.2') + row('L3', '-1234567890123456.78', 'EUR'),
		);
		expect(sum({ Currency: 'USD' })).toBe('0.30');
		expect(sum()).toBe('-1234567890123456.48');
		expect(simulator.model().sumsBy(MODULE, 'Home Amount', ['Currency', 'Entity'])).toEqual([
			{ key: ['EUR', 'Invoice'], sum: '-1234567890123456.78' },
			{ key: ['USD', 'Invoice'], sum: '0.30' },
		]);
		expect(sum({ Currency: 'GBP' })).toBe('0.00');
	});

	it('reports cells per line item', async () => {
		const { result } = await load(HEADER + row('L1', '1') + row('L2', '2'));
		expect(details(result)).toHaveLength(11);
		expect(details(result)[0]).toMatchObject({
			type: 'lineItemRowsProcessed',
			text: 'Amount: 2 (0/2) rows successful, 0 ignored ',
			values: { lineItemName: 'Amount', successRowCount: '2' },
		});
	});

	it('adds up rows with the same key and notes the hazard; the last text wins', async () => {
		await load(HEADER + row('L1', '1.10', 'USD') + row('L1', '2.05', 'EUR'));
		expect(simulator.model().rows(MODULE)[0]).toMatchObject({ Amount: '3.15', Currency: 'EUR' });
		expect(simulator.hazards).toMatchObject([{ kind: 'duplicateKeysSummed' }]);
		simulator.switches.duplicateText = 'firstWins';
		await load(HEADER + row('L1', '1.10', 'USD') + row('L1', '2.05', 'EUR'));
		expect(simulator.model().rows(MODULE)[0]).toMatchObject({ Amount: '3.15', Currency: 'USD' });
	});

	it('replaces cells, so the same file again changes nothing', async () => {
		const content = HEADER + row('L1', '5.00') + row('L2', '7');
		await load(content);
		const before = simulator.model().changes;
		await load(content);
		expect([simulator.model().changes, sum()]).toEqual([before, '12.00']);
	});

	it('keeps the cells the file does not name', async () => {
		await load(HEADER + row('L1', '5'));
		await load(HEADER + row('L2', '7'));
		expect(sum()).toBe('12.00');
	});

	it('never makes list items: unknown keys go to the dump, the rest loads', async () => {
		const { result, dump } = await load(HEADER + row('L1', '1') + row('L9', '2'));
		expect(result).toMatchObject({ successful: true, failureDumpAvailable: true });
		expect(dump).toMatch(/^"E","L9",.*"3","Invalid list identifier: L9"$/m);
		expect(simulator.model().items('QB Transaction Lines')).toHaveLength(3);
		expect(sum()).toBe('1.00');
		expect((await load(HEADER + row('L9', '2'))).result).toMatchObject({ successful: false });
	});

	it('puts numbers and dates it cannot read into the dump and loads the row otherwise', async () => {
		const { result, dump } = await load(
			HEADER + row('L1', '$5') + row('L2', '"1,000.00"') + row('L3', '7', 'USD', '2026-02-30'),
		);
		expect(dump).toContain('"Invalid number: $5"');
		expect(dump).toContain('"Invalid number: 1,000.00"');
		expect(dump).toContain('"Invalid date: 2026-02-30"');
		expect(dump).toContain('"_Error_2_"');
		expect(details(result).map((detail) => detail.type)).toEqual(
			expect.arrayContaining(['moduleImportNumberFormat', 'moduleImportDateFormat']),
		);
		expect(sum()).toBe('7.00');
		expect(simulator.model().rows(MODULE)[0]).toMatchObject({ Amount: '0', Currency: 'USD' });
	});

	it('warns about a stray column on every row', async () => {
		const { result, dump } = await load(`${HEADER},Memo${row('L1', '1')},x${row('L2', '2')},y`);
		expect(dump.match(/Invalid line item identifier: Column Memo/g)).toHaveLength(2);
		expect(dump).toMatch(/^"W","L1"/m);
		expect(part(result, 'successful')).toBe(true);
		expect(sum()).toBe('3.00');
	});

	it('uses the decimal separator and date pattern of the import', async () => {
		const definition = simulator.model().importNamed(TRANSACTIONS);
		definition.decimalSeparator = ',';
		definition.dateFormat = 'dd/MM/yyyy';
		const { dump } = await load(
			HEADER + row('L1', '"1,5"', 'USD', '31/12/2026') + row('L2', '1.5'),
		);
		expect(dump).toContain('"Invalid number: 1.5"');
		expect(dump).toContain('"Invalid date: 2026-09-30"');
		expect(simulator.model().rows(MODULE)[0]).toMatchObject({
			Amount: '1.5',
			'Transaction Date': '2026-12-31',
		});
	});

	it('leaves a cell alone when its text is empty, or clears it by switch', async () => {
		await load(HEADER + row('L1', '5'));
		await load(HEADER + row('L1', ''));
		expect(sum()).toBe('5.00');
		simulator.switches.blankCells = 'clear';
		await load(HEADER + row('L1', ''));
		expect(sum()).toBe('0.00');
	});

	it('shows the cells as CSV and as JSON, labelled by code', async () => {
		await load(HEADER + row('L1', '5.50') + row('L2', '-7', '"E,R"'));
		const { id } = simulator.model().module(MODULE);
		const csv = await client.get(`${m}/views/${id}/data`);
		expect(csv.headers.get('Content-Type')).toContain('text/csv');
		expect(csv.text.split('\n').slice(0, 4)).toEqual([
			`,${HEADER.slice('Code,'.length)}`,
			'L1,5.5,5.5,Invoice,1001,2026-09-30,2026-09,C-1,A-1,USD,Active,t-L1',
			'L2,-7,-7,Invoice,1001,2026-09-30,2026-09,C-1,A-1,"E,R",Active,t-L2',
			'L3,0,0,,,,,,,,,',
		]);
		const headers = { Accept: 'application/json' };
		const json = await client.get(`${m}/views/${id}/data?format=v1`, { headers });
		expect(json.json()).toMatchObject({
			pages: [],
			rows: [{ rowCoordinates: ['L1'] }, { rowCoordinates: ['L2'] }, { rowCoordinates: ['L3'] }],
		});
		expect(part(json.json(), 'columnCoordinates', 0)).toEqual(['Amount']);
		expect((await client.get(`${m}/views/${id}/data`, { headers })).status).toBe(406);
		expect((await client.get(`${m}/views/${id}/data?pages=1:2`)).status).toBe(400);
	});
});
