/** A small company's books, changed at random, as QuickBooks would show them. Knows nothing of the pack. */
import type { QuickBooksObject } from '../../../../src/flow';

export type Random = (limit: number) => number;

export const LISTS = ['Account', 'Vendor', 'Customer'] as const;
export const TRANSACTIONS = ['Invoice', 'Bill', 'Payment'] as const;
export const ALL_ENTITIES: readonly string[] = [...LISTS, ...TRANSACTIONS];

export interface Gone {
	entity: string;
	id: string;
	updatedAt: string;
	merged: boolean;
}

/** What one line adds to the books, in minor units. */
export interface BookedLine {
	account: string;
	month: string;
	currency: string;
	cents: number;
}

interface Money {
	home: string;
	foreign: string;
}

/** Documents that most changes go to. */
const HOT = 3;

const MONTHS = ['2026-09', '2026-10', '2026-11'];

export class Books {
	readonly live = new Map<string, QuickBooksObject & { Id: string }>();
	readonly gone: Gone[] = [];
	private nextId = 1;

	constructor(
		readonly realmId: string,
		readonly money: Money,
		private readonly random: Random,
		private readonly now: () => number,
	) {
		for (let index = 0; index < 2; index += 1) {
			this.addListItem('Account');
			this.addListItem('Vendor');
			this.addListItem('Customer');
		}
		for (let index = 0; index < 3; index += 1) this.addTransaction();
	}

	/** One random change. */
	change(): void {
		const kind = this.random(20);
		if (kind < 3) this.addTransaction();
		else if (kind < 14) this.editTransaction();
		else if (kind === 14) this.voidTransaction();
		else if (kind === 15) this.deleteTransaction();
		else if (kind === 16) this.addListItem(this.pick(LISTS));
		else if (kind === 17) this.mergeCustomers();
		else if (kind === 18) this.inactivate();
		else this.breakTransaction();
	}

	/** Gives every foreign document its rate back, so that all can be mapped. */
	mend(): void {
		for (const [ref, body] of this.live) {
			if (this.isForeign(body) && body.ExchangeRate === undefined) {
				this.save(ref, { ...body, ExchangeRate: 1.25 });
			}
		}
	}

	/** Objects saved, and objects gone, at or after `since` (epoch milliseconds); all where it is null, deletions
	 * too, as Fetch reads them even on a first run: a run that overlaps may just be loading one of them. */
	changesOf(
		entity: string,
		since: number | null,
	): { live: Array<QuickBooksObject & { Id: string }>; gone: Gone[] } {
		const inTime = (time: string) => since === null || Date.parse(time) >= since;
		return {
			live: [...this.live]
				.filter(([ref, body]) => ref.startsWith(`${entity}/`) && inTime(updatedAt(body)))
				.map(([, body]) => body),
			gone: this.gone.filter((item) => item.entity === entity && inTime(item.updatedAt)),
		};
	}

	/** The books' own sums: every line of every living transaction. */
	lines(): BookedLine[] {
		return [...this.live].flatMap(([ref, body]) => {
			const [entity] = ref.split('/');
			if (!(TRANSACTIONS as readonly string[]).includes(entity)) return [];
			const month = String(body.TxnDate).slice(0, 7);
			const currency = currencyOf(body);
			const line = (account: string, amount: unknown): BookedLine => ({
				account,
				month,
				currency,
				cents: Math.round(Number(amount) * 100),
			});
			if (isVoid(body)) return [];
			if (entity === 'Payment') {
				return [
					...linesOf(body).map(({ Amount }) => line('1', Amount)),
					line('1', body.UnappliedAmt),
				];
			}
			const tax = body.TxnTaxDetail as { TotalTax: number } | undefined;
			return [
				...linesOf(body).map((item) => line(accountOf(item), item.Amount)),
				...(tax === undefined ? [] : [line('', tax.TotalTax)]),
			];
		});
	}

	private addListItem(entity: string): void {
		const id = String(this.nextId++);
		const name = `${entity} ${id}, "Süd"`;
		this.save(`${entity}/${id}`, {
			Id: id,
			SyncToken: '-1',
			...(entity === 'Account' ? { Name: name, AccountType: 'Income' } : { DisplayName: name }),
			FullyQualifiedName: name,
			Active: true,
			CurrencyRef: { value: this.money.home },
		});
	}

	private addTransaction(): void {
		const entity = this.pick(TRANSACTIONS);
		const id = String(this.nextId++);
		const foreign = this.random(3) === 0;
		const body: QuickBooksObject & { Id: string } = {
			Id: id,
			SyncToken: '-1',
			...(entity === 'Payment' ? { ARAccountRef: { value: '1' } } : { DocNumber: `N-${id}` }),
			TxnDate: `${this.pick(MONTHS)}-1${this.random(10)}`,
			CurrencyRef: { value: foreign ? this.money.foreign : this.money.home },
			...(foreign ? { ExchangeRate: 1 + this.random(9_000) / 10_000 } : {}),
			CustomerRef: { value: '3' },
			VendorRef: { value: '2' },
			Line: [this.line(entity, '1'), this.line(entity, '2')],
			...(this.random(2) === 0 && entity !== 'Payment'
				? { TxnTaxDetail: { TotalTax: this.amount() } }
				: {}),
			...(entity === 'Payment' ? { UnappliedAmt: this.amount() } : {}),
		};
		this.save(`${entity}/${id}`, totalled(body));
	}

