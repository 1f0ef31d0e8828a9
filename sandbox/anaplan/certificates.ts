/** Registered certificates and the check of a signed sign-in. Anaplan's help, "CA certificates". */
import { verify, X509Certificate } from 'node:crypto';
import type { SimClock } from '../common/clock';
import type { AnaplanSwitches } from './switches';

/** How far the time in a v2 body may be off. Not documented; a usual value. */
const SKEW_MS = 5 * 60_000;
/** Fewer random bytes are refused. */
const MIN_NONCE = 100;
const TIME_BYTES = 8;
/** Extended key usages: of servers; of clients and of e-mail. */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const PERSONAL = ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.4'];

export class CertificateRegistry {
	/** By SHA-256 fingerprint, with the user's e-mail. */
	private readonly registered = new Map<string, string>();
	/** Bodies of v2 seen so far. */
	private readonly used = new Set<string>();

	constructor(
		private readonly clock: SimClock,
		private readonly switches: AnaplanSwitches,
	) {}

	/** What an administrator does in Anaplan. @throws Error in Anaplan's words for a wrong one */
	register(pem: string): void {
		const certificate = new X509Certificate(pem);
		const email =
			/email:([^,\s]+)/.exec(certificate.subjectAltName ?? '')?.[1] ??
			/^emailAddress=(\S+)$/m.exec(certificate.subject)?.[1];
		if (email === undefined) throw new Error('email should not be blank [null]');
		if (certificate.issuer === certificate.subject) {
			throw new Error('self-signed certificates are not supported');
		}
		const usages = certificate.keyUsage ?? [];
		if (usages.includes(SERVER_AUTH) && !usages.some((usage) => PERSONAL.includes(usage))) {
			throw new Error('server certificates are not supported');
		}
		this.registered.set(certificate.fingerprint256, email.toLowerCase());
	}

	/** What an administrator does when a certificate is no longer wanted. */
	disable(pem: string): void {
		this.registered.delete(new X509Certificate(pem).fingerprint256);
	}

	/**
	 * The e-mail of the user who signed, or undefined.
	 * @param header what stands behind `CACertificate`
	 */
	userOf(header: string, body: unknown): string | undefined {
		const certificate = decode(header);
		const signed = read(body);
		if (certificate === undefined || signed === undefined) return undefined;
		const email = this.registered.get(certificate.fingerprint256);
		const now = this.clock.now();
		if (now < Date.parse(certificate.validFrom) || now >= Date.parse(certificate.validTo)) {
			return undefined;
		}
		const signs = verify('sha512', signed.data, certificate.publicKey, signed.signature);
		return signs && this.isFresh(signed) ? email : undefined;
	}

	private isFresh({ version, data }: Signed): boolean {
		if (version === 1) return !this.switches.requireV2 && data.length >= MIN_NONCE;
		if (data.length < TIME_BYTES + MIN_NONCE) return false;
		const unit = this.switches.v2Time === 'seconds' ? 1_000 : 1;
		const at = Number(data.readBigUInt64BE(0)) * unit;
		if (Math.abs(at - this.clock.now()) > SKEW_MS) return false;
		const key = data.toString('base64');
		if (this.used.has(key)) return false;
		this.used.add(key);
		return true;
	}
}

interface Signed {
	version: 1 | 2;
	data: Buffer;
	signature: Buffer;
}

/** Two spellings are in use: base64 of the whole PEM text, and the PEM's own base64 body. */
function decode(header: string): X509Certificate | undefined {
	const decoded = Buffer.from(header, 'base64');
	const isPem = decoded.toString('latin1', 0, 10) === '-----BEGIN';
	// One certificate: a PEM text with its issuers is not what was registered.
	if (isPem && decoded.toString('latin1').split('-----BEGIN').length > 2) return undefined;
	try {
		return new X509Certificate(decoded);
	} catch {
		return undefined;
	}
}

function read(body: unknown): Signed | undefined {
	if (typeof body !== 'object' || body === null) return undefined;
	const fields = body as Record<string, unknown>;
	const { encodedDataFormat: format, encodedData, encodedSignedData } = fields;
	if (typeof encodedData !== 'string' || typeof encodedSignedData !== 'string') return undefined;
	if (format !== undefined && format !== 'v2') return undefined;
	return {
		version: format === 'v2' ? 2 : 1,
		data: Buffer.from(encodedData, 'base64'),
		signature: Buffer.from(encodedSignedData, 'base64'),
	};
}
