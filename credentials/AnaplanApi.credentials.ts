import type {
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	ICredentialDataDecryptedObject,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { CUSTOM_REGION, hostExpression, REGIONS } from '../src/anaplan/regions';
import { authenticateAnaplan } from '../src/n8n/anaplanAuthenticate';

/** Shows a field only for URLs of one's own. */
const onlyCustom = { show: { region: [CUSTOM_REGION] } };
/** Each way of signing in shows the fields of its own. */
const onlyBasic = { show: { signIn: ['basic'] } };
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
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				...REGIONS.map((region) => ({ name: region.label, value: region.code })),
				{ name: 'Custom', value: CUSTOM_REGION },
			],
			default: 'us1',
			description:
				'Where your Anaplan tenant lives. An Anaplan administrator sees the region code under Administration. Custom takes URLs of your own.',
		},
		{
			displayName: 'Authentication URL',
			name: 'customAuthUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://auth.anaplan.com',
			displayOptions: onlyCustom,
			description: 'Base URL of the authentication service, without a path',
		},
		{
			displayName: 'API URL',
			name: 'customApiUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://api.anaplan.com',
			displayOptions: onlyCustom,
			description: 'Base URL of the Integration API, without /2/0',
		},
		{
			displayName: 'Application URL',
			name: 'customAppUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://us1a.app.anaplan.com',
			displayOptions: onlyCustom,
			description: 'Base URL of the web application',
		},
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
	];

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
