/**
 * What went wrong between us and the database, in the user's words, and whether trying again helps.
 * Codes: PostgreSQL's appendix "Error Codes"; Node's own for everything before an answer.
 */
import { PackError, ServiceError, SettingError } from '../../errors';
import type { PostgresSettings } from './settings';

/** PostgreSQL's code, or Node's; blank where there is none. */
export function codeOf(error: unknown): string {
	if (typeof error !== 'object' || error === null) return '';
	const { code, errors } = error as { code?: unknown; errors?: unknown };
	if (typeof code === 'string') return code;
	// Node tries several addresses of a host and reports all of them together.
	return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}

function textOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** The tables are not there (any more). */
export function isMissingSchema(error: unknown): boolean {
	return ['42P01', '3F000'].includes(codeOf(error));
}

const PASSING = new Set([
	// serialization_failure, deadlock_detected
	'40001',
	'40P01',
	// admin_shutdown, crash_shutdown, cannot_connect_now
	'57P01',
	'57P02',
	'57P03',
	// too_many_connections
	'53300',
	'ECONNREFUSED',
	'ECONNRESET',
	'EPIPE',
	'EAI_AGAIN',
]);

/** Messages of the driver that carry no code: the connection ended, or could not be opened in time. */
const BROKEN =
	/Connection terminated|Connection ended|Query read timeout|timeout exceeded when trying/i;

/** Whether the same command may well succeed in a moment, where nothing was committed. */
export function isPassing(error: unknown): boolean {
	if (error instanceof PackError) return false;
	const code = codeOf(error);
	if (PASSING.has(code) || code.startsWith('08')) return true;
	return code === '' && /Connection terminated|Connection ended/i.test(textOf(error));
}

/** @param error anything that was thrown while a command ran; errors of the ledger itself pass */
export function faultOf(error: unknown, settings: PostgresSettings): PackError {
	if (error instanceof PackError) return error;
	const code = codeOf(error);
	const described = describe(code, textOf(error), settings);
	const facts = code === '' ? {} : { code };
	return described.mend === 'setting'
		? new SettingError(described.message, described.advice, facts)
		: new ServiceError(described.message, described.advice, facts);
}

interface Description {
	/** Whether the user mends it, or time does. */
	mend: 'setting' | 'service';
	message: string;
	advice: string;
}

function describe(code: string, text: string, settings: PostgresSettings): Description {
	const place = `${settings.host}:${settings.port}`;
	const where = `PostgreSQL at ${place} (${settings.credential})`;
	const setting = (message: string, advice: string): Description => ({
		mend: 'setting',
		message: `${where} ${message}`,
		advice,
	});
	const service = (message: string, advice: string): Description => ({
		mend: 'service',
		message: `${where} ${message}`,
		advice,
	});
	const known =
		ofSignIn(code, text, settings, setting) ??
		ofTls(code, text, settings, setting) ??
		ofRights(code, settings, setting) ??
		ofNetwork(code, text, settings, service) ??
		ofLoad(code, service);
	return (
		known ??
		service(
			`failed: ${withoutSecrets(text, settings)}.`,
			'Nothing was changed in the ledger. Look at the log of the database, then run the sync again.',
		)
	);
}

type Make = (message: string, advice: string) => Description;

function ofSignIn(
	code: string,
	text: string,
	{ user, database, tls }: PostgresSettings,
	make: Make,
): Description | undefined {
	if (code === '28P01' || /SASL|client password/i.test(text)) {
		return make(
			`refused the user "${user}" with this password.`,
			'Check User and Password in the credential; the password of a database user is not the one of n8n.',
		);
	}
	if (code === '28000' && tls === 'disable' && /no encryption|SSL off/i.test(text)) {
		return make(
			'accepts encrypted connections only.',
			'Choose Verify (or Require) for SSL in the credential.',
		);
	}
	if (code === '28000') {
		return make(
			`does not let the user "${user}" into the database "${database}" from this machine.`,
			'Check the user name, and that pg_hba.conf of the server has a line for it and for the address of n8n.',
		);
	}
	if (code === '3D000') {
		return make(
			`has no database "${database}".`,
			'Check Database in the credential, or create the database; the ledger makes its own schema in it.',
		);
	}
	return undefined;
}

