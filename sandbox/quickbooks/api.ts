/** The routes under /v3/company/{realmId}: gateway checks first, then the application. */
import { setTimeout } from 'node:timers/promises';
import type { Express, Request, Response } from 'express';
import type { SimClock } from '../common/clock';
import { jsonBody, rawBody } from '../common/server';
import { runBatch } from './batch';
import type { Books } from './books';
import { changesSince } from './cdc';
import { asksForAll } from './customFields';
import { findDefinition } from './entities';
import { ACCOUNTING_SCOPE } from './oauth';
import { runQuery } from './query/run';
import { runReport } from './reports';
import { isObject, text, type JsonObject } from './rows';
import { companyInfo, preferences } from './singles';
import {
	applicationFault,
	gatewayFault,
	missing,
	notFound,
	ServiceFault,
	unsupported,
	validation,
	xmlFault,
} from './serviceFault';
import type { QuickBooksSwitches } from './switches';
import { Throttle } from './throttle';
import { isDate, pacificTime } from './time';
import type { TokenStore } from './tokens';
import { onWire } from './wireForm';
import { write, type WriteOperation } from './write';
import { xmlResponse } from './xml';

export interface ApiParts {
	company: (realmId: string) => Books | undefined;
	tokens: TokenStore;
	clock: SimClock;
	switches: QuickBooksSwitches;
}

/** Everything a handler needs of one request. */
interface Call {
	request: Request;
	path: string[];
	query: Map<string, string>;
	books: Books;
	parts: ApiParts;
}

/** Answers kept for `requestid`: a repeat returns the first one. */
type Replays = Map<string, Record<string, unknown>>;

export function installApi(app: Express, parts: ApiParts): void {
	const throttle = new Throttle(parts.clock, parts.switches);
	const replays: Replays = new Map();
	app.use('/v3/company', async (request, response) => {
		const started = Date.now();
		try {
			const books = admit(request, response, parts, throttle);
			if (parts.switches.latencyMs > 0) {
				await setTimeout(parts.switches.latencyMs);
			}
			const envelope = handle(request, books, parts, replays);
			response.set('QBO-Version', 'simulator');
			response.set('Service-Time', `total=${Date.now() - started}, db=0`);
			send(request, response, 200, envelope);
		} catch (error) {
			sendFault(request, response, error, parts);
		}
	});
}

/** Path segments after the realm ID, the realm ID first. */
function segments(request: Request): string[] {
	return request.url.split('?', 1)[0].split('/').slice(1);
}

/** What happens before the application sees a request: authorization, then throttling. */
function admit(request: Request, response: Response, parts: ApiParts, throttle: Throttle): Books {
	const [realmId = '', first = ''] = segments(request);
	const books = authorize(request, realmId, parts);
	const resource = first.toLowerCase();
	const isRead = request.method === 'GET' || resource === 'query';
	const usual = isRead ? 'read' : 'write';
	const kind = resource === 'batch' ? 'batch' : resource === 'reports' ? 'report' : usual;
	response.once('close', throttle.enter(realmId, kind));
	return books;
}

function handle(
	request: Request,
	books: Books,
	parts: ApiParts,
	replays: Replays,
): Record<string, unknown> {
	const [realmId, ...path] = segments(request);
	const resource = (path[0] ?? '').toLowerCase();
	const mark = request.url.indexOf('?');
	const rawQuery = mark < 0 ? '' : request.url.slice(mark + 1);
	const query = readQuery(rawQuery);
	const call: Call = { request, path, query, books, parts };
	const replayKey = `${realmId} ${query.get('requestid') ?? ''}`;
	const canReplay = query.has('requestid') && request.method === 'POST';
	const before = canReplay ? replays.get(replayKey) : undefined;
	if (before !== undefined) {
		return before;
	}
	if (resource === 'reports' && request.method === 'GET' && path.length === 2) {
		return runReport(path[1], query, books, parts.switches);
	}
	const answer = route(resource, call);
	const envelope = { ...answer, time: pacificTime(parts.clock.now(), true) };
	if (canReplay) {
		replays.set(replayKey, structuredClone(envelope));
	}
	return envelope;
}

