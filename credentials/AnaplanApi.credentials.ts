import type {
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestHelper,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { hostExpression } from '../src/anaplan/regions';
import { authenticateAnaplan, preAuthenticateAnaplan } from '../src/n8n/anaplanAuthenticate';
import { anaplanHostFields } from '../src/n8n/anaplanHostFields';
import { requestShareField } from '../src/n8n/anaplanShare';

/** Each way of signing in shows the fields of its own. */
const onlyBasic = { show: { signIn: ['basic'] } };
const onlyRefreshToken = { show: { signIn: ['refreshToken'] } };
const onlyCertificate = { show: { signIn: ['certificate'] } };

/**
 * Signs in to Anaplan. The nodes exchange e-mail and password, or a signature, for a token once per
 * process and share it; `authenticate` below serves the credential test, which is that very exchange.
 */
export class AnaplanApi implements ICredentialType {
	name = 'anaplanApi';

	displayName = 'Anaplan API';

	icon: Icon = { light: 'file:anaplan.svg', dark: 'file:anaplan.dark.svg' };

	documentationUrl = 'https://anaplanauthentication.docs.apiary.io/';

	properties: INodeProperties[] = [
		...anaplanHostFields(false),
		{
			displayName: 'Sign-In',
			name: 'signIn',
			type: 'options',
			options: [
				{
					name: 'Basic',
					value: 'basic',
					description:
						'Email and password. In a workspace with single sign-on the user must be listed as an exception user.',
				},
				{
					name: 'CA Certificate',
					value: 'certificate',
					description:
						'A client certificate that an Anaplan administrator has registered. Goes on working when the password of the user expires.',
				},
				{
					name: 'OAuth2 Device Grant',
					value: 'deviceGrant',
					description:
						'You allow it once in the browser: save, open the page that n8n names, allow it, press Retry. Not for users with single sign-on.',
				},
				{
					name: 'OAuth2 Refresh Token',
					value: 'refreshToken',
					description:
						'A refresh token that another program has obtained. Works with single sign-on.',
				},
			],
			default: 'basic',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'name@email.com',
			default: '',
			required: true,
			displayOptions: onlyBasic,
			description:
				'The Anaplan user that uploads and runs imports. Uploaded files belong to this user alone.',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: onlyBasic,
		},
		{
			displayName: 'Certificate',
			name: 'certificate',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			required: true,
			placeholder: 'e.g. -----BEGIN CERTIFICATE----- …',
			displayOptions: onlyCertificate,
			description:
				"The user's own certificate as PEM text, first if issuers' certificates follow. It must be the one that is registered in Anaplan under Administration > Security > Certificates.",
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			required: true,
			placeholder: 'e.g. -----BEGIN PRIVATE KEY----- …',
			displayOptions: onlyCertificate,
			description: 'The key of the certificate as PEM text; an encrypted one needs its passphrase',
		},
		{
			displayName: 'Passphrase',
			name: 'passphrase',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: onlyCertificate,
			description: 'Only for an encrypted private key',
		},
		{
			displayName: 'Body Format',
			name: 'bodyFormat',
			type: 'options',
			options: [
				{ name: 'V1', value: 'v1', description: 'The older form, without the time' },
				{ name: 'V2', value: 'v2', description: 'Signed with the time, good for one sign-in' },
				{
					name: 'V2 with Milliseconds',
					value: 'v2Milliseconds',
					description: 'To try where Anaplan refuses V2: the time is more exact in it',
				},
			],
			default: 'v2',
			displayOptions: onlyCertificate,
			description: 'How the signed text is made. Anaplan is moving to V2.',
		},
		{
			displayName: 'Header Spelling',
			name: 'headerSpelling',
			type: 'options',
			options: [
				{ name: 'Whole PEM Text', value: 'wholePem', description: "As Anaplan's help says" },
				{
					name: 'PEM Body Only',
					value: 'bodyOnly',
					description: 'Without the BEGIN and END lines',
				},
			],
			default: 'wholePem',
			displayOptions: onlyCertificate,
			description:
				'How the certificate is written into the request. Change it only where Anaplan refuses a certificate that is registered.',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4',
			displayOptions: { show: { signIn: ['refreshToken', 'deviceGrant'] } },
			description:
				'Of the OAuth client that an Anaplan administrator has made under Administration > Security > OAuth clients',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: onlyRefreshToken,
			description: 'Leave empty for a device client, which has none',
		},
		{
			displayName: 'Refresh Token',
			name: 'refreshToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: onlyRefreshToken,
			description:
				'The token to begin with. Where tokens rotate, later ones are stored by n8n, encrypted, and this one is no longer good anywhere.',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			// As a password it never reaches the browser, so a window that is saved late cannot undo it.
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		requestShareField,
	];

	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		return await preAuthenticateAnaplan(this, credentials);
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return await authenticateAnaplan(credentials, request);
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL: hostExpression('authUrl', 'customAuthUrl'),
			url: '/token/authenticate',
			method: 'POST',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Anaplan refused this email and password, certificate or token. Check it and the region. Email and certificate: with single sign-on the user must be an exception user. Certificate: it must be registered and active in Anaplan.',
				},
			},
		],
	};
}
