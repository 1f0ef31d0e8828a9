/** Guarded reading of stored JSON: unknown in, typed values out. */
import { SettingError } from '../errors';

function damaged(what: string): SettingError {
	return new SettingError(
		`The stored ledger cannot be read: ${what} is missing or damaged.`,
		'Bring back an export (Import), or rebuild the ledger from the keys in Anaplan (Rebuild).',
	);
}

export function readObject(value: unknown, what: string): { [key: string]: unknown } {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		return value as { [key: string]: unknown };
	}
	throw damaged(what);
}

export function readList(value: unknown, what: string): unknown[] {
	if (Array.isArray(value)) return value;
	throw damaged(what);
}

export function readText(value: unknown, what: string): string {
	if (typeof value === 'string') return value;
	throw damaged(what);
}

export function readTextOrNull(value: unknown, what: string): string | null {
	return value === null ? null : readText(value, what);
}

export function readNumber(value: unknown, what: string): number {
	if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
	throw damaged(what);
}

export function readFlag(value: unknown, what: string): boolean {
	if (typeof value === 'boolean') return value;
	throw damaged(what);
}

export function readOneOf<Word extends string>(
	value: unknown,
	words: readonly Word[],
	what: string,
): Word {
	const found = words.find((word) => word === value);
	if (found !== undefined) return found;
	throw damaged(what);
}

export function readTexts(value: unknown, what: string): string[] {
	return readList(value, what).map((item) => readText(item, what));
}

/** Pairs of a text and something else, as `[...map]` writes them. */
export function readPairs<Value>(
	value: unknown,
	what: string,
	read: (value: unknown, what: string) => Value,
): Map<string, Value> {
	return new Map(
		readList(value, what).map((pair) => {
			const [key, content] = readList(pair, what);
			return [readText(key, what), read(content, what)];
		}),
	);
}
