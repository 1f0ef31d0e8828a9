/** The far end of `bridge.ts`. */
import { workerData, type MessagePort } from 'node:worker_threads';
import { PackError } from '../../src/errors';
import type { Command } from '../../src/ledger/commands';
import type { PostgresSettings } from '../../src/ledger/postgres/settings';
import { PostgresLedgerStore } from '../../src/ledger/postgres/store';

export type BridgeAnswer =
	| { kind: 'answer'; answer: unknown }
	| { kind: 'error'; error: string; message: string; advice: string };

const { port, flag } = workerData as { port: MessagePort; flag: Int32Array };

async function answerTo(order: {
	settings: PostgresSettings;
	command: Command;
}): Promise<BridgeAnswer> {
	try {
		const store = new PostgresLedgerStore(order.settings);
		return { kind: 'answer', answer: await store.execute(order.command) };
	} catch (error) {
		const known = error instanceof PackError ? error : undefined;
		return {
			kind: 'error',
			error: known?.kind ?? 'unknown',
			message: error instanceof Error ? error.message : String(error),
			advice: known?.advice ?? '',
		};
	}
}

port.on('message', (order: { settings: PostgresSettings; command: Command }) => {
	void answerTo(order).then((answer) => {
		port.postMessage(answer);
		Atomics.store(flag, 0, 1);
		Atomics.notify(flag, 0);
	});
});
