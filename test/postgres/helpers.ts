/** A PostgreSQL server for a test file, and ways to look at it from outside the ledger. */
import { Client } from 'pg';
import type { SandboxPostgres } from '../../sandbox/postgres';
import type { PreparedInput, RunInput } from '../../src/ledger/commands';
import { readPostgresSettings, type PostgresSettings } from '../../src/ledger/postgres/settings';

export const REALM = '9341453908059321';
/** Starting a server takes two seconds, and four times that on a busy machine. */
export const START_MS = 120_000;

export function fieldsOf(server: SandboxPostgres, changes: { [field: string]: unknown } = {}) {
	const { host, port, user, password, database } = server;
	return { host, port, user, password, database, ssl: 'disable', ca: '', ...changes };
}

export function settingsOf(
	server: SandboxPostgres,
	changes: { [field: string]: unknown } = {},
): PostgresSettings {
	return readPostgresSettings(fieldsOf(server, changes), 'Ledger DB');
}

/** Runs one statement as the server's owner. */
export async function sql(
	server: SandboxPostgres,
	text: string,
	values: unknown[] = [],
): Promise<Array<{ [column: string]: unknown }>> {
	return await withClient(server, async (client) => {
		const { rows } = await client.query<{ [column: string]: unknown }>(text, values);
		return rows;
	});
}

/** Gives a connection of the owner's for as long as the work takes. */
export async function withClient<Result>(
	server: SandboxPostgres,
	work: (client: Client) => Promise<Result>,
): Promise<Result> {
	const { host, port, user, password, database } = server;
	const client = new Client({ host, port, user, password, database, ssl: false });
	client.on('error', () => undefined);
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

/** `2026-11-02T06:<minute>:00.000Z`; beyond 59 the hours go on. */
export function minute(count: number): string {
	return new Date(Date.parse('2026-11-02T06:00:00Z') + count * 60_000).toISOString();
}

export function runOf(runId: string, documents: number, at = minute(1)): RunInput {
	return {
		runId,
		executionId: `execution of ${runId}`,
		at,
		window: {
			from: null,
			to: at,
			entities: ['Invoice'],
			expected: { Invoice: documents },
			complete: true,
		},
	};
}

/** An invoice of two lines. */
export function invoice(id: string, version = 0): PreparedInput {
	return {
		entity: 'Invoice',
		id,
		operation: 'upsert',
		version: String(version),
		updatedAt: minute(0),
		readAt: minute(1),
		transactionId: `${REALM}-Invoice-${id}-v${version}`,
		rows: ['1', '2'].map((line) => ({
			Entity: 'Invoice',
			Code: `${REALM}-INV-${id}-${line}`,
			'Document Number': `No. ${id}`,
			Amount: '10.00',
			'Home Amount': '10.00',
			Currency: 'USD',
			'Home Currency': 'USD',
			Status: 'Active',
		})),
	};
}

/** Waits until something is so; fails loudly instead of for ever. */
export async function until(what: string, test: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + 30_000;
	while (!(await test())) {
		if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
