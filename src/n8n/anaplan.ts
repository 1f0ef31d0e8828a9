/** Opens an Anaplan session from a node's context: while it executes, and for its pickers. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { endWarning, readCertificate } from '../anaplan/certificate';
import { AnaplanClient, type AnaplanAccount } from '../anaplan/client';
import { systemClock } from '../clock';
import { oauthOrigin, readHosts, readSignIn, text } from './anaplanFields';
import { ANAPLAN_CONNECTED, connectedTokens } from './anaplanOAuth2';
import { storedTokens, type AnaplanContext } from './anaplanSession';
import { readRequestShare } from './anaplanShare';
import { cancelSignalOf, transportOf } from './transport';

/** The credential's name in n8n; see credentials/AnaplanApi.credentials.ts. */
export const ANAPLAN_CREDENTIAL = 'anaplanApi';

/**
 * A client that signs in with the node's Anaplan credential.
 * @throws SettingError where the credential is incomplete
 */
export async function openAnaplan(context: AnaplanContext): Promise<AnaplanClient> {
	const account = await accountOf(context);
	warnOfEnd(context, account);
	const signal = cancelSignalOf(context);
	return new AnaplanClient(account, {
		transport: transportOf(context),
		...(signal === undefined ? {} : { signal }),
	});
}

/** The field with which a node chooses its credential; nodes of older workflows lack it. */
export const AUTHENTICATION_FIELD = 'authentication';

async function accountOf(context: AnaplanContext): Promise<AnaplanAccount> {
	const { parameters, credentials: references } = context.getNode();
	if (parameters[AUTHENTICATION_FIELD] !== ANAPLAN_CONNECTED) {
		const credentials = await context.getCredentials(ANAPLAN_CREDENTIAL);
		const name = references?.[ANAPLAN_CREDENTIAL]?.name ?? 'Anaplan API';
		const requestShare = readRequestShare(credentials, name);
		return { ...readAccount(context, credentials, name), requestShare };
	}
	const credentials = await context.getCredentials(ANAPLAN_CONNECTED);
	const credentialName = references?.[ANAPLAN_CONNECTED]?.name ?? 'Anaplan OAuth2 API';
	const hosts = readHosts(credentials, credentialName);
	const tokens = await connectedTokens(context, hosts, credentialName);
	const clientId = text(credentials, 'clientId');
	const requestShare = readRequestShare(credentials, credentialName);
	return { hosts, signIn: { kind: 'oauth', clientId, tokens }, credentialName, requestShare };
}

/**
 * Reads the account out of a decrypted credential.
 * @throws SettingError naming the credential and what is missing or wrong in it
 */
function readAccount(
	context: AnaplanContext,
	credentials: ICredentialDataDecryptedObject,
	credentialName: string,
): AnaplanAccount {
	const hosts = readHosts(credentials, credentialName);
	const fields = readSignIn(credentials, credentialName);
	if (fields.kind === 'basic') return { hosts, signIn: fields, credentialName };
	if (fields.kind === 'oauth') {
		const origin = oauthOrigin(fields, hosts, credentialName);
		const tokens = storedTokens(context, ANAPLAN_CREDENTIAL, hosts, origin, credentialName);
		const { kind, clientId } = fields;
		return { hosts, signIn: { kind, clientId, tokens }, credentialName };
	}
	const { kind, bodyFormat, headerSpelling } = fields;
	const certificate = readCertificate(fields, credentialName, systemClock.now());
	return { hosts, signIn: { kind, certificate, bodyFormat, headerSpelling }, credentialName };
}

/** A certificate that ends soon is told at every run, until it is replaced. */
function warnOfEnd(context: AnaplanContext, { signIn, credentialName }: AnaplanAccount): void {
	if (signIn.kind !== 'certificate' || !('addExecutionHints' in context)) return;
	const message = endWarning(signIn.certificate.validTo, credentialName, systemClock.now());
	if (message === undefined) return;
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
