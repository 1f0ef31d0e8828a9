/** OAuth2 authorization code through n8n's own OAuth2, on the real engine. */
import { AnaplanOAuth2Api } from '../../credentials/AnaplanOAuth2Api.credentials';
import { Anaplan } from '../../nodes/Anaplan/Anaplan.node';
import { DEFAULT_OAUTH_CLIENTS } from '../../sandbox/anaplan/oauth';
import { AnaplanSimulator, DEFAULT_USERS } from '../../sandbox/anaplan/simulator';
import { createEngine, node, type TestEngine } from './harness';

const [client] = DEFAULT_OAUTH_CLIENTS;
const ID = 'Anaplan (OAuth2)';

let simulator: AnaplanSimulator;
let engine: TestEngine;

beforeEach(async () => {
	simulator = await AnaplanSimulator.start({ switches: { oauthBodies: 'both' } });
	engine = createEngine({ nodes: [new Anaplan()], credentialTypes: [new AnaplanOAuth2Api()] });
});

afterEach(async () => {
	await simulator.stop();
});

/** What n8n has stored some time after Connect: an ended access token and a living refresh token. */
function connect(): void {
	engine.credentials.put({
		id: ID,
		name: ID,
		type: 'anaplanOAuth2Api',
		data: {
			region: 'custom',
			customAuthUrl: simulator.url,
			customApiUrl: simulator.url,
			customAppUrl: `${simulator.url}/`,
			clientId: client.clientId,
			clientSecret: client.clientSecret ?? '',
			oauthTokenData: {
				access_token: 'ended',
				refresh_token: simulator.issueRefreshToken(client.clientId, DEFAULT_USERS[0].email),
				n8n_expires_at: '1',
			},
		},
	});
}

const search = async () =>
	await engine.listSearch(
		node('Anaplan', 'anaplan', { authentication: 'anaplanOAuth2Api' }, { anaplanOAuth2Api: ID }),
		'searchWorkspaces',
	);

const refreshes = () => simulator.log.all({ method: 'POST', path: '/oauth/token' });

test('is renewed once by n8n, which stores the rotated token, where forms are taken', async () => {
	connect();
	const found = await Promise.all(Array.from({ length: 50 }, async () => await search()));
	expect(found.filter(({ results }) => results.length !== 1)).toEqual([]);
	expect(refreshes()).toMatchObject([{ status: 200 }]);
	const { oauthTokenData } = engine.credentials.read(ID);
	expect(oauthTokenData).toMatchObject({ expires_in: 2100 });
	simulator.expireTokens();
	expect((await search()).results).toHaveLength(1);
	expect(refreshes().map(({ status }) => status)).toEqual([200, 200]);
});

test('where only JSON is taken, the error names the way out', async () => {
	simulator.switches.oauthBodies = 'json';
	connect();
	await expect(search()).rejects.toMatchObject({
		message: expect.stringContaining('does not accept the form'),
		description: expect.stringContaining('OAuth2 Refresh Token or OAuth2 Device Grant'),
	});
});

test('an ended connection is named', async () => {
	connect();
	simulator.revokeRefreshTokens();
	await expect(search()).rejects.toThrow('has ended the connection');
});
