/**
 * Child processes of the scripts: no shell, a process group each, signals passed on, nothing left
 * behind. Plain JavaScript without dependencies, for whatever Node is preinstalled.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { clearInterval, setInterval } from 'node:timers';

/** Only POSIX systems have process groups. */
const GROUPS = process.platform !== 'win32';

let running;
let interruptedBy;

function signalGroup(child, signal) {
	if (child.pid === undefined) return;
	try {
		process.kill(GROUPS ? -child.pid : child.pid, signal);
	} catch {
		// It has ended already.
	}
}

function interrupt(signal) {
	// Who asks twice does not want to wait for an orderly end.
	const repeated = interruptedBy !== undefined && running?.told === true;
	interruptedBy ??= signal;
	if (!running) process.exit(128 + constants.signals[signal]);
	running.told = true;
	signalGroup(running.child, repeated ? 'SIGKILL' : signal);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(signal, () => interrupt(signal));
}

/** How often to look whether npm, which started us, is still there. */
const PARENT_LOOK_MS = 1_000;
const parent = process.ppid;
// npm passes a signal to its shell, which ends without passing it on.
const parentWatch = setInterval(() => {
	if (process.ppid === parent) return;
	clearInterval(parentWatch);
	interrupt('SIGTERM');
}, PARENT_LOOK_MS);
parentWatch.unref();

/** The signal that asked these scripts to end, or undefined. */
export function interruption() {
	return interruptedBy;
}

/** Exit code of a process that ended because of a signal, as shells give it. */
export function exitCodeOf(signal) {
	return 128 + constants.signals[signal];
}

/**
 * Runs a program to its end; its output goes where ours goes.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: Record<string, string | undefined> }} options
 * @returns {Promise<number>} its exit code; 127 when it could not be started
 */
export async function runChild(command, args, { cwd, env }) {
	if (interruptedBy !== undefined) return exitCodeOf(interruptedBy);
	const child = spawn(command, args, {
		cwd,
		env,
		detached: GROUPS,
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	running = { child, told: false };
	try {
		return await new Promise((resolve) => {
			child.once('error', (error) => {
				console.error(`${command} could not be started: ${error.message}`);
				resolve(127);
			});
			child.once('exit', (code, signal) => {
				// Whatever the program left behind in its group ends with it.
				signalGroup(child, 'SIGKILL');
				resolve(code ?? exitCodeOf(signal));
			});
		});
	} finally {
		running = undefined;
	}
}
