import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../n8n/freePorts';
import { GuardedProcess } from '../n8n/guarded';
import { redisProgram } from './installation';

/** A server starts in a fraction of a second; this is for a machine that is busy. */
const START_TIMEOUT_MS = 60_000;
const LOOK_AGAIN_MS = 50;
const ANSWER_TIMEOUT_MS = 5_000;
/** Another process can take the port between finding and using it. */
const START_ATTEMPTS = 3;
const LOG_LINES_IN_ERROR = 20;

export interface RedisOptions {
	/** Lines of an installation under way. */
	readonly onLine?: (line: string) => void;
}

/** A Redis server that lives as long as its test. */
export interface SandboxRedis {
	readonly host: '127.0.0.1';
	readonly port: number;
	readonly password: string;
	/** Everything the server wrote to its log so far. */
	log(): string;
	/** Ends the server and deletes its folder. */
	stop(): Promise<void>;
}

/**
 * Starts a throw-away Redis on a free loopback port, with a password and nothing on disk but its log.
 *
 * @throws Error that says what to do where Redis is missing, and with the end of its log where it does
 * not start
 */
export async function startRedis(options: RedisOptions = {}): Promise<SandboxRedis> {
	const program = await redisProgram(options.onLine);
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await start(program);
		} catch (error) {
			if (attempt === START_ATTEMPTS || !/Address already in use/.test(String(error))) throw error;
		}
	}
}

async function start(program: string): Promise<SandboxRedis> {
	const folder = await mkdtemp(join(tmpdir(), 'sandbox-redis-'));
	const remove = async () => await rm(folder, { recursive: true, force: true });
	let server: GuardedProcess | undefined;
	try {
		const [port] = await freePorts(1);
		const password = randomBytes(12).toString('hex');
		const logFile = join(folder, 'server.log');
		server = serverIn(folder, await prepare(folder, program, port, password), logFile);
		await untilReady(server, port, password, logFile);
		const running = server;
		let lastLog = '';
		const log = () => (existsSync(logFile) ? (lastLog = readFileSync(logFile, 'utf8')) : lastLog);
		return {
			host: '127.0.0.1',
			port,
			password,
			log,
			stop: async () => {
				await running.stop();
				log();
				await remove();
			},
		};
	} catch (error) {
		await server?.kill();
		await remove();
		throw error;
	}
}

/** What a server is started with. */
interface Prepared {
	readonly command: string;
	readonly settings: string;
}

/** The password stands in a file, because everybody on the machine can read a command line. */
async function prepare(
	folder: string,
	program: string,
	port: number,
	password: string,
): Promise<Prepared> {
	const command = join(folder, 'redis-server');
	await symlink(program, command);
	const settings = join(folder, 'redis.conf');
	const lines = [
		'bind 127.0.0.1',
		'protected-mode yes',
		`port ${port}`,
		`requirepass ${password}`,
		'save ""',
		'appendonly no',
		`dir ${folder}`,
	];
	await writeFile(settings, `${lines.join('\n')}\n`, { mode: 0o600 });
	return { command, settings };
}

function serverIn(folder: string, { command, settings }: Prepared, logFile: string) {
	return new GuardedProcess(
		{
			command,
			args: [settings],
			cwd: folder,
			env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
			removeWhenOrphaned: folder,
		},
		logFile,
	);
}

async function untilReady(
	server: GuardedProcess,
	port: number,
	password: string,
	logFile: string,
): Promise<void> {
	const deadline = Date.now() + START_TIMEOUT_MS;
	while (!(await answers(port, password))) {
		const tail = () => readFileSync(logFile, 'utf8').split('\n').slice(-LOG_LINES_IN_ERROR);
		if (server.ending !== undefined) throw new Error(`Redis did not start.\n${tail().join('\n')}`);
		if (Date.now() > deadline) {
			throw new Error(
				`Redis was not ready in ${START_TIMEOUT_MS / 1_000} s.\n${tail().join('\n')}`,
			);
		}
		await sleep(LOOK_AGAIN_MS);
	}
}

/** Signs in and asks for a sign of life. */
async function answers(port: number, password: string): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
		let said = '';
		const finish = (ready: boolean) => {
			socket.destroy();
			resolve(ready);
		};
		socket.setTimeout(ANSWER_TIMEOUT_MS, () => finish(false));
		socket.on('data', (data) => {
			said += data.toString('utf8');
			if (said.includes('+PONG')) finish(true);
			else if (said.startsWith('-')) finish(false);
		});
		socket.once('error', () => finish(false));
		socket.once('close', () => finish(false));
	});
}
