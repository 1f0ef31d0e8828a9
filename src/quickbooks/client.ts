/**
 * The calls this pack makes to QuickBooks Online, on top of one session. Answers are parsed with
 * JSON.parse: amounts are JSON numbers, and a double keeps any decimal of up to 15 significant
 * digits, which QuickBooks' amounts do not exceed, so no cent is lost before `planning/money.ts`
 * takes over.
 */
import type { BudgetStore, PacingLimits } from '../budget';
import type { Clock } from '../clock';
import { ServiceError } from '../errors';
import type { QuickBooksObject } from '../flow';
import type { Pacer } from '../http/pacing';
import { Session, type SessionParts } from '../http/session';
import type { CallCounter, HttpCall, ServiceProfile } from '../http/types';
import { ALL_CUSTOM_FIELDS } from './customFields';
import { readQuickBooksFault, THROTTLE_ATTEMPTS, THROTTLE_WAIT_MS } from './faults';
import type { ConnectionLife } from './connectionLife';
import { callMeter } from './meter';
import { isObject, textAt } from './objects';

/** Lower numbers and none are served as 75 since August 2025 (Intuit's announcement). */
export const MINOR_VERSION = 75;

/** Intuit's limits per company: 500 a minute, 10 a second, 10 at once (limits and throttles page). */
export const QUICKBOOKS_LIMITS: PacingLimits = { perMinute: 500, perSecond: 10, concurrent: 10 };

/**
 * Reports a minute per company: what Intuit named in 2017 (intuit/QuickBooks-V3-PHP-SDK issue 54); today's
 * figure is not public. Counted beside the company's other limits.
 */
export const REPORT_LIMITS: PacingLimits = {
	perMinute: 200,
	perSecond: QUICKBOOKS_LIMITS.perSecond,
	concurrent: QUICKBOOKS_LIMITS.concurrent,
};

/**
 * Statements are sent in the URL up to this many encoded characters; common gateways refuse request
 * lines above 8 KB. Longer ones go as a POST body, which Intuit documents for them.
 */
const LONGEST_QUERY_IN_URL = 6_000;

/** Intuit's limit of statements or writes in one batch call (limits and throttles page). */
export const BATCH_ITEMS = 30;

/** Batch calls have a limit of their own a minute, besides those of all calls (same page). */
export const BATCH_LIMITS: PacingLimits = {
	perMinute: 40,
	perSecond: 40,
	concurrent: QUICKBOOKS_LIMITS.concurrent,
};

/** QuickBooks' code for "Object Not Found". */
const NOT_FOUND = '610';

const USER_AGENT = 'n8n-nodes-quickbooks-anaplan';

/** One page of a query. */
export interface QueryPage {
	rows: QuickBooksObject[];
	/** When QuickBooks answered: ISO 8601 with offset. */
	time: string;
}

/** What change data capture says of one entity. */
export interface ChangeGroup {
	live: QuickBooksObject[];
	/** Tombstones, to be confirmed: Id, MetaData and mostly status only. */
	deleted: QuickBooksObject[];
}

/** One statement of several that go in one call. */
export interface EntityQuery {
	/** Whose key the rows stand under. */
	entity: string;
	statement: string;
}

/** One answer of change data capture. */
export interface ChangeAnswer {
	/** By entity name; an entity without changes is absent. */
	groups: Map<string, ChangeGroup>;
	/** Objects of all entities together, deleted ones included; what the limit of 1,000 counts. */
	objects: number;
	/** When QuickBooks answered: ISO 8601 with offset. */
	time: string;
}

/** How the session shall treat QuickBooks. */
export function quickBooksProfile(clock: Clock): ServiceProfile {
	return {
		name: 'QuickBooks Online',
		authorization: (token) => `Bearer ${token}`,
		// Without Accept QuickBooks answers in XML.
		headers: { accept: 'application/json', 'user-agent': USER_AGENT },
		readFault: (answer, call) => readQuickBooksFault(answer, call, clock),
		addressFields: 'environment or custom URLs',
		throttleWaitMs: THROTTLE_WAIT_MS,
		throttleAttempts: THROTTLE_ATTEMPTS,
	};
}

export type QuickBooksClientParts = Omit<SessionParts, 'profile' | 'counter' | 'onSent'> & {
	realmId: string;
	connection?: ConnectionLife;
	/** Keeps batch calls under their own limit, on top of `pacer`; it counts them from their end. */
	batchPacer?: Pacer;
	/** Keeps reports under their own limit, on top of `pacer`; it counts them from their end. */
	reportPacer?: Pacer;
};

