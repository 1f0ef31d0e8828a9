/**
 * Writes cells of a module. Source: Integration API, "Write cell data": each cell is taken by itself,
 * and the answer comes when everything that depends on the cells is calculated.
 */
import type { NamedObject } from './catalog';
import { hasStatus, type AnaplanClient, type JsonObject, type ModelRef } from './client';
import { formatDecimal, parseDecimal } from '../planning/money';
import { LOADED, rejected, sendLots, type WriteResult } from './lots';
import type { LineItem } from './modules';
import { sendWrite } from './sendWrite';
import { explainCell, readFailures } from './writeFailures';

/** Anaplan takes 100,000 cells or 15 MB in one call, whichever is less (help page "Module cell data"). */
export const MAX_CELLS_PER_CALL = 100_000;
const MAX_BYTES_PER_CALL = 15_000_000;
/** What older documentation allows: the run goes on with so many where a larger call is refused. */
const CELLS_PER_SMALL_CALL = 1_000;
/** The answer waits for the calculation of the model. */
const WRITE_TIMEOUT_MS = 300_000;

/** An item of a dimension, by what the user has of it. */
export interface CellPlace {
	dimension: NamedObject;
	by: 'code' | 'name' | 'id';
	value: string;
}

/** One cell and what goes into it. */
export interface CellWrite {
	lineItem: LineItem;
	/** One per dimension of the line item, Time and Versions included. */
	places: readonly CellPlace[];
	/** As {@link cellValue} makes it. */
	value: string | boolean;
}

const ITEM_FIELDS = { code: 'itemCode', name: 'itemName', id: 'itemId' } as const;

/**
 * Writes the cells in lots and returns what became of each, in order. The same write twice changes
 * nothing more, so after a lost answer it is sent again, once the model is free.
 * @throws PackError where nothing was written for certain
 */
export async function writeCells(
	client: AnaplanClient,
	model: ModelRef,
	module: NamedObject,
	cells: readonly CellWrite[],
	limits: { cells?: number; bytes?: number } = {},
): Promise<WriteResult[]> {
	const refused = checkCells(cells);
	const bodies = cells.map((cell) => JSON.stringify(bodyOf(cell)));
	const sent = [...cells.keys()].filter((index) => refused[index] === undefined);
	const { cells: most = MAX_CELLS_PER_CALL, bytes = MAX_BYTES_PER_CALL } = limits;
	const cut = (indexes: readonly number[], count: number) =>
		lotsOf(indexes, (index) => Buffer.byteLength(bodies[index]), count, bytes);
	const send = async (lot: readonly number[]) => {
		const body = `[${lot.map((index) => bodies[index]).join(',')}]`;
		return await sendLot(client, model, module, body, lot.length);
	};
	let refusesLarge = false;
	const results = await sendLots(cut(sent, most), async (lot) => {
		if (!refusesLarge || lot.length <= CELLS_PER_SMALL_CALL) {
			const done = await send(lot).catch((error: unknown) =>
				lot.length > CELLS_PER_SMALL_CALL && isTooLarge(error) ? undefined : Promise.reject(error),
			);
			if (done !== undefined) return done;
			refusesLarge = true;
		}
		return await sendLots(cut(lot, CELLS_PER_SMALL_CALL), send);
	});
	const byIndex = new Map(sent.map((index, position) => [index, results[position]]));
	return cells.map((_cell, index) => refused[index] ?? byIndex.get(index) ?? LOADED);
}

/** Groups what follows one another, so that a lot has at most so many and its JSON so many bytes. Pure. */
export function lotsOf<Row>(
	rows: readonly Row[],
	bytesOf: (row: Row) => number,
	maxRows: number,
	maxBytes: number,
): Row[][] {
	const lots: Row[][] = [];
	let bytes = 0;
	for (const row of rows) {
		// With the comma, or the brackets.
		const more = bytesOf(row) + 2;
		const last = lots.at(-1);
		if (last === undefined || last.length >= maxRows || bytes + more > maxBytes) {
			lots.push([row]);
			bytes = more;
		} else {
			last.push(row);
			bytes += more;
		}
	}
	return lots;
}

/** A value that a line item of this format does not take. */
export interface Unfit {
	/** Completes "The value … ". */
	unfit: string;
}

const TRUE_WORDS = new Set(['true', 'yes', '1']);
const FALSE_WORDS = new Set(['false', 'no', '0']);

