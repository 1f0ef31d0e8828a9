/**
 * What QuickBooks says is wrong with a call, read from every form it uses: `Fault` of the
 * application, `fault` of the gateway, XML, HTML, and a fault inside an answer with status 200.
 * Forms and codes: Intuit's error code pages and recorded sandbox answers.
 */
import type { Clock } from '../clock';
import { MAX_RETRY_AFTER_MS, parseRetryAfter } from '../http/retry';
import type { HttpAnswer, HttpCall, ServiceFault } from '../http/types';
import { readFaultBody, type FaultDetail } from './faultBody';

/** Intuit: after a 429 wait a minute (limits and throttles page). */
export const THROTTLE_WAIT_MS = 60_000;

/**
 * A minute's limit is over after one pause, because all callers of the company pause together; two more
 * are for other apps that use the same company. What refuses a fourth time in a row is the month's quota.
 */
export const THROTTLE_ATTEMPTS = 4;

type Meaning = Pick<ServiceFault, 'message' | 'advice' | 'verdict' | 'blame'>;

/** Undefined where the answer is good. Never repeats token text. */
export function readQuickBooksFault(
	answer: HttpAnswer,
	call: HttpCall,
	clock: Clock,
): ServiceFault | undefined {
	const detail = readFaultBody(answer);
	if (detail === undefined && answer.status >= 200 && answer.status < 300) return undefined;
	const code = detail?.code;
	const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], clock.now());
	const correlationId = answer.headers.intuit_tid ?? answer.headers['intuit-tid'];
	return {
		...meaningOf(answer.status, detail, call, retryAfterMs),
		facts: {
			httpStatus: answer.status,
			...(code === undefined ? {} : { code }),
			...(correlationId === undefined ? {} : { correlationId }),
			...(retryAfterMs === undefined ? {} : { retryAfterMs }),
		},
	};
}

function meaningOf(
	status: number,
	detail: FaultDetail | undefined,
	call: HttpCall,
	retryAfterMs: number | undefined,
): Meaning {
	const code = detail?.code;
	if (status === 429 || code === '3001' || code === '003001') {
		return throttled(detail, call, retryAfterMs);
	}
	const known = code === undefined ? undefined : CODES.get(code);
	if (known !== undefined) return known(call.what, detail?.text ?? '');
	if (status === 401) return unauthorized(call.what);
	if (status === 403) return forbidden(call.what);
	if (status === 404) return notFound(call.what);
	if (status === 408 || status >= 500) return unavailable(call.what, detail?.text ?? '', status);
	return refused(call.what, detail?.text ?? '', status);
}

/**
 * A 429 means "too many this minute" or "the month's quota is used up"; the second does not heal
 * by waiting. Where the words tell, the run ends at once; otherwise the retries run out.
 */
function throttled(detail: FaultDetail | undefined, call: HttpCall, retryAfterMs = 0): Meaning {
	if (/month|quota|billing|tier/i.test(detail?.text ?? '')) {
		return {
			message: `QuickBooks Online has blocked this app until next month, because its monthly calls are used up (noticed while ${call.what}).`,
			advice:
				"Open the app in Intuit's developer portal, look at its usage, and move to a higher tier or wait for the next month; waiting some minutes will not help.",
			verdict: 'final',
			blame: 'setting',
		};
	}
	if (retryAfterMs > MAX_RETRY_AFTER_MS) {
		const minutes = Math.ceil(retryAfterMs / 60_000);
		return {
			message: `QuickBooks Online refused calls because there were too many, and asks for a pause of ${minutes} minutes, while ${call.what}.`,
			advice:
				"Run the workflow again after that time; a run does not wait so long. If QuickBooks asks for it often, look at the app's usage in Intuit's developer portal: its calls of this month may be used up.",
			verdict: 'throttled',
		};
	}
	return {
		message: `QuickBooks Online refused calls because there were too many, and still did so after ${THROTTLE_ATTEMPTS - 1} pauses, while ${call.what}.`,
		advice:
			"A limit by the minute ends after one pause, so the app's calls of this month are most likely used up: look at its usage in Intuit's developer portal; only a higher tier or the next month helps then. If calls are left there, another app is using this company heavily: run the workflow again at another time.",
		verdict: 'throttled',
	};
}

function unauthorized(what: string): Meaning {
	return {
		message: `QuickBooks Online did not accept the sign-in of this connection while ${what}.`,
		advice:
			'Open the QuickBooks Online credential in n8n, press Connect again and choose the company.',
		verdict: 'unauthorized',
		blame: 'setting',
	};
}

