/**
 * Makes X.509 certificates for tests, so that no key lies in the repository. Only what a client
 * certificate needs of RFC 5280: names, dates, basic constraints, key usage, e-mail in the SAN.
 */
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

export interface CertificateWish {
	commonName: string;
	/** Goes to the subject alternative name. */
	email?: string;
	/** Puts the address into the subject instead, as old certificates do. */
	emailInSubject?: boolean;
	/** Extended key usages: the last number behind 1.3.6.1.5.5.7.3, 1 for servers, 4 for e-mail. */
	usages?: readonly number[];
	/** True: the key may encrypt only. */
	encryptsOnly?: boolean;
	/** Epoch milliseconds. */
	from: number;
	/** Epoch milliseconds. */
	to: number;
	/** True: an issuer's certificate. */
	issuer?: boolean;
	/** Left out: a new RSA key of 2048 bits. */
	privateKey?: KeyObject;
	/** Who signs; left out: itself. */
	signedBy?: MadeCertificate;
}

export interface MadeCertificate {
	pem: string;
	privateKey: KeyObject;
	/** PKCS #8, not encrypted. */
	keyPem: string;
	/** In DER. */
	subject: Buffer;
}

const SHA256_WITH_RSA = sequence(oid(1, 2, 840, 113549, 1, 1, 11), der(0x05));

export function makeCertificate(wish: CertificateWish): MadeCertificate {
	const privateKey =
		wish.privateKey ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
	const subject = nameOf(wish.commonName, wish.emailInSubject ? wish.email : undefined);
	const signer = wish.signedBy ?? { subject, privateKey };
	const isRsa = signer.privateKey.asymmetricKeyType === 'rsa';
	const algorithm = isRsa ? SHA256_WITH_RSA : sequence(oid(1, 2, 840, 10045, 4, 3, 2));
	const toSign = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.from([1, ...Buffer.from(String(wish.from))])),
		algorithm,
		signer.subject,
		sequence(time(wish.from), time(wish.to)),
		subject,
		createPublicKey(privateKey).export({ format: 'der', type: 'spki' }),
		der(0xa3, sequence(...extensions(wish))),
	);
	const signature = sign('sha256', toSign, signer.privateKey);
	const whole = sequence(toSign, algorithm, der(0x03, Buffer.from([0]), signature));
	const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
	return {
		pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
		privateKey,
		keyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
		subject,
	};
}

function extensions(wish: CertificateWish): Buffer[] {
	const { issuer, email, emailInSubject, usages } = wish;
	const constraints = sequence(...(issuer ? [der(0x01, Buffer.from([0xff]))] : []));
	const inAlternative = email !== undefined && !emailInSubject;
	return [
		extension(oid(2, 5, 29, 19), constraints),
		extension(oid(2, 5, 29, 15), keyUsage(wish)),
		...(usages === undefined
			? []
			: [
					extension(
						oid(2, 5, 29, 37),
						sequence(...usages.map((last) => oid(1, 3, 6, 1, 5, 5, 7, 3, last))),
					),
				]),
		...(inAlternative
			? [extension(oid(2, 5, 29, 17), sequence(der(0x81, Buffer.from(email))))]
			: []),
	];
}

/** digitalSignature for a user (or keyEncipherment alone), keyCertSign for an issuer. */
function keyUsage({ issuer, encryptsOnly }: CertificateWish): Buffer {
	if (issuer) return der(0x03, Buffer.from([2, 0x04]));
	return der(0x03, Buffer.from(encryptsOnly ? [5, 0x20] : [7, 0x80]));
}

function extension(id: Buffer, value: Buffer): Buffer {
	return sequence(id, der(0x04, value));
}

function nameOf(commonName: string, email?: string): Buffer {
	const common = sequence(oid(2, 5, 4, 3), der(0x0c, Buffer.from(commonName)));
	const address =
		email === undefined
			? []
			: [der(0x31, sequence(oid(1, 2, 840, 113549, 1, 9, 1), der(0x16, Buffer.from(email))))];
	return sequence(der(0x31, common), ...address);
}

/** GeneralizedTime, whole seconds. */
function time(epochMs: number): Buffer {
	const digits = new Date(epochMs).toISOString().replace(/\D/g, '').slice(0, 14);
	return der(0x18, Buffer.from(`${digits}Z`));
}

function sequence(...parts: Buffer[]): Buffer {
	return der(0x30, ...parts);
}

function der(tag: number, ...parts: Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	const size =
		length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function oid(first: number, second: number, ...rest: number[]): Buffer {
	const bytes = [first * 40 + second];
	for (const part of rest) {
		const groups = [part & 0x7f];
		for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
		bytes.push(...groups);
	}
	return der(0x06, Buffer.from(bytes));
}
