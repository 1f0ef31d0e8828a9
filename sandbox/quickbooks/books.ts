/**
 * The books of one company. Its methods are what a person does in QuickBooks' own screens: each one
 * raises SyncToken and MetaData.LastUpdatedTime on the simulator's clock.
 */
import { IdCounter } from '../common/ids';
import { compose, settle, voided, type CompanyView } from './compose';
import { keptFields } from './customFields';
import { definitionOf, STORED_ENTITIES } from './entities';
import { ExchangeRates } from './exchangeRates';
import { LINKING, linksOf, linkTypeOf, openCents, partyOf } from './links';
import { amount, cents } from './money';
import { child, objects, refId, text, type JsonObject, type Row } from './rows';
import { pacificDate, pacificTime } from './time';
import { totalOf, type BooksTotals } from './totals';
import { correctADay, type CorrectionDay } from './correctionDay';
import { workADay } from './liveDay';
import { handOver, type MergeableEntity, type MergedLoser } from './merge';
import { postingsOf, type Posting } from './postings';

export interface Company {
	/** Decimal text, as Intuit's realm IDs are. */
	realmId: string;
	name: string;
	/** ISO code. */
	homeCurrency: string;
	multicurrency: boolean;
	/** English name of the fiscal year's first month; January where it is left out. */
	fiscalYearStartMonth?: string;
	/** False: a plan without classes and locations, which no list and no document has then. */
	tracksClasses?: boolean;
}

/** A row with what the wire does not show. */
export interface Stored {
	row: Row;
	/** Epoch milliseconds, whole seconds. */
	createdMs: number;
	updatedMs: number;
	/** Counts every change of the books; settles the order of changes in the same second. */
	sequence: number;
}

/** What is left of a deleted transaction. */
export interface Tombstone {
	entity: string;
	id: string;
	deletedMs: number;
	sequence: number;
}

/** What QuickBooks appends to the names of inactive list entities. */
export const DELETED_SUFFIX = ' (deleted)';

const NAME_PROPERTIES = ['Name', 'DisplayName', 'FullyQualifiedName'];
const CURRENCY_NAMES: Record<string, string> = {
	USD: 'United States Dollar',
	EUR: 'Euro',
	GBP: 'British Pound Sterling',
	CAD: 'Canadian Dollar',
};

export class Books {
	private readonly tables = new Map<string, Map<string, Stored>>();
	private readonly graves: Tombstone[] = [];
	private readonly counters = new Map<string, IdCounter>();
	/** Transaction id -> id of a document that links to it -> by how much, in cents. */
	private readonly applied = new Map<string, Map<string, { entity: string; cents: number }>>();
	private readonly takenNames = new Map<string, string>();
	private readonly view: CompanyView;
	/** Rates by currency and date; of a multicurrency company only. */
	readonly rates: ExchangeRates;
	private sequence = 0;
	private fixedTime: number | undefined;
	private days = 0;

	constructor(
		readonly company: Company,
		private readonly clock: { now(): number },
	) {
		for (const entity of STORED_ENTITIES) {
			this.tables.set(entity, new Map());
		}
		this.rates = new ExchangeRates(company.homeCurrency, this);
		this.view = {
			multicurrency: company.multicurrency,
			incomeAccount: (itemId) => {
				const account = child(this.stored('Item', itemId)?.row, 'IncomeAccountRef');
				return account === undefined ? undefined : structuredClone(account);
			},
		};
	}

	/** Epoch milliseconds of the books' now, in whole seconds as QuickBooks keeps them. */
	now(): number {
		return Math.floor((this.fixedTime ?? this.clock.now()) / 1000) * 1000;
	}

	/** Runs `work` as if it were `epochMs`; used to lay down history. */
	at<T>(epochMs: number, work: () => T): T {
		const before = this.fixedTime;
		this.fixedTime = epochMs;
		try {
			return work();
		} finally {
			this.fixedTime = before;
		}
	}

