/**
 * A small process between the sandbox and n8n. It starts n8n in a process group of its own and
 * ends that whole group (n8n and its task runner) when told to, and also when the process that
 * started it is gone, however that ended: a killed test run leaves no server behind.
 *
 * Run by the private Node directly, so nothing but built-ins and erasable types here.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';

/** First message from the parent: what to start. */
export interface GuardianStart {
	readonly kind: 'start';
	readonly command: string;
	readonly args: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	/** Folder to delete when the process ended because the parent has gone. */
	readonly removeWhenOrphaned?: string;
}

/** Later messages: end the process, politely or at once. */
export interface GuardianSignal {
	readonly kind: 'signal';
	readonly signal: 'SIGTERM' | 'SIGKILL';
}

/** What the guardian tells the parent. */
export type GuardianReport =
	| { readonly kind: 'started'; readonly pid: number }
	| { readonly kind: 'ended'; readonly code: number | null; readonly signal: string | null };

/** Time for an orderly end before the group is killed: n8n itself waits up to 30 s for executions. */
const GRACE_MS = 15_000;

let child: ChildProcess | undefined;
let orphanFolder: string | undefined;
let orphaned = false;

function signalGroup(signal: NodeJS.Signals): void {
	if (child?.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch {
		// The group has ended already.
	}
}

function endGroup(): void {
	signalGroup('SIGTERM');
	setTimeout(() => signalGroup('SIGKILL'), GRACE_MS).unref();
}

function report(message: GuardianReport, then?: () => void): void {
	if (process.connected && process.send) process.send(message, undefined, {}, () => then?.());
	else then?.();
}

function finish(code: number | null, signal: string | null): void {
	// The task runner may outlive n8n for a moment, or forever after a crash of n8n.
	signalGroup('SIGKILL');
	if (orphaned && orphanFolder !== undefined) {
		rmSync(orphanFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
	report({ kind: 'ended', code, signal }, () => process.exit(0));
}

function start(order: GuardianStart): void {
	orphanFolder = order.removeWhenOrphaned;
	child = spawn(order.command, order.args, {
		cwd: order.cwd,
		env: order.env,
		detached: true,
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	child.once('error', (error) => {
		console.error(error.message);
		finish(null, null);
	});
	child.once('exit', finish);
	if (child.pid !== undefined) report({ kind: 'started', pid: child.pid });
}

process.on('message', (message: GuardianStart | GuardianSignal) => {
	if (message.kind === 'start') start(message);
	else if (message.signal === 'SIGKILL') signalGroup('SIGKILL');
	else endGroup();
});
process.on('disconnect', () => {
	orphaned = true;
	if (child === undefined) process.exit(0);
	endGroup();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, endGroup);
}
