/**
 * Whether ways of reading give all custom fields. Intuit documents the parameter that asks for them with
 * single reads and queries and says nothing of change data capture and batches, so what came by these and
 * may lack some is read again by id, until it is known whether that brings more.
 */
import type { QuickBooksObject } from '../flow';
import type { QuickBooksClient } from './client';
import { fieldsOf, mayLackFields } from './customFields';
import { textAt } from './objects';

/** People seldom add custom fields; after this time it is looked at again. */
const KEEP_MS = 3_600_000;

/** Ways of reading of which it is not documented that they give all custom fields. */
export type DoubtedWay = 'changeDataCapture' | 'batch';

/** What is known of a company, as long as the process lives. */
interface Knowledge {
	/** Ways that were seen to give all of them. */
	giveAll: Set<DoubtedWay>;
	/**
	 * Until when an entity counts as one that has no more fields than come without asking: epoch
	 * milliseconds. It was read by id, so that holds for every way.
	 */
	nothingMoreUntil: Map<string, number>;
}

const companies = new Map<string, Knowledge>();

/** The custom fields of what one read got in one way. */
export class DoubtedFields {
	private readonly knowledge: Knowledge;
	/** Entity -> id -> number of custom fields that came. */
	private readonly doubted = new Map<string, Map<string, number>>();
	private readonly compared = new Set<string>();
	private readonly lacking = new Set<string>();

	constructor(
		private readonly client: QuickBooksClient,
		private readonly way: DoubtedWay,
	) {
		const known = companies.get(client.companyKey);
		this.knowledge = known ?? { giveAll: new Set(), nothingMoreUntil: new Map() };
		companies.set(client.companyKey, this.knowledge);
	}

	/** Looks at objects as they came. */
	note(entity: string, rows: readonly QuickBooksObject[]): void {
		const fits = rows.filter((row) => fieldsOf(row).length > 0);
		if (!fits.every(mayLackFields)) this.knowledge.giveAll.add(this.way);
		const until = this.knowledge.nothingMoreUntil.get(entity) ?? 0;
		if (until > this.client.clock.now()) return;
		const doubted = this.doubted.get(entity) ?? new Map<string, number>();
		for (const row of fits) doubted.set(textAt(row, 'Id') ?? '', fieldsOf(row).length);
		this.doubted.set(entity, doubted);
	}

	/** Ids of objects to be read again. Ask when everything that came this way was noted. */
	inDoubt(entity: string): string[] {
		if (this.knowledge.giveAll.has(this.way)) return [];
		return [...(this.doubted.get(entity)?.keys() ?? [])];
	}

	/** Looks at an object that was read again. */
	compare(entity: string, row: QuickBooksObject): void {
		const before = this.doubted.get(entity)?.get(textAt(row, 'Id') ?? '');
		if (before === undefined) return;
		this.compared.add(entity);
		if (fieldsOf(row).length > before) this.lacking.add(entity);
	}

	/** Call when everything in doubt was read again. What was gone by then has proved nothing. */
	settle(entity: string): void {
		if (!this.compared.has(entity) || this.lacking.has(entity)) return;
		this.knowledge.nothingMoreUntil.set(entity, this.client.clock.now() + KEEP_MS);
	}
}
