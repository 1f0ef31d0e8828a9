/** Guards for answers of n8n, which are unknown until looked at. */

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws Error that names what was expected when the value is no object */
export function recordOf(value: unknown, what: string): JsonRecord {
	if (!isRecord(value)) throw new Error(`n8n answered something that is not ${what}.`);
	return value;
}

/** @throws Error that names the field when it is no string */
export function stringOf(record: JsonRecord, field: string): string {
	const value = record[field];
	if (typeof value !== 'string') throw new Error(`n8n answered without the text field "${field}".`);
	return value;
}

export function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}