/**
 * The value as Anaplan wants it for the format: numbers as text, so that no digit is lost, booleans as
 * such, dates as YYYY-MM-DD, everything else as text. Pure.
 */
export function cellValue(value: unknown, format: string): string | boolean | Unfit {
	if (typeof value === 'object' || typeof value === 'function' || value === undefined) {
		return { unfit: 'is no single value' };
	}
	const text = String(value).trim();
	switch (format) {
		case 'NUMBER':
			return typeof value === 'number' ? numberText(value) : plainNumber(text);
		case 'BOOLEAN':
			if (TRUE_WORDS.has(text.toLowerCase())) return true;
			if (FALSE_WORDS.has(text.toLowerCase())) return false;
			return { unfit: 'is neither true nor false' };
		case 'DATE':
			return isDate(text) ? text : { unfit: 'is no date of the form YYYY-MM-DD' };
		default:
			return String(value);
	}
}

function plainNumber(text: string): string | Unfit {
	if (/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)) return text;
	return {
		unfit:
			'is no plain number: digits with a period before the decimals, without thousands separators or currency signs',
	};
}

/** Very small numbers, which JavaScript writes as `1e-7`, in full; the same rule as for rows of a load. */
function numberText(value: number): string | Unfit {
	try {
		return formatDecimal(parseDecimal(value, { document: 'The item', field: 'the value' }));
	} catch {
		return { unfit: 'is no number that can be passed on exactly: give it as text' };
	}
}

/** What empties a cell of the format. */
export function emptyValue(format: string): string | boolean {
	return format === 'NUMBER' ? '0' : format === 'BOOLEAN' ? false : '';
}

function isDate(text: string): boolean {
	const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function bodyOf({ lineItem, places, value }: CellWrite): JsonObject {
	return {
		lineItemId: lineItem.id,
		dimensions: places.map(({ dimension, by, value: item }) => ({
			dimensionId: dimension.id,
			[ITEM_FIELDS[by]]: item,
		})),
		value,
	};
}

/**
 * What can be refused before anything is sent: a second value for one cell, because Anaplan would keep
 * the last, and the first would be lost unseen. Undefined for cells that may be sent. Pure.
 */
export function checkCells(cells: readonly CellWrite[]): Array<WriteResult | undefined> {
	const first = new Set<string>();
	return cells.map(({ lineItem, places }) => {
		const address = places
			.map(({ dimension, by, value }) => {
				// Names are the same whatever their case.
				const item = by === 'name' ? value.toLowerCase() : value;
				return `${dimension.id} ${by} ${item}`;
			})
			.sort();
		const key = JSON.stringify([lineItem.id, ...address]);
		if (!first.has(key)) {
			first.add(key);
			return undefined;
		}
		const place = places.map(({ value }) => value).join(', ');
		return rejected(
			`An earlier row of this run writes the same cell (${[lineItem.name, place].filter(Boolean).join(', ')}), and a cell holds one value: only the first was sent. Add the rows up before, or correct the choice of dimensions.`,
		);
	});
}

/**
 * The refusal of a call as a whole, of which nothing was written. Its words are not known, so a smaller
 * call has to show whether its size was the reason.
 */
function isTooLarge(error: unknown): boolean {
	return hasStatus(error, 400) || hasStatus(error, 413);
}

async function sendLot(
	client: AnaplanClient,
	model: ModelRef,
	module: NamedObject,
	body: string,
	count: number,
): Promise<WriteResult[]> {
	const { answer } = await sendWrite(client, model, {
		method: 'POST',
		path: `/models/${encodeURIComponent(model.modelId)}/modules/${encodeURIComponent(module.id)}/data`,
		headers: { 'content-type': 'application/json' },
		body,
		what: `writing cells of the module "${module.name}"`,
		timeoutMs: WRITE_TIMEOUT_MS,
	});
	const results = Array.from({ length: count }, () => LOADED);
	for (const failure of readFailures(answer.failures)) {
		const words = explainCell(failure);
		const result = rejected(`${words.says}. ${words.advice}`, failure.type);
		if (failure.requestIndex >= 0 && failure.requestIndex < count) {
			results[failure.requestIndex] = result;
		} else {
			results.fill(
				rejected(
					`Anaplan refused a cell of this part of the run without saying which one: ${result.reason ?? ''}`,
					failure.type,
				),
			);
		}
	}
	return results;
}
