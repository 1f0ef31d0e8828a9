/** Reads one report, in as many requests as its range and QuickBooks' limit of cells need. */
import { ServiceError, SettingError } from '../../errors';
import type { ReportRow, ReportSummary } from '../../flow';
import type { QuickBooksClient } from '../client';
import { readCompany, type Company } from '../company';
import { toUtc } from '../dates';
import { runIdOf } from '../window';
import { nameAccounts } from './accountIds';
import { shown } from './amounts';
import type { SummarizeBy } from './catalogue';
import { figureColumns } from './columns';
import type { Span } from './days';
import { detailsOf } from './details';
import { figuresOf, type Figure } from './figures';
import { detailRow, figureRow, type RowContext } from './items';
import { checkedSpan, chosenSpan, halves, PERIOD_MONTHS, requestsFor } from './periods';
import { stitchFigures, stitchRows, type DetailRow } from './stitch';
import { trialBalanceFigures } from './trialBalance';
import { parseReport, type ReportAnswer } from './wire';
import { checkAnswer, checkWish, queryOf, type ReportWish } from './wish';

export interface ReportRead {
	rows: ReportRow[];
	summary: ReportSummary;
}

/** An answer with the range it was asked for. */
interface Part {
	request: Span;
	answer: ReportAnswer;
}

/** @throws SettingError for a wish that QuickBooks cannot fulfil; ServiceError for an unsafe answer */
export async function readReport(client: QuickBooksClient, wish: ReportWish): Promise<ReportRead> {
	checkWish(wish);
	const company = await readCompany(client);
	const { report, summarizeBy, period } = wish;
	const range = checkedSpan(
		typeof period === 'string' ? chosenSpan(period, wish.today, company.fiscalMonth) : period,
	);
	const parts: Part[] = [];
	for (const request of requestsFor(report, summarizeBy, range, company.fiscalMonth)) {
		parts.push(...(await readPart(client, wish, request, company)));
	}
	const remarks: string[] = [];
	const currency = parts.at(-1)?.answer.currency ?? company.homeCurrency;
	const runId = runIdOf(client, wish.executionId);
	const context = { report, summarizeBy, realmId: client.realmId, runId, currency };
	const rows =
		report.kind === 'detail'
			? await detailRows(client, parts, context, remarks)
			: figureRows(parts, wish, range, company, context, remarks);
	if (rows.length === 0) {
		remarks.push(`${report.label}: QuickBooks has nothing to show for ${shownRange(wish, range)}.`);
	}
	return { rows, summary: summaryOf(client, company, wish, range, parts, rows, remarks, runId) };
}

/** How often a range that QuickBooks was too slow for is halved; more would only prolong an outage. */
const SLOW_HALVINGS = 2;

/** Reads a range, in halves where QuickBooks cuts the answer or does not get done in time. */
async function readPart(
	client: QuickBooksClient,
	wish: ReportWish,
	request: Span,
	company: Company,
	slowHalvings = SLOW_HALVINGS,
): Promise<Part[]> {
	const { report, summarizeBy } = wish;
	const what = `reading the report ${report.label} for ${request.start} to ${request.end}`;
	const query = queryOf(wish, request, company);
	const smaller = halves(report, summarizeBy, request);
	const inHalves = async (left: number) => {
		const parts: Part[] = [];
		for (const half of smaller ?? []) {
			parts.push(...(await readPart(client, wish, half, company, left)));
		}
		return parts;
	};
	const mayHalve = smaller !== undefined && slowHalvings > 0;
	const body = await client
		.report(report.name, query, what)
		.catch((error: unknown) => (mayHalve && isTooSlow(error) ? TOO_SLOW : Promise.reject(error)));
	if (body === TOO_SLOW) return await inHalves(slowHalvings - 1);
	const answer = parseReport(body, what);
	if (!answer.cut) {
		checkAnswer(wish, request, answer);
		return [{ request, answer }];
	}
	if (smaller === undefined) throw tooLarge(wish, request);
	return await inHalves(slowHalvings);
}

