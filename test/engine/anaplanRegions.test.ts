/** Every way to sign in goes to the hosts of its region, or to URLs of one's own. */
import './harness';

import type {
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { AnaplanApi } from '../../credentials/AnaplanApi.credentials';
import { AnaplanOAuth2Api } from '../../credentials/AnaplanOAuth2Api.credentials';
import { forgetChains } from '../../src/anaplan/oauthSession';
import { REGIONS } from '../../src/anaplan/regions';
import { readHosts } from '../../src/n8n/anaplanFields';
import { TestCredentials } from './harness/credentials';

const CUSTOM = {
	code: 'custom',
	authUrl: 'https://auth.example.com',
	apiUrl: 'https://api.example.com',
	appUrl: 'https://app.example.com/anaplan',
};
const PLACES = [...REGIONS, CUSTOM].map(
	({ code, authUrl, apiUrl, appUrl }) => [code, { authUrl, apiUrl, appUrl }] as const,
);

/** The fields as a user leaves them: with a slash or a blank at the end. */
const fieldsOf = (region: string): ICredentialDataDecryptedObject => ({
	region,
	customAuthUrl: region === 'custom' ? `${CUSTOM.authUrl}/` : '',
	customApiUrl: region === 'custom' ? ` ${CUSTOM.apiUrl}// ` : '',
	customAppUrl: region === 'custom' ? `${CUSTOM.appUrl}/ ` : '',
});

afterEach(() => forgetChains());

test.each(PLACES)('the nodes use the hosts of %s', (code, hosts) => {
	expect(readHosts(fieldsOf(code), 'Finance')).toMatchObject(hosts);
});

test.each(PLACES)(
	"n8n's Connect button goes to the application host of %s",
	async (code, hosts) => {
		const credentials = new TestCredentials([new AnaplanOAuth2Api()]);
		const details = { id: 'a', name: 'a' };
		credentials.put({ ...details, type: 'anaplanOAuth2Api', data: fieldsOf(code) });
		const found = await credentials.getDecrypted(
			{} as IWorkflowExecuteAdditionalData,
			details,
			'anaplanOAuth2Api',
			'internal',
		);
		expect(found).toMatchObject({
			authUrl: `${hosts.appUrl}/auth/authorize`,
			accessTokenUrl: `${hosts.appUrl}/oauth/token`,
		});
	},
);

test.each(PLACES)(
	'a refresh token is exchanged at the application host of %s and tested at its API host',
	async (code, hosts) => {
		const type = new AnaplanApi();
		const sent: string[] = [];
		const helper = {
			helpers: {
				httpRequest: async ({ url }: IHttpRequestOptions) => {
					sent.push(url);
					return { statusCode: 200, body: { access_token: 'a', refresh_token: 'b' } };
				},
			},
		};
		const data: ICredentialDataDecryptedObject = {
			...fieldsOf(code),
			signIn: 'refreshToken',
			clientId: 'client',
			refreshToken: 'pasted',
			sessionToken: '',
		};
		Object.assign(data, await type.preAuthentication.call(helper as never, data));
		expect(sent).toEqual([`${hosts.appUrl}/oauth/token`]);
		const request = await type.authenticate(data, {
			baseURL: hosts.authUrl,
			url: '/token/authenticate',
			method: 'POST',
		});
		expect(request).toMatchObject({ method: 'GET', baseURL: hosts.apiUrl, url: '/2/0/users/me' });
	},
);

test.each(PLACES)(
	'a device asks for its code at the application host of %s',
	async (code, hosts) => {
		const sent: string[] = [];
		const helper = {
			helpers: {
				httpRequest: async ({ url }: IHttpRequestOptions) => {
					sent.push(url);
					const body = { device_code: 'd', user_code: 'U', verification_uri: 'https://page' };
					return { statusCode: 200, body };
				},
			},
		};
		const data = { ...fieldsOf(code), signIn: 'deviceGrant', clientId: 'c', sessionToken: '' };
		await new AnaplanApi().preAuthentication.call(helper as never, data);
		expect(sent).toEqual([`${hosts.appUrl}/oauth/device/code`]);
	},
);

test.each([
	['customAuthUrl', 'Authentication URL'],
	['customApiUrl', 'API URL'],
])("of one's own URLs a missing %s is named", (field, label) => {
	const fields = { ...fieldsOf('custom'), [field]: '' };
	expect(() => readHosts(fields, 'Finance')).toThrow(`The ${label} of the credential "Finance"`);
});

test('a region of a newer version is named', () => {
	expect(() => readHosts({ region: 'zz9' }, 'Finance')).toThrow('has the region "zz9"');
});
