/** Whether this n8n hands executions to workers, which share nothing but databases. */

/**
 * True on all processes of an n8n in queue mode. A worker is in queue mode whatever its environment
 * says: `n8n worker` sets the mode by itself (n8n 2.41, commands/worker).
 */
export function runsInQueueMode(
	env: NodeJS.ProcessEnv = process.env,
	args: readonly string[] = process.argv,
): boolean {
	const [, , command] = args;
	return env.EXECUTIONS_MODE === 'queue' || command === 'worker';
}
