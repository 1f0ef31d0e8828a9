import { readIntegrationFault, readSignInFault } from '../../../src/anaplan/faults';
import type { HttpCall } from '../../../src/http/types';

const CALL: HttpCall = {
	method: 'GET',
	path: '/models',
	repeat: 'safe',
	what: 'listing the models',
};
const NOW = Date.parse('2026-10-06T12:00:00Z');

function fault(
	status: number,
	body: string | object = '',
	headers: { [name: string]: string } = {},
) {
	const json = typeof body === 'object';
	return readIntegrationFault(
		{
			status,
			headers: {
				'content-type': json ? 'application/json;charset=UTF-8' : 'text/html',
				...headers,
			},
			body: Buffer.from(json ? JSON.stringify(body) : body),
		},
		CALL,
		NOW,
	);
}

test('any 2xx is good', () => {
	for (const status of [200, 201, 202, 204]) expect(fault(status)).toBeUndefined();
});

test.each([
	[400, 'final', 'setting'],
	[401, 'unauthorized', 'setting'],
	[403, 'final', 'setting'],
	[404, 'final', 'setting'],
	[405, 'final', undefined],
	[409, 'transient', undefined],
	[415, 'final', undefined],
	[422, 'final', 'setting'],
	[423, 'final', 'setting'],
	[424, 'final', 'setting'],
	[425, 'final', 'setting'],
	[429, 'throttled', undefined],
	[500, 'transient', undefined],
	[503, 'transient', undefined],
] as const)('HTTP %i is %s', (status, verdict, blame) => {
	const found = fault(status);
	expect(found?.verdict).toBe(verdict);
	expect(found?.blame).toBe(blame);
	expect(found?.facts.httpStatus).toBe(status);
	expect(found?.message).toMatch(/^[A-Z].*\.$/);
	expect(found?.advice).toMatch(/^[A-Z].*\.$/s);
});

test("quotes Anaplan's own message from the envelope, and never HTML", () => {
	const status = { code: 400, message: 'Invalid page selector [id]' };
	expect(fault(400, { status })?.message).toContain('Anaplan says: "Invalid page selector [id]".');
	expect(fault(400, { status: 'FAILURE' })?.message).not.toContain('Anaplan says');
	expect(fault(502, '<h1>Bad Gateway</h1>')?.message).not.toContain('<');
	expect(fault(404, '{"status"', { 'content-type': 'application/json' })?.verdict).toBe('final');
});

test('a 404 says that missing access looks the same', () => {
	expect(fault(404)?.message).toContain('found nothing, or hides it from this user');
	expect(fault(404)?.advice).toContain('access to the model');
});

test('Retry-After is read in seconds and as a date, and left out where absent or malformed', () => {
	expect(fault(429, '', { 'retry-after': '17' })?.facts.retryAfterMs).toBe(17_000);
	const date = 'Tue, 06 Oct 2026 12:00:30 GMT';
	expect(fault(429, '', { 'retry-after': date })?.facts.retryAfterMs).toBe(30_000);
	expect(fault(429)?.facts).toEqual({ httpStatus: 429 });
	expect(fault(429, '', { 'retry-after': 'soon' })?.facts).toEqual({ httpStatus: 429 });
});

test('the sign-in tells a wrong password from trouble and from a foreign host', () => {
	const read = (status: number) =>
		readSignInFault({ status, headers: {}, body: Buffer.alloc(0) }, CALL, 'My Anaplan', NOW);
	expect(read(201)).toBeUndefined();
	expect(read(401)).toMatchObject({
		message: 'Anaplan refused the email and password of the credential "My Anaplan".',
		verdict: 'final',
		blame: 'setting',
	});
	expect(read(503)?.verdict).toBe('transient');
	expect(read(429)?.verdict).toBe('throttled');
	expect(read(404)?.message).toContain('does not answer as Anaplan');
});
