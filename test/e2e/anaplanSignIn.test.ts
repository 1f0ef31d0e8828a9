/** Every way to sign in to Anaplan on a real n8n server: test, run, renewal, and a killed process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AnaplanSimulator, DEFAULT_USERS } from '../../sandbox/anaplan';
import { DEMO_MODEL_ID, DEMO_WORKSPACE_ID } from '../../sandbox/anaplan/demoModel';
import { makeCertificate } from '../../sandbox/anaplan/makeCertificate';
import { DEFAULT_OAUTH_CLIENTS } from '../../sandbox/anaplan/oauth';
import { pressConsentButton } from '../../sandbox/n8n/consent';
import { itemsOf, type FinishedExecution } from '../../sandbox/n8n/executions';
import { N8nHost } from '../../sandbox/n8n/host';
import type { JsonRecord } from '../../sandbox/n8n/json';
import { packPackage } from '../../sandbox/n8n/pack';
import type { CredentialReference } from '../../sandbox/n8n/workflowEdits';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const TEST_TIMEOUT_MS = 300_000;
const STORED = 'anaplanApi';
const CONNECTED = 'anaplanOAuth2Api';
const START = 'When Clicked';
const AT_ONCE = 50;

const [codeClient, deviceClient] = DEFAULT_OAUTH_CLIENTS;
const [{ email, password }] = DEFAULT_USERS;
const PASSPHRASE = 'open-the-key';
const YEAR = 365 * 86_400_000;
const DATES = { from: Date.now() - YEAR, to: Date.now() + YEAR };
const certificate = makeCertificate({
	commonName: 'Petra Planner',
	email,
	signedBy: makeCertificate({ commonName: 'Issuer', issuer: true, ...DATES }),
	...DATES,
});
const encryptedKey = certificate.privateKey
	.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
	.toString();

let folder = '';
let n8n: N8nHost;
let simulator: AnaplanSimulator;
let vendors = 0;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'qba-sign-in-'));
	simulator = await AnaplanSimulator.start({
		timing: { queueMs: 0, runMs: 5, cancelMs: 5, openMs: 5 },
	});
	simulator.registerCertificate(certificate.pem);
	const tarball = await packPackage(join(folder, 'pack'));
	n8n = await N8nHost.start({ tarball, userFolder: join(folder, 'home') });
}, START_TIMEOUT_MS);

afterAll(async () => {
	await n8n?.stop();
	await simulator?.stop();
	await rm(folder, { recursive: true, force: true });
}, TEST_TIMEOUT_MS);

async function credentialOf(fields: JsonRecord, type = STORED): Promise<CredentialReference> {
	return await n8n.api.createCredential(type, String(fields.signIn ?? 'connected'), {
		region: 'custom',
		customAuthUrl: simulator.url,
		customApiUrl: simulator.url,
		customAppUrl: simulator.url,
		...fields,
	});
}

/** Manual start -> one vendor -> Anaplan. */
async function workflowOf(
	credential: CredentialReference,
	parameters: JsonRecord,
	type = STORED,
): Promise<string> {
	const node = (name: string, nodeType: string, version: number, settings: JsonRecord) => ({
		id: `node-${name}`,
		name,
		type: nodeType,
		typeVersion: version,
		position: [0, 0],
		parameters: settings,
	});
	vendors += 1;
	const row = {
		Entity: 'Vendor',
		Code: `VEN-${vendors}`,
		Name: `Vendor ${vendors}`,
		'Full Name': `Vendor ${vendors}`,
		'Parent Code': '',
		Currency: 'USD',
		Active: 'true',
		Status: 'Active',
		'Transaction ID': `Vendor-${vendors}-v0`,
	};
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	const choose = (mode: string, value: string) => ({ __rl: true, mode, value });
	return await n8n.api.importWorkflow({
		name: `Sign-in ${vendors}`,
		nodes: [
			node(START, 'n8n-nodes-base.manualTrigger', 1, {}),
			node('Row', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify(row) }),
			{
				...node('Anaplan', n8n.nodeType('anaplan'), 1, {
					authentication: type,
					workspaceId: choose('id', DEMO_WORKSPACE_ID),
					modelId: choose('id', DEMO_MODEL_ID),
					...parameters,
				}),
				credentials: { [type]: credential },
			},
		],
		connections: { [START]: to('Row'), Row: to('Anaplan') },
		settings: { executionOrder: 'v1' },
	});
}

