/**
 * A company with a random history: the simulator's books answer in the same process, and people go on
 * working between the calls of a read. Answers are small, so that their borders come about with little
 * data. The same seed makes the same history.
 */
import { Prng } from '../../../sandbox/common/ids';
import { Books } from '../../../sandbox/quickbooks/books';
import { changesSince } from '../../../sandbox/quickbooks/cdc';
import { runQuery } from '../../../sandbox/quickbooks/query/run';
import { applicationFault, ServiceFault } from '../../../sandbox/quickbooks/serviceFault';
import { DEFAULT_SWITCHES, type QuickBooksSwitches } from '../../../sandbox/quickbooks/switches';
import { pacificTime } from '../../../sandbox/quickbooks/time';
import { ServiceError } from '../../../src/errors';
import { Pacer } from '../../../src/http/pacing';
import type { HttpAnswer, Transport } from '../../../src/http/types';
import { QuickBooksClient } from '../../../src/quickbooks/client';
import { answer, FakeClock } from '../http/fakes';

import type { JsonObject } from '../../../sandbox/quickbooks/rows';
import { REALM } from '../planning/bodies';

const START = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
export const DAY = 86_400_000;
export const ENTITIES = ['Vendor', 'Bill', 'Payment'];
/** Change data capture knows neither; the one can be deleted, the other only be made inactive. */
export const UNCAPTURED = ['TimeActivity', 'TaxCode'];

/** A company of which people change something, and of which something is read meanwhile. */
export class HistoryCompany implements Transport {
	readonly prng: Prng;
	readonly clock = { time: START, now: () => this.clock.time };
	readonly books: Books;
	readonly switches: QuickBooksSwitches;
	readonly sizes: { capture: number; page: number };
	private readonly skew: number;
	private names = 0;
	/** People work while the company is read. */
	busy = true;

	constructor(
		seed: number,
		withLedger: boolean,
		readonly entities: readonly string[] = ENTITIES,
	) {
		const prng = new Prng(seed);
		this.prng = prng;
		this.books = new Books(
			{ realmId: REALM, name: 'Histories', homeCurrency: 'USD', multicurrency: false },
			this.clock,
		);
		this.sizes = { capture: prng.int(3, 12), page: prng.int(2, 6) };
		this.switches = {
			...DEFAULT_SWITCHES,
			cdcMaxObjects: this.sizes.capture,
			cdcInclusive: prng.chance(0.5),
			cdcEmptyGroups: prng.chance(0.5) ? 'empty' : 'omit',
			cdcDeletedStatus: prng.pick(['sent', 'lost']),
			totalCountEntities: prng.chance(0.5) ? [] : ['Bill', 'Vendor'],
			totalCountOf: prng.pick(['all', 'page']),
			// Without a ledger nobody could know of one that vanishes silently.
			mergedLoser: prng.pick(
				withLedger ? ['inactive', 'deleted', 'silent'] : ['inactive', 'deleted'],
			),
		};
		this.skew = prng.pick([0, 0, HOUR / 2, -HOUR / 2, 2 * DAY, -2 * DAY]);
		for (let count = prng.int(2, 14); count > 0; count--) this.change();
	}

	/** A client as one execution has it; its clock need not be right. */
	client(): QuickBooksClient {
		const clock = new FakeClock(this.clock.time + this.skew);
		return new QuickBooksClient({
			realmId: this.books.company.realmId,
			baseUrl: 'https://quickbooks.test',
			tokens: { get: async () => 'token', renew: async () => 'token' },
			transport: this,
			pacer: new Pacer({ perMinute: 99_999, perSecond: 99_999, concurrent: 10 }, clock),
			clock,
		});
	}

	/** A list that changes under both looks at it is refused as a whole; the next run repeats it. */
	async untilQuiet<Result>(read: () => Promise<Result>): Promise<Result> {
		let result: Result | undefined;
		while (result === undefined) {
			result = await read().catch((error: unknown) => {
				if (this.busy && error instanceof ServiceError && /twice in a row/.test(error.message)) {
					return undefined;
				}
				throw error;
			});
		}
		return result;
	}

	/** What is in the company. */
	company(): Map<string, string> {
		return new Map(
			this.entities.flatMap((entity) =>
				this.books.all(entity).map((row) => [`${entity} ${row.Id}`, row.SyncToken]),
			),
		);
	}

