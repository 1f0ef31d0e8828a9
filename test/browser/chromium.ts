import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Names under which systems install Chromium and its kin. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Nothing that calls out to the internet or asks questions; the sandbox of Chromium needs no root. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * Finds Chromium: `CHROMIUM` names it, else the search path is looked through.
 *
 * @throws Error that says how to install it
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string {
	if (env.CHROMIUM) {
		if (existsSync(env.CHROMIUM)) return env.CHROMIUM;
		throw new Error(`CHROMIUM names ${env.CHROMIUM}, where there is no file. Correct the path.`);
	}
	const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
	for (const name of NAMES) {
		for (const folder of folders) {
			const file = join(folder, name);
			if (existsSync(file)) return file;
		}
	}
	throw new Error(
		'No Chromium was found. Install it (on Debian: "apt-get install chromium"), or set CHROMIUM to the path of one, and run the command again.',
	);
}

/** Starts a browser without a window. */
export async function launchChromium(executablePath: string): Promise<Browser> {
	return await chromium.launch({ executablePath, headless: true, args: FLAGS });
}