const LOAD = {
	resource: 'import',
	operation: 'uploadAndRun',
	importChoice: 'perEntity',
	imports: {
		values: [
			{
				entity: 'Vendor',
				import: { __rl: true, mode: 'name', value: 'Vendors from QuickBooks' },
			},
		],
	},
};

const run = async (workflow: string): Promise<FinishedExecution> =>
	await n8n.api.runManually(workflow, START);

/** Runs an import of one row; it must have arrived in the model. */
async function expectLoaded(workflow: string): Promise<FinishedExecution> {
	const execution = await run(workflow);
	expect(execution.error).toBeUndefined();
	const [{ json }] = itemsOf(execution, 'Anaplan');
	const code = String(json.Code);
	expect(
		simulator
			.model()
			.items('QB Vendors')
			.map((item) => item.code),
	).toContain(code);
	return execution;
}

const tokenRequests = () =>
	simulator.log.all({ method: 'POST', path: '/oauth/token' }).map(({ status }) => status);

test.each([
	['email and password', { signIn: 'basic', email, password }],
	[
		'a certificate with a v2 body',
		{ signIn: 'certificate', certificate: certificate.pem, privateKey: certificate.keyPem },
	],
	[
		'a certificate with a v1 body, an encrypted key, the other spelling',
		{
			signIn: 'certificate',
			certificate: certificate.pem,
			privateKey: encryptedKey,
			passphrase: PASSPHRASE,
			bodyFormat: 'v1',
			headerSpelling: 'bodyOnly',
		},
	],
])(
	'%s passes the test of the credential window and loads',
	async (_way, fields) => {
		const credential = await credentialOf(fields);
		expect(await n8n.api.testCredential(credential.id)).toMatchObject({ status: 'OK' });
		await expectLoaded(await workflowOf(credential, LOAD));
	},
	TEST_TIMEOUT_MS,
);

test(
	'a wrong passphrase is named in the credential window',
	async () => {
		const { id } = await credentialOf({
			signIn: 'certificate',
			certificate: certificate.pem,
			privateKey: encryptedKey,
			passphrase: 'not-the-one',
		});
		const { status, message } = await n8n.api.testCredential(id);
		expect(status).toBe('Error');
		expect(message).toContain('cannot be opened with its passphrase');
	},
	TEST_TIMEOUT_MS,
);

describe("n8n's Connect button", () => {
	const consent = async (url: string) =>
		await pressConsentButton(url, 'Sign in and allow', { email, password });
	const connectedOf = async () =>
		await credentialOf(
			{ clientId: codeClient.clientId, clientSecret: codeClient.clientSecret ?? '' },
			CONNECTED,
		);

	test(
		'connects, loads and renews where Anaplan takes forms; where it does not, the way out is named',
		async () => {
			simulator.switches.oauthBodies = 'both';
			const credential = await connectedOf();
			await n8n.api.connectOAuth2(credential.id, consent);
			const workflow = await workflowOf(credential, LOAD, CONNECTED);
			await expectLoaded(workflow);
			simulator.expireTokens();
			await expectLoaded(workflow);
			simulator.switches.oauthBodies = 'json';
			simulator.expireTokens();
			const { error } = await run(workflow);
			expect(error?.message).toContain('does not accept the form in which n8n renews');
			expect(error?.description).toContain('OAuth2 Refresh Token or OAuth2 Device Grant');
		},
		TEST_TIMEOUT_MS,
	);

	test(
		'fails to connect where Anaplan takes only JSON, and a run names the way out',
		async () => {
			simulator.switches.oauthBodies = 'json';
			const credential = await connectedOf();
			await expect(n8n.api.connectOAuth2(credential.id, consent)).rejects.toThrow(
				'did not connect the credential',
			);
			const { error } = await run(await workflowOf(credential, LOAD, CONNECTED));
			expect(error?.message).toContain('is not connected to Anaplan');
			expect(error?.description).toContain('OAuth2 Refresh Token or OAuth2 Device Grant');
		},
		TEST_TIMEOUT_MS,
	);
});

