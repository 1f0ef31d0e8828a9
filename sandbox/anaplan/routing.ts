/**
 * From a table of routes to express: sign-in, rate limit, masking, model states and media types are
 * checked here once, in the order the service checks them; handlers only answer.
 */
import { Router, type NextFunction, type Request, type Response } from 'express';
import { jsonBody, rawBody } from '../common/server';
import type { AnaplanService, HostedModel } from './service';
import type { AnaplanModel } from './store/model';
import type { KnownUser } from './tokens';
import { ApiError, collection, envelope, errorBody, notFound, sendJson } from './wire';

/** How often a request that hangs on a busy model looks again, in real milliseconds. */
const BUSY_LOOK_MS = 10;

export interface Call {
	service: AnaplanService;
	request: Request;
	response: Response;
	user: KnownUser;
	/** Path parameters. */
	params: Readonly<Record<string, string>>;
}

export interface ModelCall extends Call {
	hosted: HostedModel;
	model: AnaplanModel;
}

interface RouteBase {
	method: 'get' | 'post' | 'put' | 'delete';
	path: string;
	/** Media types of answers; default JSON. */
	produces?: readonly string[];
	/** Media types of bodies; absent: not checked. */
	consumes?: readonly string[];
}

export interface TenantRoute extends RouteBase {
	handle: (call: Call) => void;
}

export interface ModelRoute extends RouteBase {
	/** Under /models/{m}, under /workspaces/{w}/models/{m}, or both. */
	under: 'model' | 'workspace' | 'both';
	/** What a locked model refuses: tasks and written data always, uploads by switch. */
	writes?: 'task' | 'data' | 'file';
	/** True: answers while a task runs (calls of imports, exports and processes). */
	whileBusy?: boolean;
	/** True: task lists answer 200 without tasks where other calls mask with 404. */
	emptyWhenMasked?: boolean;
	/** True: answers whatever the model's state is. */
	anyState?: boolean;
	/** True: looking does not load a closed model. */
	peek?: boolean;
	handle: (call: ModelCall) => void;
}

/** Mounts the Integration API on a router of its own: paths are case sensitive. */
export function integrationRouter(
	service: AnaplanService,
	tenantRoutes: readonly TenantRoute[],
	modelRoutes: readonly ModelRoute[],
): Router {
	const router = Router({ caseSensitive: true });
	router.use((request, response, next) => {
		signIn(service, request, response);
		const wait = service.switches.rateLimit ? service.limiter.take() : undefined;
		if (wait !== undefined) {
			throw new ApiError(429, undefined, retryAfter(service, wait));
		}
		next();
	});
	const known = new Set<string>();
	for (const route of tenantRoutes) {
		known.add(route.path);
		router[route.method](route.path, (request, response) => {
			checkMedia(route, request);
			route.handle(newCall(service, request, response));
		});
	}
	for (const route of modelRoutes) {
		for (const path of modelPaths(route)) {
			known.add(path);
			router[route.method](path, async (request, response) => {
				await answerModelCall(route, newCall(service, request, response));
			});
		}
	}
	known.add('/workspaces/:workspaceId/models/:modelId');
	for (const path of known) {
		router.all(path, () => {
			throw new ApiError(405);
		});
	}
	router.use(() => {
		throw notFound();
	});
	router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
		if (response.headersSent) {
			next(error);
			return;
		}
		sendError(service, request, response, error);
	});
	return router;
}

/** The JSON object of a request's body; 400 when it is anything else. */
export function bodyObject(request: Request): Record<string, unknown> {
	let value: unknown;
	try {
		value = jsonBody(request);
	} catch {
		throw new ApiError(400, 'The request body is not valid JSON');
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new ApiError(400, 'The request body must be a JSON object');
	}
	return value as Record<string, unknown>;
}

/** Sends `{meta, status, [key]: value}`. */
export function sendOne(
	call: Call,
	schema: string,
	fields: Readonly<Record<string, unknown>>,
): void {
	sendJson(call.response, 200, envelope(schemaUrl(call, schema), fields));
}

/** Sends a page of rows. */
export function sendPage(call: Call, schema: string, key: string, rows: readonly unknown[]): void {
	const { lyingNext, pagingWhenEmpty } = call.service.switches;
	const options = { baseUrl: call.service.baseUrl, lyingNext, pagingWhenEmpty };
	const body = collection(call.request, schemaUrl(call, schema), key, rows, options);
	sendJson(call.response, 200, body);
}

function schemaUrl(call: Call, schema: string): string {
	return `${call.service.baseUrl}/2/0/objects/${schema}`;
}

function newCall(service: AnaplanService, request: Request, response: Response): Call {
	const user = signedInUsers.get(request);
	if (user === undefined) {
		throw new ApiError(401);
	}
	return {
		service,
		request,
		response,
		user,
		params: request.params as Record<string, string>,
	};
}

const signedInUsers = new WeakMap<Request, KnownUser>();

/** Both header schemes are taken, as seen live. */
function signIn(service: AnaplanService, request: Request, response: Response): void {
	const value = tokenOf(request);
	const token = value === undefined ? undefined : service.tokens.find(value);
	if (token === undefined) {
		response.locals.unauthorized = true;
		throw new ApiError(401);
	}
	signedInUsers.set(request, token.user);
}

