/**
 * Signing in with a CA certificate: reads what a user pastes, names what is wrong with it, and signs
 * the body of the sign-in call. Source: Anaplan's help page "Use CA certificate authentication".
 */
import { createPrivateKey, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';

import { SettingError } from '../errors';
import { checkUserCertificate, emailOf, labelOf } from './userCertificate';

/** Anaplan refuses shorter RSA keys. */
const MIN_RSA_BITS = 2_048;
/** Anaplan wants at least 100 random bytes; Anaplan Connect signs as many as this. */
const NONCE_BYTES = 150;
/** A warning is given from 30 days before the end on, and gets more urgent at 7 and at 1. */
const WARN_DAYS = { first: 30, urgent: 7, last: 1 } as const;
const DAY_MS = 86_400_000;
/** PEM lines are this long. */
const PEM_WIDTH = 64;

/**
 * `v2` leads with the time, so that a body cannot be used again; `v1` is the older form. Anaplan's
 * sample of v2 counts seconds; a program in use counts milliseconds, so that is there to try.
 */
export type BodyFormat = 'v1' | 'v2' | 'v2Milliseconds';
/** What stands behind `CACertificate`: base64 of the whole PEM text, or the PEM's own base64. */
export type HeaderSpelling = 'wholePem' | 'bodyOnly';

/** The fields of the credential as they were pasted. */
export interface CertificateFields {
	certificate: string;
	privateKey: string;
	passphrase: string;
	bodyFormat: BodyFormat;
	headerSpelling: HeaderSpelling;
}

/** A certificate that fits its key and is valid now. */
export interface ClientCertificate {
	/** The user's own certificate as tidy PEM, without the issuers that may have come along. */
	pem: string;
	privateKey: KeyObject;
	/** Epoch milliseconds. */
	validTo: number;
	/** Of the subject alternative name, else of the subject. */
	email: string;
	/** SHA-256, for telling sign-ins apart. */
	fingerprint: string;
}

/**
 * Reads certificate and key.
 * @param name the n8n credential's name, for errors
 * @param now epoch milliseconds
 * @throws SettingError naming the mistake; never with text of the key
 */
export function readCertificate(
	fields: Pick<CertificateFields, 'certificate' | 'privateKey' | 'passphrase'>,
	name: string,
	now: number,
): ClientCertificate {
	const chain = readChain(fields.certificate, name);
	const [leaf] = chain;
	checkUserCertificate(leaf, chain, name);
	checkDates(leaf, name, now);
	const privateKey = readKey(fields.privateKey, fields.passphrase, name);
	checkRsa(leaf.publicKey, 'certificate', name);
	checkRsa(privateKey, 'private key', name);
	if (!leaf.checkPrivateKey(privateKey)) {
		throw new SettingError(
			`The private key of the credential "${name}" does not belong to its certificate (${labelOf(leaf)}).`,
			'Paste the key that was made together with this certificate; after a renewal both are new.',
		);
	}
	return {
		pem: tidy('CERTIFICATE', leaf.raw.toString('base64')),
		privateKey,
		validTo: Date.parse(leaf.validTo),
		email: emailOf(leaf),
		fingerprint: leaf.fingerprint256,
	};
}

/** The value of the Authorization header. */
export function certificateHeader(pem: string, spelling: HeaderSpelling): string {
	const body = pem.replace(/-----[^-]+-----|\s/g, '');
	const spelt = spelling === 'bodyOnly' ? body : Buffer.from(pem, 'utf8').toString('base64');
	return `CACertificate ${spelt}`;
}

/**
 * The body of one sign-in; a v2 body is good for one call only. The signature (SHA512withRSA,
 * PKCS #1 v1.5) covers the bytes, not their base64 text.
 * @param now epoch milliseconds; v2 leads with the time, eight bytes, big-endian
 */
export function signedBody(
	privateKey: KeyObject,
	format: BodyFormat,
	now: number,
	random: (size: number) => Buffer = randomBytes,
): string {
	const nonce = random(NONCE_BYTES);
	const time = Buffer.alloc(8);
	time.writeBigUInt64BE(BigInt(Math.floor(format === 'v2' ? now / 1_000 : now)));
	const data = format === 'v1' ? nonce : Buffer.concat([time, nonce]);
	return JSON.stringify({
		...(format === 'v1' ? {} : { encodedDataFormat: 'v2' }),
		encodedData: data.toString('base64'),
		encodedSignedData: sign('sha512', data, privateKey).toString('base64'),
	});
}

/** What to tell somebody whose certificate ends soon; undefined while there is time. */
export function endWarning(validTo: number, name: string, now: number): string | undefined {
	const days = Math.ceil((validTo - now) / DAY_MS);
	if (days > WARN_DAYS.first) return undefined;
	const end = `The certificate of the credential "${name}" ends on ${dayOf(validTo)}`;
	const register = 'register the new one in Anaplan (Administration, Security, Certificates)';
	if (days <= WARN_DAYS.last) {
		return `${end}, within a day. Get a new certificate now, ${register} and paste it into the credential: afterwards no load can sign in.`;
	}
	if (days <= WARN_DAYS.urgent) {
		return `${end}, in ${days} days. Get a new certificate this week, ${register} and paste it into the credential.`;
	}
	return `${end}, in ${days} days. Ask for a new certificate in time, ${register} and paste it into the credential.`;
}

function readChain(pasted: string, name: string): [X509Certificate, ...X509Certificate[]] {
	const blocks = pemBlocks(pasted).filter(({ type }) => type === 'CERTIFICATE');
	const advice =
		'Paste the text of the .pem file, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.';
	if (blocks.length === 0) {
		const what = pasted.trim() === '' ? 'no certificate' : 'no certificate in PEM form';
		throw new SettingError(`The credential "${name}" has ${what}.`, advice);
	}
	const [first, ...rest] = blocks.map(({ pem }) => parsed(pem));
	if (first === undefined) {
		throw new SettingError(
			`The certificate of the credential "${name}" cannot be read: it is damaged or incomplete.`,
			advice,
		);
	}
	return [first, ...rest.filter((issuer) => issuer !== undefined)];
}

function parsed(pem: string): X509Certificate | undefined {
	try {
		return new X509Certificate(pem);
	} catch {
		return undefined;
	}
}

function checkDates(leaf: X509Certificate, name: string, now: number): void {
	const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
	if (now < from) {
		throw new SettingError(
			`The certificate of the credential "${name}" is not yet valid: it begins on ${dayOf(from)}.`,
			"Wait until then or paste the certificate that is valid now; check this machine's clock too.",
		);
	}
	if (now >= to) {
		throw new SettingError(
			`The certificate of the credential "${name}" has expired: it ended on ${dayOf(to)}.`,
			'Get a new certificate, have an administrator register it in Anaplan (Administration, Security, Certificates), and paste it with its key.',
		);
	}
}

function readKey(pasted: string, passphrase: string, name: string): KeyObject {
	const blocks = pemBlocks(pasted);
	const block = blocks.find(({ type }) => type.endsWith('PRIVATE KEY'));
	const advice =
		'Paste the text of the key file, from -----BEGIN … PRIVATE KEY----- to -----END … PRIVATE KEY-----.';
	if (block === undefined) {
		const found = blocks.length > 0 ? ` but a ${blocks[0].type.toLowerCase()}` : '';
		const what = pasted.trim() === '' || found !== '' ? 'no private key' : 'no key in PEM form';
		throw new SettingError(`The credential "${name}" has ${what}${found}.`, advice);
	}
	const encrypted = block.type.startsWith('ENCRYPTED') || block.pem.includes('ENCRYPTED');
	if (encrypted && passphrase === '') {
		throw new SettingError(
			`The private key of the credential "${name}" is encrypted and the passphrase is missing.`,
			'Fill in the passphrase that was set when the key was made.',
		);
	}
	try {
		return createPrivateKey({ key: block.pem, ...(encrypted ? { passphrase } : {}) });
	} catch {
		throw encrypted
			? new SettingError(
					`The private key of the credential "${name}" cannot be opened with its passphrase.`,
					'Correct the passphrase. If it is right, the key text is damaged: paste it again.',
				)
			: new SettingError(
					`The private key of the credential "${name}" cannot be read: it is damaged or incomplete.`,
					advice,
				);
	}
}

function checkRsa(key: KeyObject, what: string, name: string): void {
	if (key.asymmetricKeyType !== 'rsa') {
		throw new SettingError(
			`The ${what} of the credential "${name}" is of the kind ${key.asymmetricKeyType ?? 'unknown'}; Anaplan takes RSA only.`,
			'Get a certificate for an RSA key of at least 2048 bits.',
		);
	}
	const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
	if (bits < MIN_RSA_BITS) {
		throw new SettingError(
			`The ${what} of the credential "${name}" has ${bits} bits; Anaplan takes RSA keys of at least ${MIN_RSA_BITS}.`,
			'Get a certificate for a longer key.',
		);
	}
}

interface PemBlock {
	/** For example `CERTIFICATE` or `ENCRYPTED PRIVATE KEY`. */
	type: string;
	pem: string;
}

/**
 * The blocks of a pasted text. A one-line field turns line breaks into blanks, and files made by
 * scripts hold them as `\n`: both are put right.
 */
function pemBlocks(pasted: string): PemBlock[] {
	const text = pasted.replace(/\\r|\\n/g, '\n');
	const found = text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^]*?)-----END \1-----/g);
	return [...found].map(([, type, inner]) => {
		const header = /Proc-Type:\s*(\S+)\s+DEK-Info:\s*(\S+)/.exec(inner);
		const lines = header === null ? '' : `Proc-Type: ${header[1]}\nDEK-Info: ${header[2]}\n\n`;
		return { type, pem: tidy(type, inner.replace(header?.[0] ?? '', ''), lines) };
	});
}

function tidy(type: string, base64: string, header = ''): string {
	const lines = base64.replace(/\s/g, '').match(new RegExp(`.{1,${PEM_WIDTH}}`, 'g')) ?? [];
	return `-----BEGIN ${type}-----\n${header}${lines.join('\n')}\n-----END ${type}-----\n`;
}

function dayOf(epochMs: number): string {
	return new Date(epochMs).toISOString().slice(0, 10);
}
