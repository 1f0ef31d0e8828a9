import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Name of the package, which is also the prefix of its node types inside n8n. */
export const PACKAGE_NAME = 'n8n-nodes-quickbooks-anaplan';

/**
 * Finds the checkout this file belongs to, by walking up to the nearest `package.json`.
 *
 * @returns absolute path of the folder that holds package.json
 * @throws Error when no parent folder holds one
 */
export function projectRoot(from: string = __dirname): string {
	let folder = from;
	while (!existsSync(join(folder, 'package.json'))) {
		const parent = dirname(folder);
		if (parent === folder) {
			throw new Error(
				`No package.json was found above ${from}. Run the sandbox from a full checkout of the project.`,
			);
		}
		folder = parent;
	}
	return folder;
}

/**
 * The checkout's private Node 24, which n8n 2.4x needs, wherever an older Node is preinstalled.
 *
 * @returns absolute path of the executable
 * @throws Error when the dev dependencies are not installed
 */
export function privateNode(root: string = projectRoot()): string {
	const file = join(
		root,
		'node_modules',
		'node',
		'bin',
		process.platform === 'win32' ? 'node.exe' : 'node',
	);
	if (!existsSync(file)) {
		throw new Error(
			'The private Node 24 of this checkout is missing. Run "npm test" or "npm run demo", which install it, or "npm install --no-save --ignore-scripts" followed by "npm rebuild node".',
		);
	}
	return file;
}
