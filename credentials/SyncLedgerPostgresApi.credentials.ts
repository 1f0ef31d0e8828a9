import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { DEFAULT_PORT, DEFAULT_SCHEMA } from '../src/ledger/postgres/settings';

/**
 * A PostgreSQL database that holds the sync ledger. It is tested by the Sync Ledger node, because a
 * database does not speak HTTP, which is all that a test of a credential's own can do.
 */
export class SyncLedgerPostgresApi implements ICredentialType {
	name = 'syncLedgerPostgresApi';

	displayName = 'Sync Ledger PostgreSQL API';

	icon: Icon = {
		light: 'file:syncLedgerPostgres.svg',
		dark: 'file:syncLedgerPostgres.dark.svg',
	};

	documentationUrl = 'https://www.postgresql.org/docs/current/auth-pg-hba-conf.html';

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. db.example.com',
			description: 'Host name or IP address of the database server',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: DEFAULT_PORT,
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. finance',
			description: 'The ledger makes a schema of its own in it and touches nothing else',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			required: true,
			description: 'Needs the right to create the schema, or must own it where it exists already',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'SSL',
			name: 'ssl',
			type: 'options',
			options: [
				{
					name: 'Verify',
					value: 'verify',
					description: 'Encrypted, and the certificate must be valid and name the host',
				},
				{
					name: 'Require',
					value: 'require',
					description: 'Encrypted, but whoever answers is believed',
				},
				{
					name: 'Disable',
					value: 'disable',
					description: 'Not encrypted: only for a server on this machine or a private network',
				},
			],
			default: 'verify',
		},
		{
			displayName: 'CA Certificate',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			displayOptions: { show: { ssl: ['verify'] } },
			description:
				'Who signed the certificate of the server, in PEM. Leave empty for a certificate that is publicly trusted.',
		},
		{
			displayName: 'Schema',
			name: 'schema',
			type: 'string',
			default: DEFAULT_SCHEMA,
			description:
				'Where the tables of the ledger are; made on first use. All workflows that touch a company must use the same one.',
		},
	];
}
