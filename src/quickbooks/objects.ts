/** Guards for what JSON holds. */

/** True for a JSON object; false for null and arrays. */
export function isObject(value: unknown): value is { [key: string]: unknown } {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text at a path of keys, or undefined where there is none. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
	let here = value;
	for (const key of path) {
		if (!isObject(here)) return undefined;
		here = here[key];
	}
	return typeof here === 'string' ? here : undefined;
}
