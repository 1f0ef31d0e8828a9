import { dirname, delimiter } from 'node:path';

/** Variables of the surrounding shell or `npm run` that would change what n8n or npm does. */
const NOT_INHERITED: readonly RegExp[] = [
	/^N8N_/,
	/^DB_/,
	/^EXECUTIONS_/,
	/^QUEUE_/,
	/^WEBHOOK_/,
	/^CREDENTIALS_/,
	/^(GENERIC_TIMEZONE|WEBHOOK_URL|EDITOR_BASE_URL|VUE_APP_URL_BASE_API)$/,
	/^NODE_(OPTIONS|ENV|PATH|CHANNEL_FD|CHANNEL_SERIALIZATION_MODE|V8_COVERAGE)$/,
	/^JEST_WORKER_ID$/,
	/^npm_(package|lifecycle)_/,
	/^npm_(command|node_execpath)$/,
	/^npm_config_(local_prefix|prefix|global_prefix|ignore_scripts|dry_run|global|workspaces?|omit|include|production|package_lock_only|node_gyp)$/i,
	/^INIT_CWD$/,
];

/** Hosts that must never be asked for through a proxy of the user's: the sandbox is all loopback. */
const LOOPBACK_HOSTS = '127.0.0.1,localhost,::1';

/**
 * The environment for a child process: the user's own, without what belongs to other tools, with
 * the private Node first on PATH so that `#!/usr/bin/env node` finds it.
 *
 * @param nodeFile absolute path of the Node executable
 * @param extra variables to set on top; `undefined` removes one
 */
export function childEnvironment(
	nodeFile: string,
	extra: Readonly<Record<string, string | undefined>> = {},
	inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
	const env = new Map<string, string>();
	for (const [name, value] of Object.entries(inherited)) {
		if (value !== undefined && !NOT_INHERITED.some((pattern) => pattern.test(name))) {
			env.set(name, value);
		}
	}
	const pathName = [...env.keys()].find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	env.set(pathName, [dirname(nodeFile), env.get(pathName)].filter(Boolean).join(delimiter));
	for (const name of ['NO_PROXY', 'no_proxy']) {
		env.set(name, [env.get(name), LOOPBACK_HOSTS].filter(Boolean).join(','));
	}
	for (const [name, value] of Object.entries(extra)) {
		if (value === undefined) env.delete(name);
		else env.set(name, value);
	}
	return Object.fromEntries(env);
}
