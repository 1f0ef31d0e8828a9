/** Reads the fields of the Anaplan credential. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { BodyFormat, CertificateFields, HeaderSpelling } from '../anaplan/certificate';
import { checkHosts } from '../anaplan/client';
import type { OAuthOrigin } from '../anaplan/oauthSession';
import { CUSTOM_REGION, findRegion, trimBaseUrl, type AnaplanHosts } from '../anaplan/regions';
import { SettingError } from '../errors';

/** What the credential's field Sign-In chose, with the fields that belong to it. */
export type SignInFields =
	| { kind: 'basic'; email: string; password: string }
	| ({ kind: 'certificate' } & CertificateFields)
	/** A refresh token, or the device grant where it is ''. */
	| { kind: 'oauth'; clientId: string; clientSecret: string; refreshToken: string };

/**
 * The fields of the chosen way of signing in.
 * @throws SettingError naming the credential and the field that is missing
 */
export function readSignIn(
	credentials: ICredentialDataDecryptedObject,
	credentialName: string,
): SignInFields {
	const signIn = text(credentials, 'signIn') || 'basic';
	switch (signIn) {
		case 'basic':
			return readBasic(credentials, credentialName);
		case 'certificate':
			return {
				kind: 'certificate',
				certificate: text(credentials, 'certificate'),
				privateKey: text(credentials, 'privateKey'),
				passphrase: text(credentials, 'passphrase'),
				bodyFormat: choice<BodyFormat>(credentials, 'bodyFormat', ['v2', 'v1', 'v2Milliseconds']),
				headerSpelling: choice<HeaderSpelling>(credentials, 'headerSpelling', [
					'wholePem',
					'bodyOnly',
				]),
			};
		case 'refreshToken':
		case 'deviceGrant':
			return readOAuth(credentials, credentialName, signIn);
		default:
			throw new SettingError(
				`The credential "${credentialName}" wants to sign in by "${signIn}", which this version does not know.`,
				'Open the credential and choose a sign-in from the list, or update the package.',
			);
	}
}

/** OAuth2 needs the host of the web application too. @throws SettingError where it is missing */
export function oauthOrigin(
	fields: Extract<SignInFields, { kind: 'oauth' }>,
	{ appUrl }: AnaplanHosts,
	credentialName: string,
): OAuthOrigin {
	if (!/^https?:\/\/[^/\s]+/.test(appUrl)) {
		throw new SettingError(
			`The Application URL of the credential "${credentialName}" is not a web address: "${appUrl}".`,
			'Open the credential and choose a region, or enter a URL that starts with https://.',
		);
	}
	const { clientId, clientSecret, refreshToken } = fields;
	return { appUrl, clientId, clientSecret, refreshToken };
}

/** @throws SettingError where the region is unknown or a custom URL is no web address */
export function readHosts(
	credentials: ICredentialDataDecryptedObject,
	credentialName: string,
): AnaplanHosts {
	const hosts = hostsOf(credentials, credentialName);
	checkHosts(hosts, credentialName);
	return hosts;
}

function hostsOf(credentials: ICredentialDataDecryptedObject, name: string): AnaplanHosts {
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

function readBasic(credentials: ICredentialDataDecryptedObject, name: string): SignInFields {
	const [email, password] = [text(credentials, 'email').trim(), text(credentials, 'password')];
	if (email === '' || password === '') {
		throw new SettingError(
			`The credential "${name}" has no ${email === '' ? 'email' : 'password'}.`,
			'Open the credential, fill in email and password, and test it.',
		);
	}
	return { kind: 'basic', email, password };
}

function readOAuth(
	credentials: ICredentialDataDecryptedObject,
	name: string,
	signIn: 'refreshToken' | 'deviceGrant',
): SignInFields {
	const clientId = text(credentials, 'clientId').trim();
	const pasted = signIn === 'refreshToken';
	const refreshToken = pasted ? text(credentials, 'refreshToken').trim() : '';
	if (clientId === '' || (pasted && refreshToken === '')) {
		throw new SettingError(
			`The credential "${name}" has no ${clientId === '' ? 'client ID' : 'refresh token'}.`,
			'Open the credential and fill it in; an Anaplan administrator finds the client under Administration, Security, OAuth clients.',
		);
	}
	const clientSecret = pasted ? text(credentials, 'clientSecret').trim() : '';
	return { kind: 'oauth', clientId, clientSecret, refreshToken };
}

/** A text field; '' where it is absent or no text. */
export function text(credentials: ICredentialDataDecryptedObject, field: string): string {
	const value = credentials[field];
	return typeof value === 'string' ? value : '';
}

/** One of the values; the first where the field is empty. */
function choice<Value extends string>(
	credentials: ICredentialDataDecryptedObject,
	field: string,
	values: readonly [Value, ...Value[]],
): Value {
	return values.find((value) => value === credentials[field]) ?? values[0];
}
