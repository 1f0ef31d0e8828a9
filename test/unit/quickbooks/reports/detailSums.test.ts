/**
 * Detail reports against those with figures, on both bases: what was posted to an account in a month is
 * the same whether its rows are added up or QuickBooks does it.
 */
import type { ReportRow } from '../../../../src/flow';
import { addTo, cents, RANGE, ReportCompany, withoutZeros } from './reportCompany';

const company = new ReportCompany(1);

/** Sums by account and month. */
function byMonth(rows: ReportRow[], date: 'date' | 'periodStart'): Map<string, number> {
	const sums = new Map<string, number>();
	for (const row of rows) {
		addTo(sums, `${row.accountId} ${String(row[date]).slice(0, 7)}`, cents(row.amount));
	}
	return sums;
}

/** What balances changed by from the month before; the first month has none before it. */
function changes(rows: ReportRow[], accounts: ReadonlySet<string>): Map<string, number> {
	const sums = new Map<string, number>();
	const months = [...new Set(rows.map(({ periodStart }) => String(periodStart)))].sort();
	for (const { accountId, periodStart, amount } of rows) {
		if (accountId === null || !accounts.has(accountId)) continue;
		const next = months[months.indexOf(String(periodStart)) + 1];
		if (periodStart !== months[0])
			addTo(sums, `${accountId} ${periodStart?.slice(0, 7)}`, cents(amount));
		if (next !== undefined) addTo(sums, `${accountId} ${next.slice(0, 7)}`, -cents(amount));
	}
	return sums;
}

const monthly = { summarizeBy: 'Month' } as const;

describe.each(['Accrual', 'Cash'] as const)('%s', (accountingMethod) => {
	test('the details of profit and loss add up to its months', async () => {
		const { rows } = await company.read('ProfitAndLoss', { accountingMethod, ...monthly });
		const detail = await company.read('ProfitAndLossDetail', { accountingMethod });
		expect(detail.summary.remarks).toEqual([]);
		const expected = withoutZeros(byMonth(rows, 'periodStart'));
		expect(expected.length).toBeGreaterThan(50);
		expect(withoutZeros(byMonth(detail.rows, 'date'))).toEqual(expected);
	});

	test('the general ledger adds up to the months of profit and loss and of the balance sheet', async () => {
		const results = await company.read('ProfitAndLoss', { accountingMethod, ...monthly });
		const sheet = await company.read('BalanceSheet', { accountingMethod, ...monthly });
		const ledger = await company.read('GeneralLedger', { accountingMethod });
		expect(ledger.summary.remarks).toEqual([]);
		const accounts = company.books.all('Account');
		const idsOf = (belongs: (account: (typeof accounts)[number]) => boolean) =>
			new Set(accounts.filter(belongs).map(({ Id }) => Id));
		const isResult = ({ Classification }: (typeof accounts)[number]) =>
			/Revenue|Expense/.test(String(Classification));
		const earning = idsOf(isResult);
		// What a year's profit adds to retained earnings is not posted.
		const standing = idsOf(
			(account) => !isResult(account) && account.AccountSubType !== 'RetainedEarnings',
		);
		const postedTo = (ids: ReadonlySet<string>) =>
			ledger.rows.filter(
				({ rowType, accountId }) => rowType === 'transaction' && ids.has(String(accountId)),
			);
		expect(withoutZeros(byMonth(postedTo(earning), 'date'))).toEqual(
			withoutZeros(byMonth(results.rows, 'periodStart')),
		);
		const first = RANGE.start.slice(0, 7);
		const expected = withoutZeros(changes(sheet.rows, standing));
		expect(expected.length).toBeGreaterThan(30);
		const later = postedTo(standing).filter(({ date }) => !date?.startsWith(first));
		expect(withoutZeros(byMonth(later, 'date'))).toEqual(expected);
	});
});

test('documents paid in parts have rows of several dates, or the tests above would prove little', async () => {
	const { rows } = await company.read('GeneralLedger', { accountingMethod: 'Cash' });
	const dates = new Map<string, Set<string>>();
	for (const { transactionId, date, transactionType } of rows) {
		if (!/Invoice|Bill$/.test(String(transactionType))) continue;
		const known = dates.get(String(transactionId)) ?? new Set();
		dates.set(String(transactionId), known.add(String(date)));
	}
	expect([...dates.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(2);
});
