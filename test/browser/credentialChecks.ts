import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { DEFAULT_USERS } from '../../sandbox/anaplan';
import type { QuickBooksSimulator } from '../../sandbox/quickbooks';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

/** Regions whose hosts the node knows; the list in the window must offer at least these. */
const REGIONS = ['US1 (United States)', 'EU1 (Europe)', 'AU1 (Australia)', 'Custom'];
const PASSWORD = DEFAULT_USERS[0]?.password ?? '';

function inputOf(window: Locator, parameter: string): Locator {
	return window.locator(`[data-test-id="parameter-input-${parameter}"] input`).first();
}

async function save(window: Locator, password: string): Promise<void> {
	await inputOf(window, 'password').fill(password);
	await window.locator('[data-test-id="credential-save-button"]').click();
}

/** Anaplan's window: the regions, and the test with the right and with a wrong password. */
export async function checkAnaplanCredential(editor: EditorPage, steps: Steps): Promise<void> {
	await editor.openNode('Load into Anaplan');
	const window = await editor.openCredential();
	const success = window.getByText('Connection tested successfully');
	await steps.check('the Anaplan credential passes its test', async () => {
		await success.waitFor();
		await editor.picture('credential-anaplan');
	});
	await steps.check('a wrong Anaplan password is named as what is wrong', async () => {
		await save(window, 'not-the-password');
		await window.getByText('More details').click();
		await window.getByText(/Anaplan refused this email and password/).waitFor();
		await editor.picture('credential-anaplan-refused');
	});
	await steps.check('the right password passes the test again', async () => {
		await save(window, PASSWORD);
		await success.waitFor();
	});
	await steps.check('the Anaplan credential lists regions', async () => {
		const choices = await editor.openChoices('region');
		for (const region of REGIONS) assert.ok(choices.includes(region), region);
		await editor.page.keyboard.press('Escape');
	});
	await editor.closeCredential();
	await editor.closeNode();
}

/** QuickBooks' window: what it shows, and a connection by clicks through the consent page. */
export async function checkQuickBooksCredential(
	editor: EditorPage,
	steps: Steps,
	quickBooks: QuickBooksSimulator,
): Promise<void> {
	const custom = ['customAuthUrl', 'customTokenUrl', 'customApiUrl'];
	await editor.openNode('Fetch Changes');
	const window = await editor.openNewCredential();
	await steps.check('the QuickBooks credential shows the redirect URL', async () => {
		await editor.picture('credential-quickbooks');
		await window.getByText(`${editor.baseUrl}/rest/oauth2-credential/callback`).waitFor();
	});
	await steps.check('own addresses are asked for only in the environment Custom', async () => {
		assert.equal(await editor.valueOf('environment'), 'Production');
		assert.deepEqual(await editor.shownOf(custom), []);
		await editor.choose('environment', 'Custom');
		assert.deepEqual(await editor.shownOf(custom), custom);
		const password = await inputOf(window, 'webhookVerifierToken').getAttribute('type');
		assert.equal(password, 'password');
	});
	await steps.check('a click on Connect and the consent page connect QuickBooks', async () => {
		await inputOf(window, 'clientId').fill(quickBooks.clientId);
		await inputOf(window, 'clientSecret').fill(quickBooks.clientSecret);
		await inputOf(window, 'customAuthUrl').fill(quickBooks.authorizeUrl);
		await inputOf(window, 'customTokenUrl').fill(quickBooks.tokenUrl);
		await inputOf(window, 'customApiUrl').fill(quickBooks.url);
		const opening = editor.page.waitForEvent('popup');
		await window.getByRole('button', { name: /^Connect/ }).click();
		const popup = await opening;
		const closing = popup.waitForEvent('close');
		await popup.getByRole('button', { name: 'Connect' }).click();
		await closing;
		await editor.page.getByText('Credential successfully created').waitFor();
		await editor.settle();
		await editor.picture('credential-quickbooks-connected');
	});
	await editor.waitForAutosave();
	await editor.closeNode();
}
