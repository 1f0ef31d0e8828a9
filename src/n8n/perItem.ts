/**
 * Reads parameters that differ from item to item without evaluating everything for every item. n8n
 * reads a parameter anew for each item, with every field of it; 15 columns times 10,000 items took 46
 * seconds that way. Here the parameter is read once as it stands, fixed values are taken as they are,
 * plain references to a field of the item are looked up, and only what is left is evaluated.
 */
import type { IExecuteFunctions, ResourceMapperValue } from 'n8n-workflow';

/** A value for each item. */
export type PerItem = (itemIndex: number) => unknown;

/** `={{ $json.Code }}` and `={{ $json["Document Number"] }}`, and nothing around it. */
const FIELD =
	/^=\{\{\s*\$json(?:\.([A-Za-z_$][\w$]*)|\[\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\])\s*\}\}$/;

/** @param raw a value as {@link rawParameter} reads it */
export function perItem(context: IExecuteFunctions, raw: unknown): PerItem {
	if (typeof raw !== 'string' || !raw.startsWith('=')) return () => raw;
	const items = context.getInputData();
	const field = FIELD.exec(raw);
	if (field !== null) {
		const name = field[1] ?? field[2] ?? field[3];
		return (itemIndex) => {
			const { json } = items[itemIndex];
			return Object.hasOwn(json, name) ? json[name] : undefined;
		};
	}
	const expression = raw.slice(1);
	return (itemIndex) => context.evaluateExpression(expression, itemIndex);
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
