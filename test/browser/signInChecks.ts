import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { DEFAULT_USERS, type AnaplanSimulator } from '../../sandbox/anaplan';
import { makeCertificate } from '../../sandbox/anaplan/makeCertificate';
import { DEFAULT_OAUTH_CLIENTS } from '../../sandbox/anaplan/oauth';
import type { N8nHost } from '../../sandbox/n8n/host';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

const NODE = 'Who Is It';
const [{ email, password }] = DEFAULT_USERS;
const [codeClient, deviceClient] = DEFAULT_OAUTH_CLIENTS;
const DAY = 86_400_000;

/** The credential's fields of each way to sign in, in the order in which they stand. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
	Basic: ['email', 'password'],
	'CA Certificate': ['certificate', 'privateKey', 'passphrase', 'bodyFormat', 'headerSpelling'],
	'OAuth2 Device Grant': ['clientId'],
	'OAuth2 Refresh Token': ['clientId', 'clientSecret', 'refreshToken'],
};
const ALL = [...new Set(Object.values(FIELDS).flat())];

/** Every way to sign in, as its window shows it: fields, the device's page and code, a warning. */
export async function checkSignIns(
	editor: EditorPage,
	steps: Steps,
	n8n: N8nHost,
	simulator: AnaplanSimulator,
): Promise<void> {
	await editor.openWorkflow(await workflowIn(n8n));
	await checkFields(editor, steps);
	await checkDevice(editor, steps, simulator);
	await checkCertificate(editor, steps, simulator);
	await checkConnect(editor, steps, simulator);
}