/** The token of `AnaplanAuthToken …` or `Bearer …`. */
export function tokenOf(request: Request): string | undefined {
	return /^(?:AnaplanAuthToken|Bearer) (\S+)$/.exec(request.get('Authorization') ?? '')?.[1];
}

function modelPaths(route: ModelRoute): string[] {
	const workspace = `/workspaces/:workspaceId/models/:modelId${route.path}`;
	const model = `/models/:modelId${route.path}`;
	return route.under === 'both'
		? [workspace, model]
		: [route.under === 'model' ? model : workspace];
}

async function answerModelCall(route: ModelRoute, call: Call): Promise<void> {
	const { service, params, user } = call;
	checkMedia(route, call.request);
	const hosted = service.hosted.find(({ model }) => model.id === params.modelId);
	const inWorkspace =
		params.workspaceId === undefined || params.workspaceId === hosted?.model.workspaceId;
	if (hosted === undefined || !inWorkspace || (!user.modelAccess && !route.anyState)) {
		if (route.emptyWhenMasked) {
			sendPage(call, 'task', 'tasks', []);
			return;
		}
		throw notFound();
	}
	hosted.queue.settle();
	const modelCall: ModelCall = { ...call, hosted, model: hosted.model };
	if (!route.anyState) {
		checkState(route, modelCall);
		hosted.model.loaded ||= !route.peek;
	}
	if (service.switches.busyHangs && !route.whileBusy && !route.anyState) {
		await waitUntilFree(modelCall);
	}
	if (!call.response.closed) {
		route.handle(modelCall);
	}
}

/** Status codes 422 to 424 of the reference's table. */
function checkState(route: ModelRoute, call: ModelCall): void {
	switch (call.model.activeState) {
		case 'ARCHIVED':
			throw new ApiError(422);
		case 'MAINTENANCE':
		case 'PRODUCTION_MAINTENANCE':
			throw new ApiError(424);
		case 'LOCKED':
			if (
				route.writes === 'task' ||
				route.writes === 'data' ||
				(route.writes === 'file' && call.service.switches.lockedRefusesUploads)
			) {
				throw new ApiError(423);
			}
			return;
		case 'UNLOCKED':
		case 'PRODUCTION':
	}
}

async function waitUntilFree(call: ModelCall): Promise<void> {
	while (call.hosted.queue.running() !== undefined && !call.response.closed) {
		await new Promise<void>((resolve) => {
			setTimeout(resolve, BUSY_LOOK_MS).unref();
		});
	}
}

function checkMedia(route: RouteBase, request: Request): void {
	const produces = [...(route.produces ?? ['application/json'])];
	if (request.accepts(produces) === false) {
		throw new ApiError(406);
	}
	if (route.consumes === undefined) {
		return;
	}
	// Compressed chunks say so in Content-Type; a coding of the transfer is not known.
	if ((request.get('Content-Encoding') ?? 'identity') !== 'identity') {
		throw new ApiError(415);
	}
	const sent = (request.get('Content-Type') ?? '').split(';', 1)[0].trim().toLowerCase();
	const nothingSent = sent === '' && rawBody(request).length === 0;
	if (!route.consumes.includes(sent) && !(nothingSent && route.consumes.includes(''))) {
		throw new ApiError(415);
	}
}

function retryAfter(service: AnaplanService, seconds: number): Record<string, string> {
	switch (service.switches.retryAfter) {
		case 'seconds':
			return { 'Retry-After': String(seconds) };
		case 'http-date':
			return { 'Retry-After': new Date(service.clock.now() + seconds * 1000).toUTCString() };
		case 'none':
			return {};
	}
}

function sendError(
	service: AnaplanService,
	request: Request,
	response: Response,
	error: unknown,
): void {
	const status = statusOf(error);
	const headers = error instanceof ApiError ? error.headers : {};
	for (const [name, value] of Object.entries(headers)) {
		response.setHeader(name, value);
	}
	const message = new ApiError(status).message;
	const text = error instanceof ApiError ? error.message : message;
	if (status === 401 && response.locals.unauthorized === true) {
		sendUnauthorized(service, request, response, text);
		return;
	}
	const path = request.originalUrl.split('?', 1)[0];
	sendJson(response, status, errorBody(status, text, path, service.clock.now()));
}

/** The shape of the Integration API's 401 is not documented, so there are four. */
function sendUnauthorized(
	service: AnaplanService,
	request: Request,
	response: Response,
	text: string,
): void {
	switch (service.switches.unauthorizedBody) {
		case 'envelope': {
			const path = request.originalUrl.split('?', 1)[0];
			sendJson(response, 401, errorBody(401, text, path, service.clock.now()));
			return;
		}
		case 'auth':
			sendJson(response, 401, {
				status: 'FAILURE_BAD_CREDENTIAL',
				statusMessage: 'Token is invalid or expired',
			});
			return;
		case 'empty':
			response.status(401).end();
			return;
		case 'html':
			response.status(401).setHeader('Content-Type', 'text/html');
			response.end('<html><body><h1>401 Authorization Required</h1></body></html>');
	}
}

/** Express marks its own refusals (a path that cannot be decoded) with a status. */
function statusOf(error: unknown): number {
	if (error instanceof ApiError) {
		return error.status;
	}
	if (error instanceof Error && 'status' in error && typeof error.status === 'number') {
		return error.status;
	}
	return 500;
}