/** Reads one company. */
export class QuickBooksClient {
	readonly realmId: string;
	/** Tells companies apart across environments. */
	readonly companyKey: string;
	readonly clock: Clock;
	/** How long the connection lasts; undefined where QuickBooks did not say. */
	readonly connection: ConnectionLife | undefined;
	private readonly counter: CallCounter = { calls: 0 };
	private readonly pacer: Pacer;
	private readonly session: Session;

	constructor(private readonly parts: QuickBooksClientParts) {
		this.pacer = parts.pacer;
		this.realmId = parts.realmId;
		this.companyKey = `${parts.baseUrl} ${parts.realmId}`;
		this.clock = parts.clock;
		this.connection = parts.connection;
		this.session = new Session({
			...parts,
			profile: quickBooksProfile(parts.clock),
			counter: this.counter,
			onSent: () => callMeter.count(this.companyKey, parts.clock.now()),
		});
	}

	/** Keeps the company's limits together with the other processes that use the same store. */
	shareBudgets(budgetOf: BudgetStore['sharedBudget']): void {
		this.pacer.join(budgetOf(this.companyKey, 'start'));
		// As the process-wide pacers of the two count.
		this.parts.batchPacer?.join(budgetOf(`${this.companyKey} batch`, 'end'));
		this.parts.reportPacer?.join(budgetOf(`${this.companyKey} reports`, 'end'));
	}

	/** Calls sent by this client, repeated attempts included. */
	get calls(): number {
		return this.counter.calls;
	}

	/**
	 * Runs one SELECT * statement.
	 * @param what for errors: "reading invoices"
	 */
	async query(entity: string, statement: string, what: string): Promise<QueryPage> {
		const { answer, time } = await this.queryAnswer(statement, what, ALL_CUSTOM_FIELDS);
		return { rows: rowsOf(answer, entity, what), time };
	}

