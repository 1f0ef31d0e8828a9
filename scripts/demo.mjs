/** `npm run demo`: makes the checkout usable and hands over to the demo under the private Node. */
import { join } from 'node:path';
import { bootstrap, ROOT, runNpm, runWithPrivateNode } from './bootstrap.mjs';

async function main() {
	if (!(await bootstrap())) return 1;
	console.log('Building the pack ...');
	const built = await runNpm(['run', '--silent', 'build']);
	if (built !== 0) return built;
	const script = join(ROOT, 'sandbox', 'demo', 'main.ts');
	return await runWithPrivateNode(['--import', 'tsx', script, ...process.argv.slice(2)]);
}

process.exitCode = await main();
