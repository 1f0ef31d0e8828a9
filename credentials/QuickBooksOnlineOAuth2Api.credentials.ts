import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** Authorization code flow through n8n's own OAuth2; the realm ID comes with the callback. */
export class QuickBooksOnlineOAuth2Api implements ICredentialType {
	name = 'quickBooksOnlineOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'QuickBooks Online OAuth2 API';

	icon = { light: 'file:quickBooksOnline.svg', dark: 'file:quickBooksOnline.dark.svg' } as const;

	documentationUrl =
		'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0';

	properties: INodeProperties[] = [
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'authorizationCode',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Production', value: 'production', description: 'A real company' },
				{
					name: 'Sandbox',
					value: 'sandbox',
					description: "A sandbox company of Intuit's developer portal",
				},
				{ name: 'Custom', value: 'custom', description: 'Own addresses, for example a simulator' },
			],
			default: 'production',
			description:
				"Which QuickBooks to connect to. Production and Sandbox have different client IDs and secrets in Intuit's developer portal.",
		},
		{
			displayName: 'Authorization URL',
			name: 'customAuthUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://127.0.0.1:8081/connect/oauth2',
			description: 'Address of the consent page that opens when you press Connect',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Token URL',
			name: 'customTokenUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://127.0.0.1:8081/oauth2/v1/tokens/bearer',
			description: 'Address where codes and refresh tokens are exchanged',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'API Base URL',
			name: 'customApiUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://127.0.0.1:8081',
			description: 'Address of the accounting API, without /v3/company',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default:
				'={{ $self["environment"] === "custom" ? $self["customAuthUrl"] : "https://appcenter.intuit.com/connect/oauth2" }}',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default:
				'={{ $self["environment"] === "custom" ? $self["customTokenUrl"] : "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer" }}',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: 'com.intuit.quickbooks.accounting',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'header',
		},
		{
			displayName: 'Realm ID (Override)',
			name: 'realmIdOverride',
			type: 'string',
			default: '',
			placeholder: 'e.g. 9341453908059321',
			description:
				'Leave empty: QuickBooks sends the realm ID (company ID) when you connect. Fill it in only where that fails.',
		},
		{
			displayName: 'Webhook Verifier Token',
			name: 'webhookVerifierToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				"Only for webhooks: the verifier token on the Webhooks page of the app in Intuit's developer portal",
		},
	];
}
