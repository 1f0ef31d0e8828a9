/** What all kinds of documents have in common when their entry is made. */
import type { Books, Stored } from '../../books';
import { cents, homeCents } from '../../money';
import { child, objects, refId, text, type JsonObject } from '../../rows';
import type { Chart } from '../chart';
import { NO_DIMENSIONS, type Dimensions, type Entry, type Leg, type Party } from '../entry';

/** A leg before it is converted. */
export interface Draft {
	accountId: string;
	/** In the document's currency; debit positive. */
	foreignCents: number;
	dimensions?: Partial<Dimensions>;
	memo?: string;
}

export interface Source {
	entity: string;
	stored: Stored;
	row: JsonObject;
	books: Books;
	chart: Chart;
}

export function rateOf(row: JsonObject): number {
	return typeof row.ExchangeRate === 'number' && row.ExchangeRate > 0 ? row.ExchangeRate : 1;
}

export function currencyOf({ row, books }: Source): string {
	return refId(row, 'CurrencyRef') || books.company.homeCurrency;
}

/** The entry without legs. */
export function entryOf(source: Source, type: string, party: Party | undefined): Entry {
	const { row, stored, entity } = source;
	return {
		entity,
		id: stored.row.Id,
		type,
		date: text(row, 'TxnDate'),
		dueDate: text(row, 'DueDate'),
		docNumber: text(row, 'DocNumber'),
		memo: text(row, 'PrivateNote'),
		currency: currencyOf(source),
		rate: rateOf(row),
		party,
		legs: [],
		createdMs: stored.createdMs,
		updatedMs: stored.updatedMs,
	};
}

/**
 * Legs of a document: `main` takes what the lines leave. Each line is converted and rounded by itself;
 * the cents that rounding leaves fall on the largest line (QuickBooks' own rule is not public).
 */
export function balanced(
	rate: number,
	main: Omit<Draft, 'foreignCents'>,
	lines: Draft[],
	header: Partial<Dimensions>,
): Leg[] {
	const used = lines.filter((line) => line.foreignCents !== 0);
	const total = -used.reduce((sum, line) => sum + line.foreignCents, 0);
	const first = toLeg({ ...main, foreignCents: total }, rate, header);
	const legs = used.map((line) => toLeg(line, rate, header));
	const rest = -first.cents - legs.reduce((sum, leg) => sum + leg.cents, 0);
	const largest = largestOf(legs);
	if (largest !== undefined) {
		largest.cents += rest;
	}
	const all = total === 0 ? legs : [first, ...legs];
	return all.filter((leg) => leg.cents !== 0 || leg.foreignCents !== 0);
}

/** The leg with the largest amount, the first of equals. */
export function largestOf(legs: Leg[]): Leg | undefined {
	let largest: Leg | undefined;
	for (const leg of legs) {
		if (largest === undefined || Math.abs(leg.foreignCents) > Math.abs(largest.foreignCents)) {
			largest = leg;
		}
	}
	return largest;
}

export function toLeg(draft: Draft, rate: number, header: Partial<Dimensions>): Leg {
	return {
		...NO_DIMENSIONS,
		...header,
		...defined(draft.dimensions),
		accountId: draft.accountId,
		foreignCents: draft.foreignCents,
		cents: homeCents(draft.foreignCents, rate),
		memo: draft.memo ?? '',
	};
}

/** A blank on the line does not hide what the header says. */
function defined(dimensions: Partial<Dimensions> = {}): Partial<Dimensions> {
	return Object.fromEntries(Object.entries(dimensions).filter(([, value]) => value !== ''));
}

/** Lines that carry an amount: a group stands for the lines in it, subtotals for nothing. */
export function amountLines(row: JsonObject): JsonObject[] {
	return leaves(objects(row, 'Line')).filter(
		(line) => line.DetailType !== 'SubTotalLineDetail' && line.DetailType !== 'DescriptionOnly',
	);
}

function leaves(lines: JsonObject[]): JsonObject[] {
	return lines.flatMap((line) => {
		const nested = objects(child(line, 'GroupLineDetail'), 'Line');
		return nested.length > 0 ? leaves(nested) : [line];
	});
}

/** The customer, vendor or employee of an id, with its name. */
export function partyOf(books: Books, kind: Party['kind'], id: string): Party | undefined {
	const row = books.stored(kind, id)?.row;
	return row === undefined ? undefined : { kind, id, name: text(row, 'DisplayName') };
}

export function partyDimension(party: Party | undefined): Partial<Dimensions> {
	switch (party?.kind) {
		case 'Customer':
			return { customerId: party.id };
		case 'Vendor':
			return { vendorId: party.id };
		case 'Employee':
			return { employeeId: party.id };
		default:
			return {};
	}
}

/** Class and location that stand on the document itself. */
export function headerDimensions(row: JsonObject, party: Party | undefined): Partial<Dimensions> {
	return {
		...partyDimension(party),
		classId: refId(row, 'ClassRef'),
		departmentId: refId(row, 'DepartmentRef'),
	};
}

/** Tax of a document in cents. */
export function taxCents(row: JsonObject): number {
	return cents(child(row, 'TxnTaxDetail'), 'TotalTax');
}
