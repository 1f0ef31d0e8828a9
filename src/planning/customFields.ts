/** Custom fields as columns of their own. */
import type { PlanningRow, SyncRecord } from '../flow';
import { cleanText } from './fields';
import { CUSTOM_FIELD_PREFIX } from './preset';

/** The columns of an object's custom fields; blank for a field that is empty. Texts, numbers and dates as QuickBooks has them. */
export function customColumns({ customFields }: SyncRecord): Map<string, string> {
	return new Map(
		Object.entries(customFields ?? {}).map(([name, value]) => [
			`${CUSTOM_FIELD_PREFIX}${cleanText(name)}`,
			value === null ? '' : cleanText(String(value)),
		]),
	);
}

/**
 * Puts custom fields behind the columns of the preset. All rows of an entity get the same columns, so
 * that a table made of them is complete; `names` are those of the entity in the whole batch.
 */
export function withCustomColumns(
	row: PlanningRow,
	own: ReadonlyMap<string, string>,
	names: ReadonlySet<string>,
): PlanningRow {
	if (names.size === 0) return row;
	const values = [...names].map((name): [string, string] => [name, own.get(name) ?? '']);
	return Object.fromEntries([...Object.entries(row), ...values]);
}
