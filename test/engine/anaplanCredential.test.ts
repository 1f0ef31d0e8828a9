/** The credential's own parts: the test request, resolved by n8n's expression engine. */
import './harness';

import { NodeHelpers, Workflow, type INodeTypes } from 'n8n-workflow';

import { AnaplanApi } from '../../credentials/AnaplanApi.credentials';
import { Anaplan } from '../../nodes/Anaplan/Anaplan.node';
import { makeCertificate } from '../../sandbox/anaplan/makeCertificate';
import { AnaplanSimulator, DEFAULT_USERS } from '../../sandbox/anaplan/simulator';
import { REGIONS } from '../../src/anaplan/regions';

const nodeType = new Anaplan();
const nodeTypes: INodeTypes = {
	getByName: () => nodeType,
	getByNameAndVersion: () => nodeType,
	getKnownTypes: () => ({}),
};

/** Resolves a text of the credential as n8n does when it runs the test. */
function resolve(text: unknown, $credentials: { [field: string]: string }): string {
	const workflow = new Workflow({
		nodes: [
			{
				id: '1',
				name: 'Anaplan',
				type: 'anaplan',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
		],
		connections: {},
		active: false,
		nodeTypes,
	});
	const node = workflow.getNode('Anaplan');
	if (node === null) throw new Error('no node');
	const value = workflow.expression.getSimpleParameterValue(node, String(text), 'internal', {
		$credentials,
	});
	return String(value);
}

const credential = new AnaplanApi();

test('the test request goes to the sign-in host of every region, and to custom URLs', () => {
	for (const { code, authUrl } of REGIONS) {
		const fields = { region: code, customAuthUrl: '' };
		expect(resolve(credential.test.request.baseURL, fields)).toBe(authUrl);
	}
	const fields = { region: 'custom', customAuthUrl: ' http://127.0.0.1:4711// ' };
	expect(resolve(credential.test.request.baseURL, fields)).toBe('http://127.0.0.1:4711');
});

const user = DEFAULT_USERS[0];
const DAY = 86_400_000;
const certificate = makeCertificate({
	commonName: 'Petra',
	email: user.email,
	signedBy: makeCertificate({
		commonName: 'Issuer',
		issuer: true,
		from: Date.now() - DAY,
		to: Date.now() + DAY,
	}),
	from: Date.now() - DAY,
	to: Date.now() + DAY,
});

/** Sends the test request as n8n does: `authenticate` last, once more after a 401. */
async function sendTest(fields: { [field: string]: string }): Promise<number> {
	const { request } = credential.test;
	const signed = await credential.authenticate(fields, {
		baseURL: resolve(request.baseURL, fields),
		url: resolve(request.url, fields),
		method: 'POST',
	});
	const { username = '', password = '' } = signed.auth ?? {};
	const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
	const reply = await fetch(String(signed.baseURL) + signed.url, {
		method: signed.method ?? 'POST',
		headers: {
			...(signed.auth === undefined ? {} : { authorization: basic }),
			...(signed.headers as { [name: string]: string } | undefined),
		},
		...(signed.body === undefined ? {} : { body: String(signed.body) }),
	});
	return reply.status;
}

test.each([
	[
		'email and password',
		{ signIn: 'basic', email: user.email, password: user.password },
		{ password: 'not the one' },
	],
	[
		'a certificate',
		{ signIn: 'certificate', certificate: certificate.pem, privateKey: certificate.keyPem },
		{ bodyFormat: 'v1' },
	],
])(
	'the test request signs in with %s, and a refusal gets the 401 that its rule explains',
	async (_way, right, wrong) => {
		const simulator = await AnaplanSimulator.start({ switches: { requireV2: true } });
		simulator.registerCertificate(certificate.pem);
		const fields = { region: 'custom', customAuthUrl: simulator.url, customApiUrl: simulator.url };
		expect(await sendTest({ ...fields, ...right })).toBe(201);
		expect(await sendTest({ ...fields, ...right, ...wrong })).toBe(401);
		expect(credential.test.rules).toMatchObject([
			{ type: 'responseCode', properties: { value: 401 } },
		]);
		await simulator.stop();
	},
);

test('what is kept for OAuth2 never reaches the browser', () => {
	const session = credential.properties.find(({ name }) => name === 'sessionToken');
	expect(session?.typeOptions).toEqual({ expirable: true, password: true });
});

test('the test names a mistake of the certificate with its remedy in one text', async () => {
	const fields = { region: 'us1', signIn: 'certificate', certificate: certificate.pem };
	await expect(sendTest(fields)).rejects.toThrow(
		/^This credential has no private key\. Paste the text of the key/,
	);
});

test("the URLs of one's own show only for the region Custom", () => {
	const shown = (region: string) =>
		credential.properties
			.filter(({ type }) => type !== 'hidden')
			.filter((property) =>
				NodeHelpers.displayParameter({ region, signIn: 'basic' }, property, null, null),
			)
			.map(({ name }) => name);
	expect(shown('us1')).toEqual(['region', 'signIn', 'email', 'password', 'requestShare']);
	expect(shown('custom')).toEqual([
		'region',
		'customAuthUrl',
		'customApiUrl',
		'customAppUrl',
		'signIn',
		'email',
		'password',
		'requestShare',
	]);
});