async function workflowIn({ api, nodeType }: N8nHost): Promise<string> {
	return await api.importWorkflow({
		name: 'Sign-in check',
		nodes: [
			['Start', 'n8n-nodes-base.manualTrigger', {}] as const,
			[NODE, nodeType('anaplan'), { resource: 'signIn', operation: 'getUser' }] as const,
		].map(([name, type, parameters], index) => ({
			id: `sign-in-check-${index}`,
			name,
			type,
			typeVersion: 1,
			parameters,
			position: [index * 224, 0],
		})),
		connections: { Start: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
}

async function checkFields(editor: EditorPage, steps: Steps): Promise<void> {
	await editor.openNode(NODE);
	await openWindow(editor);
	for (const [way, fields] of Object.entries(FIELDS)) {
		await steps.check(`${way} asks for its own fields`, async () => {
			await editor.choose('signIn', way);
			await editor.picture(`sign-in-${pictureName(way)}`);
			assert.deepEqual(new Set(await editor.shownOf(ALL)), new Set(fields));
		});
	}
	await editor.closeCredential();
	await editor.closeNode();
}

/** The window of a new credential; n8n offers a button of its own where the node has none yet. */
async function openWindow(editor: EditorPage, type = 'Anaplan API'): Promise<Locator> {
	const first = editor.page.getByRole('button', { name: 'Connect to Anaplan' });
	if (await first.isVisible()) {
		await first.click();
		await editor.credentialWindow().waitFor();
		await editor.settle();
	} else await editor.openNewCredential();
	// n8n begins with the type of the credential that was made last.
	await editor.chooseCredentialType(type);
	return editor.credentialWindow();
}

const pictureName = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** Opens a new credential that points at the simulator. */
async function openAtSimulator(
	editor: EditorPage,
	simulator: AnaplanSimulator,
	signIn: string | undefined,
	type?: string,
): Promise<Locator> {
	const window = await openWindow(editor, type);
	await editor.choose('region', 'Custom');
	for (const field of ['customAuthUrl', 'customApiUrl', 'customAppUrl']) {
		await fill(editor, field, simulator.url);
	}
	if (signIn !== undefined) await editor.choose('signIn', signIn);
	return window;
}

async function fill(editor: EditorPage, field: string, value: string): Promise<void> {
	await editor.input(field).fill(value);
}

async function save(window: Locator): Promise<void> {
	await window.locator('[data-test-id="credential-save-button"]').click();
}

async function checkDevice(
	editor: EditorPage,
	steps: Steps,
	simulator: AnaplanSimulator,
): Promise<void> {
	await editor.openNode(NODE);
	const window = await openAtSimulator(editor, simulator, 'OAuth2 Device Grant');
	let link = '';
	await steps.check('saving a device grant names page and code', async () => {
		await fill(editor, 'clientId', deviceClient.clientId);
		await save(window);
		await editor.settle();
		await editor.picture('device-saved');
		await window.getByText('More details').click();
		const text = await window.getByText(/Anaplan waits for you to allow this/).innerText();
		await editor.picture('device-waits');
		link = /The page: (\S+)$/.exec(text)?.[1] ?? '';
		assert.ok(link.startsWith(simulator.url), text);
		assert.match(text, /shows the code [0-9A-F]{4}-[0-9A-F]{4}/);
		assert.match(text, /press Retry here/);
	});
	await steps.check('after the click at the page Retry connects the device', async () => {
		const page = await editor.page.context().browser()?.newPage();
		assert.ok(page !== undefined);
		await page.goto(link);
		await page.fill('input[name=email]', email);
		await page.fill('input[name=password]', password);
		await page.getByRole('button').click();
		await page.getByText('Done').first().waitFor();
		await page.close();
		await window.getByRole('button', { name: 'Retry' }).click();
		await window.getByText('Connection tested successfully').waitFor();
		await editor.picture('device-connected');
	});
	await editor.closeCredential();
	await editor.closeNode();
	await steps.check('the connected device runs', async () => await expectUser(editor));
}

async function expectUser(editor: EditorPage): Promise<void> {
	await editor.waitForAutosave();
	await editor.execute();
	await editor.openNode(NODE);
	const text = await editor.outputText();
	assert.ok(text.includes(email), text);
	await editor.closeNode();
}

async function checkCertificate(
	editor: EditorPage,
	steps: Steps,
	simulator: AnaplanSimulator,
): Promise<void> {
	const dates = { from: Date.now() - DAY, to: Date.now() + 6.5 * DAY };
	const issuer = makeCertificate({ commonName: 'Issuer', issuer: true, ...dates });
	const wish = { commonName: 'Petra Planner', email, signedBy: issuer, ...dates };
	const certificate = makeCertificate(wish);
	simulator.registerCertificate(certificate.pem);
	await editor.openNode(NODE);
	const window = await openAtSimulator(editor, simulator, 'CA Certificate');
	await steps.check("an issuer's certificate before the own one is named", async () => {
		await fill(editor, 'certificate', issuer.pem + certificate.pem);
		await fill(editor, 'privateKey', certificate.keyPem);
		await save(window);
		await window.getByText('More details').click();
		await window.getByText(/first certificate of this credential is an issuer's/).waitFor();
		await editor.picture('certificate-refused');
	});
	await steps.check('the own certificate passes the test', async () => {
		await fill(editor, 'certificate', certificate.pem);
		await save(window);
		// n8n closes the window of a new credential whose test succeeds.
		await window.waitFor({ state: 'hidden' });
	});
	await steps.check('certificate and key never come back to the browser', async () => {
		await editor.openCredential();
		await window.getByText('Connection tested successfully').waitFor();
		const shown = [await editor.textIn('certificate'), await editor.textIn('privateKey')];
		await editor.field('privateKey').scrollIntoViewIfNeeded();
		await editor.picture('certificate-tested');
		assert.deepEqual(
			shown.filter((text) => text.includes('BEGIN')),
			[],
		);
	});
	await editor.closeCredential();
	await editor.closeNode();
	await steps.check('a certificate that ends this week is told at the node', async () => {
		await editor.waitForAutosave();
		await editor.execute();
		await editor.openNode(NODE);
		await editor.page.getByText(/in 7 days\. Get a new certificate this week/).waitFor();
		await editor.picture('certificate-ends');
		await editor.closeNode();
	});
}

async function checkConnect(
	editor: EditorPage,
	steps: Steps,
	simulator: AnaplanSimulator,
): Promise<void> {
	const before = simulator.switches.oauthBodies;
	await editor.openNode(NODE);
	const type = 'OAuth2 (Connect Button)';
	const window = await openAtSimulator(editor, simulator, undefined, type);
	await steps.check('the window of the Connect button names the way out beforehand', async () => {
		await window.getByText(`${editor.baseUrl}/rest/oauth2-credential/callback`).waitFor();
		await window.getByText(/Connect may fail with "The request is missing/).waitFor();
		await editor.picture('connect-window');
	});
	await steps.check('where Anaplan takes only JSON, Connect fails with those words', async () => {
		await fill(editor, 'clientId', codeClient.clientId);
		await fill(editor, 'clientSecret', codeClient.clientSecret ?? '');
		simulator.switches.oauthBodies = 'json';
		const popup = await signInBy(editor, window);
		await popup.getByText(/The request is missing a required parameter/).waitFor();
		await popup.close();
		await editor.picture('connect-refused');
	});
	await steps.check('where it takes forms, Connect connects, and the node runs', async () => {
		simulator.switches.oauthBodies = 'both';
		const popup = await signInBy(editor, window);
		if (!popup.isClosed()) await popup.waitForEvent('close');
		// n8n closes the credential's window too.
		await window.waitFor({ state: 'hidden' });
		await editor.closeNode();
		await expectUser(editor);
	});
	simulator.switches.oauthBodies = before;
}

/** Presses Connect and signs in on Anaplan's page. */
async function signInBy(editor: EditorPage, window: Locator): Promise<Page> {
	const opening = editor.page.waitForEvent('popup');
	await window.getByRole('button', { name: /^Connect/ }).click();
	const popup = await opening;
	await popup.fill('input[name=email]', email);
	await popup.fill('input[name=password]', password);
	await popup.getByRole('button', { name: 'Sign in and allow' }).click();
	return popup;
}
