import { rowsOfView } from '../../sandbox/demo/anaplanReader';
import { trailLines } from '../../sandbox/demo/audit';
import { allAgree, compareTotals, totalsOf } from '../../sandbox/demo/compare';
import { fromScaled, toScaled } from '../../sandbox/demo/decimals';
import { table } from '../../sandbox/demo/print';
import { recordedWindow } from '../../sandbox/demo/run';

const BOOKS = {
	Account: { count: 2, homeTotal: '0.00', currencies: {}, inactiveOrVoided: 0 },
	Vendor: { count: 1, homeTotal: '0.00', currencies: {}, inactiveOrVoided: 0 },
	Customer: { count: 0, homeTotal: '0.00', currencies: {}, inactiveOrVoided: 0 },
	Invoice: {
		count: 2,
		homeTotal: '41.30',
		currencies: { EUR: { count: 2, total: '30.30', homeTotal: '41.30' } },
		inactiveOrVoided: 0,
	},
};
const POSTINGS = [
	{ entity: 'Invoice', accountId: '7', month: '2026-10', currency: 'EUR', total: '10.10' },
	{ entity: 'Invoice', accountId: '', month: '2026-11', currency: 'EUR', total: '20.20' },
	// Not loaded by the demo, so Anaplan need not know it.
	{ entity: 'CreditMemo', accountId: '7', month: '2026-11', currency: 'EUR', total: '5.00' },
];
const FIRST = {
	Item: '1-INV-1-1',
	Entity: 'Invoice',
	Currency: 'EUR',
	Amount: '10.10',
	'Home Amount': '11.1',
	'Account Code': '1-ACC-7',
	Period: '2026-10',
};
const SECOND = {
	Item: '1-INV-2-1',
	Entity: 'Invoice',
	Currency: 'EUR',
	Amount: '20.2',
	'Home Amount': '30.20',
	'Account Code': '',
	Period: '2026-11',
};
const ROWS = [FIRST, SECOND];
const LISTS = { Account: 2, Vendor: 1, Customer: 0 };
type Rows = readonly Record<string, string>[];

function compared(rows: Rows, lists = LISTS) {
	return compareTotals({ totals: BOOKS, postings: POSTINGS }, totalsOf(lists, rows));
}

describe('comparing QuickBooks with Anaplan', () => {
	it('adds decimals without loss', () => {
		expect(fromScaled(toScaled('0.1') + toScaled('0.2'))).toBe('0.30');
		expect(fromScaled(toScaled('-0.005'))).toBe('-0.005');
		expect(fromScaled(toScaled('12345678901234567.89') + toScaled(''))).toBe(
			'12345678901234567.89',
		);
		expect(() => toScaled('1,234.50')).toThrow('no plain number');
	});

	it('agrees when numbers and sums are the same', () => {
		expect(allAgree(compared(ROWS))).toBe(true);
	});

	it('takes a removed line that stands at zero for nothing', () => {
		const removed = {
			...FIRST,
			Item: '1-INV-1-2',
			Amount: '0',
			'Home Amount': '0',
			Period: '2026-01',
		};
		expect(allAgree(compared([...ROWS, removed]))).toBe(true);
	});

	it.each<[string, Rows]>([
		['a cent is missing', [{ ...FIRST, Amount: '10.09' }, SECOND]],
		['a line is missing', [FIRST]],
		['nothing was loaded', []],
		['an amount stands on another account', [{ ...FIRST, 'Account Code': '1-ACC-8' }, SECOND]],
		['an amount stands in another month', [{ ...FIRST, Period: '2026-11' }, SECOND]],
		['a key stands twice', [...ROWS, { ...SECOND, Amount: '0', 'Home Amount': '0' }]],
		[
			'Anaplan holds a currency QuickBooks lacks',
			[...ROWS, { ...FIRST, Item: '1-INV-3-1', Currency: 'USD' }],
		],
		[
			'Anaplan holds an entity QuickBooks lacks',
			[...ROWS, { ...FIRST, Item: '1-BIL-3-1', Entity: 'Bill' }],
		],
	])('differs when %s', (_what, rows) => {
		expect(allAgree(compared(rows))).toBe(false);
	});

	it('differs when a list entry is missing', () => {
		expect(allAgree(compared(ROWS, { ...LISTS, Vendor: 0 }))).toBe(false);
	});

	it('does not call an empty comparison an agreement', () => {
		const nothing = totalsOf({ Account: 0, Vendor: 0, Customer: 0 }, []);
		expect(allAgree(compareTotals({ totals: {}, postings: [] }, nothing))).toBe(false);
	});
});

