import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	installPackage,
	mayInstallPackages,
	updatePackageLists,
	whileNobodyInstalls,
} from '../common/debian';

/** Where Debian's packages put the programs of each major version. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';
/** Debian's own switch against starting a server as soon as the package is installed. */
const CLUSTER_SETTINGS = '/etc/postgresql-common/createcluster.d';

/** The user that PostgreSQL refuses to be without when we are root. */
export interface ServerUser {
	readonly uid: number;
	readonly gid: number;
}

function newestInstalled(): string | undefined {
	if (!existsSync(DEBIAN_FOLDER)) return undefined;
	return readdirSync(DEBIAN_FOLDER)
		.filter((version) => /^\d+$/.test(version))
		.sort((left, right) => Number(right) - Number(left))
		.map((version) => join(DEBIAN_FOLDER, version, 'bin'))
		.find((folder) =>
			['initdb', 'postgres', 'pg_isready'].every((name) => existsSync(join(folder, name))),
		);
}

/**
 * The folder that holds `initdb` and `postgres`. Where they are missing and we may, Debian's package
 * is installed, without the server that it would start by itself.
 *
 * @throws Error that says what to do where PostgreSQL is missing and cannot be installed
 */
export async function postgresPrograms(onLine?: (line: string) => void): Promise<string> {
	const found = newestInstalled();
	if (found !== undefined) return found;
	if (!mayInstallPackages()) {
		throw new Error(
			'PostgreSQL is not installed, and installing it needs root on a Debian system. Install the package "postgresql" (apt-get install postgresql) and run this again.',
		);
	}
	return await whileNobodyInstalls(async () => newestInstalled() ?? (await install(onLine)));
}

async function install(onLine?: (line: string) => void): Promise<string> {
	try {
		await updatePackageLists(onLine);
		await installPackage('postgresql-common', onLine);
		mkdirSync(CLUSTER_SETTINGS, { recursive: true });
		writeFileSync(join(CLUSTER_SETTINGS, 'no-main-cluster.conf'), 'create_main_cluster = false\n');
		await installPackage('postgresql', onLine);
	} catch (error) {
		throw new Error(
			`PostgreSQL is not installed, and installing Debian's package "postgresql" failed: ${error instanceof Error ? error.message : String(error)}`,
			{ cause: error },
		);
	}
	const installed = newestInstalled();
	if (installed !== undefined) return installed;
	throw new Error(
		`Debian's package "postgresql" was installed, but no programs are in ${DEBIAN_FOLDER}.`,
	);
}

/**
 * Whom the server runs as: undefined for ourselves; the package's user `postgres` when we are root,
 * because PostgreSQL refuses to run as root.
 */
export function serverUser(): ServerUser | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const line = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.find((entry) => entry.startsWith('postgres:'));
	if (line === undefined) {
		throw new Error(
			'PostgreSQL refuses to run as root, and there is no user "postgres". Install Debian\'s package "postgresql", which brings that user, or run this as another user.',
		);
	}
	const [, , uid, gid] = line.split(':');
	return { uid: Number(uid), gid: Number(gid) };
}
