/** The ledger in PostgreSQL inside n8n: credential in, store out, n8n's egress rules kept. */
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { PackError } from '../errors';
import type { EgressRules } from '../http/transport';
import type { ConnectionRules } from '../ledger/postgres/pools';
import { readPostgresSettings, type PostgresSettings } from '../ledger/postgres/settings';
import { PostgresLedgerStore } from '../ledger/postgres/store';
import type { LedgerStore } from '../ledger/store';
import { noteBudgetStore } from '../quickbooks/sharedBudgets';
import { LEDGER_CREDENTIAL } from './ledgerFields';

/**
 * The ledger that the node's PostgreSQL credential names.
 * @throws SettingError naming the field of the credential that is wrong
 */
export async function openPostgresLedger(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<LedgerStore> {
	const { settings, rules } = await readPostgresLedger(context, itemIndex);
	// Whatever a node does with the ledger shows which companies' limits can be kept in it.
	return new PostgresLedgerStore(settings, { rules, onServed: noteBudgetStore });
}

/**
 * What is needed to connect to the database of the node's PostgreSQL credential.
 * @throws SettingError naming the field of the credential that is wrong
 */
export async function readPostgresLedger(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<{ settings: PostgresSettings; rules: ConnectionRules | undefined }> {
	const fields = await context.getCredentials(LEDGER_CREDENTIAL, itemIndex);
	const name = context.getNode().credentials?.[LEDGER_CREDENTIAL]?.name ?? '';
	return {
		settings: readPostgresSettings(fields, name),
		rules: connectionRulesOf(context),
	};
}

/**
 * Tests the credential the way the ledger will use it: signs in, and makes the schema where it is
 * missing, because the right to do so is what most often is. Call it from a node's `credentialTest`
 * method, with `this` as context where that has helpers.
 */
export async function testPostgresLedger(
	fields: ICredentialDataDecryptedObject,
	context: object = {},
): Promise<INodeCredentialTestResult> {
	try {
		const settings = readPostgresSettings(fields);
		const rules = connectionRulesOf(context);
		const companies = await new PostgresLedgerStore(settings, { rules }).companies();
		const held =
			companies.length === 0
				? 'The ledger is ready and knows no company yet'
				: `The ledger is ready and knows ${companies.length} ${companies.length === 1 ? 'company' : 'companies'}`;
		return { status: 'OK', message: `${held} (schema ${settings.schema})` };
	} catch (error) {
		const message =
			error instanceof PackError ? `${error.message} ${error.advice}` : 'The test itself failed.';
		return { status: 'Error', message };
	}
}

interface EgressHelpers {
	getSecureEgressFilter(): EgressRules;
}

/**
 * n8n's rules for outgoing connections. `getSecureEgressFilter` exists since n8n 2.3x; on older versions
 * there are no such rules, so its absence means none.
 */
export function connectionRulesOf(context: object): ConnectionRules | undefined {
	const { helpers } = context as { helpers?: Partial<EgressHelpers> };
	const filter = helpers?.getSecureEgressFilter?.();
	if (filter === undefined) return undefined;
	return {
		lookup: filter.createSecureLookup(),
		refusalOf: async (host, port) => {
			// The filter reads URLs; only host and port of this one count.
			const name = host.includes(':') ? `[${host}]` : host;
			const verdict = await filter.validateUrl(`https://${name}:${port}`);
			return verdict.ok ? undefined : 'its egress rules do not allow it';
		},
	};
}