function forbidden(what: string): Meaning {
	return {
		message: `QuickBooks Online does not let this connection into the company while ${what}.`,
		advice:
			"Check that the credential's Environment (Production or Sandbox) fits the company and that the realm ID belongs to it; then press Connect again and choose the company.",
		verdict: 'final',
		blame: 'setting',
	};
}

function notFound(what: string): Meaning {
	return {
		message: `QuickBooks Online knows no company or page at the address that was called while ${what}.`,
		advice:
			"Check the credential's Environment, custom API URL and Realm ID (Override); then press Connect again and choose the company.",
		verdict: 'final',
		blame: 'setting',
	};
}

function unavailable(what: string, text: string, status: number): Meaning {
	return {
		message: `QuickBooks Online had a fault of its own (status ${status}) while ${what}, and it did not go away by trying again${quoted(text)}.`,
		advice: 'Look at status.developer.intuit.com and run the workflow again later.',
		verdict: 'transient',
	};
}

function refused(what: string, text: string, status: number): Meaning {
	return {
		message: `QuickBooks Online refused the call (status ${status}) while ${what}${quoted(text)}.`,
		advice:
			'Correct what QuickBooks names, or look the code up on the error codes page of Intuit; its support asks for the intuit_tid.',
		verdict: 'final',
	};
}

function quoted(text: string): string {
	return text === '' ? '' : `: ${text.replace(/[.\s]+$/, '')}`;
}

const final =
	(blame: 'setting' | 'service', message: string, advice: string) =>
	(what: string, text: string): Meaning => ({
		message: `${message} while ${what}${quoted(text)}.`,
		advice,
		verdict: 'final',
		blame,
	});

const badQuery = final(
	'setting',
	'QuickBooks Online did not understand the query',
	'Check the filters of this node: QuickBooks can filter by few fields only, and the value must suit the field.',
);
const badValue = final(
	'service',
	'QuickBooks Online refused a value',
	'Correct the value that QuickBooks names and run the workflow again.',
);
const duplicateNumber = final(
	'service',
	'QuickBooks Online refused a document because its number is taken or its period is closed',
	'Choose another document number, or open the period in QuickBooks (Account and settings, Advanced, Close the books).',
);

const CODES = new Map<string, (what: string, text: string) => Meaning>([
	['3200', unauthorized],
	['003200', unauthorized],
	['3100', forbidden],
	['003100', forbidden],
	[
		'120',
		final(
			'setting',
			'The QuickBooks user behind this connection has no access to the company any more',
			'Ask the administrator of the QuickBooks company to restore the access, or press Connect again in the credential as a user who has it.',
		),
	],
	[
		'610',
		final(
			'service',
			'QuickBooks Online did not find an object, because it was deleted, never was in this company, or refers to an inactive name',
			'Look the object up in QuickBooks; make the inactive name active again or leave the object out.',
		),
	],
	[
		'500',
		final(
			'service',
			'QuickBooks Online does not support this operation',
			'If a start date is set, choose one within the last 30 days; otherwise read the entity with Get Many.',
		),
	],
	['4000', badQuery],
	['4001', badQuery],
	[
		'4002',
		final(
			'service',
			'QuickBooks Online could not answer because of a bad value stored in the company',
			'Correct the record that QuickBooks names (often an e-mail address) in QuickBooks and run the workflow again.',
		),
	],
	['2010', badValue],
	['2020', badValue],
	['2030', badValue],
	['2050', badValue],
	['2080', badValue],
	[
		'5010',
		final(
			'service',
			'QuickBooks Online refused an outdated version of an object (SyncToken)',
			'Read the object again and repeat the change.',
		),
	],
	[
		'6000',
		final(
			'service',
			"QuickBooks Online refused the call by one of the company's rules",
			'Correct what QuickBooks names and run the workflow again; if the realm ID is missing, connect the credential again.',
		),
	],
	['6140', duplicateNumber],
	['6210', duplicateNumber],
	[
		'6190',
		final(
			'setting',
			'The QuickBooks subscription of this company has ended or is suspended',
			'Renew the subscription in QuickBooks (Account and settings, Billing and subscription), then run the workflow again.',
		),
	],
	[
		'6240',
		final(
			'service',
			'QuickBooks Online refused a name that is taken',
			'Choose another name; customers, vendors and employees share one set of names.',
		),
	],
	['6002', (what, text) => unavailable(what, text, 504)],
	['006002', (what, text) => unavailable(what, text, 504)],
	['10000', (what, text) => unavailable(what, text, 500)],
]);
