/** A plain HTTP client for the tests: knows the paths, nothing else. */
import { AnaplanSimulator, DEFAULT_USERS } from '../../../sandbox/anaplan';

export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	/** The body as JSON; fails when it is none. */
	json: () => Body;
}

/** A JSON body, read loosely: tests assert on what they take out. */
export type Body = Record<string, unknown>;

export interface SendOptions {
	token?: string;
	scheme?: string;
	headers?: Record<string, string>;
	json?: unknown;
	bytes?: Buffer | string;
}

export const WORKSPACE = '8a81b09d5e8c4f1b015e93c7a2d64f30';
export const MODEL = 'A3C98F0B27D14E6C9B5F1D20E87C46AB';
/** The model's path with its workspace. */
export const M = `/2/0/workspaces/${WORKSPACE}/models/${MODEL}`;
/** The model's path without. */
export const m = `/2/0/models/${MODEL}`;

export class Client {
	constructor(
		readonly simulator: AnaplanSimulator,
		private token = '',
	) {}

	async send(method: string, path: string, options: SendOptions = {}): Promise<Reply> {
		const token = options.token ?? this.token;
		const headers: Record<string, string> = {
			...(token === ''
				? {}
				: { Authorization: `${options.scheme ?? 'AnaplanAuthToken'} ${token}` }),
			...(options.json === undefined ? {} : { 'Content-Type': 'application/json' }),
			...(options.bytes === undefined ? {} : { 'Content-Type': 'application/octet-stream' }),
			...options.headers,
		};
		const body =
			options.json === undefined
				? options.bytes === undefined
					? undefined
					: new Uint8Array(Buffer.from(options.bytes))
				: JSON.stringify(options.json);
		const response = await fetch(this.simulator.url + path, { method, headers, body });
		const text = await response.text();
		return {
			status: response.status,
			headers: response.headers,
			text,
			json: () => JSON.parse(text) as Body,
		};
	}

	async get(path: string, options: SendOptions = {}): Promise<Reply> {
		return await this.send('GET', path, options);
	}

	/** Signs in as one of the default users and keeps the token. */
	async signIn(email: string = DEFAULT_USERS[0].email): Promise<string> {
		const user = DEFAULT_USERS.find((known) => known.email === email);
		const reply = await this.send('POST', '/token/authenticate', {
			token: Buffer.from(`${email}:${user?.password ?? ''}`).toString('base64'),
			scheme: 'Basic',
		});
		if (reply.status !== 201) {
			throw new Error(`Sign-in answered ${reply.status}`);
		}
		this.token = String(part(reply.json(), 'tokenInfo', 'tokenValue'));
		return this.token;
	}

	/** Uploads text to the file of that name as one chunk. */
	async upload(fileName: string, content: string | Buffer): Promise<void> {
		const { id } = this.simulator.model().file(fileName);
		const count = await this.send('POST', `${M}/files/${id}`, { json: { chunkCount: 1 } });
		const chunk = await this.send('PUT', `${M}/files/${id}/chunks/0`, { bytes: content });
		if (count.status !== 200 || chunk.status !== 204) {
			throw new Error(`Upload answered ${count.status} and ${chunk.status}`);
		}
	}

	/** Path of the import of that name. */
	importPath(name: string): string {
		return `${M}/imports/${this.simulator.model().importNamed(name).id}`;
	}

	/** Starts the import and returns the task's path. */
	async start(importName: string): Promise<string> {
		const path = `${this.importPath(importName)}/tasks`;
		const reply = await this.send('POST', path, { json: { localeName: 'en_US' } });
		if (reply.status !== 200) {
			throw new Error(`Starting answered ${reply.status}: ${reply.text}`);
		}
		return `${path}/${String(part(reply.json(), 'task', 'taskId'))}`;
	}

	/** Starts the import, moves the clock past its end and returns the task's path and result. */
	async run(importName: string): Promise<{ path: string; result: Body }> {
		const path = await this.start(importName);
		this.simulator.clock.advance(10_000);
		const reply = await this.get(path);
		return { path, result: part(reply.json(), 'task', 'result') as Body };
	}

	/** Uploads and runs. */
	async load(fileName: string, importName: string, content: string | Buffer) {
		await this.upload(fileName, content);
		return await this.run(importName);
	}
}

/** Walks into a JSON body. */
export function part(value: unknown, ...path: Array<string | number>): unknown {
	return path.reduce<unknown>((found, name) => (found as Body | undefined)?.[name], value);
}

/** The details of a result; its values as an object. */
export function details(
	result: Body,
): Array<{ type: string; text: string; values: Record<string, string> }> {
	const rows = (result.details ?? []) as Array<{
		type: string;
		localMessageText: string;
		values: string[];
	}>;
	return rows.map((row) => ({
		type: row.type,
		text: row.localMessageText,
		values: Object.fromEntries(
			Array.from({ length: row.values.length / 2 }, (_, index) => [
				row.values[index * 2],
				row.values[index * 2 + 1],
			]),
		),
	}));
}
