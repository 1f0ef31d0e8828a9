import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { CUSTOM_REGION, REGIONS } from '../src/anaplan/regions';

/** Shows a field only for URLs of one's own. */
const onlyCustom = { show: { region: [CUSTOM_REGION] } };

/** Expressions cannot import anything, so the hosts are written into the text. */
const APP_URL =
	`($self["region"] === "${CUSTOM_REGION}" ? $self["customAppUrl"].trim().replace(/\\/+$/, "") : ` +
	`(${JSON.stringify(Object.fromEntries(REGIONS.map(({ code, appUrl }) => [code, appUrl])))})[$self["region"]])`;

/** Authorization code flow through n8n's own OAuth2, which sends its token requests as forms. */
export class AnaplanOAuth2Api implements ICredentialType {
	name = 'anaplanOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Anaplan OAuth2 API';

	icon: Icon = { light: 'file:anaplan.svg', dark: 'file:anaplan.dark.svg' };

	documentationUrl = 'https://help.anaplan.com/';

	properties: INodeProperties[] = [
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
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
			required: true,
			placeholder: 'e.g. https://us1a.app.anaplan.com',
			displayOptions: onlyCustom,
			description: 'Base URL of the web application',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: `={{ ${APP_URL} + "/auth/authorize" }}`,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: `={{ ${APP_URL} + "/oauth/token" }}`,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: 'openid profile email offline_access',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];
}