	/** Enters a new object and returns a copy of what was stored. */
	create(entity: string, body: JsonObject): Row {
		const definition = definitionOf(entity);
		const draft = structuredClone(body);
		delete draft.Id;
		delete draft.SyncToken;
		delete draft.MetaData;
		this.addDefaults(entity, draft);
		if (definition.kind === 'list') {
			this.qualifyName(entity, draft);
			this.claimName(entity, draft, undefined);
		}
		const id = this.counter(entity).next();
		const at = this.now();
		const row = this.finish(entity, draft, id, '0', at, at);
		this.claimName(entity, row, id);
		return structuredClone(row);
	}

	/** Changes top-level properties of an object (null removes one) and returns the new version. */
	update(entity: string, id: string, changes: JsonObject): Row {
		const draft: JsonObject = { ...this.need(entity, id).row, ...structuredClone(changes) };
		for (const [key, value] of Object.entries(draft)) {
			if (value === null) {
				delete draft[key];
			}
		}
		return this.replace(entity, id, draft);
	}

	/** Puts `draft` in place of everything stored of an object. */
	replace(entity: string, id: string, draft: JsonObject): Row {
		const before = this.need(entity, id);
		const body = structuredClone(draft);
		for (const computed of ['Balance', 'BalanceWithJobs']) {
			if (before.row[computed] !== undefined) {
				body[computed] = before.row[computed];
			}
		}
		this.addDefaults(entity, body);
		if (definitionOf(entity).kind === 'list') {
			this.qualifyName(entity, body);
			this.claimName(entity, body, id);
		}
		const token = String(Number(before.row.SyncToken) + 1);
		const row = this.finish(entity, body, id, token, before.createdMs, this.now());
		this.requalifyChildren(entity, row);
		return structuredClone(row);
	}

	/** Voids a transaction: it stays, its amounts are 0, and payments let go of it. */
	void(entity: string, id: string): Row {
		this.release(id);
		const current = this.need(entity, id);
		const token = String(Number(current.row.SyncToken) + 1);
		const body = voided(entity, current.row);
		const row = this.store(entity, body, id, token, current.createdMs, this.now());
		return structuredClone(row);
	}

	/** Deletes a transaction for good; list entities can only be made inactive. */
	delete(entity: string, id: string): void {
		if (!definitionOf(entity).deletable) {
			throw new Error(`${entity} cannot be deleted; make it inactive.`);
		}
		this.release(id);
		const before = this.need(entity, id);
		this.table(entity).delete(id);
		this.relink(entity, id, before.row, undefined);
		this.applied.delete(id);
		this.moveBalance(entity, before.row, undefined);
		this.sequence += 1;
		this.graves.push({ entity, id, deletedMs: this.now(), sequence: this.sequence });
	}

	/** Makes a list entity, or a budget, inactive; names of lists get the suffix QuickBooks appends. */
	inactivate(entity: string, id: string): Row {
		const row = structuredClone(this.need(entity, id).row);
		for (const name of definitionOf(entity).kind === 'list' ? NAME_PROPERTIES : []) {
			if (typeof row[name] === 'string' && !row[name].endsWith(DELETED_SUFFIX)) {
				row[name] = `${row[name]}${DELETED_SUFFIX}`;
			}
		}
		return this.replace(entity, id, {
			...row,
			Active: false,
			...(entity === 'Account' ? { CurrentBalance: 0, CurrentBalanceWithSubAccounts: 0 } : {}),
		});
	}

	/** Makes a list entity active again and takes the suffix off. */
	activate(entity: string, id: string): Row {
		const row = structuredClone(this.need(entity, id).row);
		for (const name of NAME_PROPERTIES) {
			if (typeof row[name] === 'string' && row[name].endsWith(DELETED_SUFFIX)) {
				row[name] = row[name].slice(0, -DELETED_SUFFIX.length);
			}
		}
		return this.replace(entity, id, { ...row, Active: true });
	}