describe('OAuth2 with tokens of its own', () => {
	let byToken = '';
	let byDevice = '';
	let pasted = '';

	test(
		'the device grant names page and code, and after the click Retry stores the tokens',
		async () => {
			const credential = await credentialOf({
				signIn: 'deviceGrant',
				clientId: deviceClient.clientId,
			});
			const { status, message } = await n8n.api.testCredential(credential.id);
			expect(status).toBe('Error');
			const code = /shows the code ([0-9A-F-]+)/.exec(message)?.[1] ?? '';
			expect(message).toMatch(new RegExp(` ${simulator.url}/activate\\?user_code=${code}$`));
			expect(message).toContain('press Retry');
			expect(simulator.decideDevice(code, email)).toBe(true);
			expect(await n8n.api.testCredential(credential.id)).toEqual({
				status: 'OK',
				message: expect.any(String),
			});
			byDevice = await workflowOf(credential, LOAD);
			await expectLoaded(byDevice);
		},
		TEST_TIMEOUT_MS,
	);

	test(
		'a rotating refresh token moves on at every renewal',
		async () => {
			pasted = simulator.issueRefreshToken(codeClient.clientId, email);
			const credential = await credentialOf({
				signIn: 'refreshToken',
				clientId: codeClient.clientId,
				clientSecret: codeClient.clientSecret ?? '',
				refreshToken: pasted,
			});
			expect(await n8n.api.testCredential(credential.id)).toMatchObject({ status: 'OK' });
			byToken = await workflowOf(credential, LOAD);
			const before = tokenRequests().length;
			await expectLoaded(byToken);
			simulator.expireTokens();
			await expectLoaded(byToken);
			expect(tokenRequests().slice(before)).toEqual([200]);
		},
		TEST_TIMEOUT_MS,
	);

	test(
		`${AT_ONCE} executions at the moment of expiry make one renewal`,
		async () => {
			const credential = await credentialOf({
				signIn: 'refreshToken',
				clientId: codeClient.clientId,
				clientSecret: codeClient.clientSecret ?? '',
				refreshToken: simulator.issueRefreshToken(codeClient.clientId, email),
			});
			const workflow = await workflowOf(credential, { resource: 'signIn', operation: 'getUser' });
			expect((await run(workflow)).error).toBeUndefined();
			simulator.expireTokens();
			const before = tokenRequests().length;
			const all = await Promise.all(
				Array.from({ length: AT_ONCE }, async () => await run(workflow)),
			);
			expect(all.filter(({ error }) => error !== undefined)).toEqual([]);
			expect(tokenRequests().slice(before)).toEqual([200]);
		},
		TEST_TIMEOUT_MS,
	);

	test(
		'the newest tokens were stored before they were used: a killed n8n goes on with them',
		async () => {
			await n8n.kill();
			n8n = await N8nHost.start({ userFolder: join(folder, 'home') });
			simulator.expireTokens();
			const before = tokenRequests().length;
			await expectLoaded(byToken);
			await expectLoaded(byDevice);
			expect(tokenRequests().slice(before)).toEqual([200, 200]);
		},
		TEST_TIMEOUT_MS,
	);

	test('nothing of them lies open in n8n: neither in the database nor in the log', async () => {
		const database = join(folder, 'home', '.n8n', 'database.sqlite');
		const files = [database, `${database}-wal`, n8n.logFile];
		const bytes = await Promise.all(
			files.map(async (file) => await readFile(file).catch(() => Buffer.alloc(0))),
		);
		expect(bytes[0].length).toBeGreaterThan(0);
		for (const secret of [pasted, 'accessToken', password, PASSPHRASE]) {
			expect(bytes.map((content) => content.includes(secret))).toEqual([false, false, false]);
		}
	});
});
