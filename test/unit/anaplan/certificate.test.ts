import { generateKeyPairSync, verify, X509Certificate } from 'node:crypto';

import { makeCertificate, type CertificateWish } from '../../../sandbox/anaplan/makeCertificate';
import {
	certificateHeader,
	endWarning,
	readCertificate,
	signedBody,
} from '../../../src/anaplan/certificate';

const NOW = Date.UTC(2026, 10, 23, 8);
const DAY = 86_400_000;
const DATES = { from: NOW - 30 * DAY, to: NOW + 300 * DAY };
const EMAIL = 'integration@example.com';
const PASSPHRASE = 'open the key';

const root = makeCertificate({ commonName: 'Test Root', issuer: true, ...DATES });
const own = makeCertificate({
	commonName: 'Ines Integration',
	email: EMAIL,
	signedBy: root,
	...DATES,
});

/** Another certificate of the user, signed by the root. */
const make = (more: Partial<CertificateWish>) =>
	makeCertificate({ commonName: 'Other', email: EMAIL, signedBy: root, ...DATES, ...more });

const read = (
	certificate: string,
	privateKey = own.keyPem,
	{ passphrase = '', now = NOW }: { passphrase?: string; now?: number } = {},
) => readCertificate({ certificate, privateKey, passphrase }, 'Finance', now);

test('reads the certificate with its end and its e-mail address', () => {
	const found = read(own.pem);
	expect(found.pem).toBe(own.pem);
	expect(found.validTo).toBe(Math.floor(DATES.to / 1000) * 1000);
	expect(found.email).toBe(EMAIL);
});

test('takes a chain whose first certificate is the own one, and sends that one alone', () => {
	expect(read(own.pem + root.pem).pem).toBe(own.pem);
});

test.each([
	['blanks', (pem: string) => pem.replaceAll('\n', ' ')],
	['written-out line breaks', (pem: string) => pem.replaceAll('\n', '\\n')],
	['Windows line ends', (pem: string) => pem.replaceAll('\n', '\r\n')],
	['a text before it', (pem: string) => `Bag Attributes\n  friendlyName: x\n${pem}`],
])('takes PEM text with %s', (_name, spoil) => {
	expect(read(spoil(own.pem), spoil(own.keyPem)).pem).toBe(own.pem);
});

test.each(['pkcs8', 'pkcs1'] as const)('opens an encrypted %s key, also in one line', (type) => {
	const pem = own.privateKey
		.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
		.toString();
	for (const key of [pem, pem.replaceAll('\n', ' ')]) {
		expect(read(own.pem, key, { passphrase: PASSPHRASE }).pem).toBe(own.pem);
		expect(() => read(own.pem, key)).toThrow('encrypted and the passphrase is missing');
		expect(() => read(own.pem, key, { passphrase: 'wrong' })).toThrow(
			'cannot be opened with its passphrase',
		);
	}
});

test('names mistakes of the chain', () => {
	expect(() => read(root.pem + own.pem)).toThrow(
		"is an issuer's (Test Root); the user's own (Ines Integration) comes after it",
	);
	const intermediate = make({ commonName: 'Middle', issuer: true });
	expect(() => read(intermediate.pem, intermediate.keyPem)).toThrow(
		"holds an issuer's (intermediate) certificate, not the user's own (Middle)",
	);
	expect(() => read('')).toThrow('has no certificate.');
	expect(() => read('MIIB')).toThrow('no certificate in PEM form');
	expect(() => read(own.pem.replace(/\n.{64}\n/, '\n'))).toThrow('damaged or incomplete');
});

test.each<[string, Partial<CertificateWish>, string]>([
	['self-signed', { signedBy: undefined }, '(Other) is self-signed'],
	["a root's", { signedBy: undefined, issuer: true }, '(Other) is self-signed'],
	["a web server's", { usages: [1] }, "is a web server's, not a user's"],
	["a web server's without a person", { usages: [1, 2], email: undefined }, "is a web server's"],
	['for signing programs', { usages: [3] }, 'is made for other uses'],
	['without an address', { usages: [2, 4], email: undefined }, 'names no e-mail address'],
	['for encryption only', { encryptsOnly: true }, 'may not be used for digital signatures'],
])('names a certificate that is %s', (_kind, wish, words) => {
	const made = make(wish);
	expect(() => read(made.pem, made.keyPem)).toThrow(words);
});

