/** The reports of the simulated service, computed from the same books as its documents. */
import type { Books } from '../books';
import { child, text } from '../rows';
import { ServiceFault, unsupported } from '../serviceFault';
import { companyInfo, preferences } from '../singles';
import type { QuickBooksSwitches } from '../switches';
import { pacificDate, pacificTime } from '../time';
import { aged, balance } from './aged';
import { balanceSheet } from './balanceSheet';
import { cashFlow } from './cashFlow';
import type { ReportContext } from './context';
import { monthNumber } from './days';
import { generalLedger } from './generalLedger';
import { journalReport } from './journalReport';
import { ledgerOf } from './ledger';
import { profitAndLoss } from './profitAndLoss';
import { profitAndLossDetail } from './profitAndLossDetail';
import { readRequest } from './request';
import { transactionList } from './transactionList';
import { trialBalance } from './trialBalance';
import { cellsOf, cutAt, type WireColumn, type WireReport, type WireRow } from './wire';
import { wordsOf } from './words';

export type { WireReport } from './wire';

interface Definition {
	build(context: ReportContext): { columns: WireColumn[]; rows: WireRow[] };
	/** Whether the header says by what columns are summarised, and on which basis amounts are. */
	header: 'figures' | 'basis' | 'asOf' | 'plain';
}

const REPORTS = new Map<string, Definition>([
	['ProfitAndLoss', { build: profitAndLoss, header: 'figures' }],
	['ProfitAndLossDetail', { build: profitAndLossDetail, header: 'basis' }],
	['BalanceSheet', { build: balanceSheet, header: 'figures' }],
	['TrialBalance', { build: trialBalance, header: 'figures' }],
	['GeneralLedger', { build: generalLedger, header: 'basis' }],
	['JournalReport', { build: journalReport, header: 'plain' }],
	['TransactionList', { build: transactionList, header: 'plain' }],
	['CashFlow', { build: cashFlow, header: 'figures' }],
	['AgedReceivables', { build: aged('Customer'), header: 'asOf' }],
	['AgedPayables', { build: aged('Vendor'), header: 'asOf' }],
	['CustomerBalance', { build: balance('Customer'), header: 'asOf' }],
	['VendorBalance', { build: balance('Vendor'), header: 'asOf' }],
]);

/** Computes one report. Unlike other answers a report has no envelope. */
export function runReport(
	name: string,
	query: Map<string, string>,
	books: Books,
	switches: QuickBooksSwitches,
): WireReport {
	const definition = REPORTS.get(name);
	if (definition === undefined) {
		throw unsupported(`reports/${name}`);
	}
	if (query.has('format') && switches.reportFormatParameter === 'timeout') {
		throw timeout();
	}
	const today = pacificDate(books.now());
	const firstMonth = monthNumber(text(companyInfo(books), 'FiscalYearStartMonth'));
	const preferred = text(child(preferences(books), 'ReportPrefs'), 'ReportBasis');
	const basis = preferred === 'Cash' ? 'Cash' : 'Accrual';
	const request = readRequest(query, today, firstMonth, basis);
	const context: ReportContext = {
		name,
		books,
		request,
		switches,
		words: wordsOf(switches.reportLanguage),
		today,
		firstMonth,
		ledger: ledgerOf(books, request.basis),
	};
	const { columns, rows } = definition.build(context);
	const isCut = cellsOf(rows) > switches.reportMaxCells;
	const shown = isCut ? cutAt(rows, switches.reportMaxCells) : rows;
	return {
		Header: header(context, definition, rows.length === 0),
		Columns: { Column: columns },
		Rows: shown.length === 0 ? {} : { Row: shown },
	};
}

function header(
	{ name, books, request }: ReportContext,
	definition: Definition,
	isEmpty: boolean,
): Record<string, unknown> {
	// The period of a report as of a day is not that day (Intuit's example of aged receivables).
	const isAsOf = definition.header === 'asOf';
	const hasBasis = definition.header === 'figures' || definition.header === 'basis';
	return {
		Time: pacificTime(books.now()),
		ReportName: name,
		...(request.macro === undefined ? {} : { DateMacro: request.macro }),
		...(hasBasis ? { ReportBasis: request.basis } : {}),
		StartPeriod: request.start,
		EndPeriod: request.end,
		...(definition.header === 'figures' ? { SummarizeColumnsBy: request.summary } : {}),
		Currency: books.company.homeCurrency,
		...request.filters,
		Option: [
			...(isAsOf ? [{ Name: 'report_date', Value: request.reportDate }] : []),
			...(hasBasis ? [{ Name: 'AccountingStandard', Value: 'GAAP' }] : []),
			{ Name: 'NoReportData', Value: String(isEmpty) },
		],
	};
}

/** A parameter that the service does not know sent it into a time-out in a public report. */
function timeout(): ServiceFault {
	return new ServiceFault(
		504,
		'6002',
		'SERVICE',
		'message=GatewayTimeout; errorCode=006002; statusCode=504',
		'Gateway timeout',
		undefined,
		true,
	);
}
