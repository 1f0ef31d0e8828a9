import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../n8n/command';
import { withFolderLock } from '../n8n/folderLock';

const APT_GET = '/usr/bin/apt-get';
/** How long to wait for another installation on the same machine. */
const APT_LOCK_SECONDS = 300;
const ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive' };

/** True where Debian's packages can be installed by us. */
export function mayInstallPackages(): boolean {
	return process.getuid?.() === 0 && existsSync(APT_GET);
}

/** Test files run side by side, and only one of them may install, whatever it is that they miss. */
export async function whileNobodyInstalls<T>(work: () => Promise<T>): Promise<T> {
	return await withFolderLock(join(tmpdir(), 'debian-packages.lock'), work);
}

/** @throws CommandError with apt's last lines */
export async function updatePackageLists(onLine?: (line: string) => void): Promise<void> {
	await aptGet(['update'], onLine);
}

/** Installs a package with what it needs and nothing beyond. @throws CommandError with apt's last lines */
export async function installPackage(name: string, onLine?: (line: string) => void): Promise<void> {
	await aptGet(['install', '-y', '--no-install-recommends', name], onLine);
}

async function aptGet(args: readonly string[], onLine?: (line: string) => void): Promise<void> {
	const waiting = ['-o', `DPkg::Lock::Timeout=${APT_LOCK_SECONDS}`];
	await runCommand(APT_GET, ['-q', ...waiting, ...args], { cwd: '/', env: ENVIRONMENT, onLine });
}
