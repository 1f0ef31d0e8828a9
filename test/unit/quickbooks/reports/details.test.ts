/** Rows of detail reports: what a row says itself, and what it takes from the rows and sections around. */
import { reportNamed } from '../../../../src/quickbooks/reports/catalogue';
import { detailsOf } from '../../../../src/quickbooks/reports/details';
import { parseReport } from '../../../../src/quickbooks/reports/wire';

type CellText = string | [value: string, id: string];

const cells = (...values: CellText[]) => ({
	ColData: values.map((cell) =>
		typeof cell === 'string' ? { value: cell } : { value: cell[0], id: cell[1] },
	),
});

function section(title: CellText, ...rows: object[]): object {
	return { Header: cells(title), Rows: { Row: rows }, type: 'Section' };
}

/** The fields named, row by row. */
function details(name: string, keys: string[], rows: object[], fields: string[]) {
	const source = {
		Header: { ReportName: name, Currency: 'USD' },
		Columns: { Column: keys.map((key) => ({ ColTitle: key, ColType: key })) },
		Rows: { Row: rows },
	};
	const answer = parseReport(source, 'reading a report');
	const { rows: found, unknown } = detailsOf(reportNamed(name), answer, 'USD');
	expect(unknown).toBe(0);
	return found.map((row) => fields.map((field) => row.fields.get(field)));
}

const POSTING = ['tx_date', 'txn_type', 'doc_num', 'subt_nat_amount'];
const JOURNAL = ['tx_date', 'txn_type', 'doc_num', 'account_name', 'debt_amt', 'credit_amt'];

test('parts of a document, each with a date of its own, keep it', () => {
	const rows = [
		section(
			['Design', '82'],
			cells('2026-01-31', ['Invoice', '130'], '1037', '600.00'),
			cells('2026-03-31', ['Invoice', '130'], '1037', '400.00'),
		),
	];
	for (const name of ['ProfitAndLossDetail', 'GeneralLedger']) {
		expect(details(name, POSTING, rows, ['date', 'transactionId', 'amount'])).toEqual([
			['2026-01-31', '130', '600.00'],
			['2026-03-31', '130', '400.00'],
		]);
	}
});

test('what a row leaves blank is what the row before of the same document said', () => {
	const rows = [
		cells('2026-01-31', ['Invoice', '130'], '1037', ['Receivable', '84'], '600.00', ''),
		cells('0-00-00', ['', '130'], '', ['Design', '82'], '', '600.00'),
		cells('2026-02-01', ['Bill', '131'], '', ['Rent', '17'], '5.00', ''),
		cells('2026-03-31', ['Invoice', '130'], '1037', ['Receivable', '84'], '400.00', ''),
		cells('0-00-00', ['', '130'], '', ['Design', '82'], '', '400.00'),
		cells('0-00-00', ['', '131'], '', ['Payable', '33'], '', '5.00'),
	];
	const fields = ['date', 'transactionType', 'documentNumber', 'accountId'];
	expect(details('JournalReport', JOURNAL, rows, fields)).toEqual([
		['2026-01-31', 'Invoice', '1037', '84'],
		['2026-01-31', 'Invoice', '1037', '82'],
		['2026-02-01', 'Bill', '', '17'],
		['2026-03-31', 'Invoice', '1037', '84'],
		['2026-03-31', 'Invoice', '1037', '82'],
		['2026-02-01', 'Bill', '', '33'],
	]);
});

test('an account named without an id has that of its section, another account has none', () => {
	const posting = (account: CellText) => cells('2026-01-31', account, '5.00');
	const rows = [
		section(
			['Services', '81'],
			section(
				['Design', '82'],
				posting('Design'),
				posting('Services:Design'),
				posting(''),
				posting(['Design', '83']),
				posting('Other'),
			),
			posting('Services'),
			section('Repair', posting('Repair')),
		),
	];
	const keys = ['tx_date', 'account_name', 'subt_nat_amount'];
	expect(details('ProfitAndLossDetail', keys, rows, ['accountId', 'accountName'])).toEqual([
		['82', 'Design'],
		['82', 'Services:Design'],
		['82', 'Design'],
		['83', 'Design'],
		[null, 'Other'],
		['81', 'Services'],
		[null, 'Repair'],
	]);
});