	private editTransaction(): void {
		const ref = this.pickTransaction();
		if (ref === undefined) return;
		const [entity] = ref.split('/');
		const body = { ...this.bodyOf(ref) };
		if (isVoid(body)) return;
		let lines = [...linesOf(body)];
		const kind = this.random(6);
		if (kind === 0) lines = lines.filter((_line, index) => index !== this.random(lines.length));
		else if (kind === 1)
			lines.push(this.line(entity, String(3 + this.random(6) + lines.length * 10)));
		else if (kind === 2) body.TxnDate = `${this.pick(MONTHS)}-2${this.random(8)}`;
		else if (kind === 3) delete body.TxnTaxDetail;
		else lines = lines.map((line) => (this.random(2) === 0 ? line : this.line(entity, idOf(line))));
		this.save(ref, totalled({ ...body, Line: lines }));
	}

	private voidTransaction(): void {
		const ref = this.pickTransaction();
		if (ref === undefined) return;
		const body = this.bodyOf(ref);
		this.save(ref, {
			...body,
			Line: linesOf(body).map((line) => ({ ...line, Amount: 0 })),
			...(body.TxnTaxDetail === undefined ? {} : { TxnTaxDetail: { TotalTax: 0 } }),
			...(body.UnappliedAmt === undefined ? {} : { UnappliedAmt: 0 }),
			TotalAmt: 0,
			PrivateNote: 'Voided',
		});
	}

	private deleteTransaction(): void {
		const ref = this.pickTransaction();
		if (ref !== undefined) this.remove(ref, false);
	}

	private mergeCustomers(): void {
		const customers = [...this.live.keys()].filter((ref) => ref.startsWith('Customer/'));
		if (customers.length > 2) this.remove(this.pick(customers.slice(1)), true);
	}

	private inactivate(): void {
		const vendors = [...this.live.keys()].filter((ref) => ref.startsWith('Vendor/'));
		const ref = this.pick(vendors);
		this.save(ref, { ...this.bodyOf(ref), Active: this.random(3) === 0 });
	}

	/** A foreign document without a rate cannot be mapped until somebody enters one. */
	private breakTransaction(): void {
		const ref = this.pickTransaction();
		if (ref === undefined) return;
		const body = { ...this.bodyOf(ref) };
		if (!this.isForeign(body) || isVoid(body)) return;
		delete body.ExchangeRate;
		this.save(ref, body);
	}

	private save(ref: string, body: QuickBooksObject & { Id: string }): void {
		this.live.set(ref, {
			...body,
			SyncToken: String(Number(body.SyncToken) + 1),
			MetaData: { LastUpdatedTime: secondsOf(this.now()) },
		});
	}

	private remove(ref: string, merged: boolean): void {
		const [entity, id] = ref.split('/');
		this.live.delete(ref);
		this.gone.push({ entity, id, merged, updatedAt: secondsOf(this.now()) });
	}

	private line(entity: string, id: string): QuickBooksObject {
		const account = { value: String(1 + this.random(3)) };
		const Amount = this.amount();
		if (entity === 'Payment')
			return { Amount, LinkedTxn: [{ TxnType: 'Invoice', TxnId: `9${id}` }] };
		return entity === 'Invoice'
			? {
					Id: id,
					Amount,
					DetailType: 'SalesItemLineDetail',
					SalesItemLineDetail: { ItemAccountRef: account },
				}
			: {
					Id: id,
					Amount,
					DetailType: 'AccountBasedExpenseLineDetail',
					AccountBasedExpenseLineDetail: { AccountRef: account },
				};
	}

	private amount(): number {
		return this.random(5) === 0 ? 0 : (1 + this.random(100_000)) / 100;
	}

	private isForeign(body: QuickBooksObject): boolean {
		return body.TxnDate !== undefined && currencyOf(body) !== this.money.home;
	}

	private pickTransaction(): string | undefined {
		const refs = [...this.live.keys()].filter((ref) =>
			(TRANSACTIONS as readonly string[]).includes(ref.split('/')[0]),
		);
		if (refs.length === 0) return undefined;
		// Mostly the same few documents, so that overlapping runs meet on them.
		return this.pick(this.random(4) > 0 ? refs.slice(0, HOT) : refs);
	}

	private bodyOf(ref: string): QuickBooksObject & { Id: string } {
		const body = this.live.get(ref);
		if (body === undefined) throw new Error(`no ${ref} in the books`);
		return body;
	}

	private pick<Item>(items: readonly Item[]): Item {
		return items[this.random(items.length)];
	}
}

export function isVoid(body: QuickBooksObject): boolean {
	return body.PrivateNote === 'Voided';
}

export function updatedAt(body: QuickBooksObject): string {
	return (body.MetaData as { LastUpdatedTime: string }).LastUpdatedTime;
}

export function secondsOf(time: number): string {
	return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

function currencyOf(body: QuickBooksObject): string {
	return (body.CurrencyRef as { value: string }).value;
}

function linesOf(body: QuickBooksObject): QuickBooksObject[] {
	return body.Line as QuickBooksObject[];
}

/** A payment's line has no Id; the Id of the document it pays serves as well here. */
function idOf(line: QuickBooksObject): string {
	const links = line.LinkedTxn as Array<{ TxnId: string }> | undefined;
	return links === undefined ? String(line.Id) : links[0].TxnId.slice(1);
}

function accountOf(line: QuickBooksObject): string {
	const detail = (line.SalesItemLineDetail ?? line.AccountBasedExpenseLineDetail) as {
		[field: string]: { value: string };
	};
	return (detail.ItemAccountRef ?? detail.AccountRef).value;
}

function totalled<Body extends QuickBooksObject>(body: Body): Body {
	const tax = (body.TxnTaxDetail as { TotalTax: number } | undefined)?.TotalTax ?? 0;
	const amounts = [
		...linesOf(body).map(({ Amount }) => Number(Amount)),
		tax,
		Number(body.UnappliedAmt ?? 0),
	];
	const cents = amounts.reduce((total, amount) => total + Math.round(amount * 100), 0);
	return { ...body, TotalAmt: cents / 100 };
}
