import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { CUSTOM_REGION, REGIONS } from '../src/anaplan/regions';
import { anaplanHostFields } from '../src/n8n/anaplanHostFields';
import { requestShareField } from '../src/n8n/anaplanShare';

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
			displayName:
				'n8n sends its token requests as forms; Anaplan documents JSON. Connect may fail with "The request is missing a required parameter": then choose Anaplan API at the top, with the sign-in OAuth2 Device Grant or OAuth2 Refresh Token, which send JSON.',
			name: 'formsNotice',
			type: 'notice',
			default: '',
		},
		...anaplanHostFields(true),
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
		requestShareField,
	];
}
