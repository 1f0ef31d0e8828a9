/**
 * Finds the one object whose stored value fails a whole answer. QuickBooks names the value's fault
 * ("To email address entered is invalid", code 4002), but not the object, among up to 1,000.
 */
import { PackError, ServiceError } from '../errors';
import type { QuickBooksObject } from '../flow';
import type { QuickBooksClient } from './client';
import { textAt } from './objects';
import { type QueryFilter, selectStatement } from './query';

/** QuickBooks' code for a bad stored value, which fails every answer that would hold it. */
const BAD_STORED_VALUE = '4002';

/** True for the refusal of an answer that holds a bad stored value. */
export function hasBadValue(error: unknown): error is PackError {
	return error instanceof PackError && error.facts.code === BAD_STORED_VALUE;
}

/** The page of a list that failed, sorted by the time of the last change. */
export interface FailedPage {
	entity: string;
	filters: readonly QueryFilter[];
	/** From 1. */
	startPosition: number;
	maxResults: number;
	/** For errors: "reading invoices". */
	what: string;
}

/**
 * The error with the place of the bad object: after which one, and before which one, it was changed.
 * That costs about ten calls for a page of 1,000, which a failed run is worth: without it somebody has
 * to look through the whole list. Not by a query for the Id alone, because whether QuickBooks answers
 * that for such an object is not documented.
 * @returns the same error where it is another one, or where the page can be read after all
 */
export async function withBadObject(
	client: QuickBooksClient,
	page: FailedPage,
	error: unknown,
): Promise<unknown> {
	if (!hasBadValue(error)) return error;
	const place = await placeOf(client, page).catch((later: unknown) => {
		// The first error tells more than one that came while looking for its reason.
		if (later instanceof PackError && later.kind !== 'cancelled') return undefined;
		throw later;
	});
	return place === undefined ? error : named(page.entity, place, error);
}

interface Place {
	before: QuickBooksObject | undefined;
	after: QuickBooksObject | undefined;
}

/** The neighbours of the first object that fails the page; undefined where none does or none is known. */
async function placeOf(client: QuickBooksClient, page: FailedPage): Promise<Place | undefined> {
	let readable = 0;
	let failing = page.maxResults;
	let before: QuickBooksObject | undefined;
	/** Another way of reading may have failed: then it is not certain that the list does. */
	let seen = false;
	while (failing - readable > 1) {
		const middle = Math.floor((readable + failing) / 2);
		const rows = await rowsOf(client, page, readable, middle - readable);
		if (rows === undefined) {
			failing = middle;
			seen = true;
		} else {
			readable = middle;
			before = rows.at(-1) ?? before;
		}
	}
	if (!seen && (await rowsOf(client, page, readable, 1)) !== undefined) return undefined;
	const after = await rowsOf(client, page, failing, 1);
	const place = { before, after: after?.at(0) };
	return place.before === undefined && place.after === undefined ? undefined : place;
}

/** Rows of the page; undefined where one of them has the bad value. */
async function rowsOf(
	client: QuickBooksClient,
	{ entity, filters, startPosition, what }: FailedPage,
	skip: number,
	maxResults: number,
): Promise<QuickBooksObject[] | undefined> {
	const statement = selectStatement({
		entity,
		filters,
		startPosition: startPosition + skip,
		maxResults,
	});
	const answer = await client.query(entity, statement, what).catch((error: unknown) => {
		if (hasBadValue(error)) return undefined;
		throw error;
	});
	return answer?.rows;
}

function named(entity: string, { before, after }: Place, error: PackError): ServiceError {
	const places = [
		...(before === undefined ? [] : [`after ${describe(entity, before)}`]),
		...(after === undefined ? [] : [`before ${describe(entity, after)}`]),
	];
	return new ServiceError(
		`${error.message} The bad value is in a record of ${entity}, which QuickBooks does not name. In the order of their last changes it comes right ${places.join(' and ')}.`,
		'Find the record in QuickBooks, for example in the audit log (Settings, Audit log), which has changes in the order of time; correct the value and save it, then run the workflow again. Nothing was skipped: until then every run stops here.',
		error.facts,
		error,
	);
}

function describe(entity: string, row: QuickBooksObject): string {
	const name =
		textAt(row, 'DisplayName') ?? textAt(row, 'FullyQualifiedName') ?? textAt(row, 'Name');
	const number = textAt(row, 'DocNumber');
	const called =
		name !== undefined ? ` "${name}"` : number !== undefined ? ` with the number ${number}` : '';
	const changed = textAt(row, 'MetaData', 'LastUpdatedTime');
	const facts = [`Id ${textAt(row, 'Id') ?? 'unknown'}`];
	if (changed !== undefined) facts.push(`changed ${changed}`);
	return `the ${entity}${called} (${facts.join(', ')})`;
}
