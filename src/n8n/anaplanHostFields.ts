/** The fields of the Anaplan credentials that say where the tenant lives. */
import type { INodeProperties } from 'n8n-workflow';

import { CUSTOM_REGION, REGIONS } from '../anaplan/regions';

/** Shows a field only for URLs of one's own. */
const onlyCustom = { show: { region: [CUSTOM_REGION] } };

/**
 * Region, and the three addresses where it is Custom; `readHosts` reads them.
 * @param appUrlRequired OAuth2 signs in at the web application, the other ways may do without
 */
export function anaplanHostFields(appUrlRequired: boolean): INodeProperties[] {
	return [
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
			...(appUrlRequired ? { required: true } : {}),
			placeholder: 'e.g. https://us1a.app.anaplan.com',
			displayOptions: onlyCustom,
			description: 'Base URL of the web application',
		},
	];
}
