import { readQuickBooksFault } from '../../../src/quickbooks/faults';
import { redact } from '../../../src/quickbooks/faultBody';
import { answer, FakeClock, GET } from '../http/fakes';

const TOKEN = 'eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0..tVx1a2b3c4d5e6f7';
const read = (status: number, body: unknown, headers: { [name: string]: string } = {}) =>
	readQuickBooksFault(answer(status, body, headers), GET, new FakeClock());
const app = (code: string, message = 'Message', detail = 'Detail') => ({
	Fault: {
		Error: [{ Message: message, Detail: detail, code, element: '' }],
		type: 'ValidationFault',
	},
	time: '2026-11-20T06:53:30.722-07:00',
});
const gateway = (code: string, message: string, detail: string) => ({
	warnings: null,
	intuitObject: null,
	fault: { error: [{ message, detail, code, element: null }], type: 'AUTHENTICATION' },
	queryResponse: null,
	batchItemResponse: [],
	time: 1601391072830,
});
const xml = (code: string, message: string, detail: string) =>
	`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse time="2026-11-20T06:53:30.722-07:00" xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="${code}"><Message>${message}</Message><Detail>${detail}</Detail></Error></Fault></IntuitResponse>`;

test('a good answer is no fault, whatever words its records hold', () => {
	expect(read(200, { QueryResponse: { Item: [{ Name: '"Fault": <Fault>' }] } })).toBeUndefined();
	expect(read(200, { fault: null, QueryResponse: {} })).toBeUndefined();
});

test('a fault inside an answer with status 200 is found', () => {
	expect(read(200, app('10000', 'An application error has occurred'))).toMatchObject({
		verdict: 'transient',
		facts: { code: '10000' },
	});
});

test('a bad query is a setting to mend, with the words of the parser and the correlation ID', () => {
	const fault = read(400, app('4001', 'Invalid query', "property 'Foo' is not queryable"), {
		intuit_tid: '1-abc',
	});
	expect(fault).toMatchObject({ verdict: 'final', blame: 'setting' });
	expect(fault?.facts).toEqual({ httpStatus: 400, code: '4001', correlationId: '1-abc' });
	expect(fault?.message).toBe(
		"QuickBooks Online did not understand the query while reading things: Invalid query - property 'Foo' is not queryable.",
	);
	expect(fault?.advice).toContain('filters');
});

test("the gateway's 401 asks for another token and never repeats the one it was given", () => {
	const body = gateway('3200', 'message=AuthenticationFailed', `Token expired: ${TOKEN}`);
	const fault = read(401, body, { 'intuit-tid': '1-x' });
	expect(fault).toMatchObject({ verdict: 'unauthorized', facts: { correlationId: '1-x' } });
	expect(JSON.stringify(fault)).not.toContain('eyJ');
});

test('no form of a token gets through', () => {
	expect(redact(`Token expired: ${TOKEN} end`)).not.toContain('eyJ');
	expect(redact(`Bearer ${TOKEN}`)).not.toContain('eyJ');
	expect(redact(`something ${TOKEN} else`)).toBe('something *** else');
	expect(redact('Token expired: short')).toBe('Token expired: ***');
	expect(redact('Invalid query')).toBe('Invalid query');
	expect(JSON.stringify(read(400, app('4000', 'Bad', `near ${TOKEN}`)))).not.toContain('eyJ');
});

test('a lost right is told as such, not as an expired token', () => {
	const body = app('120', 'Authorization Failure', '-11014 You do not have access');
	expect(read(401, body)).toMatchObject({ verdict: 'final', blame: 'setting' });
});

test('a wrong environment names Environment and realm ID', () => {
	const fault = read(403, gateway('3100', 'message=ApplicationAuthorizationFailed', ''));
	expect(fault).toMatchObject({ verdict: 'final', blame: 'setting' });
	expect(fault?.advice).toMatch(/Environment.*realm ID/);
});

test('throttling is recognised as XML, as JSON, and with status 403', () => {
	const words = 'message=ThrottleExceeded; errorCode=003001; statusCode=429';
	const limit = 'The request limit was reached.  Try again later';
	for (const fault of [
		read(429, xml('3001', words, limit)),
		read(429, gateway('3001', words, limit)),
		read(403, xml('3001', words, limit)),
		read(429, ''),
	]) {
		expect(fault?.verdict).toBe('throttled');
	}
});

test('Retry-After is passed on', () => {
	expect(read(429, '', { 'retry-after': '12' })?.facts.retryAfterMs).toBe(12_000);
	expect(read(429, '')?.facts.retryAfterMs).toBeUndefined();
});

test("an app whose month's calls are used up ends at once", () => {
	const fault = read(429, gateway('3001', 'ThrottleExceeded', 'Monthly quota exceeded'));
	expect(fault).toMatchObject({ verdict: 'final', blame: 'setting' });
	expect(fault?.advice).toContain('next month');
});

test.each([
	[504, xml('6002', 'message=GatewayTimeout; errorCode=006002; statusCode=504', '')],
	[503, '<html><body>Service Unavailable</body></html>'],
	[502, ''],
	[500, app('10000')],
	[408, ''],
])('status %i may go away by trying again', (status, body) => {
	expect(read(status, body)?.verdict).toBe('transient');
});

test('HTML never reaches the message', () => {
	expect(read(503, '<html><body>Service Unavailable</body></html>')?.message).not.toContain('<');
});

test.each([
	['610', 'service', /inactive/],
	['500', 'service', /30 days/],
	['4000', 'setting', /filters/],
	['4002', 'service', /e-mail/],
	['5010', 'service', /again/],
	['6190', 'setting', /subscription/],
	['6240', 'service', /name/],
	['2010', 'service', /value that QuickBooks names/],
	['2020', 'service', /value that QuickBooks names/],
	['2030', 'service', /value that QuickBooks names/],
	['2050', 'service', /value that QuickBooks names/],
	['2080', 'service', /value that QuickBooks names/],
	['6000', 'service', /realm ID/],
	['6140', 'service', /another document number/],
	['6210', 'service', /open the period/],
	['9999', 'service', /intuit_tid/],
])('code %s ends the run, blames the %s and says what to do', (code, blame, advice) => {
	const fault = read(400, app(code));
	expect(fault).toMatchObject({ verdict: 'final', facts: { code } });
	expect(fault?.blame ?? 'service').toBe(blame);
	expect(fault?.advice).toMatch(advice);
});

test('an unknown address points at the credential', () => {
	expect(read(404, '')).toMatchObject({ verdict: 'final', blame: 'setting' });
});

test('a fault without any error in it is still a fault', () => {
	expect(read(400, { Fault: { type: 'SystemFault' } })).toMatchObject({ verdict: 'final' });
});

test('XML entities are read and long words are cut', () => {
	const fault = read(400, xml('4000', 'Error &amp; &lt;STRING&gt;', 'x '.repeat(500)));
	expect(fault?.message).toContain('Error & <STRING>');
	expect(fault?.message.length).toBeLessThan(500);
});
