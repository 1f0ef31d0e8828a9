/** Deliveries whose sender is not proven to be Intuit are refused. */
import { createHmac } from 'node:crypto';

import { refusalOf } from '../../../../src/quickbooks/webhooks/verify';

const TOKEN = 'a verifier token';
const BODY = Buffer.from('[{"type":"qbo.vendor.updated.v1","note":"Ärzte  & Söhne"}]');
const sign = (body: Buffer | string, token = TOKEN) =>
	createHmac('sha256', token).update(body).digest('base64');

test('a signature of a known body and token, made with another program, is right', () => {
	// printf '%s' '{"eventNotifications":[]}' | openssl dgst -sha256 -hmac secret -binary | base64
	const signature = 'J3U+QvAlxAZviFaHb+ieLVcwenvEc007s9eARaIv6RU=';
	expect(
		refusalOf({ rawBody: Buffer.from('{"eventNotifications":[]}'), signature }, 'secret'),
	).toBeUndefined();
});

test('the right signature over the raw bytes is accepted', () => {
	expect(refusalOf({ rawBody: BODY, signature: sign(BODY) }, TOKEN)).toBeUndefined();
});

test.each([
	['the token is another one', sign(BODY, 'another token')],
	['one byte of the body has changed', sign(Buffer.concat([BODY, Buffer.from(' ')]))],
	[
		'the body was written anew',
		sign(JSON.stringify(JSON.parse(BODY.toString())).replace(/ /g, '')),
	],
	['the signature is cut', sign(BODY).slice(0, -1)],
	['the signature has more behind it', `${sign(BODY)}=`],
	[
		'the signature is of the same length, but wrong',
		sign(BODY).replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
	],
	['the signature is hexadecimal', createHmac('sha256', TOKEN).update(BODY).digest('hex')],
	['the signature has letters of another alphabet', 'ä'.repeat(22)],
])('it is refused where %s', (_what, signature) => {
	expect(refusalOf({ rawBody: BODY, signature }, TOKEN)).toBe('wrongSignature');
});

test('without a verifier token nothing is accepted, not even a signature with an empty key', () => {
	expect(refusalOf({ rawBody: BODY, signature: sign(BODY, '') }, '')).toBe('noVerifierToken');
});

test.each([undefined, '', BODY.toString(), JSON.parse(BODY.toString()), Buffer.alloc(0)])(
	'a body that is not there as it was sent is refused: %p',
	(rawBody: unknown) => {
		expect(refusalOf({ rawBody, signature: sign(BODY) }, TOKEN)).toBe('noRawBody');
	},
);

test.each([undefined, '', [sign(BODY), sign(BODY)]])(
	'a header that is missing or there twice is refused: %p',
	(signature) => {
		expect(refusalOf({ rawBody: BODY, signature }, TOKEN)).toBe('noSignature');
	},
);