	async send({ url, body }: { url: URL; body?: string | Uint8Array }): Promise<HttpAnswer> {
		if (this.busy && this.prng.chance(0.3)) this.change();
		const time = pacificTime(this.clock.time, true);
		try {
			const { searchParams, pathname } = url;
			if (pathname.endsWith('/cdc')) {
				const [entities, since] = ['entities', 'changedSince'].map((name) =>
					searchParams.get(name),
				);
				const response = changesSince(
					entities ?? '',
					since ?? '',
					this.books,
					this.switches,
					this.clock.time,
				);
				this.slander(entities ?? '', response);
				return answer(200, { CDCResponse: response, time });
			}
			const statement = searchParams.get('query') ?? String(body);
			return answer(200, { QueryResponse: runQuery(statement, this.books, this.switches), time });
		} catch (error) {
			if (!(error instanceof ServiceFault)) throw error;
			return answer(error.status, { Fault: applicationFault(error), time });
		}
	}

	/** Reports a living document as deleted, as QuickBooks has been seen to do. */
	private slander(entities: string, response: unknown[]): void {
		const bills = this.books.all('Bill');
		if (!entities.includes('Bill') || bills.length === 0 || !this.prng.chance(0.2)) return;
		const { Id } = this.prng.pick(bills);
		const MetaData = { LastUpdatedTime: pacificTime(this.clock.time) };
		const [{ QueryResponse }] = response as Array<{ QueryResponse: unknown[] }>;
		QueryResponse.push({ Bill: [{ domain: 'QBO', status: 'Deleted', Id, MetaData }] });
	}

	/** One thing that somebody does in QuickBooks. */
	change(): void {
		const { books, prng } = this;
		if (prng.chance(0.6)) this.clock.time += prng.int(1, 1_700);
		if (this.entities.includes('TimeActivity') && prng.chance(0.4)) {
			this.changeUncaptured();
			return;
		}
		const vendors = books.all('Vendor').filter((row) => row.Active !== false);
		const bills = books.all('Bill');
		const deed = prng.int(1, 11);
		if (deed >= 10) {
			this.changePayments();
		} else if (deed <= 2 || vendors.length < 3) {
			this.names += 1;
			books.create('Vendor', { DisplayName: `Vendor ${this.names}` });
		} else if (deed <= 4 || bills.length === 0) {
			const detail = { AccountRef: { value: '7' }, TaxCodeRef: { value: 'NON' } };
			const Line = Array.from({ length: prng.int(1, 3) }, () => ({
				Amount: prng.int(1, 90_000) / 100,
				DetailType: 'AccountBasedExpenseLineDetail',
				AccountBasedExpenseLineDetail: detail,
			}));
			books.create('Bill', { VendorRef: { value: prng.pick(vendors).Id }, Line });
		} else if (deed === 5) {
			const bill = prng.pick(bills);
			const Line = (bill.Line as JsonObject[]).slice(0, prng.int(1, 3));
			books.update('Bill', bill.Id, { PrivateNote: `Note ${prng.int(1, 99)}`, Line });
		} else if (deed === 6) {
			books.void('Bill', prng.pick(bills).Id);
		} else if (deed === 7) {
			books.delete('Bill', prng.pick(bills).Id);
		} else if (deed === 8) {
			books.inactivate('Vendor', prng.pick(vendors).Id);
		} else {
			const [loser, survivor] = vendors;
			books.merge('Vendor', loser.Id, survivor.Id, this.switches.mergedLoser);
		}
	}

	private changePayments(): void {
		const { books, prng } = this;
		const payments = books.all('Payment');
		const deed = prng.int(1, 4);
		if (deed <= 2 || payments.length === 0) {
			const TotalAmt = prng.int(1, 90_000) / 100;
			books.create('Payment', { CustomerRef: { value: '1' }, TotalAmt, Line: [] });
		} else if (deed === 3) {
			books.delete('Payment', prng.pick(payments).Id);
		} else {
			books.void('Payment', prng.pick(payments).Id);
		}
	}

	private changeUncaptured(): void {
		const { books, prng } = this;
		const times = books.all('TimeActivity');
		const codes = books.all('TaxCode').filter((row) => row.Active !== false);
		const deed = prng.int(1, 6);
		if (deed <= 2 || times.length === 0) {
			books.create('TimeActivity', { NameOf: 'Employee', Hours: prng.int(1, 9) });
		} else if (deed === 3) {
			books.update('TimeActivity', prng.pick(times).Id, { Hours: prng.int(1, 9) });
		} else if (deed === 4) {
			books.delete('TimeActivity', prng.pick(times).Id);
		} else if (deed === 5 || codes.length === 0) {
			this.names += 1;
			books.create('TaxCode', { Name: `Code ${this.names}` });
		} else {
			books.inactivate('TaxCode', prng.pick(codes).Id);
		}
	}
}
