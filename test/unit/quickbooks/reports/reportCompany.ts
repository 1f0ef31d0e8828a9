/**
 * A company of the simulator that answers reports in the same process, without a server. What a test
 * reads through the pack it can also have as one answer of the service, whatever the range.
 */
import { Books } from '../../../../sandbox/quickbooks/books';
import type { Company } from '../../../../sandbox/quickbooks/books';
import { runQuery } from '../../../../sandbox/quickbooks/query/run';
import { runReport, type WireReport } from '../../../../sandbox/quickbooks/reports';
import { seedBooks } from '../../../../sandbox/quickbooks/seed/seedBooks';
import { DEFAULT_SWITCHES } from '../../../../sandbox/quickbooks/switches';
import { pacificTime } from '../../../../sandbox/quickbooks/time';
import { Pacer } from '../../../../src/http/pacing';
import type { HttpAnswer, Transport } from '../../../../src/http/types';
import { QuickBooksClient } from '../../../../src/quickbooks/client';
import { reportNamed } from '../../../../src/quickbooks/reports/catalogue';
import { readReport, type ReportRead } from '../../../../src/quickbooks/reports/read';
import type { ReportWish } from '../../../../src/quickbooks/reports/wish';
import { addRandomDocuments, DAY_MS } from '../../../sandbox/quickbooks/randomBooks';
import { answer, FakeClock } from '../../http/fakes';

const NOW = Date.UTC(2026, 10, 20, 18);
/** Begins and ends within a month, and takes several requests. */
export const RANGE = { start: '2025-10-10', end: '2026-11-20' };

/** Few documents, so that accounts rest in some months, and parents without their children in others. */
const SCALE = { customers: 8, vendors: 6, invoices: 12, bills: 8, payments: 10, others: 0.2 };

export class ReportCompany implements Transport {
	readonly books: Books;

	constructor(seed: number, more: Partial<Company> = {}) {
		const company = { realmId: `913${seed}`, name: 'Books', homeCurrency: 'USD', ...more };
		this.books = new Books({ multicurrency: false, ...company }, { now: () => NOW });
		seedBooks(this.books, NOW, seed, SCALE);
		addRandomDocuments(this.books, seed, NOW - 420 * DAY_MS, 415, 90);
	}

	async send({ url, body }: { url: URL; body?: string | Uint8Array }): Promise<HttpAnswer> {
		const [, name] = /\/reports\/(\w+)$/.exec(url.pathname) ?? [];
		if (name !== undefined) {
			return answer(200, this.wire(name, Object.fromEntries(url.searchParams)));
		}
		const statement = url.searchParams.get('query') ?? String(body);
		const QueryResponse = runQuery(statement, this.books, DEFAULT_SWITCHES);
		return answer(200, { QueryResponse, time: pacificTime(NOW, true) });
	}

	wire(name: string, query: { [name: string]: string }): WireReport {
		return runReport(name, new Map(Object.entries(query)), this.books, DEFAULT_SWITCHES);
	}

	async read(report: string, wish: Partial<ReportWish> = {}): Promise<ReportRead> {
		const clock = new FakeClock(NOW);
		const client = new QuickBooksClient({
			realmId: this.books.company.realmId,
			baseUrl: 'https://quickbooks.test',
			tokens: { get: async () => 'token', renew: async () => 'token' },
			transport: this,
			pacer: new Pacer({ perMinute: 99_999, perSecond: 99_999, concurrent: 10 }, clock),
			clock,
		});
		return await readReport(client, {
			report: reportNamed(report),
			period: RANGE,
			today: RANGE.end,
			accountingMethod: 'Accrual',
			summarizeBy: 'Total',
			filters: {},
			columns: [],
			includeTotals: false,
			aging: { days: 30, periods: 4, fromReportDate: true },
			executionId: '1',
			...wish,
		});
	}
}

/** Exact for what the simulator sends: text with two places. */
export function cents(text: string | null | undefined): number {
	return Math.round(Number(text ?? '') * 100);
}

export function addTo(sums: Map<string, number>, key: string, value: number): void {
	sums.set(key, (sums.get(key) ?? 0) + value);
}

/** Sorted, so that a difference is easy to see. */
export function withoutZeros(sums: Map<string, number>): Array<[string, number]> {
	return [...sums].filter(([, value]) => value !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
}
