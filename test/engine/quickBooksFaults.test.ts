/** Every form in which QuickBooks says no, as a person sees it on the node. */
import { type FetchWorld, skipPauses, startFetch, windowOf } from './quickBooksFetchSetup';

const TID = '1-67890abc-12345';
/** The query of the list; the company's own facts are read by other ones. */
const VENDORS = /\/query\?.*Vendor/;
const TOKEN = 'eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0..tVx1a2b3c4d5e6f7';

let simulator: FetchWorld['simulator'];
let getVendor: FetchWorld['getVendor'];

beforeEach(async () => {
	({ simulator, getVendor } = await startFetch());
	skipPauses();
});

afterEach(async () => {
	jest.restoreAllMocks();
	await simulator.stop();
});

const app = (code: string, message: string, detail: string, type = 'ValidationFault') => ({
	Fault: { Error: [{ Message: message, Detail: detail, code, element: '' }], type },
	time: '2026-11-20T06:53:30.722-07:00',
});
const gateway = (code: string, message: string, detail: string) => ({
	warnings: null,
	fault: { error: [{ message, detail, code, element: null }], type: 'AUTHENTICATION' },
	queryResponse: null,
	time: 1_601_391_072_830,
});
const xml = (code: string, message: string, detail: string) =>
	`<?xml version="1.0"?><IntuitResponse time="2026-11-20T06:53:30.722-07:00" xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="${code}"><Message>${message}</Message><Detail>${detail}</Detail></Error></Fault></IntuitResponse>`;

/** Name, status, body, what the message says, what the advice says, code, calls made. */
const CASES: Array<[string, number, unknown, RegExp, RegExp, string | undefined, number]> = [
	[
		'a Fault of the application',
		400,
		app('4002', 'Error processing query', 'To email address entered is invalid'),
		/bad value stored in the company.*To email address entered is invalid/,
		/Correct the record that QuickBooks names/,
		'4002',
		// Its place is looked for; where every answer fails there is none to tell.
		3,
	],
	[
		'a fault of the gateway',
		403,
		gateway('3100', 'message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403', ''),
		/does not let this connection into the company/,
		/Environment \(Production or Sandbox\)/,
		'3100',
		1,
	],
	[
		'a Fault in XML',
		504,
		xml('6002', 'message=GatewayTimeout; errorCode=006002; statusCode=504', 'Gateway time-out'),
		/fault of its own \(status 504\).*GatewayTimeout/,
		/status\.developer\.intuit\.com/,
		'6002',
		6,
	],
	[
		'a page in HTML',
		502,
		'<html><body><h1>502 Bad Gateway</h1></body></html>',
		/fault of its own \(status 502\)/,
		/run the workflow again later/,
		undefined,
		6,
	],
	['an empty 503', 503, '', /fault of its own \(status 503\)/, /later/, undefined, 6],
	[
		'a Fault inside an answer with status 200',
		200,
		app('10000', 'An application error has occurred', 'Invalid Reference', 'SystemFault'),
		/fault of its own.*An application error has occurred - Invalid Reference/,
		/later/,
		'10000',
		6,
	],
	[
		'a lost access to the company',
		401,
		app('120', 'Authorization Failure', '-11014 You do not have access to this company'),
		/has no access to the company any more/,
		/Ask the administrator of the QuickBooks company/,
		'120',
		1,
	],
	[
		'a suspended company',
		400,
		app('6190', 'Invalid Company Status', 'Subscription period has ended'),
		/subscription of this company has ended/,
		/Renew the subscription/,
		'6190',
		1,
	],
	[
		'a code that nobody knows',
		400,
		app('98765', 'Something new', 'Nobody wrote it down'),
		/refused the call \(status 400\).*Something new - Nobody wrote it down/,
		/its support asks for the intuit_tid/,
		'98765',
		1,
	],
];

test.each(CASES)(
	'%s becomes an error with what happened, what to do, code and intuit_tid',
	async (_name, status, body, message, advice, code, calls) => {
		simulator.faults.arm({
			path: VENDORS,
			status,
			body,
			headers: { intuit_tid: TID },
			...(typeof body === 'string' ? { contentType: 'text/html' } : {}),
		});
		const { error } = await getVendor();
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(advice);
		expect(error?.description).toContain(`intuit_tid ${TID}`);
		if (code !== undefined) expect(error?.description).toContain(`code ${code}`);
		expect(simulator.log.count({ path: VENDORS })).toBe(calls);
	},
);

test('the token that a 401 repeats is shown nowhere', async () => {
	simulator.faults.arm({
		path: VENDORS,
		status: 401,
		body: gateway('3200', 'message=AuthenticationFailed', `Token expired: ${TOKEN}`),
	});
	const { error, run } = await getVendor();
	expect(error?.message).toContain('did not accept the sign-in');
	expect(JSON.stringify(run.data.resultData)).not.toContain('eyJ');
	// One renewal, one replay.
	expect(simulator.log.count({ path: VENDORS })).toBe(2);
});

test("a minute's limit is waited for; every caller of the company pauses with it", async () => {
	simulator.faults.arm({
		path: /\/query/,
		status: 429,
		body: xml('3001', 'message=ThrottleExceeded; errorCode=003001; statusCode=429', 'The limit'),
		headers: { 'Retry-After': '1' },
		times: 1,
	});
	windowOf(await getVendor());
});

test.each(['xml', 'json'] as const)(
	"a month's used-up quota, which no pause heals, ends the retries and is told as such (%s)",
	async (throttleBody) => {
		// The second call is refused and every call after it, in the same words as a minute's limit.
		simulator.switches.monthlyReads = 1;
		simulator.switches.throttleBody = throttleBody;
		simulator.switches.retryAfterSeconds = 0;
		const { error } = await getVendor();
		expect(error?.message).toMatch(/too many, and still did so after 3 pauses/);
		expect(error?.description).toMatch(/calls of this month are most likely used up/);
		expect(error?.description).toContain('code 3001');
		expect(simulator.log.count({ status: 429 })).toBe(4);
	},
);

test('a pause that QuickBooks wants longer than a run may wait ends the run and says how long', async () => {
	simulator.switches.monthlyReads = 1;
	simulator.switches.retryAfterSeconds = 1_800;
	const { error } = await getVendor();
	expect(error?.message).toMatch(/too many, and asks for a pause of 30 minutes/);
	expect(error?.description).toContain('Run the workflow again after that time');
	// Each was tried once: the company's facts are read by two calls together.
	expect(simulator.log.count({ status: 429 })).toBeLessThanOrEqual(2);
});

test("where QuickBooks names the month's quota, nothing is tried again", async () => {
	simulator.faults.arm({
		path: VENDORS,
		status: 429,
		body: app(
			'3001',
			'ThrottleExceeded',
			'Monthly CorePlus quota of the Builder tier is exhausted',
		),
	});
	const { error } = await getVendor();
	expect(error?.message).toMatch(/blocked this app until next month/);
	expect(simulator.log.count({ status: 429 })).toBe(1);
});
