/** What n8n's own requests with the Anaplan credential carry: the credential test, above all. */
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { certificateHeader, readCertificate, signedBody } from '../anaplan/certificate';
import { systemClock } from '../clock';
import { PackError } from '../errors';
import { readSignIn } from './anaplanFields';

/** n8n does not tell a credential its own name. */
const NAME = 'Anaplan API';

/**
 * Signs a request in. The credential test is the very exchange that the nodes make for a token.
 * @throws Error with message and advice in one, because the credential window shows the message only
 */
export async function authenticateAnaplan(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	return oneText(() => signIn(credentials, request));
}

function signIn(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const fields = readSignIn(credentials, NAME);
	if (fields.kind === 'basic') {
		return { ...request, auth: { username: fields.email, password: fields.password } };
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

function oneText<Result>(work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		throw error instanceof PackError ? new Error(`${error.message} ${error.advice}`) : error;
	}
}
