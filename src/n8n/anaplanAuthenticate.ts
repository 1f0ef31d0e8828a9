/** What n8n's own requests with the Anaplan credential carry: the credential test, above all. */
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { certificateHeader, readCertificate, signedBody } from '../anaplan/certificate';
import { systemClock } from '../clock';
import { PackError } from '../errors';
import { oauthOrigin, readHosts, readSignIn } from './anaplanFields';
import { renewStored, withToken } from './anaplanSession';

/** n8n does not tell a credential its own name; {@link oneText} takes this one out again. */
const NAME = 'Anaplan API';
/** What the credential test calls. */
const TEST_PATH = '/token/authenticate';

/**
 * Signs a request in. The credential test is the very exchange that the nodes make for a token.
 * @throws Error with message and advice in one, because the credential window shows the message only
 */
export async function authenticateAnaplan(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	return await oneText(async () => signIn(credentials, request));
}

/**
 * Renews OAuth2 tokens; n8n stores the returned fields before they are used. Nothing for the other
 * ways of signing in, whose tokens live in the process only.
 */
export async function preAuthenticateAnaplan(
	helper: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<IDataObject> {
	return await oneText(async () => {
		const fields = readSignIn(credentials, NAME);
		if (fields.kind !== 'oauth') return {};
		const origin = oauthOrigin(fields, readHosts(credentials, NAME), NAME);
		return await renewStored(helper, credentials, origin);
	});
}

function signIn(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const fields = readSignIn(credentials, NAME);
	if (fields.kind === 'basic') {
		return { ...request, auth: { username: fields.email, password: fields.password } };
	}
	if (fields.kind === 'oauth') {
		const hosts = readHosts(credentials, NAME);
		const origin = oauthOrigin(fields, hosts, NAME);
		const isTest = request.url.endsWith(TEST_PATH);
		const sent = isTest ? readOfUser(request, hosts.apiUrl) : request;
		return withToken(credentials, sent, origin, isTest);
	}
	const now = systemClock.now();
	const { pem, privateKey } = readCertificate(fields, NAME, now);
	const headers = {
		...request.headers,
		Authorization: certificateHeader(pem, fields.headerSpelling),
		'Content-Type': 'application/json',
	};
	return { ...request, headers, body: signedBody(privateKey, fields.bodyFormat, now) };
}

/** OAuth2 has no sign-in call to test with; a read of the user takes its place. */
function readOfUser(request: IHttpRequestOptions, apiUrl: string): IHttpRequestOptions {
	return { ...request, method: 'GET', baseURL: apiUrl, url: '/2/0/users/me' };
}

async function oneText<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		throw error instanceof PackError ? new Error(`${nameless(error)} ${error.advice}`) : error;
	}
}

function nameless({ message }: PackError): string {
	const named = new RegExp(`(t)he credential "${NAME}"`, 'gi');
	return message.replace(named, '$1his credential');
}