	/**
	 * Merges `loserId` into `survivorId`, as QuickBooks' screens do.
	 * @throws Error where QuickBooks would refuse
	 */
	merge(
		entity: MergeableEntity,
		loserId: string,
		survivorId: string,
		left: MergedLoser = 'inactive',
	): void {
		const loser = this.need(entity, loserId).row;
		handOver(this, entity, loser, this.need(entity, survivorId).row, left === 'inactive');
		if (left === 'inactive') {
			return;
		}
		this.takenNames.delete(nameKey(entity, loser));
		this.table(entity).delete(loserId);
		if (left === 'deleted') {
			this.sequence += 1;
			const at = { deletedMs: this.now(), sequence: this.sequence };
			this.graves.push({ entity, id: loserId, ...at });
		}
	}

	/** A copy of one object, or undefined. */
	get(entity: string, id: string): Row | undefined {
		return structuredClone(this.stored(entity, id)?.row);
	}

	/** Copies of all objects of an entity, in order of creation. */
	all(entity: string): Row[] {
		return [...this.table(entity).values()].map((entry) => structuredClone(entry.row));
	}

	/** Like `all` without copies: for reading only. */
	peek(entity: string): readonly Row[] {
		return [...this.table(entity).values()].map((entry) => entry.row);
	}

	/** The stored objects themselves, for reading only. */
	entries(entity: string): IterableIterator<Stored> {
		return this.table(entity).values();
	}

	stored(entity: string, id: string): Stored | undefined {
		return this.table(entity).get(id);
	}

	tombstones(entity: string): Tombstone[] {
		return this.graves.filter((grave) => grave.entity === entity);
	}

	/** The id that holds a name already, if another object does. */
	nameHolder(entity: string, draft: JsonObject, exceptId?: string): string | undefined {
		const holder = this.takenNames.get(nameKey(entity, draft));
		return holder === `${entity}-${exceptId}` ? undefined : holder;
	}

	/** Counts and sums per entity and currency: the truth that a complete load must match. */
	totals(): BooksTotals {
		const totals: BooksTotals = {};
		for (const [entity, table] of this.tables) {
			const rows = [...table.values()].map((entry) => entry.row);
			if (rows.length > 0) {
				const isList = definitionOf(entity).kind === 'list';
				totals[entity] = totalOf(rows, isList, this.company.homeCurrency);
			}
		}
		return totals;
	}

	/** Sums per entity, account, month and currency: the same truth, cut finer. */
	postings(): Posting[] {
		return [...this.tables].flatMap(([entity, table]) =>
			definitionOf(entity).kind === 'transaction' && definitionOf(entity).money
				? postingsOf(
						entity,
						[...table.values()].map((entry) => entry.row),
						this.company.homeCurrency,
					)
				: [],
		);
	}

	/** A day of corrections: a line, a document and a party go away. Each call is another day. */
	correctionDay(loser: MergedLoser = 'inactive'): CorrectionDay {
		this.days += 1;
		return correctADay(this, this.days, loser);
	}

	/**
	 * A day of work in the books: new and changed documents, nothing removed. Each call is another
	 * day, the same in every run that starts from the same seed. Returns what was done, for people.
	 */
	liveDay(): string[] {
		this.days += 1;
		return workADay(this, this.days);
	}

	private finish(
		entity: string,
		draft: JsonObject,
		id: string,
		token: string,
		createdMs: number,
		updatedMs: number,
	): Row {
		const composed = compose(entity, draft, this.view);
		return this.store(entity, composed, id, token, createdMs, updatedMs);
	}

	private store(
		entity: string,
		body: JsonObject,
		id: string,
		token: string,
		createdMs: number,
		updatedMs: number,
	): Row {
		const before = this.stored(entity, id)?.row;
		const row: Row = {
			...body,
			domain: 'QBO',
			sparse: false,
			Id: id,
			SyncToken: token,
			MetaData: { CreateTime: pacificTime(createdMs), LastUpdatedTime: pacificTime(updatedMs) },
		};
		if (definitionOf(entity).kind === 'transaction') {
			settle(entity, row, this.appliedTo(id), this.company.multicurrency);
		}
		this.sequence += 1;
		this.table(entity).set(id, { row, createdMs, updatedMs, sequence: this.sequence });
		this.moveBalance(entity, before, row);
		this.relink(entity, id, before, row);
		return row;
	}

