/** The Integration API's envelope, its errors and its paging, as the public reference shows them. */
import type { Request, Response } from 'express';

/** Largest and default page. */
const MAX_PAGE = 5000;

const MESSAGES: Readonly<Record<number, string>> = {
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
	406: 'Not Acceptable',
	413: 'Payload Too Large',
	415: 'Unsupported Media Type',
	422: 'Model is archived',
	423: 'Model is locked',
	424: 'Model is offline for maintenance',
	425: 'Model is deployed',
	429: 'Too Many Requests',
	500: 'Internal Server Error',
};

/** An answer in the error envelope. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		message?: string,
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(message ?? MESSAGES[status] ?? 'Error');
	}
}

export function notFound(): ApiError {
	return new ApiError(404);
}

export function errorBody(status: number, message: string, path: string, now: number): unknown {
	// The service writes nanoseconds.
	const timestamp = new Date(now).toISOString().replace('Z', '000000Z');
	return { status: { code: status, message }, path, timestamp };
}

export function sendJson(response: Response, status: number, body: unknown): void {
	response.status(status);
	response.setHeader('Content-Type', 'application/json;charset=UTF-8');
	response.end(JSON.stringify(body));
}

export function sendNothing(response: Response, status: number): void {
	response.status(status).end();
}

export function sendBytes(response: Response, contentType: string, bytes: Buffer): void {
	response.status(200);
	response.setHeader('Content-Type', contentType);
	response.end(bytes);
}

/** `{meta, status, [key]: value}`. */
export function envelope(schema: string, fields: Readonly<Record<string, unknown>>): unknown {
	return { meta: { schema }, status: { code: 200, message: 'Success' }, ...fields };
}

export interface PageOptions {
	/** URL of the simulator, for next and previous. */
	baseUrl: string;
	lyingNext: boolean;
	pagingWhenEmpty: boolean;
}

/** One page of a collection; the key is absent when the page is empty. */
export function collection(
	request: Request,
	schema: string,
	key: string,
	rows: readonly unknown[],
	options: PageOptions,
): unknown {
	const offset = wholeNumber(request, 'offset', 0, 0);
	const limit = Math.min(wholeNumber(request, 'limit', MAX_PAGE, 1), MAX_PAGE);
	const page = rows.slice(offset, offset + limit);
	const link = (from: number) => {
		const url = new URL(request.originalUrl, options.baseUrl);
		url.searchParams.set('limit', String(limit));
		url.searchParams.set('offset', String(from));
		return url.toString();
	};
	const more = offset + page.length < rows.length;
	const paging = {
		currentPageSize: page.length,
		totalSize: rows.length,
		offset,
		...(more || options.lyingNext ? { next: link(offset + limit) } : {}),
		...(offset > 0 ? { previous: link(Math.max(0, offset - limit)) } : {}),
	};
	return {
		meta: { schema, ...(page.length > 0 || options.pagingWhenEmpty ? { paging } : {}) },
		status: { code: 200, message: 'Success' },
		...(page.length > 0 ? { [key]: page } : {}),
	};
}

/** A query parameter that appears once. */
export function queryText(request: Request, name: string): string | undefined {
	const value = request.query[name];
	if (value === undefined || typeof value === 'string') {
		return value;
	}
	throw new ApiError(400, `Invalid parameter ${name}`);
}

function wholeNumber(request: Request, name: string, fallback: number, minimum: number): number {
	const text = queryText(request, name);
	if (text === undefined) {
		return fallback;
	}
	if (!/^\d{1,9}$/.test(text) || Number(text) < minimum) {
		throw new ApiError(400, `Invalid parameter ${name}`);
	}
	return Number(text);
}

/**
 * Sorts by `sort=+name` or `-name`. A `+` that was not URL-encoded arrives as a space and is refused.
 * @param strict true: anything else is a 400 (models, workspaces); false: it is ignored (task lists).
 */
export function sorted<T extends object>(
	request: Request,
	rows: readonly T[],
	fields: ReadonlyArray<keyof T & string>,
	strict: boolean,
): T[] {
	const text = queryText(request, 'sort');
	if (text === undefined) {
		return [...rows];
	}
	const field = fields.find((name) => text === `+${name}` || text === `-${name}`);
	if (field === undefined) {
		if (strict) {
			throw new ApiError(400, `Invalid sort: ${text}`);
		}
		return [...rows];
	}
	const direction = text.startsWith('-') ? -1 : 1;
	const value = (row: T): string => String(row[field]);
	return [...rows].sort((left, right) =>
		value(left) < value(right) ? -direction : value(left) > value(right) ? direction : 0,
	);
}
