/**
 * A company in memory behind a Transport: understands the few statements the pack sends, and lets a
 * test change data between two calls. Not a simulator: it refuses nothing.
 */
import type { HttpAnswer, Transport } from '../../../src/http/types';
import { Pacer } from '../../../src/http/pacing';
import { QuickBooksClient } from '../../../src/quickbooks/client';
import { answer, FakeClock } from '../http/fakes';

export interface Row {
	Id: string;
	SyncToken: string;
	MetaData: { LastUpdatedTime: string };
	status?: string;
	[key: string]: unknown;
}

export const NOW = Date.parse('2026-11-20T12:00:00Z');
export const TIME = '2026-11-20T04:00:00.000-08:00';

const TOO_OLD = {
	Fault: {
		Error: [
			{
				Message: 'Unsupported Operation',
				Detail:
					'Operation cdc with changedSince date X which is older than fixed days is not supported.',
				code: '500',
			},
		],
		type: 'ValidationFault',
	},
};

export class FakeCompany implements Transport {
	readonly rows = new Map<string, Row[]>();
	readonly statements: string[] = [];
	readonly urls: URL[] = [];
	readonly clock = new FakeClock(NOW);
	/** Called before each call with the number of calls before it. */
	before: (call: number) => void = () => undefined;
	/** Replaces what COUNT(*) says. */
	miscount = 0;
	/** Custom fields of an object that a batch gives; all where left out. */
	fieldsInBatch: number | undefined;
	/** Change data capture refuses every start as too old. */
	cdcTooOld = false;
	/** Answers change data capture; the rows by entity. */
	changes: (entities: string[], since: number) => { [entity: string]: unknown[] } = () => ({});

	client(realmId = '9130', signal?: AbortSignal): QuickBooksClient {
		return new QuickBooksClient({
			realmId,
			baseUrl: 'https://quickbooks.test',
			tokens: { get: async () => 'token', renew: async () => 'token' },
			transport: this,
			pacer: new Pacer({ perMinute: 9_999, perSecond: 9_999, concurrent: 10 }, this.clock),
			clock: this.clock,
			...(signal === undefined ? {} : { signal }),
		});
	}

	put(entity: string, row: Row): void {
		const rows = (this.rows.get(entity) ?? []).filter(({ Id }) => Id !== row.Id);
		this.rows.set(entity, [...rows, row]);
	}

	remove(entity: string, id: string): void {
		this.rows.set(
			entity,
			(this.rows.get(entity) ?? []).filter(({ Id }) => Id !== id),
		);
	}

	async send(attempt: { url: URL; body?: string | Uint8Array }): Promise<HttpAnswer> {
		this.before(this.urls.length);
		this.urls.push(attempt.url);
		const { searchParams, pathname } = attempt.url;
		if (pathname.endsWith('/cdc')) {
			return this.cdcTooOld ? answer(400, TOO_OLD) : answer(200, this.cdc(searchParams));
		}
		if (pathname.endsWith('/batch')) {
			return answer(200, { BatchItemResponse: this.batch(String(attempt.body)), time: TIME });
		}
		const statement = searchParams.get('query') ?? String(attempt.body);
		this.statements.push(statement);
		return answer(200, { QueryResponse: this.query(statement), time: TIME });
	}

	private cdc(params: URLSearchParams): unknown {
		const entities = (params.get('entities') ?? '').split(',');
		const groups = this.changes(entities, Date.parse(params.get('changedSince') ?? ''));
		const response = Object.entries(groups).map(([entity, rows]) => ({ [entity]: rows }));
		// Groups in an order of their own, and an empty one, as QuickBooks sends them.
		return { CDCResponse: [{ QueryResponse: [{}, ...response.reverse()] }], time: TIME };
	}

	private batch(body: string): unknown[] {
		const { BatchItemRequest: items } = JSON.parse(body) as {
			BatchItemRequest: Array<{ bId: string; Query: string }>;
		};
		return items.map(({ bId, Query }) => {
			const found = this.query(Query) as { [key: string]: unknown };
			const cut = Object.entries(found).map(([key, rows]) => [
				key,
				Array.isArray(rows) ? (rows as Row[]).map((row) => this.inBatch(row)) : rows,
			]);
			return { bId, QueryResponse: Object.fromEntries(cut) as unknown };
		});
	}

	private inBatch(row: Row): Row {
		return Array.isArray(row.CustomField)
			? { ...row, CustomField: row.CustomField.slice(0, this.fieldsInBatch) as unknown }
			: row;
	}

	private query(statement: string): unknown {
		const entity = /FROM (\w+)/.exec(statement)?.[1] ?? '';
		const since = /LastUpdatedTime >= '([^']+)'/.exec(statement)?.[1];
		const before = /LastUpdatedTime < '([^']+)'/.exec(statement)?.[1];
		const dated = /TxnDate >= '([^']+)'/.exec(statement)?.[1];
		const ids = /\bId IN \(([^)]*)\)/.exec(statement)?.[1].match(/\d+/g);
		const found = (this.rows.get(entity) ?? [])
			.filter((row) => since === undefined || timeOf(row) >= Date.parse(since))
			.filter((row) => before === undefined || timeOf(row) < Date.parse(before))
			.filter((row) => dated === undefined || String(row.TxnDate ?? '') >= dated)
			.filter((row) => !ids || ids.includes(row.Id))
			.sort((a, b) => timeOf(a) - timeOf(b));
		if (statement.startsWith('SELECT COUNT(*)'))
			return { totalCount: found.length + this.miscount };
		const start = Number(/STARTPOSITION (\d+)/.exec(statement)?.[1] ?? 1) - 1;
		const page = found.slice(start, start + Number(/MAXRESULTS (\d+)/.exec(statement)?.[1] ?? 100));
		return page.length === 0
			? {}
			: { [entity]: page, startPosition: start + 1, maxResults: page.length };
	}
}

function timeOf(row: Row): number {
	return Date.parse(row.MetaData.LastUpdatedTime);
}

/** A row changed so many seconds after 1 November 2026, 08:00 UTC. */
export function row(id: number, second: number, more: object = {}): Row {
	const time = new Date(Date.parse('2026-11-01T08:00:00Z') + second * 1_000);
	return {
		Id: String(id),
		SyncToken: '0',
		MetaData: { LastUpdatedTime: `${time.toISOString().slice(0, 19)}-00:00` },
		...more,
	};
}

export function withCompanyFacts(company: FakeCompany): FakeCompany {
	company.put('CompanyInfo', row(1, 0, { CompanyName: 'Craig’s Design' }));
	company.put('Preferences', row(1, 0, { CurrencyPrefs: { HomeCurrency: { value: 'USD' } } }));
	return company;
}
