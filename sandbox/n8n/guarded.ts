import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { GuardianReport, GuardianSignal, GuardianStart } from './guardian';
import { privateNode } from './project';

/** How a guarded process ended. */
export interface Ending {
	readonly code: number | null;
	readonly signal: string | null;
}

function isReport(message: unknown): message is GuardianReport {
	return typeof message === 'object' && message !== null && 'kind' in message;
}

/** A process under a {@link GuardianStart guardian}: it ends when it is told to or when we end. */
export class GuardedProcess {
	/** Resolves when the process has ended, for whatever reason. */
	readonly ended: Promise<Ending>;
	#guardian: ChildProcess;
	#started: Promise<number>;
	#ending: Ending | undefined;

	/** @param logFile file that receives the standard output and standard error of both */
	constructor(order: Omit<GuardianStart, 'kind'>, logFile: string) {
		const log = openSync(logFile, 'a', 0o600);
		// Detached: Ctrl-C in the terminal reaches the sandbox, which decides how n8n ends.
		this.#guardian = spawn(
			privateNode(),
			['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', join(__dirname, 'guardian.ts')],
			{ detached: true, stdio: ['ignore', log, log, 'ipc'] },
		);
		closeSync(log);
		const guardian = this.#guardian;
		this.#started = new Promise((resolve, reject) => {
			guardian.on('message', (message: unknown) => {
				if (isReport(message) && message.kind === 'started') resolve(message.pid);
			});
			guardian.once('exit', () => reject(new Error(`The process did not start; see ${logFile}.`)));
		});
		this.#started.catch(() => undefined);
		this.ended = new Promise((resolve) => {
			let ending: Ending = { code: null, signal: null };
			guardian.on('message', (message: unknown) => {
				if (isReport(message) && message.kind === 'ended') {
					ending = { code: message.code, signal: message.signal };
				}
			});
			const finish = (): void => {
				this.#ending = ending;
				resolve(ending);
			};
			guardian.once('exit', finish);
			guardian.once('error', finish);
		});
		guardian.send({ kind: 'start', ...order } satisfies GuardianStart);
	}

	/** Process id of the guarded process, which is also the id of its process group. */
	async pid(): Promise<number> {
		return await this.#started;
	}

	/** How it ended, or undefined while it runs. */
	get ending(): Ending | undefined {
		return this.#ending;
	}

	/** Asks the process to end, kills it when it does not, and waits until all of it is gone. */
	async stop(): Promise<Ending> {
		return await this.#end('SIGTERM');
	}

	/** Ends the process without warning, as a crash would. */
	async kill(): Promise<Ending> {
		return await this.#end('SIGKILL');
	}

	async #end(signal: GuardianSignal['signal']): Promise<Ending> {
		if (this.#guardian.connected) {
			this.#guardian.send({ kind: 'signal', signal } satisfies GuardianSignal, () => undefined);
		}
		return await this.ended;
	}
}
