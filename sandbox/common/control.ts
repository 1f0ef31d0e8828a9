/** The control plane: log, faults and clock as JSON, for tests and demos in another process. */
import { Router, type Express } from 'express';
import type { Fault } from './faults';
import { jsonBody, type SimServerOptions } from './server';

/** A fault as JSON: `pathPattern` is the source of a regular expression and stands for `path`. */
type JsonFault = Omit<Fault, 'path'> & { path?: string; pathPattern?: string };

/** Mounts /__control ahead of log and faults, so steering a simulator leaves no trace in either. */
export function installControl(app: Express, options: SimServerOptions): void {
	const router = Router();
	router.get('/log', (_request, response) => {
		response.json(options.log.all());
	});
	router.delete('/log', (_request, response) => {
		options.log.clear();
		response.json({ ok: true });
	});
	router.get('/faults', (_request, response) => {
		response.json(
			options.faults.all().map((fault) => ({
				...fault,
				path: fault.path instanceof RegExp ? String(fault.path) : fault.path,
			})),
		);
	});
	router.post('/faults', (request, response) => {
		const fault = readFault(jsonBody(request));
		response.json({ id: options.faults.arm(fault) });
	});
	router.delete('/faults', (_request, response) => {
		options.faults.clear();
		response.json({ ok: true });
	});
	router.delete('/faults/:id', (request, response) => {
		response.json({ ok: options.faults.disarm(request.params.id) });
	});
	router.get('/clock', (_request, response) => {
		response.json(time(options));
	});
	router.post('/clock', (request, response) => {
		const body = asObject(jsonBody(request));
		if (typeof body.advanceMs === 'number') {
			options.clock.advance(body.advanceMs);
		} else if (typeof body.setMs === 'number') {
			options.clock.set(body.setMs);
		} else {
			throw new Error('Send advanceMs or setMs as a number.');
		}
		response.json(time(options));
	});
	options.control?.(router);
	router.use((_request, response) => {
		response.status(404).json({ error: 'There is no such control.' });
	});
	router.use(
		(error: unknown, _request: unknown, response: Parameters<typeof refuse>[0], _next: unknown) => {
			refuse(response, error);
		},
	);
	app.use('/__control', router);
}

function refuse(
	response: { status(code: number): { json(body: unknown): unknown } },
	error: unknown,
): void {
	response.status(400).json({ error: error instanceof Error ? error.message : String(error) });
}

function time(options: SimServerOptions): { now: number; iso: string } {
	const now = options.clock.now();
	return { now, iso: new Date(now).toISOString() };
}

function asObject(value: unknown): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Error('Send a JSON object.');
	}
	return value as Record<string, unknown>;
}

function readFault(value: unknown): Fault {
	const { path, pathPattern, ...rest } = asObject(value) as JsonFault;
	if (typeof pathPattern === 'string') {
		return { ...rest, path: new RegExp(pathPattern) };
	}
	if (typeof path === 'string') {
		return { ...rest, path };
	}
	throw new Error('Send path (text, * for anything) or pathPattern (a regular expression).');
}
