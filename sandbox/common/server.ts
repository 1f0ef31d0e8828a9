/**
 * The ground every simulator stands on: express on the loopback address, raw bodies, the request
 * log, the fault board, and a JSON control plane under /__control for use from another process.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, {
	type Express,
	type NextFunction,
	type Request,
	type Response,
	type Router,
} from 'express';
import type { SimClock } from './clock';
import type { ArmedFault, FaultBoard } from './faults';
import type { LogEntry, RequestLog } from './requestLog';
import { installControl } from './control';

/** Above Anaplan's largest chunk (50 MB), with room; a simulator checks its own smaller limits. */
const BODY_LIMIT = '64mb';

export interface SimServerOptions {
	/** 0 (the default) takes a free port. */
	port?: number;
	clock: SimClock;
	log: RequestLog;
	faults: FaultBoard;
	/** Adds the service's routes. */
	install: (app: Express) => void;
	/** Adds routes of its own to /__control. JSON bodies: use `jsonBody(request)`. */
	control?: (router: Router) => void;
	/** Who asks, for the log. Must not return a token. */
	caller?: (request: Request) => string | undefined;
	/** Headers for an answer made by a fault, for example a trace id. */
	faultHeaders?: () => Record<string, string>;
}

export interface SimServer {
	/** `http://127.0.0.1:<port>`, without a slash at the end. */
	url: string;
	port: number;
	/** Closes the port and destroys every open socket. */
	stop(): Promise<void>;
}

/** The bytes of a request's body; empty when it had none. A gzip body arrives unpacked. */
export function rawBody(request: Request): Buffer {
	const body: unknown = request.body;
	return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** The JSON value of a request's body; undefined when empty. Throws SyntaxError when it is no JSON. */
export function jsonBody(request: Request): unknown {
	const text = rawBody(request).toString('utf8');
	return text.trim() === '' ? undefined : (JSON.parse(text) as unknown);
}

/** Starts the server on 127.0.0.1 and resolves when it listens. */
export async function startSimServer(options: SimServerOptions): Promise<SimServer> {
	const app = express();
	app.disable('x-powered-by');
	app.disable('etag');
	app.use(express.raw({ type: () => true, limit: BODY_LIMIT }));
	installControl(app, options);
	app.use((request, response, next) => {
		// Services date their answers by the clock that dates everything else in them.
		response.setHeader('Date', new Date(options.clock.now()).toUTCString());
		const entry = openEntry(request, response, options);
		const fault = options.faults.match({ method: request.method, path: request.originalUrl });
		if (fault === undefined) {
			next();
			return;
		}
		entry.fault = fault.id;
		applyFault(fault, request, response, next, options);
	});
	options.install(app);
	const server = createServer(app);
	await listen(server, options.port ?? 0);
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		port,
		stop: async () => {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

async function listen(server: Server, port: number): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			server.off('error', reject);
			resolve();
		});
	});
}

/** Logs the request now, so counts are right at once, and its status when the answer is made. */
function openEntry(request: Request, response: Response, options: SimServerOptions): LogEntry {
	const entry = options.log.add({
		at: options.clock.now(),
		method: request.method,
		path: request.originalUrl,
		status: 0,
		caller: options.caller?.(request),
	});
	const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => Response;
	response.writeHead = ((...args: unknown[]) => {
		entry.status = typeof args[0] === 'number' ? args[0] : response.statusCode;
		return writeHead(...args);
	}) as Response['writeHead'];
	return entry;
}

function applyFault(
	fault: ArmedFault,
	request: Request,
	response: Response,
	next: NextFunction,
	options: SimServerOptions,
): void {
	const proceed = () => {
		if (request.socket.destroyed) {
			return;
		}
		if (fault.reset) {
			request.socket.destroy();
			return;
		}
		if (fault.status !== undefined || fault.body !== undefined) {
			answer(fault, response, options);
			return;
		}
		if (fault.loseAnswer) {
			loseAnswer(request, response);
		}
		next();
	};
	if (fault.delayMs) {
		setTimeout(proceed, fault.delayMs).unref();
	} else {
		proceed();
	}
}

function answer(fault: ArmedFault, response: Response, options: SimServerOptions): void {
	const isText = typeof fault.body === 'string';
	const payload = isText ? (fault.body as string) : JSON.stringify(fault.body);
	const headers = {
		...options.faultHeaders?.(),
		...(fault.body === undefined
			? {}
			: { 'Content-Type': fault.contentType ?? (isText ? 'text/plain' : 'application/json') }),
		...fault.headers,
	};
	response.writeHead(fault.status ?? 200, headers);
	response.end(fault.body === undefined ? '' : payload);
}

/** Everything the handler writes is dropped, and the socket dies where the answer would end. */
function loseAnswer(request: Request, response: Response): void {
	response.writeHead = (() => response) as Response['writeHead'];
	response.flushHeaders = () => undefined;
	response.write = (() => true) as Response['write'];
	response.end = (() => {
		request.socket.destroy();
		return response;
	}) as Response['end'];
}