test.each<[string, Partial<CertificateWish>]>([
	['for e-mail and clients', { usages: [2, 4] }],
	['for servers, clients and a person', { usages: [1, 2] }],
	['with the address in the subject', { emailInSubject: true }],
])('takes a certificate %s', (_kind, wish) => {
	const made = make(wish);
	expect(read(made.pem, made.keyPem).email).toBe(EMAIL);
});

test('names mistakes of the key and quotes nothing of it', () => {
	const other = make({});
	expect(() => read(own.pem, other.keyPem)).toThrow(
		'does not belong to its certificate (Ines Integration)',
	);
	expect(() => read(own.pem, '')).toThrow('has no private key.');
	expect(() => read(own.pem, 'x')).toThrow('has no key in PEM form.');
	expect(() => read(own.pem, own.pem)).toThrow('no private key but a certificate');
	expect(() => read(own.pem, own.keyPem.replace(/\n.{64}\n/, '\n'))).toThrow(
		'private key of the credential "Finance" cannot be read',
	);
});

test('refuses short keys and other kinds of keys', () => {
	const short = make({
		privateKey: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
	});
	expect(() => read(short.pem, short.keyPem)).toThrow('has 1024 bits');
	const curve = make({
		privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
	});
	expect(() => read(curve.pem, curve.keyPem)).toThrow('is of the kind ec; Anaplan takes RSA');
});

test('names a certificate that has expired or is not yet valid', () => {
	expect(() => read(own.pem, own.keyPem, { now: DATES.to })).toThrow(
		'has expired: it ended on 2027-09-19',
	);
	expect(() => read(own.pem, own.keyPem, { now: DATES.from - DAY })).toThrow(
		'not yet valid: it begins on 2026-10-24',
	);
});

test('warns from 30 days before the end, and more urgently at 7 and at 1', () => {
	const at = (days: number) => endWarning(NOW + days * DAY, 'Finance', NOW);
	expect(at(31)).toBeUndefined();
	expect(at(30)).toContain('in 30 days. Ask for');
	expect(at(8)).toContain('in 8 days. Ask for');
	expect(at(7)).toContain('in 7 days. Get a new certificate this week');
	expect(at(1)).toContain('within a day. Get a new certificate now');
	expect(at(30)).toContain('"Finance" ends on 2026-12-23');
});

test('spells the header in both ways', () => {
	const [scheme, whole] = certificateHeader(own.pem, 'wholePem').split(' ');
	expect(scheme).toBe('CACertificate');
	expect(Buffer.from(whole, 'base64').toString()).toBe(own.pem);
	const body = certificateHeader(own.pem, 'bodyOnly').slice('CACertificate '.length);
	expect(body).toMatch(/^MII\S+$/);
	expect(new X509Certificate(Buffer.from(body, 'base64')).toString()).toBe(own.pem);
});

test('v2 leads with whole seconds in eight bytes, and the signature covers the bytes', () => {
	const nonce = Buffer.alloc(150, 7);
	const body = JSON.parse(signedBody(own.privateKey, 'v2', 1_750_736_826_999, () => nonce));
	expect(Object.keys(body)).toEqual(['encodedDataFormat', 'encodedData', 'encodedSignedData']);
	expect(body.encodedDataFormat).toBe('v2');
	// The eight bytes of the sample in Anaplan's help.
	expect(body.encodedData).toMatch(/^AAAAAGhaH7o/);
	const data = Buffer.from(body.encodedData, 'base64');
	expect(data.subarray(8)).toEqual(nonce);
	const signature = Buffer.from(body.encodedSignedData, 'base64');
	const { publicKey } = new X509Certificate(own.pem);
	expect(verify('sha512', data, publicKey, signature)).toBe(true);
});

test('v2 can lead with milliseconds', () => {
	const body = JSON.parse(signedBody(own.privateKey, 'v2Milliseconds', 1_750_736_826_999));
	const data = Buffer.from(body.encodedData, 'base64');
	expect(body.encodedDataFormat).toBe('v2');
	expect(Number(data.readBigUInt64BE(0))).toBe(1_750_736_826_999);
});

test('v1 signs the random bytes alone, and no two bodies are the same', () => {
	const body = JSON.parse(signedBody(own.privateKey, 'v1', NOW));
	expect(Object.keys(body)).toEqual(['encodedData', 'encodedSignedData']);
	expect(Buffer.from(body.encodedData, 'base64').length).toBeGreaterThanOrEqual(100);
	expect(JSON.parse(signedBody(own.privateKey, 'v1', NOW)).encodedData).not.toBe(body.encodedData);
});
