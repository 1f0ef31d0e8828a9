/** What the public facts leave open, or what a test wants otherwise: every guess is a switch. */
import type { MergedLoser } from './merge';
import type { ReportLanguage } from './reports/words';

export interface QuickBooksSwitches {
	/** Real counters per realm; off for bulk tests. */
	throttling: boolean;
	/** Requests per realm and moving minute (Intuit: limits and throttles). */
	requestsPerMinute: number;
	/** Requests per realm and second (sandbox since September 2025). */
	requestsPerSecond: number;
	/** Open requests per realm at once. */
	concurrentRequests: number;
	/** Real milliseconds each call stays open, so that concurrency can be seen. */
	latencyMs: number;
	/** Batch calls per realm and moving minute. */
	batchesPerMinute: number;
	/** Form of a 429: XML was seen although JSON was asked; the JSON form is unconfirmed. */
	throttleBody: 'xml' | 'json';
	/** Older answers used 403 with the same code. */
	throttleStatus: 429 | 403;
	/** Seconds in Retry-After of a 429; null: no such header (none is documented). */
	retryAfterSeconds: number | null;
	/** Reading calls per calendar month; beyond it every read is a 429 until the next month. */
	monthlyReads: number | null;
	/** MAXRESULTS above 1000 is unconfirmed. */
	maxResultsAbove1000: 'error' | 'clamp';
	/** Intuit announced that Id stops being sortable. */
	orderById: 'error' | 'allow';
	/** Whether `Id > '5'` works is unconfirmed. */
	idRange: 'error' | 'numeric';
	/** `TotalAmt > 0` without quotes failed in one public test. */
	unquotedNumbers: 'error' | 'allow';
	/** `ORDER BY` as two words and `!=`: tolerated by the service, documented nowhere. */
	undocumentedGrammar: boolean;
	/** Entities whose SELECT * answers carry totalCount. */
	totalCountEntities: string[];
	/** What totalCount of a page counts is unconfirmed: all rows that fit, or those of the page. */
	totalCountOf: 'all' | 'page';
	/** Objects in one change data capture answer. */
	cdcMaxObjects: number;
	/** How far back changedSince may lie; null: no limit (older sandboxes). */
	cdcMaxDays: number | null;
	/** Code of the refusal of a start further back; the words are known, the code is unconfirmed. */
	cdcTooOldCode: string;
	/** Whether an object changed exactly at changedSince is in. */
	cdcInclusive: boolean;
	/**
	 * Calls that heed `include=enhancedAllCustomFields`. Intuit documents it for reads, and public code
	 * uses it with queries; the others are unconfirmed.
	 */
	allCustomFieldsIn: Array<'read' | 'query' | 'cdc' | 'batch' | 'write'>;
	/** Whether a deposit's TotalAmt is meant after or before the cash is taken out; not documented. */
	depositTotal: 'afterCashBack' | 'beforeCashBack';
	/** Objects with a stored value that fails every answer they are in (4002), as `Customer 12`. */
	badValuesIn: string[];
	/** Whether references carry a name beside their value; many were recorded without. */
	refNames: 'sent' | 'missing';
	/** Entities without changes: a group `{}` or no group. */
	cdcEmptyGroups: 'empty' | 'omit';
	/** Whether deleted objects carry their status; some users never saw it. */
	cdcDeletedStatus: 'sent' | 'lost';
	/** What is left of a merged customer or vendor. */
	mergedLoser: MergedLoser;
	/**
	 * `grace`: every refresh gives a new refresh token, earlier ones live 24 h more; `daily`: the
	 * value changes once a day; `single-use`: the used one dies at once.
	 */
	refreshRotation: 'grace' | 'daily' | 'single-use';
	/** Life of an access token in seconds. */
	accessTokenSeconds: number;
	/** Idle life of a refresh token in seconds (x_refresh_token_expires_in). */
	refreshIdleSeconds: number;
	/** Life of an authorization code in seconds; the real one is unconfirmed. */
	codeSeconds: number;
	/** invalid_client was seen with both. */
	invalidClientStatus: 400 | 401;
	/** Reports per realm and moving minute (a figure of 2017; today's is unconfirmed). */
	reportsPerMinute: number;
	/** Cells in one report; what is beyond is cut and the report says so in its last row. */
	reportMaxCells: number;
	/** The reporting service before and after the change of 2026: v1 repeats a row per document. */
	reportService: 'v1' | 'v2';
	/** Whether columns of all reports carry a ColKey; some have none in Intuit's examples. */
	reportColumnKeys: 'documented' | 'all';
	/** Language of titles. */
	reportLanguage: ReportLanguage;
	/** What `format=json` does to a report: some were answered, some ran into a time-out. */
	reportFormatParameter: 'ignore' | 'timeout';
	/** From when a trial balance counts income and expense. */
	trialBalanceFrom: 'fiscalYear' | 'startDate';
	/** Whether headers of sub-accounts in a general ledger carry the account's id. */
	ledgerSubsectionIds: boolean;
	/** Accept any redirect URI on a loopback address, as n8n's port is not known beforehand. */
	anyLoopbackRedirect: boolean;
}

/** The services as the facts describe them, strict where they are open. */
export const DEFAULT_SWITCHES: Readonly<QuickBooksSwitches> = {
	throttling: true,
	requestsPerMinute: 500,
	requestsPerSecond: 10,
	concurrentRequests: 10,
	latencyMs: 0,
	batchesPerMinute: 40,
	throttleBody: 'xml',
	throttleStatus: 429,
	retryAfterSeconds: null,
	monthlyReads: null,
	maxResultsAbove1000: 'error',
	orderById: 'error',
	idRange: 'error',
	unquotedNumbers: 'error',
	undocumentedGrammar: false,
	totalCountEntities: [
		'Bill',
		'BillPayment',
		'Deposit',
		'Invoice',
		'JournalEntry',
		'PurchaseOrder',
	],
	totalCountOf: 'all',
	cdcMaxObjects: 1000,
	cdcMaxDays: 30,
	cdcTooOldCode: '500',
	cdcInclusive: true,
	allCustomFieldsIn: ['read', 'query', 'write'],
	depositTotal: 'afterCashBack',
	badValuesIn: [],
	refNames: 'sent',
	cdcEmptyGroups: 'empty',
	cdcDeletedStatus: 'sent',
	mergedLoser: 'inactive',
	refreshRotation: 'grace',
	accessTokenSeconds: 3600,
	refreshIdleSeconds: 8_726_400,
	codeSeconds: 600,
	invalidClientStatus: 401,
	reportsPerMinute: 200,
	reportMaxCells: 400_000,
	reportService: 'v2',
	reportColumnKeys: 'documented',
	reportLanguage: 'en',
	reportFormatParameter: 'ignore',
	trialBalanceFrom: 'fiscalYear',
	ledgerSubsectionIds: false,
	anyLoopbackRedirect: true,
};
