/** What QuickBooks computes of documents that are neither sales nor bills. All sums in whole cents. */
import { amount, cents } from './money';
import { child, objects, text, type JsonObject } from './rows';

/**
 * Lines from "0" on, and no total: debits and credits are told apart by the lines alone.
 * @throws Error where debits and credits differ
 */
export function composeJournal(row: JsonObject): void {
	const lines = objects(row, 'Line');
	let next = lines.reduce((most, line) => Math.max(most, (Number(line.Id ?? -1) || 0) + 1), 0);
	let balance = 0;
	row.Line = lines.map((line) => {
		const { Id, LineNum: _number, ...rest } = line;
		const posting = child(line, 'JournalEntryLineDetail');
		balance += (posting?.PostingType === 'Credit' ? -1 : 1) * cents(line, 'Amount');
		return { Id: Id ?? String(next++), ...structuredClone(rest) };
	});
	if (balance !== 0) {
		throw new Error(`Debits and credits do not balance: they differ by ${amount(balance)}.`);
	}
	row.TotalAmt = 0;
}

/** Lines that pull in payments keep no Id and no DetailType (recorded answers). */
export function composeDeposit(row: JsonObject): void {
	const lines = objects(row, 'Line');
	let next = lines.reduce((most, line) => Math.max(most, Number(line.Id ?? 0) || 0), 0) + 1;
	row.Line = lines.map((line, index) => {
		if (objects(line, 'LinkedTxn').length > 0) {
			const { Id: _id, DetailType: _type, LineNum: _number, ...rest } = line;
			return structuredClone(rest);
		}
		const { Id, LineNum: _number, ...rest } = line;
		return { Id: Id ?? String(next++), LineNum: index + 1, ...structuredClone(rest) };
	});
	const sum = lines.reduce((total, line) => total + cents(line, 'Amount'), 0);
	row.TotalAmt = amount(sum - cents(child(row, 'CashBack'), 'Amount'));
}

/** A vendor credit that is used pays a part of the bills, so less money moves. */
export function appliedOfBillPayment(row: JsonObject): number {
	return objects(row, 'Line').reduce((total, line) => {
		const credit = objects(line, 'LinkedTxn').some((link) => link.TxnType === 'VendorCredit');
		return total + (credit ? -1 : 1) * cents(line, 'Amount');
	}, 0);
}

/** What is worked is worth nothing until it is billed; QuickBooks fills in what is left out. */
export function composeTime(row: JsonObject): void {
	row.BillableStatus ??= 'NotBillable';
	row.Hours ??= 0;
	row.Minutes ??= 0;
	row.Seconds ??= 0;
	row.NameOf = text(row, 'NameOf') || 'Employee';
}

/** A budget names its accounts; one that is new is in use. */
export function composeBudget(row: JsonObject): void {
	row.Active ??= true;
	row.BudgetDetail = objects(row, 'BudgetDetail').map((detail) => structuredClone(detail));
}
