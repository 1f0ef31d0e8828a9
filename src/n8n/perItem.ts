/**
 * Reads parameters that differ from item to item without evaluating everything for every item. n8n
 * reads a parameter anew for each item, with every field of it; 15 columns times 10,000 items took 46
 * seconds that way. Here the parameter is read once as it stands, fixed values are taken as they are,
 * plain references to a field of the item are looked up, and only what is left is evaluated.
 */
import type { IExecuteFunctions, ResourceMapperValue } from 'n8n-workflow';

/** A value for each item. */
export type PerItem = (itemIndex: number) => unknown;

/** `={{ $json.Code }}`, `={{ $json["Document Number"] }}`, `={{ $json.Ref.value }}`, and nothing around it. */
const REFERENCE =
	/^=\{\{\s*\$json((?:\.[A-Za-z_$][\w$]*|\[\s*(?:"[^"\\]*"|'[^'\\]*'|\d+)\s*\])+)\s*\}\}$/;
/** One step of such a reference. */
const STEP = /\.([A-Za-z_$][\w$]*)|\[\s*(?:"([^"\\]*)"|'([^'\\]*)'|(\d+))\s*\]/g;

/** @param raw a value as {@link rawParameter} reads it */
export function perItem(context: IExecuteFunctions, raw: unknown): PerItem {
	if (typeof raw !== 'string' || !raw.startsWith('=')) return () => raw;
	const items = context.getInputData();
	const expression = raw.slice(1);
	const evaluate: PerItem = (itemIndex) => context.evaluateExpression(expression, itemIndex);
	const steps = REFERENCE.exec(raw)?.[1];
	if (steps === undefined) return evaluate;
	const path = [...steps.matchAll(STEP)].map(
		([, plain, double, single, position]) => plain ?? double ?? single ?? position,
	);
	return (itemIndex) => {
		const found = follow(items[itemIndex].json, path);
		return found === BEYOND_DATA ? evaluate(itemIndex) : found;
	};
}

/** A path that leads to what n8n knows of a value, such as the length of a text. */
const BEYOND_DATA = Symbol('beyond data');

/** The value at the end of the path; undefined where a field on the way is missing, as in an expression. */
function follow(json: object, [first, ...rest]: readonly string[]): unknown {
	let value = ownField(json, first);
	for (const name of rest) {
		if (value === undefined || value === null) return undefined;
		if (typeof value !== 'object') return BEYOND_DATA;
		// A date of n8n's, for instance, has its year from its class.
		if (!Object.hasOwn(value, name) && name in value) return BEYOND_DATA;
		value = ownField(value, name);
	}
	return value;
}

function ownField(holder: object, name: string): unknown {
	return Object.hasOwn(holder, name) ? (holder as { [field: string]: unknown })[name] : undefined;
}

/** A parameter with its expressions as text. */
export function rawParameter(context: IExecuteFunctions, name: string): unknown {
	return context.getNodeParameter(name, 0, undefined, { rawExpressions: true });
}

/** How a resource mapper fills its columns. */
export interface Mapping {
	/** The columns that identify a record; may be empty. */
	matching: string[];
	/** True where fields of the item go to the columns of the same name. */
	automatic: boolean;
	/** Columns that the mapper names; of an automatic mapping none. */
	columns: string[];
	/** The values of an item by column. A column without a value is absent. */
	valuesOf(itemIndex: number): Map<string, unknown>;
}

/**
 * Reads a resource mapper.
 * @param columns the columns the target has, for an automatic mapping
 */
export function readMapping(
	context: IExecuteFunctions,
	name: string,
	columns: readonly string[],
): Mapping {
	const raw = rawParameter(context, name) as Partial<ResourceMapperValue> | undefined;
	const matching = Array.isArray(raw?.matchingColumns) ? raw.matchingColumns : [];
	if (raw?.mappingMode === 'autoMapInputData') {
		const items = context.getInputData();
		return {
			matching,
			automatic: true,
			columns: [],
			valuesOf: (itemIndex) => {
				const { json } = items[itemIndex];
				const named = columns.filter((column) => Object.hasOwn(json, column));
				return present(named.map((column) => [column, json[column]]));
			},
		};
	}
	// Null is n8n's word for a column without a value; an empty box is what is left of one that had some.
	// Taken as a value it would clear the column of every record, so that takes an expression.
	const filled = Object.entries(raw?.value ?? {}).filter(
		([, value]) => value !== null && value !== '',
	);
	const readers = filled.map(([column, value]) => [column, perItem(context, value)] as const);
	return {
		matching,
		automatic: false,
		columns: filled.map(([column]) => column),
		valuesOf: (itemIndex) => present(readers.map(([column, read]) => [column, read(itemIndex)])),
	};
}

function present(pairs: Array<[string, unknown]>): Map<string, unknown> {
	return new Map(pairs.filter(([, value]) => value !== undefined && value !== null));
}
