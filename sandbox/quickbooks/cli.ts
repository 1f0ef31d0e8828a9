/**
 * Runs the QuickBooks simulator until Ctrl-C:
 * `tsx sandbox/quickbooks/cli.ts [--port 4010] [--seed 1] [--companies 2] [--no-throttling]`
 */
import { parseArgs } from 'node:util';
import { QuickBooksSimulator } from './simulator';

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			seed: { type: 'string', default: '1' },
			companies: { type: 'string', default: '1' },
			'no-throttling': { type: 'boolean', default: false },
		},
	});
	const simulator = await QuickBooksSimulator.start({
		port: Number(values.port),
		seed: Number(values.seed),
		companies: Array.from({ length: Number(values.companies) }, () => ({})),
		switches: { throttling: !values['no-throttling'] },
	});
	const say = (line: string) => process.stdout.write(`${line}\n`);
	say(`QuickBooks simulator: ${simulator.url}`);
	say(`  authorize URL   ${simulator.authorizeUrl}`);
	say(`  token URL       ${simulator.tokenUrl}`);
	say(`  client ID       ${simulator.clientId}`);
	say(`  client secret   ${simulator.clientSecret}`);
	for (const realmId of simulator.realmIds()) {
		say(`  realm ID        ${realmId} (${simulator.company(realmId).company.name})`);
	}
	say(`  control plane   ${simulator.url}/__control/log`);
	const stop = () => {
		void simulator.stop().then(() => process.exit(0));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
