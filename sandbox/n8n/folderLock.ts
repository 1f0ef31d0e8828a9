import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often a holder shows that it lives. */
const HEARTBEAT_MS = 5_000;
/** A lock whose holder has not shown itself for so long belongs to a process that died. */
const STALE_MS = 60_000;
/** How often a waiting process looks again. */
const LOOK_AGAIN_MS = 1_000;

function errorCode(error: unknown): string | undefined {
	if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
	return typeof error.code === 'string' ? error.code : undefined;
}

async function removeIfStale(folder: string, staleMs: number): Promise<void> {
	const age = await stat(folder).then(
		(found) => Date.now() - found.mtimeMs,
		() => 0,
	);
	if (age < staleMs) return;
	// Renaming is atomic, so of several waiting processes only one takes the stale lock away.
	const aside = `${folder}.stale-${process.pid}-${Date.now()}`;
	await rename(folder, aside).then(
		async () => await rm(aside, { recursive: true, force: true }),
		() => undefined,
	);
}

/**
 * Runs `work` while holding a lock between processes: a folder that only one of them can create. A
 * holder that dies without cleaning up is noticed by its missing heartbeat.
 *
 * @param folder path of the lock folder; its parent must exist
 * @param onWait called once when another process holds the lock
 */
export async function withFolderLock<T>(
	folder: string,
	work: () => Promise<T>,
	options: {
		readonly onWait?: () => void;
		readonly staleMs?: number;
		readonly lookAgainMs?: number;
	} = {},
): Promise<T> {
	let waited = false;
	for (;;) {
		try {
			await mkdir(folder);
			break;
		} catch (error) {
			if (errorCode(error) !== 'EEXIST') throw error;
		}
		if (!waited) options.onWait?.();
		waited = true;
		await removeIfStale(folder, options.staleMs ?? STALE_MS);
		await sleep(options.lookAgainMs ?? LOOK_AGAIN_MS);
	}
	const heartbeat = setInterval(() => {
		const now = new Date();
		utimes(folder, now, now).catch(() => undefined);
	}, HEARTBEAT_MS);
	try {
		return await work();
	} finally {
		clearInterval(heartbeat);
		await rm(folder, { recursive: true, force: true });
	}
}
