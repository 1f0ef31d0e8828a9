import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError, runCommand, runNpm } from './command';
import { withFolderLock } from './folderLock';
import { PACKAGE_NAME, privateNode } from './project';
import { N8N_VERSION } from './versions';

/** Written last; says that an installation was checked, and on what it was checked. */
const STAMP = 'checked.json';

/** A line of progress now and then, so that minutes of npm do not look like a standstill. */
const PROGRESS_MS = 15_000;

/** Where n8n is, ready to start. */
export interface N8nInstallation {
	readonly version: string;
	/** Folder with `node_modules/n8n`. */
	readonly folder: string;
	/** The script that `node` runs. */
	readonly script: string;
}

export interface InstallOptions {
	readonly version?: string;
	/** Folder for installations; default: see {@link cacheRoot}. */
	readonly cacheFolder?: string;
	readonly onProgress?: (line: string) => void;
}

/**
 * Folder outside the checkout that holds n8n, so that a fresh clone does not install 2.8 GB again:
 * `QBA_CACHE_DIR`, else the user's cache folder.
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
	if (env.QBA_CACHE_DIR) return env.QBA_CACHE_DIR;
	return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), PACKAGE_NAME);
}

function installationAt(folder: string, version: string): N8nInstallation {
	return { version, folder, script: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/** What an installation depends on besides its files: sqlite3 is native code. */
function platformOfStamp(): string {
	return `${process.platform}-${process.arch}`;
}

async function isStamped(folder: string): Promise<boolean> {
	try {
		const stamp: unknown = JSON.parse(await readFile(join(folder, STAMP), 'utf8'));
		return (
			typeof stamp === 'object' &&
			stamp !== null &&
			'platform' in stamp &&
			stamp.platform === platformOfStamp()
		);
	} catch {
		return false;
	}
}

async function exists(path: string): Promise<boolean> {
	return await stat(path).then(
		() => true,
		() => false,
	);
}

/**
 * Starts n8n far enough to know that it and its database driver run under the private Node, and
 * stamps the folder.
 *
 * @throws Error when it does not run or is another version
 */
async function checkAndStamp(installation: N8nInstallation): Promise<void> {
	const { folder, script, version } = installation;
	const said = (await runCommand(privateNode(), [script, '--version'], { cwd: folder })).trim();
	if (said !== version) {
		throw new Error(`n8n in ${folder} says it is version "${said}", not ${version}.`);
	}
	await runCommand(privateNode(), ['-e', "require('sqlite3')"], { cwd: folder });
	await writeFile(
		join(folder, STAMP),
		`${JSON.stringify({ n8n: version, platform: platformOfStamp() })}\n`,
	);
}

async function installInto(
	folder: string,
	version: string,
	onProgress: (line: string) => void,
): Promise<void> {
	const started = Date.now();
	const ticker = setInterval(() => {
		onProgress(`still installing n8n, ${Math.round((Date.now() - started) / 1000)} s so far`);
	}, PROGRESS_MS);
	try {
		await writeFile(join(folder, 'package.json'), '{ "name": "n8n-home", "private": true }\n');
		onProgress(`installing n8n ${version} (once per machine; some minutes, about 3 GB)`);
		// Install scripts are off: some of n8n's dependencies insist on downloading binaries that
		// this project never uses, and fail without internet access.
		const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
		await runNpm(['install', `n8n@${version}`, '--save-exact', '--ignore-scripts', ...quiet], {
			cwd: folder,
		});
		onProgress('building the database driver (sqlite3)');
		try {
			await runNpm(['rebuild', 'sqlite3', '--loglevel=error'], { cwd: folder });
		} catch (error) {
			if (!(error instanceof CommandError)) throw error;
			throw new Error(
				`n8n's database driver sqlite3 could not be prepared. Install a C++ compiler, make and Python (for example "apt-get install build-essential python3") or allow access to github.com, where a ready-made driver lies, and run the command again.\n${error.message}`,
			);
		}
	} finally {
		clearInterval(ticker);
	}
}

function temporaryPrefix(version: string): string {
	return `.installing-${version}-`;
}

/** Deletes what interrupted installations left; only for the holder of the lock. */
async function removeLeftovers(root: string, version: string): Promise<void> {
	for (const name of await readdir(root)) {
		if (!name.startsWith(temporaryPrefix(version))) continue;
		await rm(join(root, name), { recursive: true, force: true });
	}
}

/**
 * Makes sure that a checked n8n of the given version lies in the cache and tells where.
 *
 * An installation is made under a temporary name, checked, and renamed when complete, so that a
 * broken one is never taken for good; processes that ask at the same moment wait for one another.
 *
 * @throws Error with what to do when npm, the compiler or the check fails
 */
export async function ensureN8n(options: InstallOptions = {}): Promise<N8nInstallation> {
	const version = options.version ?? N8N_VERSION;
	const root = options.cacheFolder ?? cacheRoot();
	const onProgress = options.onProgress ?? ((): void => undefined);
	const folder = join(root, `n8n-${version}`);
	const installation = installationAt(folder, version);
	if (await isStamped(folder)) return installation;

	await mkdir(root, { recursive: true });
	return await withFolderLock(
		`${folder}.lock`,
		async () => {
			if (await isStamped(folder)) return installation;
			if (await exists(folder)) {
				try {
					await checkAndStamp(installation);
					return installation;
				} catch {
					onProgress(`the n8n in ${folder} does not run here; it is installed anew`);
					const broken = await mkdtemp(join(root, '.broken-'));
					await rename(folder, join(broken, 'n8n'));
					await rm(broken, { recursive: true, force: true });
				}
			}
			await removeLeftovers(root, version);
			const temporary = await mkdtemp(join(root, temporaryPrefix(version)));
			try {
				await installInto(temporary, version, onProgress);
				await checkAndStamp(installationAt(temporary, version));
				await rename(temporary, folder);
			} finally {
				await rm(temporary, { recursive: true, force: true });
			}
			onProgress(`n8n ${version} is ready in ${folder}`);
			return installation;
		},
		{ onWait: () => onProgress('waiting for another process that is installing n8n') },
	);
}
