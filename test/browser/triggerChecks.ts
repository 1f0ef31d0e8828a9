import assert from 'node:assert/strict';
import type { Demo } from '../../sandbox/demo/demo';
import { isRecord, listOf } from '../../sandbox/n8n/json';
import { SECOND_REALM_ID, WebhookSender, type CompanyEvent } from '../../sandbox/quickbooks';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

const TRIGGER = 'QuickBooks';
const POLLING = ['startDate'];
/** Poll Times, which n8n puts on top, has a field of the same name. */
const MODE_INDEX = 1;

async function webhookIdOf(demo: Demo, workflowId: string): Promise<string> {
	const { nodes } = await demo.n8n.api.workflow(workflowId);
	const trigger = listOf(nodes)
		.filter(isRecord)
		.find(({ name }) => name === TRIGGER);
	return String(trigger?.webhookId);
}

/** The trigger's panel in its modes, and what a person sees of webhooks of other companies. */
export async function checkTrigger(
	editor: EditorPage,
	steps: Steps,
	demo: Demo,
	workflowId: string,
): Promise<void> {
	const { page } = editor;
	const webhookId = await webhookIdOf(demo, workflowId);
	const own: CompanyEvent = {
		realmId: demo.quickBooks.books.company.realmId,
		entity: 'Invoice',
		id: '145',
		operation: 'updated',
		at: Date.UTC(2026, 10, 20, 12),
	};
	const foreign = { ...own, realmId: SECOND_REALM_ID };
	const listenFor = async (events: readonly CompanyEvent[]): Promise<number> => {
		await page.locator('[data-test-id="trigger-execute-button"]:visible').first().click();
		await page.locator('[data-test-id="trigger-listening"]:visible').first().waitFor();
		const address = `${demo.n8n.url}/webhook-test/${webhookId}/webhook`;
		return (await new WebhookSender(address).send([...events])).status;
	};
	await editor.openNode(TRIGGER);
	await steps.check('the trigger shows its address and where to register it', async () => {
		await page.getByText('Webhook URLs', { exact: true }).click();
		await editor.settle();
		await page.locator('[data-test-id="ndv"]').getByText('Production URL').first().click();
		await editor.settle();
		await editor.picture('trigger');
		assert.equal(await editor.valueOf('mode', MODE_INDEX), 'Both');
		assert.deepEqual(await editor.shownOf(POLLING), POLLING);
		await page.getByText(/offers no way to register a webhook by API/).waitFor();
		await page.getByText(`/${webhookId}/webhook`).first().waitFor();
	});
	await steps.check('a test that receives only other companies names the right one', async () => {
		assert.equal(await listenFor([foreign]), 500);
		const shown = await editor.shownError();
		await editor.picture('trigger-foreign');
		assert.match(shown.message, new RegExp(`none of them of the company ${own.realmId}`));
		assert.match(shown.advice, /listen again/);
	});
	await editor.closeNode();
}
