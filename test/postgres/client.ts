/**
 * A process of its own that uses the ledger, as another n8n would. Reads one order from its environment,
 * gives all commands at once, and writes the answers (or error messages) as one line of JSON.
 */
import type { Command } from '../../src/ledger/commands';
import { closePools } from '../../src/ledger/postgres/pools';
import type { PostgresSettings } from '../../src/ledger/postgres/settings';
import { PostgresLedgerStore } from '../../src/ledger/postgres/store';

interface Order {
	settings: PostgresSettings;
	commands: Command[];
}

async function main(): Promise<void> {
	const { settings, commands } = JSON.parse(process.env.LEDGER_ORDER ?? '') as Order;
	const store = new PostgresLedgerStore(settings);
	const answers = await Promise.all(
		commands.map(async (command) =>
			store.execute(command).then(
				(answer): unknown => answer,
				(error: unknown) => ({ error: String(error) }),
			),
		),
	);
	process.stdout.write(`${JSON.stringify(answers)}\n`);
	await closePools();
}

void main();
