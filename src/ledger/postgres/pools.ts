/** Connections to the ledger's database, shared by everything the process does. */
import { createHash } from 'node:crypto';
import { type LookupFunction, Socket } from 'node:net';

import { SettingError } from '../../errors';
import { PostgresPool, type PostgresPoolConfig } from '../../vendor';
import type { PostgresSettings } from './settings';

/** The rules of the surroundings for connections to other machines. */
export interface ConnectionRules {
	/** Why the host may not be reached, or undefined. */
	refusalOf(host: string, port: number): Promise<string | undefined>;
	/** Finds addresses, and refuses those that may not be reached. */
	lookup: LookupFunction;
}

/** Commands of one company come one after another anyway; four serve several companies. */
const MOST_CONNECTIONS = 4;
/** A reachable server answers in well under a second. */
const CONNECT_TIMEOUT_MS = 15_000;
/** A finished execution leaves nothing open for long, and a workflow every minute reconnects cheaply. */
const IDLE_TIMEOUT_MS = 10_000;
/** Longer than any time the server allows itself (`transaction.ts`): meant for a network that went silent. */
const ANSWER_TIMEOUT_MS = 150_000;

const pools = new Map<string, PostgresPool>();

/** The pool of these settings; it goes away by itself when all its connections have been idle. */
export function poolOf(settings: PostgresSettings, rules?: ConnectionRules): PostgresPool {
	const key = keyOf(settings, rules);
	const known = pools.get(key);
	if (known !== undefined) return known;
	const pool = quietPool(configOf(settings, rules));
	pool.on('remove', () => {
		if (pool.totalCount === 0 && pools.get(key) === pool) pools.delete(key);
	});
	pools.set(key, pool);
	return pool;
}

/** A connection of its own, for who keeps one for long; its user ends the pool. */
export function lonePool(settings: PostgresSettings, rules?: ConnectionRules): PostgresPool {
	return quietPool({ ...configOf(settings, rules), max: 1 });
}

/** @throws SettingError where the rules of the surroundings do not let n8n connect to the host */
export async function refuseHost(
	{ host, port, credential }: PostgresSettings,
	rules?: ConnectionRules,
): Promise<void> {
	const refusal = await rules?.refusalOf(host, port);
	if (refusal === undefined) return;
	throw new SettingError(
		`This n8n may not connect to ${host}:${port} (${credential}): ${refusal}.`,
		'Let an administrator of n8n allow the host, or choose another database.',
	);
}

/** Without listeners a server that closes idle connections would end the process. */
function quietPool(config: PostgresPoolConfig): PostgresPool {
	const pool = new PostgresPool(config);
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	return pool;
}

/** Ends all connections at once. */
export async function closePools(): Promise<void> {
	const open = [...pools.values()];
	pools.clear();
	await Promise.all(open.map(async (pool) => await pool.end()));
}

/** How many pools there are. */
export function poolCount(): number {
	return pools.size;
}

/** A digest, so that no map of the process has a password as key. */
function keyOf(settings: PostgresSettings, rules?: ConnectionRules): string {
	const text = JSON.stringify([{ ...settings, credential: '' }, rules === undefined]);
	return createHash('sha256').update(text).digest('base64');
}

function configOf(settings: PostgresSettings, rules?: ConnectionRules): PostgresPoolConfig {
	const { host, port, database, user, password } = settings;
	return {
		host,
		port,
		database,
		user,
		// A function, because the driver takes PGPASSWORD of the environment in place of a blank text.
		password: () => password,
		ssl: tlsOf(settings),
		application_name: 'n8n-nodes-quickbooks-anaplan',
		max: MOST_CONNECTIONS,
		connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
		idleTimeoutMillis: IDLE_TIMEOUT_MS,
		query_timeout: ANSWER_TIMEOUT_MS,
		keepAlive: true,
		// An idle connection does not keep the process from ending.
		allowExitOnIdle: true,
		...(rules === undefined ? {} : { stream: () => new CheckedSocket(rules.lookup) }),
	};
}

function tlsOf({ tls, ca }: PostgresSettings): PostgresPoolConfig['ssl'] {
	if (tls === 'disable') return false;
	if (tls === 'require') return { rejectUnauthorized: false };
	return { rejectUnauthorized: true, ...(ca === '' ? {} : { ca }) };
}

/** Connects only to addresses that the lookup lets through; the driver itself has no such option. */
class CheckedSocket extends Socket {
	constructor(private readonly lookup: LookupFunction) {
		super();
	}

	override connect(...args: unknown[]): this {
		const [port, host] = args;
		if (typeof port !== 'number' || typeof host !== 'string') {
			throw new TypeError('The driver was expected to connect to a port and a host.');
		}
		return super.connect({ port, host, lookup: this.lookup });
	}
}
