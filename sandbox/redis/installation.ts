import { existsSync } from 'node:fs';
import {
	installPackage,
	mayInstallPackages,
	updatePackageLists,
	whileNobodyInstalls,
} from '../common/debian';

/** Where systems put the server. */
const SERVERS = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'];
/**
 * The same program in Debian's package of tools: it is the server when it is called `redis-server`, and
 * Debian's package of that name adds little but a service, which would be started at once.
 */
const IN_TOOLS = '/usr/bin/redis-check-rdb';
const TOOLS = 'redis-tools';

function installed(): string | undefined {
	return [...SERVERS, IN_TOOLS].find((file) => existsSync(file));
}

/**
 * The program that is a Redis server under the name `redis-server`. Where it is missing and we may,
 * Debian's package is installed.
 *
 * @throws Error that says what to do where Redis is missing and cannot be installed
 */
export async function redisProgram(onLine?: (line: string) => void): Promise<string> {
	const found = installed();
	if (found !== undefined) return found;
	if (!mayInstallPackages()) {
		throw new Error(
			`Redis is not installed, and installing it needs root on a Debian system. Install the package "${TOOLS}" (apt-get install ${TOOLS}) and run this again.`,
		);
	}
	return await whileNobodyInstalls(async () => installed() ?? (await install(onLine)));
}

async function install(onLine?: (line: string) => void): Promise<string> {
	try {
		await updatePackageLists(onLine);
		await installPackage(TOOLS, onLine);
	} catch (error) {
		throw new Error(
			`Redis is not installed, and installing Debian's package "${TOOLS}" failed: ${error instanceof Error ? error.message : String(error)}`,
			{ cause: error },
		);
	}
	const found = installed();
	if (found !== undefined) return found;
	throw new Error(`Debian's package "${TOOLS}" was installed, but ${IN_TOOLS} is not there.`);
}