	/**
	 * Runs up to {@link BATCH_ITEMS} SELECT * statements in one call. Undefined stands for a statement
	 * that QuickBooks refused: it has to be asked for alone, and QuickBooks says why then. Objects may lack
	 * custom fields, because it is not documented whether a batch heeds `include`.
	 */
	async queryTogether(
		queries: readonly EntityQuery[],
		what: string,
	): Promise<Array<QueryPage | undefined>> {
		const items = queries.map(({ statement }, index) => ({ bId: String(index), Query: statement }));
		const body = await this.session.json<unknown>({
			method: 'POST',
			path: this.path('batch'),
			query: { minorversion: MINOR_VERSION, include: ALL_CUSTOM_FIELDS },
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ BatchItemRequest: items }),
			repeat: 'safe',
			what,
			...underAlso(this.parts.batchPacer),
		});
		const answers = isObject(body) ? body.BatchItemResponse : undefined;
		if (!isObject(body) || !Array.isArray(answers)) throw unexpected(what);
		const time = timeOf(body, what);
		return queries.map(({ entity }, index) => {
			// Matched by bId: the order of the answers is not promised.
			const answer = answers.find((one) => textAt(one, 'bId') === String(index)) as unknown;
			const response = isObject(answer) ? answer.QueryResponse : undefined;
			if (!isObject(response)) return undefined;
			return { rows: rowsOf(response, entity, what), time };
		});
	}

	/**
	 * Reads one object by its Id, inactive ones too.
	 * @returns undefined where QuickBooks says that it does not exist (any more)
	 */
	async readOne(
		entity: string,
		id: string,
		what: string,
	): Promise<{ row: QuickBooksObject; time: string } | undefined> {
		const path = this.path(`${entity.toLowerCase()}/${encodeURIComponent(id)}`);
		const query = { minorversion: MINOR_VERSION, include: ALL_CUSTOM_FIELDS };
		const body = await this.session
			.json<unknown>({ method: 'GET', path, query, repeat: 'safe', what })
			.catch((error: unknown) => {
				if (error instanceof ServiceError && error.facts.code === NOT_FOUND) return undefined;
				throw error;
			});
		if (body === undefined) return undefined;
		const row = isObject(body) ? body[entity] : undefined;
		if (!isObject(body) || !isObject(row)) throw unexpected(what);
		return { row, time: timeOf(body, what) };
	}

	/** Runs one SELECT COUNT(*) statement. */
	async count(statement: string, what: string): Promise<number> {
		const { answer } = await this.queryAnswer(statement, what);
		if (typeof answer.totalCount !== 'number') throw unexpected(what);
		return answer.totalCount;
	}

	/**
	 * One call of change data capture.
	 * @param changedSince ISO 8601 with offset, at most 30 days back
	 */
	async changes(entities: string[], changedSince: string, what: string): Promise<ChangeAnswer> {
		const body = await this.session.json<unknown>({
			method: 'GET',
			path: this.path('cdc'),
			query: {
				entities: entities.join(','),
				changedSince,
				minorversion: MINOR_VERSION,
				include: ALL_CUSTOM_FIELDS,
			},
			repeat: 'safe',
			what,
		});
		const outer = isObject(body) ? body.CDCResponse : undefined;
		if (!isObject(body) || !Array.isArray(outer)) throw unexpected(what);
		const answer: ChangeAnswer = { groups: new Map(), objects: 0, time: timeOf(body, what) };
		for (const part of outer) {
			const groups: unknown = isObject(part) ? part.QueryResponse : undefined;
			for (const group of Array.isArray(groups) ? groups : []) takeGroup(answer, group, entities);
		}
		return answer;
	}

	/**
	 * One report, as QuickBooks sends it. Never with `format=json`, which has led to time-outs.
	 * @param name as in the address: `ProfitAndLoss`
	 */
	async report(name: string, query: HttpCall['query'], what: string): Promise<unknown> {
		return await this.session.json<unknown>({
			method: 'GET',
			path: this.path(`reports/${encodeURIComponent(name)}`),
			query: { ...query, minorversion: MINOR_VERSION },
			repeat: 'safe',
			what,
			...underAlso(this.parts.reportPacer),
		});
	}

	private async queryAnswer(statement: string, what: string, include?: string) {
		const body = await this.session.json<unknown>(this.queryCall(statement, what, include));
		const answer = isObject(body) ? body.QueryResponse : undefined;
		if (!isObject(body) || !isObject(answer)) throw unexpected(what);
		return { answer, time: timeOf(body, what) };
	}

	private queryCall(statement: string, what: string, include?: string): HttpCall {
		const path = this.path('query');
		const common = { minorversion: MINOR_VERSION, include };
		if (encodeURIComponent(statement).length <= LONGEST_QUERY_IN_URL) {
			const query = { query: statement, ...common };
			return { method: 'GET', path, query, repeat: 'safe', what };
		}
		return {
			method: 'POST',
			path,
			query: common,
			headers: { 'content-type': 'application/text' },
			body: statement,
			repeat: 'safe',
			what,
		};
	}

	private path(last: string): string {
		return `/v3/company/${encodeURIComponent(this.realmId)}/${last}`;
	}
}

function underAlso(pacer: Pacer | undefined): Pick<HttpCall, 'alsoUnder'> {
	return pacer === undefined ? {} : { alsoUnder: pacer };
}

/** The key is missing, not [], where nothing was found. */
function rowsOf(
	answer: { [key: string]: unknown },
	entity: string,
	what: string,
): QuickBooksObject[] {
	const rows = answer[entity] ?? [];
	if (!Array.isArray(rows) || !rows.every(isObject)) throw unexpected(what);
	return rows;
}

/** Groups are matched by their key: their order and number are not promised. */
function takeGroup(answer: ChangeAnswer, group: unknown, entities: string[]): void {
	if (!isObject(group)) return;
	for (const entity of entities) {
		const rows = group[entity];
		if (!Array.isArray(rows)) continue;
		const known = answer.groups.get(entity) ?? { live: [], deleted: [] };
		for (const row of rows.filter(isObject)) {
			answer.objects += 1;
			(isTombstone(row) ? known.deleted : known.live).push(row);
		}
		answer.groups.set(entity, known);
	}
}

/** The mark is lost at times (reports of SDK users); what has no version is no object any more. */
function isTombstone(row: QuickBooksObject): boolean {
	return row.status === 'Deleted' || row.SyncToken === undefined;
}

function timeOf(body: { [key: string]: unknown }, what: string): string {
	if (typeof body.time !== 'string' || Number.isNaN(Date.parse(body.time))) throw unexpected(what);
	return body.time;
}

function unexpected(what: string): ServiceError {
	return new ServiceError(
		`QuickBooks Online sent an answer of an unknown shape while ${what}.`,
		'Run the workflow again. If it stays, check that the custom API URL of the credential is right and report the problem.',
	);
}
