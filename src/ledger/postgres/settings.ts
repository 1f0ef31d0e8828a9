/** How the ledger's database is reached. */
import { SettingError } from '../../errors';
import { readCertificates } from './certificates';

/** The schema that holds the ledger unless the credential names another. */
export const DEFAULT_SCHEMA = 'quickbooks_anaplan_ledger';
export const DEFAULT_PORT = 5432;

/** PostgreSQL cuts longer names, and two ledgers would then meet in one schema. */
const LONGEST_SCHEMA_BYTES = 63;
const LAST_PORT = 65_535;

export const TLS_MODES = [
	/** Never encrypted: for a server on the same machine or a private network. */
	'disable',
	/** Encrypted, whoever answers. */
	'require',
	/** Encrypted, and the certificate must be valid and name the host. */
	'verify',
] as const;

export type TlsMode = (typeof TLS_MODES)[number];

export interface PostgresSettings {
	/** What error messages call the credential. */
	credential: string;
	host: string;
	port: number;
	database: string;
	user: string;
	password: string;
	tls: TlsMode;
	/** Certificates (PEM) of who may sign the server's; blank for those that Node trusts. */
	ca: string;
	schema: string;
}

/**
 * Settings from the fields of the credential.
 * @param name what the user calls the credential; blank where that is not known
 * @throws SettingError naming the field that is wrong
 */
export function readPostgresSettings(
	fields: { [field: string]: unknown },
	name = '',
): PostgresSettings {
	const credential = name === '' ? 'the Sync Ledger PostgreSQL credential' : `credential "${name}"`;
	const text = (field: string): string => {
		const value = fields[field];
		return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
	};
	const needed = (field: string, label: string): string => {
		const value = text(field).trim();
		if (value !== '') return value;
		throw wrong(credential, `${label} is empty`, `Enter the ${label.toLowerCase()}.`);
	};
	return {
		credential,
		host: readHost(needed('host', 'Host'), credential),
		port: readPort(text('port').trim(), credential),
		database: needed('database', 'Database'),
		user: needed('user', 'User'),
		password: text('password'),
		tls: readTls(text('ssl'), credential),
		ca: readCertificates(text('ca'), credential),
		schema: readSchema(text('schema').trim(), credential),
	};
}

function readHost(host: string, credential: string): string {
	if (/^[\w.:-]+$/.test(host)) return host;
	throw wrong(
		credential,
		`Host "${host}" is no host name`,
		'Enter a host name or an IP address alone, without postgres:// and without the port.',
	);
}

function readPort(text: string, credential: string): number {
	if (text === '') return DEFAULT_PORT;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port <= LAST_PORT) return port;
	throw wrong(
		credential,
		`Port "${text}" is no port`,
		`Enter a number from 1 to ${LAST_PORT}; PostgreSQL usually listens on ${DEFAULT_PORT}.`,
	);
}

function readTls(text: string, credential: string): TlsMode {
	const mode = TLS_MODES.find((candidate) => candidate === text);
	if (mode !== undefined) return mode;
	// A credential made before the field existed, or filled by an expression, must not go unencrypted.
	if (text === '') return 'verify';
	throw wrong(credential, `SSL "${text}" is unknown`, `Choose one of: ${TLS_MODES.join(', ')}.`);
}

function readSchema(text: string, credential: string): string {
	if (text === '') return DEFAULT_SCHEMA;
	const reserved = /^pg_/.test(text) || text === 'information_schema';
	if (!reserved && !text.includes('\0') && Buffer.byteLength(text) <= LONGEST_SCHEMA_BYTES)
		return text;
	throw wrong(
		credential,
		`Schema "${text}" cannot be used`,
		`Choose a name of at most ${LONGEST_SCHEMA_BYTES} bytes that does not begin with pg_, for example ${DEFAULT_SCHEMA}.`,
	);
}

function wrong(credential: string, what: string, advice: string): SettingError {
	return new SettingError(`In ${credential} the field ${what}.`, advice);
}
