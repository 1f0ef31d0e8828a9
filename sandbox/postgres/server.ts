import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { chown, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../n8n/freePorts';
import { privateNode } from '../n8n/project';
import { postgresPrograms, serverUser, type ServerUser } from './installation';
import type { KeeperOrder } from './keeper';

/** A server starts in under a second; this is for a machine that is busy. */
const START_TIMEOUT_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** Another process can take the port between finding and using it. */
const START_ATTEMPTS = 3;
const LOG_LINES_IN_ERROR = 20;

export interface PostgresOptions {
	/** Certificate and key (PEM): the server offers TLS. */
	readonly tls?: { readonly cert: string; readonly key: string };
	/** Refuses connections without TLS; needs `tls`. */
	readonly tlsOnly?: boolean;
	/** Lines of an installation under way. */
	readonly onLine?: (line: string) => void;
}

/** A PostgreSQL server that lives as long as its test. */
export interface SandboxPostgres {
	readonly host: '127.0.0.1';
	readonly port: number;
	/** May do everything on this server. */
	readonly user: string;
	readonly password: string;
	readonly database: 'postgres';
	/** Everything the server wrote to its log so far. */
	log(): string;
	/** Ends the server and deletes its data. */
	stop(): Promise<void>;
}

/**
 * Starts a throw-away PostgreSQL on a free loopback port, with a socket and data in a temporary folder.
 *
 * @throws Error that says what to do where PostgreSQL is missing, and with the end of its log where it
 * does not start
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<SandboxPostgres> {
	const programs = await postgresPrograms(options.onLine);
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await start(programs, options);
		} catch (error) {
			if (attempt === START_ATTEMPTS || !/could not bind|in use/.test(String(error))) throw error;
		}
	}
}

async function start(programs: string, options: PostgresOptions): Promise<SandboxPostgres> {
	const user = serverUser();
	const folder = mkdtempSync(join(tmpdir(), 'ledger-postgres-'));
	try {
		if (user !== undefined) await chown(folder, user.uid, user.gid);
		const owner = 'ledger_test';
		const password = randomBytes(12).toString('hex');
		await initialise(programs, folder, user, owner, password);
		await writeTls(folder, user, options);
		const [port] = await freePorts(1);
		const keeper = new Keeper({
			command: join(programs, 'postgres'),
			args: serverArguments(folder, port, options),
			folder,
			user,
		});
		await keeper.untilReady(join(programs, 'pg_isready'), port);
		return {
			host: '127.0.0.1',
			port,
			user: owner,
			password,
			database: 'postgres',
			log: () => keeper.log(),
			stop: async () => await keeper.stop(),
		};
	} catch (error) {
		rmSync(folder, { recursive: true, force: true });
		throw error;
	}
}

async function initialise(
	programs: string,
	folder: string,
	user: ServerUser | undefined,
	owner: string,
	password: string,
): Promise<void> {
	const passwordFile = await privateFile(folder, 'password', password, user);
	const args = [
		`--pgdata=${join(folder, 'data')}`,
		`--username=${owner}`,
		`--pwfile=${passwordFile}`,
	];
	const fixed = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
	await run(join(programs, 'initdb'), [...args, ...fixed], folder, user);
	rmSync(passwordFile);
}

function serverArguments(folder: string, port: number, { tls }: PostgresOptions): string[] {
	const settings: { [name: string]: string } = {
		listen_addresses: '127.0.0.1',
		port: String(port),
		unix_socket_directories: folder,
		max_connections: '60',
		shared_buffers: '32MB',
		// The data is thrown away; what a killed process leaves behind does not depend on this.
		fsync: 'off',
		log_min_messages: 'warning',
		...(tls === undefined
			? {}
			: {
					ssl: 'on',
					ssl_cert_file: join(folder, 'server.crt'),
					ssl_key_file: join(folder, 'server.key'),
				}),
	};
	const list = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	return ['-D', join(folder, 'data'), ...list];
}

async function writeTls(
	folder: string,
	user: ServerUser | undefined,
	{ tls, tlsOnly }: PostgresOptions,
): Promise<void> {
	if (tls === undefined) return;
	await privateFile(folder, 'server.crt', tls.cert, user);
	await privateFile(folder, 'server.key', tls.key, user);
	if (tlsOnly !== true) return;
	await privateFile(
		folder,
		join('data', 'pg_hba.conf'),
		'hostssl all all 127.0.0.1/32 scram-sha-256\n',
		user,
	);
}

/** A file that only the server's user can read. */
async function privateFile(
	folder: string,
	name: string,
	content: string,
	user: ServerUser | undefined,
): Promise<string> {
	const file = join(folder, name);
	await writeFile(file, content, { mode: 0o600 });
	if (user !== undefined) await chown(file, user.uid, user.gid);
	return file;
}

/** Runs a program of PostgreSQL to its end, without a shell. */
async function run(
	command: string,
	args: readonly string[],
	folder: string,
	user: ServerUser | undefined,
): Promise<void> {
	const child = spawn(command, args, {
		cwd: folder,
		env: serverEnvironment(),
		stdio: ['ignore', 'pipe', 'pipe'],
		...user,
	});
	let output = '';
	const keep = (chunk: Buffer) => (output += chunk.toString('utf8'));
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	await new Promise<void>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) =>
			code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}.\n${output}`)),
		);
	});
}

/** Nothing of the shell's own PostgreSQL settings, and messages in English. */
function serverEnvironment(): NodeJS.ProcessEnv {
	return { PATH: process.env.PATH, LC_ALL: 'C' };
}

/** The process that runs the server; see keeper.ts. */
class Keeper {
	private readonly child: ChildProcess;
	private readonly logFile: string;
	private ended = false;
	private lastLog = '';

	constructor(order: KeeperOrder) {
		this.logFile = join(order.folder, 'server.log');
		const log = openSync(this.logFile, 'a', 0o600);
		this.child = spawn(
			privateNode(),
			[
				'--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
				join(__dirname, 'keeper.ts'),
				JSON.stringify(order),
			],
			// Detached: Ctrl-C in the terminal reaches the tests, which decide when the server ends.
			{ detached: true, env: serverEnvironment(), stdio: ['pipe', log, log] },
		);
		closeSync(log);
		this.child.once('exit', () => (this.ended = true));
		this.child.once('error', () => (this.ended = true));
		// The end of the pipe must not keep the tests alive, nor fail them when the server is gone.
		this.child.stdin?.on('error', () => undefined);
		this.child.unref();
	}

	log(): string {
		if (existsSync(this.logFile)) this.lastLog = readFileSync(this.logFile, 'utf8');
		return this.lastLog;
	}

	async untilReady(pgIsReady: string, port: number): Promise<void> {
		const deadline = Date.now() + START_TIMEOUT_MS;
		const args = ['-q', '-h', '127.0.0.1', '-p', String(port), '-d', 'postgres'];
		for (;;) {
			const tail = this.log().split('\n').slice(-LOG_LINES_IN_ERROR).join('\n');
			if (this.ended) throw new Error(`PostgreSQL did not start.\n${tail}`);
			const ready = await run(pgIsReady, args, '/', undefined).then(
				() => true,
				() => false,
			);
			if (ready) return;
			if (Date.now() > deadline) {
				await this.stop();
				throw new Error(`PostgreSQL was not ready in ${START_TIMEOUT_MS / 1_000} s.\n${tail}`);
			}
			await sleep(LOOK_AGAIN_MS);
		}
	}

	async stop(): Promise<void> {
		if (this.ended) return;
		this.log();
		this.child.ref();
		const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
		this.child.stdin?.end();
		await gone;
	}
}
