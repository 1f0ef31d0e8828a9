import { rowsOfView } from '../../sandbox/demo/anaplanReader';
import { allAgree, compareTotals, sumRows } from '../../sandbox/demo/compare';
import { fromScaled, toScaled } from '../../sandbox/demo/decimals';
import { table } from '../../sandbox/demo/print';
import { loadedWindow } from '../../sandbox/demo/run';

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
const ROWS = [
	{ Entity: 'Invoice', Currency: 'EUR', Amount: '10.10', 'Home Amount': '11.1' },
	{ Entity: 'Invoice', Currency: 'EUR', Amount: '20.2', 'Home Amount': '30.20' },
];
const LISTS = { Account: 2, Vendor: 1, Customer: 0 };

function compared(rows: readonly Record<string, string>[], lists = LISTS) {
	return compareTotals(BOOKS, { lists, sums: sumRows(rows), lines: rows.length });
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

	it.each([
		['a cent is missing', [{ ...ROWS[0], Amount: '10.09' }, ROWS[1]]],
		['a line is missing', [ROWS[0]]],
		['nothing was loaded', []],
		['Anaplan holds a currency QuickBooks lacks', [...ROWS, { ...ROWS[0], Currency: 'USD' }]],
		['Anaplan holds an entity QuickBooks lacks', [...ROWS, { ...ROWS[0], Entity: 'Bill' }]],
	])('differs when %s', (_what, rows) => {
		expect(allAgree(compared(rows as Record<string, string>[]))).toBe(false);
	});

	it('differs when a list entry is missing', () => {
		expect(allAgree(compared(ROWS, { ...LISTS, Vendor: 0 }))).toBe(false);
	});

	it('does not call an empty comparison an agreement', () => {
		const nothing = { lists: { Account: 0, Vendor: 0, Customer: 0 }, sums: new Map(), lines: 0 };
		expect(allAgree(compareTotals({}, nothing))).toBe(false);
	});
});

describe('reading the cells of a view', () => {
	it('names columns by the header line and keeps quoted text', () => {
		expect(rowsOfView(',Amount,Entity\r\nA-1,10.5,"Say ""hi"", now"\r\n')).toEqual([
			{ Item: 'A-1', Amount: '10.5', Entity: 'Say "hi", now' },
		]);
	});
});

describe('reporting a run', () => {
	const window = { kind: 'window', runId: 'r1', load: { loaded: 3 } };
	const execution = (status: string, json: object, error?: object) => ({
		id: '1',
		workflowId: 'w',
		mode: 'trigger',
		status,
		data: { resultData: { runData: { Load: [{ data: { main: [[], [{ json }]] } }] } } },
		...(error ? { error: error as { message: string } } : {}),
	});

	it('finds the window that was loaded, on whichever output', () => {
		expect(loadedWindow(execution('success', window))).toMatchObject({ runId: 'r1' });
	});

	it('fails with the words of the execution', () => {
		const error = { message: 'Wrong password.', description: 'Check it.', node: 'Anaplan' };
		expect(() => loadedWindow(execution('error', window, error))).toThrow(
			'status error in "Anaplan": Wrong password. Check it.',
		);
	});

	it('fails when nothing says what was loaded', () => {
		expect(() => loadedWindow(execution('success', { kind: 'window' }))).toThrow(
			'without a summary',
		);
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