	/** What payments have applied to a transaction, in cents. */
	private appliedTo(id: string): number {
		let sum = 0;
		for (const part of this.applied.get(id)?.values() ?? []) {
			sum += part.cents;
		}
		return sum;
	}

	/** After a payment or deposit changed: what it links to follows, as new versions. */
	private relink(entity: string, id: string, before?: JsonObject, after?: JsonObject): void {
		if (!LINKING.includes(entity)) {
			return;
		}
		const old = linksOf(entity, before);
		const current = linksOf(entity, after);
		for (const [key, { type, cents: sum }] of new Map([...old, ...current])) {
			const now = current.get(key)?.cents ?? 0;
			if (sum === (old.get(key)?.cents ?? 0) && now === sum) {
				continue;
			}
			const parts = this.applied.get(key) ?? new Map<string, { entity: string; cents: number }>();
			if (now === 0) {
				parts.delete(id);
			} else {
				parts.set(id, { entity, cents: now });
			}
			this.applied.set(key, parts);
			this.touch(type, key, parts);
		}
	}

	/** A new version of a document, with the links to those that pay it or bring it to the bank. */
	private touch(entity: string, id: string, links: ReadonlyMap<string, { entity: string }>): void {
		const entry = this.stored(entity, id);
		if (entry === undefined) {
			return;
		}
		const body: JsonObject = {
			...entry.row,
			LinkedTxn: [...links].map(([TxnId, by]) => ({
				TxnId,
				TxnType: linkTypeOf(by.entity, this.stored(by.entity, TxnId)?.row),
			})),
		};
		const token = String(Number(entry.row.SyncToken) + 1);
		this.store(entity, body, id, token, entry.createdMs, this.now());
	}

	/** Payments and deposits let go of a document that is voided or deleted. */
	private release(id: string): void {
		for (const [by, { entity }] of [...(this.applied.get(id) ?? [])]) {
			const lines = objects(this.need(entity, by).row, 'Line').filter(
				(line) => !objects(line, 'LinkedTxn').some((link) => link.TxnId === id),
			);
			this.update(entity, by, { Line: lines });
		}
	}

	/** Keeps the party's open balance; QuickBooks makes no new version of the party for it. */
	private moveBalance(entity: string, before?: JsonObject, after?: JsonObject): void {
		const apply = (row: JsonObject | undefined, sign: number) => {
			const party = partyOf(entity, row);
			const open = openCents(entity, row);
			if (party === undefined || open === 0) {
				return;
			}
			let entry = this.stored(party.entity, party.id);
			let own = true;
			while (entry !== undefined) {
				const keys = party.entity === 'Vendor' ? ['Balance'] : ['BalanceWithJobs'];
				if (own && party.entity === 'Customer') {
					keys.push('Balance');
				}
				for (const key of keys) {
					entry.row[key] = amount(cents(entry.row, key) + sign * open);
				}
				own = false;
				const parent = refId(entry.row, 'ParentRef');
				entry = parent === '' ? undefined : this.stored(party.entity, parent);
			}
		};
		apply(before, -1);
		apply(after, 1);
	}

	private addDefaults(entity: string, draft: JsonObject): void {
		const { kind, money, filterable } = definitionOf(entity);
		if (kind === 'list' && draft.Active === undefined) {
			draft.Active = true;
		}
		if (money) {
			const code = refId(draft, 'CurrencyRef') || this.currencyOfParty(entity, draft);
			draft.CurrencyRef = { value: code, name: CURRENCY_NAMES[code] ?? code };
		}
		if (filterable.has('TxnDate')) {
			draft.TxnDate = text(draft, 'TxnDate') || pacificDate(this.now());
		}
		if (entity === 'Customer' || entity === 'Vendor') {
			draft.Balance ??= 0;
		}
		if (entity === 'Employee') {
			const parts = [text(draft, 'GivenName'), text(draft, 'FamilyName')];
			draft.DisplayName ??= parts.filter((part) => part !== '').join(' ');
		}
		if (entity === 'Customer') {
			draft.BalanceWithJobs ??= 0;
			draft.Job = refId(draft, 'ParentRef') !== '';
		}
		if (draft.CustomField !== undefined) {
			draft.CustomField = keptFields(entity, draft);
		}
		this.nameRefs(draft);
	}

