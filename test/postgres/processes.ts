import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from '../../src/ledger/commands';
import type { PostgresSettings } from '../../src/ledger/postgres/settings';

export interface LedgerProcess {
	child: ChildProcess;
	/** What each command answered; rejects when the process did not end well. */
	answers: Promise<unknown[]>;
}

/** Starts a process that gives the commands to the ledger all at once. */
export function startProcess(settings: PostgresSettings, commands: Command[]): LedgerProcess {
	const child = spawn(
		process.execPath,
		['--require', require.resolve('tsx/cjs'), join(__dirname, 'client.ts')],
		{
			env: { PATH: process.env.PATH, LEDGER_ORDER: JSON.stringify({ settings, commands }) },
			stdio: ['ignore', 'pipe', 'pipe'],
		},
	);
	let output = '';
	let errors = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
	child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
	const answers = new Promise<unknown[]>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => {
			if (code === 0) resolve(JSON.parse(output) as unknown[]);
			else reject(new Error(`The process ended with ${code ?? signal}. ${errors}`));
		});
	});
	return { child, answers };
}
