/** Batch: items run one after the other, each with its own answer or fault; nothing is undone. */
import type { Books } from './books';
import { findDefinition } from './entities';
import { runQuery } from './query/run';
import { isObject, objects, text, type JsonObject } from './rows';
import { applicationFault, missing, ServiceFault, unsupported, validation } from './serviceFault';
import type { QuickBooksSwitches } from './switches';
import { onWire } from './wireForm';
import { write } from './write';

/** Intuit: limits and throttles. */
const MAX_ITEMS = 30;

export function runBatch(
	body: unknown,
	books: Books,
	switches: QuickBooksSwitches,
	allFields = false,
): Array<Record<string, unknown>> {
	const items = isObject(body) ? objects(body, 'BatchItemRequest') : [];
	if (items.length === 0) {
		throw missing('BatchItemRequest');
	}
	if (items.length > MAX_ITEMS) {
		throw validation(
			'1040',
			'Batch request exceeds the maximum number of items',
			`Maximum number of items is ${MAX_ITEMS}`,
		);
	}
	return items.map((item) => {
		const bId = text(item, 'bId');
		try {
			return { ...runItem(item, books, switches, allFields), bId };
		} catch (error) {
			if (error instanceof ServiceFault) {
				return { Fault: applicationFault(error), bId };
			}
			throw error;
		}
	});
}

function runItem(
	item: JsonObject,
	books: Books,
	switches: QuickBooksSwitches,
	allFields = false,
): Record<string, unknown> {
	if (typeof item.Query === 'string') {
		return { QueryResponse: runQuery(item.Query, books, switches, allFields) };
	}
	const operation = text(item, 'operation');
	if (operation !== 'create' && operation !== 'update' && operation !== 'delete') {
		throw unsupported(operation === '' ? 'without a name' : operation);
	}
	for (const [key, body] of Object.entries(item)) {
		const definition = findDefinition(key);
		if (definition !== undefined) {
			const written = write(definition, operation, body, books, false);
			return { [definition.name]: onWire(definition.name, written, allFields, switches) };
		}
	}
	throw missing('an entity');
}