/** The gateway gave up on it: large reports take longer than the two minutes it waits. */
function isTooSlow(error: unknown): boolean {
	return error instanceof ServiceError && error.facts.httpStatus === GATEWAY_TIMEOUT;
}

const GATEWAY_TIMEOUT = 504;

/** In place of an answer that did not come in time. */
const TOO_SLOW = Symbol('too slow');

function tooLarge({ report }: ReportWish, request: Span): SettingError {
	const when =
		request.start === request.end || report.kind !== 'detail'
			? `as of ${request.end}`
			: `for ${request.start} to ${request.end}`;
	return new SettingError(
		`The report ${report.label} ${when} is larger than QuickBooks can deliver (400,000 cells), and a shorter range does not help.`,
		report.kind === 'detail'
			? 'Choose fewer Columns, or filter by account, class or department and run the node once for each.'
			: 'Choose Total under Summarize By, or filter by customer, class or department and run the node once for each.',
	);
}

function figureRows(
	parts: Part[],
	wish: ReportWish,
	range: Span,
	company: Company,
	context: RowContext,
	remarks: string[],
): ReportRow[] {
	const { report, summarizeBy, includeTotals } = wish;
	const figures = parts.map(({ request, answer }): Figure[] => {
		if (report.name === 'TrialBalance') {
			return trialBalanceFigures(report, answer, request, includeTotals, remarks);
		}
		const { fiscalMonth } = company;
		const columns = figureColumns(report, summarizeBy, answer, request, range, fiscalMonth);
		return figuresOf(report, answer, columns, includeTotals, remarks);
	});
	return stitchFigures(figures).map((figure) => figureRow(figure, context));
}

async function detailRows(
	client: QuickBooksClient,
	parts: Part[],
	context: RowContext,
	remarks: string[],
): Promise<ReportRow[]> {
	const { report, currency } = context;
	let unknown = 0;
	const rows = parts.map(({ answer }): DetailRow[] => {
		const details = detailsOf(report, answer, currency);
		unknown += details.unknown;
		return details.rows;
	});
	if (unknown > 0) {
		remarks.push(
			`${report.label}: ${unknown} rows with amounts have neither a date nor a transaction and were left out. Compare the report with QuickBooks before you use it.`,
		);
	}
	const whole = stitchRows(rows, (balance) => shown(balance, currency));
	if (report.name === 'GeneralLedger') {
		const unnamed = await nameAccounts(client, whole);
		if (unnamed.length > 0) {
			remarks.push(
				`${report.label}: QuickBooks gave no ID for these accounts: ${unnamed.join('; ')}. Add Account to Columns, so that each row carries it.`,
			);
		}
	}
	return whole.map((row) => detailRow(row, context));
}

function shownRange({ report }: ReportWish, range: Span): string {
	return report.kind === 'asOf' ? range.end : `${range.start} to ${range.end}`;
}

/** Made last: it carries the number of calls. */
function summaryOf(
	client: QuickBooksClient,
	company: Company,
	{ report, summarizeBy }: ReportWish,
	range: Span,
	parts: Part[],
	rows: ReportRow[],
	remarks: string[],
	runId: string,
): ReportSummary {
	const answer = parts.at(-1)?.answer;
	const isBalance = report.kind === 'asOf' || (report.kind === 'balance' && isWhole(summarizeBy));
	return {
		kind: 'report',
		report: report.name,
		runId,
		realmId: client.realmId,
		companyName: company.name,
		homeCurrency: company.homeCurrency,
		from: isBalance ? null : range.start,
		to: range.end,
		accountingMethod: answer?.basis ?? null,
		summarizedBy: report.summaries.length > 0 ? summarizeBy : null,
		rows: rows.length,
		parts: parts.length,
		reportTime: answer?.time === undefined ? null : toUtc(answer.time),
		remarks: [...new Set(remarks)],
		quickBooksCalls: client.calls,
	};
}

function isWhole(by: SummarizeBy): boolean {
	return PERIOD_MONTHS[by] === undefined;
}
