import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { testPostgresLedger } from '../../src/n8n/postgres';

/** Tests the PostgreSQL credential the way the ledger will use it. */
export async function testLedgerPostgres(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testPostgresLedger(credential.data ?? {}, this);
}