/** The gateway's checks: a valid bearer token, for this company, with the accounting scope. */
function authorize(request: Request, realmId: string, parts: ApiParts): Books {
	const header = request.get('authorization') ?? '';
	const token = /^Bearer (.+)$/.exec(header)?.[1] ?? '';
	const check = parts.tokens.check(token);
	if (check.state !== 'valid') {
		const what = { unknown: 'Invalid', expired: 'expired', revoked: 'revoked' }[check.state];
		throw new ServiceFault(
			401,
			'3200',
			'AUTHENTICATION',
			'message=AuthenticationFailed; errorCode=003200; statusCode=401',
			// The real one echoes the token, so clients must redact it.
			`Token ${what}: ${token}`,
			undefined,
			true,
		);
	}
	const books = parts.company(realmId);
	const hasScope = check.scopes?.includes(ACCOUNTING_SCOPE) ?? false;
	if (books === undefined || check.realmId !== realmId || !hasScope) {
		throw new ServiceFault(
			403,
			'3100',
			'SERVICE',
			'message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403',
			'The application is not authorized for this company',
			undefined,
			true,
		);
	}
	return books;
}

/** Query parameters; what is not properly encoded (a bare %) is a plain 400. */
function readQuery(raw: string): Map<string, string> {
	const query = new Map<string, string>();
	for (const pair of raw.split('&').filter((part) => part !== '')) {
		const mark = pair.indexOf('=');
		const [name, value] = mark < 0 ? [pair, ''] : [pair.slice(0, mark), pair.slice(mark + 1)];
		try {
			query.set(name, decodeURIComponent(value.replace(/\+/g, ' ')));
		} catch {
			throw new ServiceFault(400, '', 'SERVICE', 'Bad Request', 'Malformed URL encoding');
		}
	}
	return query;
}

function route(resource: string, call: Call): Record<string, unknown> {
	const { request, query, books, parts, path } = call;
	const isGet = request.method === 'GET';
	const include = query.get('include');
	const asks = (what: Parameters<typeof asksForAll>[1]) =>
		asksForAll(include, what, parts.switches);
	if (resource === 'query' && path.length === 1) {
		return { QueryResponse: runQuery(statementOf(call), books, parts.switches, asks('query')) };
	}
	if (resource === 'cdc' && isGet && path.length === 1) {
		const now = parts.clock.now();
		const [entities, since] = [query.get('entities'), query.get('changedSince')];
		return { CDCResponse: changesSince(entities, since, books, parts.switches, now, asks('cdc')) };
	}
	if (resource === 'batch' && request.method === 'POST') {
		return { BatchItemResponse: runBatch(readJson(request), books, parts.switches, asks('batch')) };
	}
	if (resource === 'companyinfo' && isGet && path.length === 2) {
		if (path[1] !== books.company.realmId) {
			throw notFound(`CompanyInfo ${path[1]}`);
		}
		return { CompanyInfo: companyInfo(books) };
	}
	if (resource === 'preferences' && isGet && path.length === 1) {
		return { Preferences: preferences(books) };
	}
	const definition = findDefinition(resource);
	if (definition?.kind === 'rate' && path.length === 1) {
		return { ExchangeRate: rateOf(call) };
	}
	const isStored = definition?.kind === 'list' || definition?.kind === 'transaction';
	if (definition === undefined || !isStored || path.length > 2) {
		throw unsupported(`${request.method} ${resource}`);
	}
	if (isGet) {
		const row = readOne(definition.name, path[1], books);
		return { [definition.name]: onWire(definition.name, row, asks('read'), parts.switches) };
	}
	if (request.method !== 'POST' || path.length !== 1) {
		throw unsupported(`${request.method} ${resource}`);
	}
	const body = readJson(request);
	const operation = operationOf(query, body);
	if (operation === 'void' && definition.voids === 'ignored') {
		// Nothing happens, and the answer is one of a batch (live probes).
		return { BatchItemResponse: [] };
	}
	const allowDuplicate = (include ?? '').includes('allowduplicatedocnum');
	const written = write(definition, operation, body, books, allowDuplicate);
	return { [definition.name]: onWire(definition.name, written, asks('write'), parts.switches) };
}

/** Reads a rate by currency and date, or enters one. */
function rateOf({ request, query, books }: Call): JsonObject {
	if (!books.company.multicurrency) {
		throw validation(
			'6000',
			'A business validation error has occurred',
			'Business Validation Error: Multicurrency is not enabled.',
		);
	}
	const isGet = request.method === 'GET';
	const body = isGet ? {} : readJson(request);
	const sent = isObject(body) ? body : {};
	const code = (isGet ? query.get('sourcecurrencycode') : text(sent, 'SourceCurrencyCode')) ?? '';
	const date = isGet ? query.get('asofdate') : text(sent, 'AsOfDate');
	if (code === '') {
		throw missing('SourceCurrencyCode');
	}
	if (date !== undefined && !isDate(date)) {
		throw validation('2030', 'Invalid value', 'Invalid date in AsOfDate', 'AsOfDate');
	}
	if (!isGet && (typeof sent.Rate !== 'number' || sent.Rate <= 0)) {
		throw validation('2080', 'Invalid Number', 'Rate is no rate', 'Rate');
	}
	const rate = isGet
		? books.rates.on(code, date)
		: books.rates.enter(code, date ?? '', Number(sent.Rate));
	if (rate === undefined) {
		throw notFound(`currency ${code}`);
	}
	return rate;
}

