/** What Anaplan's answers say is wrong, in plain words. Pure. */
import { parseRetryAfter } from '../http/retry';
import type { HttpAnswer, HttpCall, ServiceFault } from '../http/types';

/** Anaplan's own words are quoted up to this length; they are never that long unless broken. */
const MAX_QUOTE = 300;

/**
 * Reads the fault of an answer of the Integration API; undefined where it is good. Source: status
 * codes of Anaplan's Integration API reference. Bodies may be the JSON envelope, HTML of a gateway,
 * or nothing.
 * @param now epoch milliseconds, for a Retry-After that is a date
 */
export function readIntegrationFault(
	answer: HttpAnswer,
	call: HttpCall,
	now: number,
): ServiceFault | undefined {
	const { status } = answer;
	if (status >= 200 && status < 300) return undefined;
	const said = quoteOf(answer);
	const facts = { httpStatus: status };
	const setting = (message: string, advice: string): ServiceFault => ({
		message: message + said,
		advice,
		facts,
		verdict: 'final',
		blame: 'setting',
	});
	const transient = (message: string, advice: string): ServiceFault => ({
		message: message + said,
		advice,
		facts,
		verdict: 'transient',
	});
	switch (status) {
		case 400:
			return setting(
				`Anaplan did not accept the request while ${call.what}.`,
				'Check the settings of the node; if they are right, report this with the message.',
			);
		case 401:
			return {
				message: `Anaplan refused the sign-in token while ${call.what}.`,
				advice:
					'Test the Anaplan credential. If the test passes, the user may lack the right to use the Anaplan API.',
				facts,
				verdict: 'unauthorized',
				blame: 'setting',
			};
		case 403:
			return setting(
				`The Anaplan user may not do this: ${call.what} was refused.`,
				"Have the model's administrator give the user a role with access to the model and to the import.",
			);
		case 404:
			return setting(
				`Anaplan found nothing, or hides it from this user, while ${call.what}.`,
				'Check that the workspace, the model and the import still exist, that an ID typed by hand has the right upper and lower case, and that the user has access to the model: Anaplan answers the same to all of these.',
			);
		case 408:
		case 500:
		case 502:
		case 503:
		case 504:
			return transient(
				`Anaplan has trouble (HTTP ${status}) and could not finish ${call.what}.`,
				"Run the workflow again in a few minutes; Anaplan's status page tells of outages.",
			);
		case 409:
			return transient(
				`The Anaplan model is busy with something that excludes ${call.what}.`,
				'Run the workflow again when the other import, export or process in the model has ended.',
			);
		case 410:
			return setting(
				`What Anaplan is asked for has moved or is gone: ${call.what} is not possible.`,
				'Choose the workspace, the model and the import from their lists again; they may have been moved or rebuilt.',
			);
		case 413:
			return setting(
				`Anaplan finds too much in one piece while ${call.what}.`,
				'Report this with the message; the node keeps to the limits that Anaplan states.',
			);
		case 405:
		case 406:
		case 415:
			return {
				message: `Anaplan does not take this form of request (HTTP ${status}) while ${call.what}.${said}`,
				advice:
					'Check the region or the custom URLs of the Anaplan credential: another service or a proxy may answer there. If they are right, report this with the message.',
				facts,
				verdict: 'final',
			};
		case 422:
			return setting(
				`The Anaplan model is archived, so ${call.what} is not possible.`,
				'Have a workspace administrator take the model out of the archive, or choose another model.',
			);
		case 423:
			return setting(
				`The Anaplan model is locked, so ${call.what} is not possible.`,
				'Have a workspace administrator unlock the model, then run the workflow again.',
			);
		case 424:
			return setting(
				`The Anaplan model is offline for maintenance, so ${call.what} is not possible.`,
				'Have a workspace administrator bring the model back online, then run the workflow again.',
			);
		case 425:
			return setting(
				`The Anaplan model is deployed, so ${call.what} is not possible in it.`,
				'Mark the list as a production list in Anaplan, or make the change in the development model.',
			);
		case 429:
			return throttled(answer, call, now);
		default:
			return {
				message: `Anaplan refused ${call.what} (HTTP ${status}).${said}`,
				advice:
					'Check the region or the custom URLs of the Anaplan credential; if they are right, report this with the message.',
				facts,
				verdict: 'final',
			};
	}
}

/** The two ways of signing in at the authentication service. */
export type SignInKind = 'basic' | 'certificate';

const REFUSED: { [kind in SignInKind]: { what: string; advice: string } } = {
	basic: {
		what: 'email and password',
		advice:
			'Open the credential, correct the email, the password or the region, and test it. An expired password must be renewed in Anaplan; with single sign-on the user must be an exception user of the workspace.',
	},
	certificate: {
		what: 'certificate',
		advice:
			"Have an Anaplan administrator check under Administration, Security, Certificates that this certificate is registered and active and that its e-mail address is the user's; with single sign-on the user must be an exception user. If all of that is right, check the region, this machine's clock (a few minutes off is too much), and try the other body formats and header spelling of the credential.",
	},
};

/**
 * Reads the fault of an answer of the authentication service. Source: Anaplan's Authentication API:
 * `FAILURE_BAD_CREDENTIAL` and `FAILURE_BAD_HEADER` with 401 or 400.
 * @param credential the name of the n8n credential, for the message
 * @param kind how it signs in, because each way has causes of its own
 */
export function readSignInFault(
	answer: HttpAnswer,
	call: HttpCall,
	credential: string,
	now: number,
	kind: SignInKind = 'basic',
): ServiceFault | undefined {
	const { status } = answer;
	if (status >= 200 && status < 300) return undefined;
	const facts = { httpStatus: status };
	if (status === 400 || status === 401 || status === 403) {
		return {
			message: `Anaplan refused the ${REFUSED[kind].what} of the credential "${credential}".`,
			advice: REFUSED[kind].advice,
			facts,
			verdict: 'final',
			blame: 'setting',
		};
	}
	if (status === 429) return throttled(answer, call, now);
	if (status === 408 || status >= 500) {
		return {
			message: `Anaplan's sign-in has trouble (HTTP ${status}).`,
			advice: "Run the workflow again in a few minutes; Anaplan's status page tells of outages.",
			facts,
			verdict: 'transient',
		};
	}
	return {
		message: `The sign-in address of the credential "${credential}" does not answer as Anaplan's does (HTTP ${status}).`,
		advice: 'Check the region or the custom authentication URL of the credential.',
		facts,
		verdict: 'final',
		blame: 'setting',
	};
}

function throttled(answer: HttpAnswer, call: HttpCall, now: number): ServiceFault {
	const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], now);
	return {
		message: `Anaplan still answered that it gets too many requests while ${call.what}.`,
		advice:
			"All tools of your company share Anaplan's 600 requests a minute. Run the workflow again later, or move other integrations to another time.",
		facts: { httpStatus: 429, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
		verdict: 'throttled',
	};
}

/** Anaplan's own message as a further sentence, from a JSON envelope only: HTML is nobody's reading. */
function quoteOf({ headers, body }: HttpAnswer): string {
	if (!(headers['content-type'] ?? '').includes('json')) return '';
	let envelope: unknown;
	try {
		envelope = JSON.parse(body.toString('utf8'));
	} catch {
		return '';
	}
	const status = (envelope as { status?: { message?: unknown } } | null)?.status;
	const message = typeof status === 'object' && status !== null ? status.message : undefined;
	if (typeof message !== 'string' || message.trim() === '') return '';
	return ` Anaplan says: "${message.trim().slice(0, MAX_QUOTE)}".`;
}
