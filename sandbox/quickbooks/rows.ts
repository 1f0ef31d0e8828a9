/** Rows as the simulator keeps them (the wire's JSON), and small readers for them. */

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
	[key: string]: Json;
}

/** A stored object: always has these; everything else depends on the entity. */
export interface Row extends JsonObject {
	Id: string;
	SyncToken: string;
	MetaData: JsonObject;
}

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text property, or '' when it is absent or no text. */
export function text(row: JsonObject | undefined, key: string): string {
	const value = row?.[key];
	return typeof value === 'string' ? value : '';
}

/** The id inside a Ref property, or '' when there is none. */
export function refId(row: JsonObject | undefined, key: string): string {
	const value = row?.[key];
	return isObject(value) ? text(value, 'value') : '';
}

/** The objects of a list property; an absent list is empty. */
export function objects(row: JsonObject | undefined, key: string): JsonObject[] {
	const value = row?.[key];
	return Array.isArray(value) ? value.filter(isObject) : [];
}

/** An object property, or undefined. */
export function child(row: JsonObject | undefined, key: string): JsonObject | undefined {
	const value = row?.[key];
	return isObject(value) ? value : undefined;
}
