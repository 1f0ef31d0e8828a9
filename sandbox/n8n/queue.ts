import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxPostgres } from '../postgres';
import type { SandboxRedis } from '../redis';
import { childEnvironment } from './environment';
import { freePorts } from './freePorts';
import { GuardedProcess } from './guarded';
import type { N8nHost } from './host';
import { privateNode } from './project';
import { answersWell, waitUntilReady } from './readiness';

/**
 * The variables with which the main process of n8n runs in queue mode; workers take them from it.
 *
 * @see https://docs.n8n.io/hosting/scaling/queue-mode/
 */
export function queueEnvironment(
	database: SandboxPostgres,
	redis: SandboxRedis,
): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: redis.host,
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		QUEUE_BULL_REDIS_PASSWORD: redis.password,
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: database.host,
		DB_POSTGRESDB_PORT: String(database.port),
		DB_POSTGRESDB_DATABASE: database.database,
		DB_POSTGRESDB_USER: database.user,
		DB_POSTGRESDB_PASSWORD: database.password,
	};
}

/** What a worker logs when it takes an execution from the queue. */
const TAKEN = /Worker started execution (\d+) /g;

/**
 * A worker of an n8n in queue mode, as a process of its own. It shares the main process's user folder:
 * that is where the installed pack and n8n's settings are.
 */
export class N8nWorker {
	private constructor(
		readonly name: string,
		readonly logFile: string,
		readonly process: GuardedProcess,
	) {}

	/**
	 * Starts a worker and waits until it takes executions.
	 *
	 * @param main runs with {@link queueEnvironment}
	 * @param name of the log file; another one for each worker
	 * @throws Error with the end of its log when the worker does not start
	 */
	static async start(main: N8nHost, name: string): Promise<N8nWorker> {
		const [health = 0, broker = 0] = await freePorts(2);
		const node = privateNode();
		const logFile = join(main.userFolder, `${name}.log`);
		const worker = new GuardedProcess(
			{
				command: node,
				args: [main.installation.script, 'worker'],
				cwd: main.userFolder,
				env: childEnvironment(node, {
					...main.environment,
					// A worker has no other page than this, which says whether it is ready.
					QUEUE_HEALTH_CHECK_ACTIVE: 'true',
					QUEUE_HEALTH_CHECK_PORT: String(health),
					N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
					N8N_RUNNERS_BROKER_PORT: String(broker),
				}),
			},
			logFile,
		);
		try {
			const ready = `http://127.0.0.1:${health}/healthz/readiness`;
			await waitUntilReady(async () => await answersWell(ready), worker, logFile);
		} catch (error) {
			await worker.kill();
			throw error;
		}
		return new N8nWorker(name, logFile, worker);
	}

	/** What it has written to its log so far. */
	async log(): Promise<string> {
		return await readFile(this.logFile, 'utf8');
	}

	/** Ids of the executions it has taken from the queue, the first one first. */
	async executions(): Promise<string[]> {
		return [...(await this.log()).matchAll(TAKEN)].map(([, id]) => id);
	}

	/** Ends it; executions under way may finish. */
	async stop(): Promise<void> {
		await this.process.stop();
	}

	/** Ends it without warning, as a crash would. */
	async kill(): Promise<void> {
		await this.process.kill();
	}
}
