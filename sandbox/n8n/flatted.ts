import { isRecord } from './json';

/**
 * Reads the form in which n8n sends execution data: a JSON list whose first entry is the root, and
 * in which every string inside an object or list is the position of its value in the list. Shared
 * and circular references come out as such.
 *
 * @see https://github.com/WebReflection/flatted (format)
 * @throws Error for text that is not such a list
 */
export function parseFlatted(text: string): unknown {
	const table: unknown = JSON.parse(text);
	if (!Array.isArray(table) || table.length === 0) {
		throw new Error('The execution data of n8n has a form that is not known here.');
	}
	const entries: readonly unknown[] = table;
	const seen = new Set<unknown>();
	const pending: unknown[] = [entries[0]];
	const resolve = (value: unknown): unknown => {
		// Only positions are strings here; numbers, booleans and null stand for themselves.
		if (typeof value !== 'string') return value;
		const target = entries[Number(value)];
		if (typeof target === 'object' && target !== null) pending.push(target);
		return target;
	};
	for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
		if (seen.has(current)) continue;
		seen.add(current);
		if (Array.isArray(current)) {
			for (let index = 0; index < current.length; index++) current[index] = resolve(current[index]);
		} else if (isRecord(current)) {
			for (const key of Object.keys(current)) {
				// defineProperty: a key such as __proto__ must stay data.
				Object.defineProperty(current, key, { value: resolve(current[key]), enumerable: true });
			}
		}
	}
	return entries[0];
}
