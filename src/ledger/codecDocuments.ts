/**
 * Documents as short lists. A first load has tens of thousands of them, so codes are written without
 * what the document says already, and texts that many documents share stand once in a word list.
 */
import { FACE_COLUMNS } from './face';
import type { EntityAndId } from './commands';
import {
	readFlag,
	readList,
	readNumber,
	readObject,
	readOneOf,
	readText,
	readTextOrNull,
} from './read';
import { codePrefixOf, entityAndIdOf, refOf } from './refs';
import type { DocumentRef, DocumentState, Face, Pending, Retry } from './types';

/** Columns whose values repeat from document to document. */
const SHARED: ReadonlySet<string> = new Set([
	'Period',
	'Transaction Date',
	'Due Date',
	'Party Code',
	'Department ID',
	'Parent Code',
	'Type',
	'Sub Type',
	'Currency',
	'Home Currency',
	'Exchange Rate',
	'Classification',
	'Term Code',
	'Payment Method Code',
	'Taxable',
	'Income Account Code',
	'Expense Account Code',
	'Asset Account Code',
	'Class Code',
	'Tax Code ID',
]);

const OPERATIONS = ['upsert', 'void', 'delete', 'merge'] as const;

/** Stands before a code that does not begin as its document's codes do. */
const WHOLE = '!';

/** Gives every shared text a number. */
class Words {
	private readonly numbers = new Map<string, number>();

	numberOf(text: string): number {
		const known = this.numbers.get(text) ?? this.numbers.size;
		this.numbers.set(text, known);
		return known;
	}

	list(): string[] {
		return [...this.numbers.keys()];
	}
}

/** `{ words, documents: [[entity, [document, ...]], ...] }` */
export function encodeDocuments(
	realmId: string,
	documents: ReadonlyMap<DocumentRef, DocumentState>,
): { words: string[]; documents: unknown[] } {
	const words = new Words();
	const list = [...documents].map(([ref, document]) => {
		const key = entityAndIdOf(ref);
		const prefix = codePrefixOf(realmId, key);
		const { version, newest, updatedAt, codes, face, revision, retry, pending } = document;
		return [
			words.numberOf(key.entity),
			...trimmed([
				key.id,
				version,
				newest === version ? 0 : newest,
				updatedAt,
				encodeCodes(codes, prefix),
				encodeFace(face, words),
				revision,
				encodeRetry(retry),
				pending.length === 0 ? null : pending.map((entry) => encodePending(entry, prefix, words)),
			]),
		];
	});
	return { words: words.list(), documents: list };
}

export function decodeDocuments(
	realmId: string,
	company: { [key: string]: unknown },
): Map<DocumentRef, DocumentState> {
	const words = readList(company.words, 'the word list').map((word) => readText(word, 'a word'));
	return new Map(
		readList(company.documents, 'the list of documents').map((value) => {
			const what = 'a document';
			const [entity, id, version, newest, updatedAt, codes, face, revision, retry, pending] =
				readList(value, what);
			const key: EntityAndId = { entity: wordAt(words, entity), id: readText(id, what) };
			const prefix = codePrefixOf(realmId, key);
			const loaded = readTextOrNull(version ?? null, what);
			const document: DocumentState = {
				version: loaded,
				newest: newest === 0 ? loaded : readTextOrNull(newest ?? null, what),
				updatedAt: readText(updatedAt ?? '', what),
				codes: decodeCodes(codes ?? 0, prefix),
				face: decodeFace(face ?? null, words),
				revision: readNumber(revision ?? 0, what),
				retry: decodeRetry(retry ?? null),
				pending: readList(pending ?? [], what).map((entry) => decodePending(entry, prefix, words)),
			};
			return [refOf(key), document];
		}),
	);
}

/** Takes away nulls at the end: a settled document has no retry mark and nothing on its way. */
function trimmed(values: unknown[]): unknown[] {
	let length = values.length;
	while (length > 0 && values[length - 1] === null) length -= 1;
	return values.slice(0, length);
}

