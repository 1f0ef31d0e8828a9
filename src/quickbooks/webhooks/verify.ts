/**
 * Whether a delivery comes from Intuit: its header `intuit-signature` is the Base64 of an HMAC-SHA256
 * over the body as it was sent, with the app's verifier token as key (Intuit's webhooks page).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Node writes header names in lower case, whatever a proxy made of them. */
export const SIGNATURE_HEADER = 'intuit-signature';

/** A delivery as it came in; nothing of it is trusted. */
export interface Delivery {
	/** The body before any parsing. */
	rawBody: unknown;
	/** The value of {@link SIGNATURE_HEADER}. */
	signature: unknown;
}

/** Why a delivery is refused. */
export type Refusal = 'noVerifierToken' | 'noRawBody' | 'noSignature' | 'wrongSignature';

/** The reason to refuse a delivery, or undefined where its signature is right. */
export function refusalOf(delivery: Delivery, verifierToken: string): Refusal | undefined {
	const { rawBody, signature } = delivery;
	if (verifierToken === '') return 'noVerifierToken';
	if (!Buffer.isBuffer(rawBody) || rawBody.length === 0) return 'noRawBody';
	if (typeof signature !== 'string' || signature === '') return 'noSignature';
	const expected = createHmac('sha256', verifierToken).update(rawBody).digest('base64');
	return isSame(signature, expected) ? undefined : 'wrongSignature';
}

/** Takes the same time wherever the two differ. Only their lengths may show, and those are known. */
function isSame(given: string, expected: string): boolean {
	const one = Buffer.from(given);
	const other = Buffer.from(expected);
	return one.length === other.length && timingSafeEqual(one, other);
}