/** Codes of OpenSSL's verdicts as Node names them. */
const CERTIFICATE_CODES = new Set([
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'CERT_SIGNATURE_FAILURE',
	'CERT_NOT_YET_VALID',
]);

function ofTls(
	code: string,
	text: string,
	{ host }: PostgresSettings,
	make: Make,
): Description | undefined {
	if (/does not support SSL/i.test(text)) {
		return make(
			'does not offer encrypted connections.',
			'Switch on ssl on the server, or choose Disable for SSL in the credential where the network is private.',
		);
	}
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
		return make(
			`shows a certificate that is not made out to "${host}".`,
			'Enter the host name that the certificate names as Host.',
		);
	}
	if (CERTIFICATE_CODES.has(code)) {
		return make(
			`shows a certificate that cannot be trusted (${code}).`,
			'Paste the certificate of who signed it into CA Certificate, or have it renewed where it has expired.',
		);
	}
	return undefined;
}

function ofRights(
	code: string,
	{ schema, user, database }: PostgresSettings,
	make: Make,
): Description | undefined {
	if (code === '42501') {
		return make(
			`does not give the user "${user}" the rights that the ledger needs in schema "${schema}".`,
			`Let an administrator run: GRANT CREATE ON DATABASE "${database}" TO "${user}"; or create the schema beforehand and make this user its owner.`,
		);
	}
	if (code === '25006') {
		return make(
			'is read-only: a standby, or a database set to read-only.',
			'Enter the host of the primary server in the credential.',
		);
	}
	if (code === '42P01' || code === '3F000' || code === '42703') {
		return make(
			`has lost tables or columns of the ledger in schema "${schema}".`,
			'Bring the schema back from a backup, or remove it altogether and use Import or Rebuild.',
		);
	}
	return undefined;
}

function ofNetwork(
	code: string,
	text: string,
	{ host }: PostgresSettings,
	make: Make,
): Description | undefined {
	const advice =
		'Check Host and Port in the credential, and that the database runs and can be reached from n8n.';
	if (code === 'ECONNREFUSED') return make('does not answer: the connection was refused.', advice);
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
		return make(`cannot be found: there is no host "${host}".`, advice);
	if (['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code))
		return make(`cannot be reached (${code}).`, advice);
	if (['57P01', '57P02', '57P03'].includes(code)) {
		return make(
			'is being shut down or started.',
			'Nothing was changed in the ledger. Run the sync again when the database is up.',
		);
	}
	if (['ECONNRESET', 'EPIPE'].includes(code) || code.startsWith('08') || BROKEN.test(text)) {
		return make(
			'stopped answering, or did not answer in time.',
			'Nothing was changed in the ledger. Check that the database runs, then run the sync again.',
		);
	}
	return undefined;
}

function ofLoad(code: string, make: Make): Description | undefined {
	const unchanged = 'Nothing was changed in the ledger.';
	if (code === '53300') {
		return make(
			'has no connection left.',
			`${unchanged} Raise max_connections, or end what holds the connections, then run the sync again.`,
		);
	}
	if (code === '55P03' || code === '40P01' || code === '40001') {
		return make(
			'is busy: other commands kept the ledger of this company locked.',
			`${unchanged} Run the sync again; if it happens often, let fewer workflows of one company run at once.`,
		);
	}
	if (code === '57014') {
		return make(
			'took too long over a statement of the ledger.',
			`${unchanged} Check the load of the database, then run the sync again.`,
		);
	}
	if (code.startsWith('53')) {
		return make(
			`has no memory or disk space left (${code}).`,
			`${unchanged} Make room, then run the sync again.`,
		);
	}
	return undefined;
}

/** The server never sends a password back; this holds should a driver or proxy ever do so. */
function withoutSecrets(text: string, { password }: PostgresSettings): string {
	return password === '' ? text : text.replaceAll(password, '***');
}