/** One text with blanks between the codes, a list where a code holds a blank itself, 0 for none. */
function encodeCodes(codes: readonly string[], prefix: string): unknown {
	if (codes.length === 0) return 0;
	const short = codes.map((code) =>
		prefix !== '' && code.startsWith(prefix) ? code.slice(prefix.length) : `${WHOLE}${code}`,
	);
	return short.some((code) => code.includes(' ')) ? short : short.join(' ');
}

function decodeCodes(value: unknown, prefix: string): string[] {
	if (value === 0) return [];
	const short = typeof value === 'string' ? value.split(' ') : readList(value, 'a list of codes');
	return short.map((item) => {
		const code = readText(item, 'a code');
		return code.startsWith(WHOLE) ? code.slice(WHOLE.length) : `${prefix}${code}`;
	});
}

/** `[amount, homeAmount, ...values in the order of FACE_COLUMNS]`; 0 stands for "not there" in the middle. */
function encodeFace(face: Face | null, words: Words): unknown {
	if (face === null) return null;
	const values = FACE_COLUMNS.map((column) => {
		const value = face.values.get(column);
		if (value === undefined) return null;
		return SHARED.has(column) ? words.numberOf(value) : value;
	});
	return [face.amount, face.homeAmount, ...trimmed(values)];
}

function decodeFace(value: unknown, words: readonly string[]): Face | null {
	if (value === null) return null;
	const [amount, homeAmount, ...values] = readList(value, 'what is remembered of a document');
	const face: Face = {
		values: new Map(),
		amount: readText(amount, 'an amount'),
		homeAmount: readText(homeAmount, 'an amount'),
	};
	values.forEach((item, index) => {
		if (item === null) return;
		const column = FACE_COLUMNS[index];
		face.values.set(column, SHARED.has(column) ? wordAt(words, item) : readText(item, column));
	});
	return face;
}

function encodeRetry(retry: Retry | null): unknown {
	return retry === null
		? null
		: [retry.reason, retry.since, retry.attempts, retry.replay, retry.readAt];
}

function decodeRetry(value: unknown): Retry | null {
	if (value === null) return null;
	const what = 'an entry of the retry set';
	const [reason, since, attempts, replay, readAt] = readList(value, what);
	return {
		reason: readText(reason, what),
		since: readText(since, what),
		attempts: readNumber(attempts, what),
		replay: readFlag(replay, what),
		readAt: readText(readAt, what),
	};
}

function encodePending(entry: Pending, prefix: string, words: Words): unknown {
	return {
		run: words.numberOf(entry.runId),
		at: words.numberOf(entry.at),
		version: entry.version,
		updatedAt: entry.updatedAt,
		readAt: words.numberOf(entry.readAt),
		operation: entry.operation,
		codes: encodeCodes(entry.codes, prefix),
		// Usually the same list, less a few zeroes.
		holds:
			entry.holds.join(' ') === entry.codes.join(' ') ? null : encodeCodes(entry.holds, prefix),
		zeroRows: entry.zeroRows,
		face: encodeFace(entry.face, words),
		revision: entry.revision,
		replay: entry.replay,
		crossed: entry.crossed,
	};
}

function decodePending(value: unknown, prefix: string, words: readonly string[]): Pending {
	const what = 'an entry written ahead';
	const entry = readObject(value, what);
	const codes = decodeCodes(entry.codes, prefix);
	const face = decodeFace(entry.face, words);
	return {
		runId: wordAt(words, entry.run),
		at: wordAt(words, entry.at),
		version: readText(entry.version, what),
		updatedAt: readText(entry.updatedAt, what),
		readAt: wordAt(words, entry.readAt),
		operation: readOneOf(entry.operation, OPERATIONS, what),
		codes,
		holds: entry.holds === null ? [...codes] : decodeCodes(entry.holds, prefix),
		zeroRows: readNumber(entry.zeroRows, what),
		face: face ?? { values: new Map(), amount: '', homeAmount: '' },
		revision: readNumber(entry.revision, what),
		replay: readFlag(entry.replay, what),
		crossed: readFlag(entry.crossed, what),
	};
}

function wordAt(words: readonly string[], index: unknown): string {
	return readText(words[readNumber(index, 'a word')], 'a word');
}