	private currencyOfParty(entity: string, draft: JsonObject): string {
		const party = partyOf(entity, draft);
		const row = party && this.stored(party.entity, party.id)?.row;
		return refId(row, 'CurrencyRef') || this.currencyOfAccount(draft) || this.company.homeCurrency;
	}

	/** Money that moves without a party is in the currency of the account it moves on. */
	private currencyOfAccount(draft: JsonObject): string {
		for (const key of ['AccountRef', 'DepositToAccountRef', 'FromAccountRef']) {
			const account = this.stored('Account', refId(draft, key))?.row;
			if (account !== undefined) {
				return refId(account, 'CurrencyRef');
			}
		}
		return '';
	}

	/** The service answers these refs with their names; others stay without (recorded answers). */
	private nameRefs(draft: JsonObject): void {
		for (const [key, entity] of [
			['CustomerRef', 'Customer'],
			['VendorRef', 'Vendor'],
			['EmployeeRef', 'Employee'],
		]) {
			const id = refId(draft, key);
			const row = this.stored(entity, id)?.row;
			if (row !== undefined) {
				draft[key] = { value: id, name: text(row, 'DisplayName') };
			}
		}
	}

	private qualifyName(entity: string, draft: JsonObject): void {
		if (!definitionOf(entity).nested) {
			return;
		}
		const own = text(draft, 'Name') || text(draft, 'DisplayName');
		const parent = this.stored(entity, refId(draft, 'ParentRef'))?.row;
		draft.FullyQualifiedName =
			parent === undefined ? own : `${text(parent, 'FullyQualifiedName')}:${own}`;
	}

	private requalifyChildren(entity: string, parent: Row): void {
		for (const entry of [...this.table(entity).values()]) {
			if (refId(entry.row, 'ParentRef') !== parent.Id) {
				continue;
			}
			const own = text(entry.row, 'Name') || text(entry.row, 'DisplayName');
			const wanted = `${text(parent, 'FullyQualifiedName')}:${own}`;
			if (text(entry.row, 'FullyQualifiedName') !== wanted) {
				this.replace(entity, entry.row.Id, entry.row);
			}
		}
	}

	private claimName(entity: string, draft: JsonObject, id: string | undefined): void {
		if (definitionOf(entity).kind !== 'list') {
			return;
		}
		const holder = this.nameHolder(entity, draft, id);
		if (holder !== undefined) {
			throw new Error(`The name is already in use by ${holder}.`);
		}
		if (id !== undefined) {
			const before = this.stored(entity, id)?.row;
			if (before !== undefined && nameKey(entity, before) !== nameKey(entity, draft)) {
				this.takenNames.delete(nameKey(entity, before));
			}
			this.takenNames.set(nameKey(entity, draft), `${entity}-${id}`);
		}
	}

	private need(entity: string, id: string): Stored {
		const entry = this.stored(entity, id);
		if (entry === undefined) {
			throw new Error(`There is no ${entity} ${id}.`);
		}
		return entry;
	}

	private table(entity: string): Map<string, Stored> {
		const table = this.tables.get(entity);
		if (table === undefined) {
			throw new Error(`The simulator keeps no ${entity}.`);
		}
		return table;
	}

	/** QuickBooks numbers all documents in one row, and so it does customers, vendors and employees. */
	private counter(entity: string): IdCounter {
		const { kind, money } = definitionOf(entity);
		const isDocument = kind === 'transaction' && money;
		const key = isName(entity) ? 'name' : isDocument ? 'transaction' : entity;
		const counter = this.counters.get(key) ?? new IdCounter();
		this.counters.set(key, counter);
		return counter;
	}
}

function isName(entity: string): boolean {
	return entity === 'Customer' || entity === 'Vendor' || entity === 'Employee';
}

function nameKey(entity: string, draft: JsonObject): string {
	const group = isName(entity) ? 'name' : entity;
	const full =
		text(draft, 'FullyQualifiedName') || text(draft, 'DisplayName') || text(draft, 'Name');
	return `${group}|${full.toLowerCase()}`;
}
