import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runNpm } from './command';
import { projectRoot } from './project';

function tarballName(output: string): string {
	const parsed: unknown = JSON.parse(output);
	const first: unknown = Array.isArray(parsed) ? parsed[0] : undefined;
	if (
		typeof first === 'object' &&
		first !== null &&
		'filename' in first &&
		typeof first.filename === 'string'
	) {
		return first.filename;
	}
	throw new Error(`npm pack answered something without a file name: ${output.slice(0, 200)}`);
}

/**
 * Packs the built package the way it would be published.
 *
 * Lifecycle scripts are off: `prepublishOnly` and `prepack` would lint and build again, and what
 * is packed must be what was just built.
 *
 * @param destination folder for the tarball; made when absent
 * @returns absolute path of the tarball
 * @throws Error when the package was not built, CommandError when npm fails
 */
export async function packPackage(
	destination: string,
	root: string = projectRoot(),
): Promise<string> {
	if (!existsSync(join(root, 'dist'))) {
		throw new Error('There is no dist folder to pack. Run "npm run build" first.');
	}
	await mkdir(destination, { recursive: true });
	const output = await runNpm(
		['pack', '--json', '--ignore-scripts', '--loglevel=error', `--pack-destination=${destination}`],
		{ cwd: root },
	);
	return join(destination, tarballName(output));
}