function readOne(entity: string, id: string | undefined, books: Books) {
	if (id === undefined || !/^-?\d+$/.test(id)) {
		throw validation(
			'2030',
			'Invalid ID',
			`Id should be a valid number. Supplied value:${id ?? ''}`,
		);
	}
	const entry = books.stored(entity, id);
	if (entry === undefined) {
		throw notFound(`${entity} ${id}`);
	}
	return entry.row;
}

function operationOf(query: Map<string, string>, body: unknown): WriteOperation {
	const include = query.get('include') ?? '';
	const operation = query.get('operation');
	if (operation === 'void' || include.split(',').includes('void')) {
		return 'void';
	}
	if (operation === 'delete' || operation === 'update') {
		return operation;
	}
	if (operation !== undefined && operation !== 'create') {
		throw unsupported(operation);
	}
	const hasId = typeof (body as { Id?: unknown } | null)?.Id === 'string';
	return hasId ? 'update' : 'create';
}

function readJson(request: Request): unknown {
	if (!request.is('application/json')) {
		throw validation('500', 'Unsupported Operation', 'Content-Type must be application/json.');
	}
	try {
		return jsonBody(request);
	} catch {
		throw validation('2010', 'Request has invalid or unsupported property', 'The body is no JSON');
	}
}

/** The statement from the query, or for a POST from a text or form body; JSON bodies fail. */
function statementOf(call: Call): string {
	const { request, query } = call;
	let statement = query.get('query');
	if (request.method === 'POST') {
		const body = rawBody(request).toString('utf8');
		if (request.is('application/x-www-form-urlencoded')) {
			statement = new URLSearchParams(body).get('query') ?? undefined;
		} else if (request.is(['application/text', 'text/plain'])) {
			statement = body;
		} else {
			throw validation('500', 'Unsupported Operation', 'Content-Type must be application/text.');
		}
	}
	if (!statement) {
		throw validation('4000', 'Error parsing query', 'QueryParserError: the statement is missing');
	}
	return statement;
}

function wantsJson(request: Request): boolean {
	return (request.get('accept') ?? '').includes('json');
}

function send(
	request: Request,
	response: Response,
	status: number,
	envelope: Record<string, unknown>,
): void {
	response.status(status);
	if (wantsJson(request)) {
		response.set('Content-Type', 'application/json;charset=utf-8').send(JSON.stringify(envelope));
	} else {
		response.set('Content-Type', 'application/xml;charset=utf-8').send(xmlResponse(envelope));
	}
}

function sendFault(request: Request, response: Response, error: unknown, parts: ApiParts): void {
	const time = pacificTime(parts.clock.now(), true);
	const fault =
		error instanceof ServiceFault
			? error
			: new ServiceFault(
					500,
					'10000',
					'SystemFault',
					'An application error has occurred while processing your request',
					error instanceof Error ? error.message : String(error),
				);
	if (fault.code === '') {
		response.status(fault.status).set('Content-Type', 'text/html').send('<h1>Bad Request</h1>');
		return;
	}
	const isThrottle = fault.code === '3001';
	if (isThrottle && parts.switches.retryAfterSeconds !== null) {
		response.set('Retry-After', String(parts.switches.retryAfterSeconds));
	}
	if (fault.status === 401) {
		response.set('WWW-Authenticate', 'Bearer realm="Intuit", error="invalid_token"');
	}
	const asJson = isThrottle ? parts.switches.throttleBody === 'json' : wantsJson(request);
	response.status(fault.status);
	if (!asJson) {
		response.set('Content-Type', 'application/xml;charset=utf-8').send(xmlFault(fault, time));
		return;
	}
	const body = fault.gateway
		? gatewayFault(fault, parts.clock.now())
		: // A bad id is answered without `time` (recorded answer).
			{ Fault: applicationFault(fault), ...(fault.code === '2030' ? {} : { time }) };
	response.set('Content-Type', 'application/json;charset=utf-8').send(JSON.stringify(body));
}
