/** The certificates that a user pasted into the credential. */
import { X509Certificate } from 'node:crypto';

import { SettingError } from '../../errors';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * The certificates in PEM, or blank. A field of one line loses line breaks when something is pasted,
 * so blanks and the two characters `\n` count as line breaks.
 * @throws SettingError when something else was pasted
 */
export function readCertificates(text: string, credential: string): string {
	if (text.trim() === '') return '';
	const found = text.replaceAll('\\n', '\n').match(CERTIFICATE) ?? [];
	const certificates = found.map(withLineBreaks);
	if (certificates.length > 0 && certificates.every(isReadable)) return certificates.join('\n');
	throw new SettingError(
		`In ${credential} the field CA Certificate holds no certificate that can be read.`,
		'Paste the whole PEM text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, of who signed the certificate of the server.',
	);
}

function isReadable(certificate: string): boolean {
	try {
		return new X509Certificate(certificate).raw.length > 0;
	} catch {
		return false;
	}
}

function withLineBreaks(pem: string): string {
	const body = pem.replaceAll(/-----(BEGIN|END) CERTIFICATE-----/g, '').replaceAll(/\s+/g, '\n');
	return `-----BEGIN CERTIFICATE-----\n${body.trim()}\n-----END CERTIFICATE-----`;
}
