/**
 * What Anaplan asks of a user's certificate, checked before anything is sent. Source: Anaplan's help,
 * the rules for CA certificates: an S/MIME (client) certificate of a public authority, with the user's
 * e-mail address, good for digital signatures; server and self-signed certificates are refused.
 */
import type { X509Certificate } from 'node:crypto';

import { SettingError } from '../errors';

/** Extended key usages (RFC 5280, 4.2.1.12). */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const ANY_USAGE = '2.5.29.37.0';
/** The extension "key usage" in DER: its object identifier 2.5.29.15. */
const KEY_USAGE = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x0f]);
/** The first bit of the key usage. */
const DIGITAL_SIGNATURE = 0x80;

const ORDER_ANOTHER =
	'Get a client (S/MIME) certificate for the e-mail address of the Anaplan user from a public certificate authority.';

/**
 * @param leaf the first certificate of `chain`
 * @param name the n8n credential's name
 * @throws SettingError naming what kind of certificate it is instead
 */
export function checkUserCertificate(
	leaf: X509Certificate,
	chain: readonly X509Certificate[],
	name: string,
): void {
	const own = chain.find((other) => !other.ca);
	if (leaf.ca && own !== undefined) {
		throw new SettingError(
			`The first certificate of the credential "${name}" is an issuer's (${labelOf(leaf)}); the user's own (${labelOf(own)}) comes after it.`,
			"Put the user's own certificate first, or paste it alone. Anaplan's registration takes it alone too.",
		);
	}
	if (isSelfSigned(leaf)) {
		throw new SettingError(
			`The certificate of the credential "${name}" (${labelOf(leaf)}) is self-signed: it was made without a certificate authority, or is one's root. Anaplan refuses both.`,
			ORDER_ANOTHER,
		);
	}
	if (leaf.ca) {
		throw new SettingError(
			`The credential "${name}" holds an issuer's (intermediate) certificate, not the user's own (${labelOf(leaf)}).`,
			"Paste the user's own certificate. Anaplan's registration takes it alone too.",
		);
	}
	const what = `The certificate of the credential "${name}" (${labelOf(leaf)})`;
	const email = emailOf(leaf);
	const usages = leaf.keyUsage ?? [ANY_USAGE];
	const serves = usages.includes(SERVER_AUTH);
	const fits = [EMAIL_PROTECTION, ANY_USAGE, CLIENT_AUTH].some((usage) => usages.includes(usage));
	// Certificates of servers are often good for clients too; those name no person.
	if (serves && (!fits || email === '') && !usages.includes(EMAIL_PROTECTION)) {
		throw new SettingError(
			`${what} is a web server's, not a user's. Anaplan refuses it.`,
			ORDER_ANOTHER,
		);
	}
	if (!fits) {
		throw new SettingError(
			`${what} is made for other uses than signing in or e-mail. Anaplan refuses it.`,
			ORDER_ANOTHER,
		);
	}
	if (email === '') {
		throw new SettingError(
			`${what} names no e-mail address, so Anaplan cannot tell whose it is.`,
			`${ORDER_ANOTHER} The address belongs into the subject alternative name; one in the common name does not count.`,
		);
	}
	if (!mayGiveSignatures(leaf)) {
		throw new SettingError(
			`${what} may not be used for digital signatures, for encryption only.`,
			'Some authorities issue two certificates, one to sign and one to encrypt: paste the one to sign, with its key.',
		);
	}
}

/** The subject's common name, or its whole text in one line. */
export function labelOf(certificate: X509Certificate): string {
	const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1];
	return common ?? certificate.subject.replaceAll('\n', ', ');
}

/** Of the subject alternative name, else of the subject; '' where there is none. */
export function emailOf(certificate: X509Certificate): string {
	const san = /email:([^,\s]+)/.exec(certificate.subjectAltName ?? '')?.[1];
	return san ?? /^emailAddress=(\S+)$/m.exec(certificate.subject)?.[1] ?? '';
}

function isSelfSigned(certificate: X509Certificate): boolean {
	return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

/** True also where the certificate does not restrict its key. Node's own `keyUsage` is the extended one. */
function mayGiveSignatures({ raw }: X509Certificate): boolean {
	const start = raw.indexOf(KEY_USAGE);
	if (start < 0) return true;
	// Critical or not, an octet string around a bit string: its length, the unused bits, the bits.
	let at = start + KEY_USAGE.length;
	if (raw[at] === 0x01) at += 3;
	const isBits = raw[at] === 0x04 && raw[at + 2] === 0x03;
	return !isBits || (raw[at + 5] & DIGITAL_SIGNATURE) !== 0;
}
