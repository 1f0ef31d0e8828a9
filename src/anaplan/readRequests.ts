/**
 * Reads what is too large for one answer: Anaplan prepares pages, which are fetched while it still
 * writes the next ones. Source: Integration API, "Large volume reads" of views and lists.
 */
import type { CsvRecord } from '../csv/reader';
import { ServiceError } from '../errors';
import type { NamedObject } from './catalog';
import {
	hasStatus,
	isObject,
	modelPath,
	textOf,
	type AnaplanClient,
	type ModelRef,
} from './client';

/** First pause between looks; small reads are ready within a second. */
const FIRST_POLL_MS = 500;
/** Longest pause: well below the 30 minutes after which Anaplan forgets a request nobody looks at. */
const LAST_POLL_MS = 5_000;
const POLL_GROWTH = 1.5;
/** Anaplan advises to start anew where a read failed; more than twice helps nobody. */
const MAX_STARTS = 2;

/** A view or a list that is read. */
export interface LargeObject extends NamedObject {
	kind: 'views' | 'lists';
}

const NOUNS = { views: 'view', lists: 'list' } as const;
const KEYS = { views: 'viewReadRequest', lists: 'listReadRequest' } as const;

interface Progress {
	state: string;
	availablePages: number;
	successful: boolean;
}

/**
 * Yields the pages of a read in order; joined they are one CSV file in UTF-8. The request is deleted
 * at the end, also where the reader stops early.
 * @param waitMs longest wait for the next page
 * @throws ServiceError where Anaplan fails, forgets the request or takes too long; CancelledError
 */
export async function* readInPages(
	client: AnaplanClient,
	model: ModelRef,
	object: LargeObject,
	waitMs: number,
): AsyncGenerator<Buffer> {
	for (let starts = 1; ; starts++) {
		const id = await startRead(client, model, object);
		try {
			let done = true;
			for await (const page of pagesOf(client, model, object, id, waitMs)) {
				if (page === 'failed') done = false;
				else yield page;
			}
			if (done) return;
		} finally {
			await deleteRead(client, model, object, id);
		}
		if (starts >= MAX_STARTS) throw failed(object);
	}
}

/** Leaves out records that repeat the first one: pages may bring the header each. */
export async function* withoutRepeatedHeader(
	records: AsyncIterable<CsvRecord>,
): AsyncGenerator<CsvRecord> {
	let header: string | undefined;
	for await (const record of records) {
		const text = JSON.stringify(record.fields);
		if (text === header) continue;
		header ??= text;
		yield record;
	}
}

async function* pagesOf(
	client: AnaplanClient,
	model: ModelRef,
	object: LargeObject,
	id: string,
	waitMs: number,
): AsyncGenerator<Buffer | 'failed'> {
	const what = `waiting for the data of the ${NOUNS[object.kind]} "${object.name}"`;
	let deadline = client.clock.now() + waitMs;
	let fetched = 0;
	for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * POLL_GROWTH, LAST_POLL_MS)) {
		const progress = await readProgress(client, model, object, id, what);
		for (; fetched < progress.availablePages; fetched++) {
			yield await fetchPage(client, model, object, id, fetched);
			deadline = client.clock.now() + waitMs;
		}
		if (progress.state === 'COMPLETE' && progress.successful) return;
		if (progress.state === 'COMPLETE' || progress.state.startsWith('CANCEL')) {
			// What was handed on cannot be taken back, so only an empty start may be made again.
			if (fetched > 0) throw failed(object);
			yield 'failed';
			return;
		}
		if (client.clock.now() + pause > deadline) throw tooLong(object, waitMs);
		await client.clock.sleep(pause, client.signal, what);
	}
}

async function startRead(
	client: AnaplanClient,
	model: ModelRef,
	object: LargeObject,
): Promise<string> {
	const what = `starting to read the ${NOUNS[object.kind]} "${object.name}"`;
	const body = await client.json({
		method: 'POST',
		path: requestsPath(model, object),
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(object.kind === 'views' ? { exportType: 'TABULAR_MULTI_COLUMN' } : {}),
		// A request that was made and lost is forgotten by Anaplan after half an hour.
		repeat: 'safe',
		what,
	});
	const request = body[KEYS[object.kind]];
	const id = isObject(request) ? textOf(request, 'requestId') : '';
	if (id !== '') return id;
	throw new ServiceError(
		`Anaplan answered without a request ID while ${what}.`,
		'Run the workflow again in a few minutes.',
	);
}

async function readProgress(
	client: AnaplanClient,
	model: ModelRef,
	object: LargeObject,
	id: string,
	what: string,
): Promise<Progress> {
	const body = await client
		.get(requestPath(model, object, id), what)
		.catch((error: unknown) => Promise.reject(hasStatus(error, 404) ? forgotten(object) : error));
	const request = body[KEYS[object.kind]];
	const found = isObject(request) ? request : {};
	const pages = found.availablePages;
	return {
		state: textOf(found, 'requestState').toUpperCase(),
		availablePages: typeof pages === 'number' ? pages : 0,
		successful: found.successful === true,
	};
}

async function fetchPage(
	client: AnaplanClient,
	model: ModelRef,
	object: LargeObject,
	id: string,
	page: number,
): Promise<Buffer> {
	return await client
		.send({
			method: 'GET',
			path: `${requestPath(model, object, id)}/pages/${page}`,
			headers: { accept: 'text/csv' },
			repeat: 'safe',
			what: `reading page ${page + 1} of the ${NOUNS[object.kind]} "${object.name}"`,
		})
		.catch((error: unknown) => Promise.reject(hasStatus(error, 404) ? forgotten(object) : error));
}

/** Makes room for other reads. Nothing depends on it: Anaplan clears up by itself. */
async function deleteRead(
	client: AnaplanClient,
	model: ModelRef,
	object: LargeObject,
	id: string,
): Promise<void> {
	const what = 'clearing up after a large read';
	await client
		.send({ method: 'DELETE', path: requestPath(model, object, id), repeat: 'once', what })
		.catch(() => undefined);
}

function requestsPath(model: ModelRef, { kind, id }: LargeObject): string {
	return `${modelPath(model)}/${kind}/${encodeURIComponent(id)}/readRequests`;
}

function requestPath(model: ModelRef, object: LargeObject, id: string): string {
	return `${requestsPath(model, object)}/${encodeURIComponent(id)}`;
}

function failed(object: LargeObject): ServiceError {
	return new ServiceError(
		`Anaplan could not finish reading the ${NOUNS[object.kind]} "${object.name}".`,
		'Run the workflow again; if it stays, read a smaller view, or use an export of the model.',
	);
}

function forgotten(object: LargeObject): ServiceError {
	return new ServiceError(
		`Anaplan has forgotten the read of the ${NOUNS[object.kind]} "${object.name}", as it does after 30 minutes without a look at it.`,
		'Run the workflow again.',
	);
}

function tooLong(object: LargeObject, waitMs: number): ServiceError {
	const minutes = Math.round(waitMs / 60_000);
	return new ServiceError(
		`Anaplan did not prepare the next part of the ${NOUNS[object.kind]} "${object.name}" within ${minutes} minute${minutes === 1 ? '' : 's'}.`,
		'Run the workflow again when the model is less busy, or raise the option "Wait At Most".',
	);
}
