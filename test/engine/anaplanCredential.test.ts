/** The credential's own parts: the test request, resolved by n8n's expression engine. */
import './harness';

import { NodeHelpers, Workflow, type INodeTypes } from 'n8n-workflow';

import { AnaplanApi } from '../../credentials/AnaplanApi.credentials';
import { Anaplan } from '../../nodes/Anaplan/Anaplan.node';
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

test('the test request signs in, and a wrong password gets the 401 that its rule explains', async () => {
	const simulator = await AnaplanSimulator.start();
	const [{ email, password }] = DEFAULT_USERS;
	const { request, rules } = credential.test;
	const send = async (fields: { [field: string]: string }) => {
		const { auth } = credential.authenticate.properties;
		const basic = `${resolve(auth?.username, fields)}:${resolve(auth?.password, fields)}`;
		const url = resolve(request.baseURL, fields) + String(request.url);
		const headers = { authorization: `Basic ${Buffer.from(basic).toString('base64')}` };
		return (await fetch(url, { method: String(request.method), headers })).status;
	};
	const fields = { region: 'custom', customAuthUrl: simulator.url, email, password };
	expect(await send(fields)).toBe(201);
	expect(await send({ ...fields, password: 'not the one' })).toBe(401);
	expect(rules).toMatchObject([{ type: 'responseCode', properties: { value: 401 } }]);
	await simulator.stop();
});

test("the URLs of one's own show only for the region Custom", () => {
	const shown = (region: string) =>
		credential.properties
			.filter((property) =>
				NodeHelpers.displayParameter({ region, signIn: 'basic' }, property, null, null),
			)
			.map(({ name }) => name);
	expect(shown('us1')).toEqual(['region', 'signIn', 'email', 'password']);
	expect(shown('custom')).toEqual([
		'region',
		'customAuthUrl',
		'customApiUrl',
		'customAppUrl',
		'signIn',
		'email',
		'password',
	]);
});