describe('reading the cells of a view', () => {
	it('names columns by the header line and keeps quoted text', () => {
		expect(rowsOfView(',Amount,Entity\r\nA-1,10.5,"Say ""hi"", now"\r\n')).toEqual([
			{ Item: 'A-1', Amount: '10.5', Entity: 'Say "hi", now' },
		]);
	});
});

describe('reading the audit trail', () => {
	const ENTRY = {
		entity: 'Invoice',
		source_id: '200',
		document_number: '1092',
		version: '1',
		outcome: 'loaded',
		reason: '',
		amount_before: '244.27',
		amount_after: '198.84',
		currency: 'USD',
		rows_sent: 4,
		zero_rows: 1,
		transaction_id: '1-Invoice-200-v1',
		run_id: '12-1',
		execution_id: '12',
		imports: 'Transactions from QuickBooks',
		tasks: '91A4',
		read_at: '2026-11-23T07:54:56.000Z',
		written_at: '2026-11-23T07:55:01.500Z',
		loaded_at: '2026-11-23T07:55:00.250Z',
	};

	it('says what Anaplan held before and what it holds now, with the proof below', () => {
		expect(trailLines(ENTRY)).toEqual([
			'2026-11-23 07:55:00  Invoice 1092, version 1: loaded with 4 rows, 1 of them zero for what is gone; Anaplan held 244.27 before and holds 198.84 USD now',
			'    read from QuickBooks 2026-11-23 07:54:56 in run 12-1 (execution 12)',
			'    transaction ID 1-Invoice-200-v1',
			'    Transactions from QuickBooks: Anaplan tasks 91A4',
		]);
	});

	it('says why something was not loaded', () => {
		const rejected = { ...ENTRY, outcome: 'rejected', reason: 'Invalid date.', loaded_at: '' };
		expect(trailLines(rejected)[0]).toBe(
			'2026-11-23 07:55:01  Invoice 1092, version 1: rejected, because Invalid date.',
		);
	});
});

describe('reporting a run', () => {
	const window = { kind: 'window', runId: 'r1', load: { loaded: 3 }, record: { loaded: 3 } };
	const execution = (status: string, json: object, error?: object) => ({
		id: '1',
		workflowId: 'w',
		mode: 'trigger',
		status,
		data: { resultData: { runData: { Load: [{ data: { main: [[], [{ json }]] } }] } } },
		...(error ? { error: error as { message: string } } : {}),
	});

	it('finds the window that was recorded, on whichever output', () => {
		expect(recordedWindow(execution('success', window))).toMatchObject({ runId: 'r1' });
	});

	it('fails with the words of the execution', () => {
		const error = { message: 'Wrong password.', description: 'Check it.', node: 'Anaplan' };
		expect(() => recordedWindow(execution('error', window, error))).toThrow(
			'status error in "Anaplan": Wrong password. Check it.',
		);
	});

	it.each([
		['loaded', { kind: 'window', record: {} }],
		['recorded', { kind: 'window', load: {} }],
	])('fails when nothing says what was %s', (_what, json) => {
		expect(() => recordedWindow(execution('success', json))).toThrow('without a summary');
	});

	it('lines columns up', () => {
		expect(
			table(
				['Name', 'n'],
				[
					['Żółć', '10'],
					['b', '2'],
				],
			),
		).toEqual(['Name    n', '----   --', 'Żółć   10', 'b       2']);
	});
});
