/**
 * The ledger in PostgreSQL as a call that blocks, for the property test, whose histories take one step
 * after the other: a worker talks to the database while the caller waits.
 */
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { PackError, ServiceError, SettingError } from '../../src/errors';
import type { AnswerOf, CommandKind, CommandOf } from '../../src/ledger/commands';
import type { PostgresSettings } from '../../src/ledger/postgres/settings';
import type { BridgeAnswer } from './bridge.worker';

const ANSWER_TIMEOUT_MS = 60_000;

export class Bridge {
	private readonly flag = new Int32Array(new SharedArrayBuffer(4));
	private readonly channel = new MessageChannel();
	private readonly worker: Worker;

	constructor() {
		const code = `require(${JSON.stringify(require.resolve('tsx/cjs'))}); require(${JSON.stringify(join(__dirname, 'bridge.worker.ts'))});`;
		const { port2 } = this.channel;
		this.worker = new Worker(code, {
			eval: true,
			workerData: { port: port2, flag: this.flag },
			transferList: [port2],
		});
	}

	execute<K extends CommandKind>(settings: PostgresSettings, command: CommandOf<K>): AnswerOf<K> {
		Atomics.store(this.flag, 0, 0);
		this.channel.port1.postMessage({ settings, command });
		if (Atomics.wait(this.flag, 0, 0, ANSWER_TIMEOUT_MS) === 'timed-out') {
			throw new Error(`${command.kind} was not answered.`);
		}
		const received = receiveMessageOnPort(this.channel.port1) as
			| { message: BridgeAnswer }
			| undefined;
		if (received === undefined) throw new Error(`${command.kind} had no answer.`);
		const { message } = received;
		if (message.kind === 'answer') return message.answer as AnswerOf<K>;
		throw errorOf(message);
	}

	async close(): Promise<void> {
		this.channel.port1.close();
		await this.worker.terminate();
	}
}

function errorOf({ error, message, advice }: Extract<BridgeAnswer, { kind: 'error' }>): Error {
	if (error === 'setting') return new SettingError(message, advice) as PackError;
	if (error === 'service') return new ServiceError(message, advice) as PackError;
	return new Error(message);
}
