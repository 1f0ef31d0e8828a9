/** What every report is computed from. */
import type { Books } from '../books';
import type { QuickBooksSwitches } from '../switches';
import { linesOf, type Entry, type Line } from './entry';
import { ledgerOf, type Ledger } from './ledger';
import type { ReportRequest } from './request';
import type { Words } from './words';

export interface ReportContext {
	name: string;
	books: Books;
	request: ReportRequest;
	switches: QuickBooksSwitches;
	words: Words;
	today: string;
	/** 1 to 12. */
	firstMonth: number;
	ledger: Ledger;
}

/** Lines up to the end of the range that pass the filters. */
export function keptLines({ ledger, request }: ReportContext): Line[] {
	return linesOf(ledger.entries).filter(
		(line) => line.entry.date <= request.end && request.keeps(line),
	);
}

/** The same within the range. */
export function linesInRange(context: ReportContext): Line[] {
	return keptLines(context).filter((line) => line.entry.date >= context.request.start);
}

/** Receivables and payables do not depend on the basis. */
export function accrualEntries({ ledger, request, books }: ReportContext): Entry[] {
	return request.basis === 'Accrual' ? ledger.entries : ledgerOf(books, 'Accrual').entries;
}
