/**
 * A small process between the tests and PostgreSQL. It starts the server, ends it when its standard
 * input closes, and then deletes the server's folder: a killed test run leaves nothing behind, because
 * the operating system closes that pipe however its writer ended.
 *
 * Run by the private Node directly, so nothing but built-ins and erasable types here.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** The order, as JSON in the first argument. */
export interface KeeperOrder {
	readonly command: string;
	readonly args: readonly string[];
	/** Working folder of the server, deleted at the end. */
	readonly folder: string;
	/** The user the server runs as; left out where that is our own. */
	readonly user?: { readonly uid: number; readonly gid: number };
}

/** A fast shutdown ends in well under a second; this is for a machine that is busy. */
const GRACE_MS = 10_000;

const order = JSON.parse(process.argv[2]) as KeeperOrder;
const server = spawn(order.command, order.args, {
	cwd: order.folder,
	stdio: ['ignore', 'inherit', 'inherit'],
	...(order.user === undefined ? {} : order.user),
});

function finish(code: number | null): void {
	rmSync(order.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	process.exit(code ?? 1);
}

/** SIGINT is PostgreSQL's fast shutdown: open connections are ended, nothing is waited for. */
function end(): void {
	server.kill('SIGINT');
	setTimeout(() => server.kill('SIGKILL'), GRACE_MS).unref();
}

server.once('error', (error) => {
	console.error(error.message);
	finish(1);
});
server.once('exit', finish);
process.stdin.resume();
process.stdin.once('end', end);
process.stdin.once('error', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
