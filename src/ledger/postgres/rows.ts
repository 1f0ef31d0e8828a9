/** Documents, runs and audit entries as rows of their tables, exact in both directions. */
import { decodeAudit, decodeRun, encodeRun } from '../codecRuns';
import {
	readFlag,
	readList,
	readNumber,
	readObject,
	readOneOf,
	readText,
	readTextOrNull,
	readTexts,
} from '../read';
import { entityAndIdOf, refOf } from '../refs';
import type {
	AuditEntry,
	DocumentRef,
	DocumentState,
	Face,
	Pending,
	Retry,
	RunState,
} from '../types';
import { AUDIT_COLUMNS } from './columns';

const OPERATIONS = ['upsert', 'void', 'delete', 'merge'] as const;

/** A row as the driver gives it, or as it is written. */
export interface Row {
	[field: string]: unknown;
}

/** Columns that are empty for most documents are null, which keeps the index of open ones small. */
export function rowOfDocument(ref: DocumentRef, document: DocumentState): Row {
	const { version, newest, updatedAt, codes, face, revision, pending, retry } = document;
	return {
		...entityAndIdOf(ref),
		version,
		newest,
		updatedAt,
		codes,
		face: face === null ? null : encodeFace(face),
		revision,
		pending:
			pending.length === 0
				? null
				: pending.map((entry) => ({ ...entry, face: encodeFace(entry.face) })),
		retry,
	};
}

export function documentOfRow(row: Row): [DocumentRef, DocumentState] {
	const what = 'a document';
	const ref = refOf({ entity: readText(row.entity, what), id: readText(row.id, what) });
	return [
		ref,
		{
			version: readTextOrNull(row.version, what),
			newest: readTextOrNull(row.newest, what),
			updatedAt: readText(row.updatedAt, what),
			codes: readTexts(row.codes, what),
			face: row.face === null ? null : decodeFace(row.face),
			revision: readNumber(row.revision, what),
			pending: row.pending === null ? [] : readList(row.pending, what).map(decodePending),
			retry: row.retry === null ? null : decodeRetry(row.retry),
		},
	];
}

function encodeFace({ amount, homeAmount, values }: Face): Row {
	return { amount, homeAmount, values: Object.fromEntries(values) };
}

function decodeFace(value: unknown): Face {
	const what = 'what is remembered of a document';
	const face = readObject(value, what);
	return {
		amount: readText(face.amount, what),
		homeAmount: readText(face.homeAmount, what),
		values: new Map(
			Object.entries(readObject(face.values, what)).map(([column, text]) => [
				column,
				readText(text, what),
			]),
		),
	};
}

function decodePending(value: unknown): Pending {
	const what = 'an entry written ahead';
	const entry = readObject(value, what);
	return {
		runId: readText(entry.runId, what),
		at: readText(entry.at, what),
		version: readText(entry.version, what),
		updatedAt: readText(entry.updatedAt, what),
		readAt: readText(entry.readAt, what),
		operation: readOneOf(entry.operation, OPERATIONS, what),
		codes: readTexts(entry.codes, what),
		holds: readTexts(entry.holds, what),
		zeroRows: readNumber(entry.zeroRows, what),
		face: decodeFace(entry.face),
		revision: readNumber(entry.revision, what),
		replay: readFlag(entry.replay, what),
		crossed: readFlag(entry.crossed, what),
	};
}

function decodeRetry(value: unknown): Retry {
	const what = 'an entry of the retry set';
	const retry = readObject(value, what);
	return {
		reason: readText(retry.reason, what),
		since: readText(retry.since, what),
		attempts: readNumber(retry.attempts, what),
		replay: readFlag(retry.replay, what),
		readAt: readText(retry.readAt, what),
	};
}

export function rowOfRun(run: RunState): Row {
	return readObject(encodeRun(run), 'a run');
}

export function runOfRow(row: Row): [string, RunState] {
	const run = decodeRun(row);
	return [run.runId, run];
}

/** The time stands a second time as one that can be compared; null where it is none. */
export function rowOfAudit(entry: AuditEntry): Row {
	return { ...entry, writtenAt: instant(entry.at) };
}

export function auditOfRow(realmId: string, row: Row): AuditEntry {
	return decodeAudit(
		realmId,
		AUDIT_COLUMNS.map(([field]) => row[field]),
	);
}

/** A time in the one form PostgreSQL and JavaScript read alike, or null. */
export function instant(time: string): string | null {
	const at = Date.parse(time);
	return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** Half a character pair, and the character 0: neither can be stored by PostgreSQL. */
const NOT_STORABLE = /\p{Surrogate}|\0/gu;

/** JSON that PostgreSQL takes; what it cannot store becomes the replacement character. */
export function jsonOf(value: unknown): string {
	const json = JSON.stringify(value);
	if (!json.includes('\\u0000') && !json.includes('\\ud')) return json;
	return JSON.stringify(value, (_key, item: unknown) =>
		typeof item === 'string' ? item.replaceAll(NOT_STORABLE, '\uFFFD') : item,
	);
}
