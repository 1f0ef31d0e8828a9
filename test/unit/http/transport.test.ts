/** Against a real server on loopback: what the transport does with sockets cannot be faked. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lookup } from 'node:dns';

import { CancelledError } from '../../../src/errors';
import { undiciTransport } from '../../../src/http/transport';
import { NetworkFailure } from '../../../src/http/types';

let server: Server;
let handler: RequestListener;
let base: string;

beforeAll(async () => {
	server = createServer((request, response) => handler(request, response));
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

const attempt = (url: string, more: object = {}) => ({
	method: 'GET' as const,
	url: new URL(url),
	headers: {},
	timeoutMs: 10_000,
	...more,
});

async function failureOf(sending: Promise<unknown>): Promise<NetworkFailure> {
	const error: unknown = await sending.catch((thrown: unknown) => thrown);
	if (!(error instanceof NetworkFailure)) throw error;
	return error;
}

test('sends method, headers and body, and gives back status, headers and bytes', async () => {
	handler = (request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			response.writeHead(201, { Intuit_Tid: 'abc', 'X-Two': ['1', '2'] });
			response.end(
				`${request.method} ${request.headers['x-in']} ${Buffer.concat(parts).toString()}`,
			);
		});
	};
	const answer = await undiciTransport().send(
		attempt(base, { method: 'POST', headers: { 'x-in': 'y' }, body: 'zü' }),
	);
	expect(answer.status).toBe(201);
	expect(answer.headers).toMatchObject({ intuit_tid: 'abc', 'x-two': '1, 2' });
	expect(answer.body.toString()).toBe('POST y zü');
});

test('does not follow redirects, so that a token goes nowhere else', async () => {
	handler = (_request, response) => {
		response.writeHead(302, { location: 'http://127.0.0.1:1/' });
		response.end();
	};
	await expect(undiciTransport().send(attempt(base))).resolves.toMatchObject({ status: 302 });
});

test('a closed port was surely never reached', async () => {
	const closed = createServer();
	await new Promise<void>((resolve) => {
		closed.listen(0, '127.0.0.1', resolve);
	});
	const { port } = closed.address() as AddressInfo;
	await new Promise((resolve) => closed.close(resolve));
	const failure = await failureOf(undiciTransport().send(attempt(`http://127.0.0.1:${port}`)));
	expect(failure).toMatchObject({ code: 'ECONNREFUSED', sent: false });
	expect(failure.message).toBe(`nothing answers at 127.0.0.1:${port} (connection refused)`);
});

test('a connection that breaks may have been served', async () => {
	handler = (request) => request.socket.destroy();
	const failure = await failureOf(undiciTransport().send(attempt(base)));
	expect(failure.sent).toBe(true);
});

test('an answer that breaks off is no answer', async () => {
	handler = (request, response) => {
		response.writeHead(200, { 'content-length': '100' });
		response.write('half');
		setImmediate(() => request.socket.destroy());
	};
	const failure = await failureOf(undiciTransport().send(attempt(base)));
	expect(failure.sent).toBe(true);
});

test('an attempt without an answer ends at its time-out', async () => {
	handler = () => undefined;
	const failure = await failureOf(undiciTransport().send(attempt(base, { timeoutMs: 30 })));
	expect(failure).toMatchObject({ code: 'TIMEOUT', sent: true });
});

test('cancelling ends an attempt under way', async () => {
	const cancel = new AbortController();
	handler = () => cancel.abort();
	await expect(undiciTransport().send(attempt(base, { signal: cancel.signal }))).rejects.toThrow(
		CancelledError,
	);
});

test("this n8n's egress rules are asked before anything is sent", async () => {
	let reached = false;
	handler = (_request, response) => {
		reached = true;
		response.end();
	};
	const egress = {
		validateUrl: async () => ({ ok: false, error: new Error('blocked') }),
		createSecureLookup: () => lookup,
	};
	const failure = await failureOf(undiciTransport(egress).send(attempt(base)));
	expect(failure).toMatchObject({ code: 'EGRESS_REFUSED', sent: false });
	expect(reached).toBe(false);
});
