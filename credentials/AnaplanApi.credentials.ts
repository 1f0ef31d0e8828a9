import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { CUSTOM_REGION, hostExpression, REGIONS } from '../src/anaplan/regions';

/** Shows a field only for URLs of one's own. */
const onlyCustom = { show: { region: [CUSTOM_REGION] } };
/** Shows a field only for basic sign-in; further ways of signing in bring fields of their own. */
const onlyBasic = { show: { signIn: ['basic'] } };

/**
 * Signs in to Anaplan. The nodes exchange the e-mail and password for a token once per process and
 * share it; `authenticate` below serves the credential test, which is that very exchange.
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
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			auth: {
				username: '={{ $credentials.email }}',
				password: '={{ $credentials.password }}',
			},
		},
	};

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
						'Anaplan refused this email and password. Check both and the region; with single sign-on the user must be an exception user.',
				},
			},
		],
	};
}
