/**
 * Makes a checkout usable: installs the dev dependencies when package-lock.json has changed since
 * the last time, among them a private Node 24, which the tools and n8n need. Runs on the
 * preinstalled Node, 20 or newer, and needs nothing else.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './children.mjs';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');
const BIN = join(MODULES, '.bin');
const STAMP = join(MODULES, '.installed-from');

/** Lowest major version of Node that the scripts themselves run on. */
const LOWEST_NODE = 20;

/** The private Node 24. */
export const PRIVATE_NODE = join(
	MODULES,
	'node',
	'bin',
	process.platform === 'win32' ? 'node.exe' : 'node',
);

function pathWithout(folder) {
	return (process.env.PATH ?? '')
		.split(delimiter)
		.filter((entry) => entry !== '' && resolve(entry) !== folder)
		.join(delimiter);
}

/** Environment in which `node` is the private Node and all tools of the checkout are found. */
export function toolEnvironment() {
	return { ...process.env, PATH: [BIN, pathWithout(BIN)].join(delimiter) };
}

/**
 * Runs npm without a shell.
 *
 * @param {readonly string[]} args
 * @param {{ preinstalled?: boolean }} [options] preinstalled: with the Node that was there before,
 * because npm is about to replace the private one
 * @returns {Promise<number>} exit code
 */
export async function runNpm(args, { preinstalled = false } = {}) {
	const env = preinstalled ? { ...process.env, PATH: pathWithout(BIN) } : toolEnvironment();
	const script = process.env.npm_execpath;
	if (script !== undefined && basename(script) === 'npm-cli.js') {
		const own = process.execPath.startsWith(MODULES) ? 'node' : process.execPath;
		return await runChild(preinstalled ? own : PRIVATE_NODE, [script, ...args], { cwd: ROOT, env });
	}
	return await runChild('npm', args, { cwd: ROOT, env });
}

/** What the installed modules depend on. */
function wantedStamp() {
	const hash = createHash('sha256');
	hash.update(readFileSync(join(ROOT, 'package-lock.json')));
	return `${hash.digest('hex')} ${process.platform} ${process.arch}`;
}

function installedStamp() {
	return existsSync(STAMP) ? readFileSync(STAMP, 'utf8').trim() : '';
}

/**
 * Installs what is missing.
 *
 * @returns {Promise<boolean>} false when it failed; npm has then said why
 */
export async function bootstrap() {
	const major = Number(process.versions.node.split('.')[0]);
	if (major < LOWEST_NODE) {
		console.error(
			`Node ${process.versions.node} is too old. Install Node ${LOWEST_NODE} or newer and run the command again.`,
		);
		return false;
	}
	const wanted = wantedStamp();
	if (installedStamp() !== wanted) {
		console.log('Installing the dev dependencies (first time: about a minute) ...');
		rmSync(STAMP, { force: true });
		// "install --no-save" takes every version from the lock file and leaves that file alone. "ci"
		// would refuse a lock file without the optional binaries of other platforms, which npm leaves
		// out when its registry does not carry them. Install scripts are off: none of the packages
		// needs one, apart from the private Node.
		const flags = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
		if ((await runNpm(['install', ...flags], { preinstalled: true })) !== 0) return false;
	}
	if (!existsSync(PRIVATE_NODE)) {
		const flags = ['--ignore-scripts=false', '--loglevel=error'];
		if ((await runNpm(['rebuild', 'node', ...flags], { preinstalled: true })) !== 0) return false;
	}
	const version = await runChild(
		PRIVATE_NODE,
		['-e', 'process.exit(+!(parseInt(process.versions.node) >= 24))'],
		{
			cwd: ROOT,
			env: toolEnvironment(),
		},
	);
	if (version !== 0) {
		console.error(
			'The private Node 24 in node_modules does not run. Delete node_modules and run the command again.',
		);
		return false;
	}
	writeFileSync(STAMP, `${wanted}\n`);
	return true;
}

/**
 * Runs a program of the checkout with the private Node.
 *
 * @param {readonly string[]} args arguments of node: flags, a script and its arguments
 * @returns {Promise<number>} exit code
 */
export async function runWithPrivateNode(args) {
	return await runChild(PRIVATE_NODE, args, { cwd: ROOT, env: toolEnvironment() });
}
