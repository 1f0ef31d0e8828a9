import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedProcess } from './guarded';

/** First start includes all database migrations; slow disks and busy machines need a while. */
const START_TIMEOUT_MS = 180_000;
const READY_POLL_MS = 250;
const ANSWER_TIMEOUT_MS = 5_000;
/** Characters of n8n's log shown when it does not start. */
const LOG_IN_ERROR = 4_000;

/**
 * Waits until a process of n8n is ready.
 *
 * @throws Error with the end of its log when it ends or takes too long
 */
export async function waitUntilReady(
	isReady: () => Promise<boolean>,
	server: GuardedProcess,
	logFile: string,
): Promise<void> {
	const deadline = Date.now() + START_TIMEOUT_MS;
	while (Date.now() < deadline) {
		if (server.ending !== undefined) {
			throw new Error(`n8n ended while starting.\n${await endOfLog(logFile)}`);
		}
		if (await isReady()) return;
		await sleep(READY_POLL_MS);
	}
	throw new Error(
		`n8n was not ready after ${START_TIMEOUT_MS / 1000} s.\n${await endOfLog(logFile)}`,
	);
}

/** True when an address answers, and with a success. */
export async function answersWell(address: string): Promise<boolean> {
	try {
		const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}

async function endOfLog(logFile: string): Promise<string> {
	return (await readFile(logFile, 'utf8').catch(() => '')).slice(-LOG_IN_ERROR);
}
