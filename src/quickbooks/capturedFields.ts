/**
 * Whether change data capture gives all custom fields. Intuit documents the parameter that asks for them
 * with reads and says nothing of change data capture, so objects that may lack some are read again by
 * id, until it is known whether that brings more.
 */
import type { QuickBooksObject } from '../flow';
import type { QuickBooksClient } from './client';
import { fieldsOf, mayLackFields } from './customFields';
import { textAt } from './objects';

/** People seldom add custom fields; after this time it is looked at again. */
const KEEP_MS = 3_600_000;

/** What is known of a company, as long as the process lives. */
interface Knowledge {
	/** Change data capture was seen to give all of them. */
	all: boolean;
	/** Until when an entity counts as one that has no more fields: epoch milliseconds. */
	nothingMoreUntil: Map<string, number>;
}

const companies = new Map<string, Knowledge>();

/** The custom fields of one read of changes. */
export class CapturedFields {
	private readonly knowledge: Knowledge;
	/** Entity -> id -> number of custom fields that came. */
	private readonly doubted = new Map<string, Map<string, number>>();
	private readonly lacking = new Set<string>();

	constructor(private readonly client: QuickBooksClient) {
		const known = companies.get(client.companyKey);
		this.knowledge = known ?? { all: false, nothingMoreUntil: new Map() };
		companies.set(client.companyKey, this.knowledge);
	}

	/** Looks at objects as change data capture gave them. */
	note(entity: string, rows: readonly QuickBooksObject[]): void {
		const fits = rows.filter((row) => fieldsOf(row).length > 0);
		if (!fits.every(mayLackFields)) this.knowledge.all = true;
		const until = this.knowledge.nothingMoreUntil.get(entity) ?? 0;
		if (until > this.client.clock.now()) return;
		this.doubted.set(
			entity,
			new Map(fits.map((row) => [textAt(row, 'Id') ?? '', fieldsOf(row).length])),
		);
	}

	/** Ids of objects to be read again. Ask when change data capture has given all its answers. */
	inDoubt(entity: string): string[] {
		return this.knowledge.all ? [] : [...(this.doubted.get(entity)?.keys() ?? [])];
	}

	/** Looks at an object that was read again. */
	compare(entity: string, row: QuickBooksObject): void {
		const before = this.doubted.get(entity)?.get(textAt(row, 'Id') ?? '');
		if (before !== undefined && fieldsOf(row).length > before) this.lacking.add(entity);
	}

	/** Call when everything in doubt was read again. */
	settle(entity: string): void {
		if (this.inDoubt(entity).length === 0 || this.lacking.has(entity)) return;
		this.knowledge.nothingMoreUntil.set(entity, this.client.clock.now() + KEEP_MS);
	}
}
