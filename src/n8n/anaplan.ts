/** Opens an Anaplan session from a node's context: while it executes, and for its pickers. */
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';

import { AnaplanClient, checkHosts, type AnaplanAccount } from '../anaplan/client';
import { CUSTOM_REGION, findRegion, trimBaseUrl, type AnaplanHosts } from '../anaplan/regions';
import { SettingError } from '../errors';
import { cancelSignalOf, transportOf } from './transport';

/** The credential's name in n8n; see credentials/AnaplanApi.credentials.ts. */
export const ANAPLAN_CREDENTIAL = 'anaplanApi';

/**
 * A client that signs in with the node's Anaplan credential.
 * @throws SettingError where the credential is incomplete
 */
export async function openAnaplan(
	context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<AnaplanClient> {
	const credentials = await context.getCredentials(ANAPLAN_CREDENTIAL);
	const name = context.getNode().credentials?.[ANAPLAN_CREDENTIAL]?.name ?? 'Anaplan API';
	const account = readAccount(credentials, name);
	const signal = cancelSignalOf(context);
	return new AnaplanClient(account, {
		transport: transportOf(context),
		...(signal === undefined ? {} : { signal }),
	});
}

/**
 * Reads the account out of a decrypted credential.
 * @throws SettingError naming the credential and the field that is missing
 */
export function readAccount(
	credentials: ICredentialDataDecryptedObject,
	credentialName: string,
): AnaplanAccount {
	const hosts = readHosts(credentials, credentialName);
	checkHosts(hosts, credentialName);
	const signIn = text(credentials, 'signIn') || 'basic';
	if (signIn !== 'basic') {
		throw new SettingError(
			`The credential "${credentialName}" wants to sign in by "${signIn}", which this version does not know.`,
			'Open the credential and choose Basic, or update the package.',
		);
	}
	const [email, password] = [text(credentials, 'email').trim(), text(credentials, 'password')];
	if (email === '' || password === '') {
		throw new SettingError(
			`The credential "${credentialName}" has no ${email === '' ? 'email' : 'password'}.`,
			'Open the credential, fill in email and password, and test it.',
		);
	}
	return { hosts, signIn: { kind: 'basic', email, password }, credentialName };
}

function readHosts(credentials: ICredentialDataDecryptedObject, name: string): AnaplanHosts {
	const region = text(credentials, 'region');
	if (region === CUSTOM_REGION) {
		return {
			authUrl: trimBaseUrl(text(credentials, 'customAuthUrl')),
			apiUrl: trimBaseUrl(text(credentials, 'customApiUrl')),
			appUrl: trimBaseUrl(text(credentials, 'customAppUrl')),
		};
	}
	const found = findRegion(region);
	if (found !== undefined) return found;
	throw new SettingError(
		`The credential "${name}" has the region "${region}", which this version does not know.`,
		'Open the credential and choose a region from the list, or Custom with the three URLs.',
	);
}

function text(credentials: ICredentialDataDecryptedObject, field: string): string {
	const value = credentials[field];
	return typeof value === 'string' ? value : '';
}
