import assert from 'node:assert/strict';
import { DEFAULT_USERS } from '../../sandbox/anaplan';
import { allAgree } from '../../sandbox/demo/compare';
import type { Demo } from '../../sandbox/demo/demo';
import { isRecord, listOf } from '../../sandbox/n8n/json';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

const FETCH = 'Fetch Changes';
const LOAD = 'Load into Anaplan';
const EMAIL = DEFAULT_USERS[0]?.email ?? '';
const PASSWORD = DEFAULT_USERS[0]?.password ?? '';

/** Runs the first load by the button, with the credential just connected. */
export async function checkFirstLoad(editor: EditorPage, steps: Steps, demo: Demo): Promise<void> {
	await steps.check('Execute workflow loads the company, and the totals agree', async () => {
		await editor.execute();
		await editor.picture('run');
		assert.ok(allAgree(await demo.compare()));
	});
	await steps.check('both outputs of the load have their names', async () => {
		await editor.openNode(LOAD);
		await editor.picture('run-load');
		const text = await editor.outputText();
		assert.match(text, /Loaded Branch \(\d+ items\)/);
		assert.match(text, /Rejected Branch/);
		await editor.closeNode();
	});
	await steps.check('the summary names the company, the counts and the remarks', async () => {
		await editor.openNode('Summary');
		await editor.picture('run-summary');
		const text = await editor.outputText();
		for (const part of [
			demo.quickBooks.books.company.name,
			'Records Read',
			'Rows Loaded',
			'Rows Rejected',
			'Settled Up To',
			'Remarks',
			'Transactions from QuickBooks',
		]) {
			assert.ok(text.includes(part), `the summary lacks "${part}"`);
		}
		await editor.closeNode();
	});
}

/** Something that goes wrong, and what has to be read of it. */
interface Trouble {
	readonly name: string;
	readonly node: string;
	readonly make: () => unknown;
	readonly undo?: () => unknown;
	readonly message: RegExp;
	readonly advice: RegExp;
}

async function anaplanCredential(demo: Demo): Promise<string> {
	const { nodes } = await demo.n8n.api.workflow(demo.workflowId);
	for (const node of listOf(nodes).filter(isRecord)) {
		const credentials = isRecord(node.credentials) ? node.credentials : {};
		const found = isRecord(credentials.anaplanApi) ? credentials.anaplanApi : {};
		if (typeof found.id === 'string') return found.id;
	}
	throw new Error('No node of the workflow has an Anaplan credential.');
}

/** Every trouble in turn, read where a person reads it: in the failed node's output panel. */
export async function checkTroubles(editor: EditorPage, steps: Steps, demo: Demo): Promise<void> {
	// A run with nothing to load would never come across most of them.
	demo.quickBooks.books.liveDay();
	const model = demo.anaplan.model();
	const credential = await anaplanCredential(demo);
	const pointAt = async (url: string, password: string) =>
		await demo.n8n.api.updateCredential(credential, {
			region: 'custom',
			customAuthUrl: url,
			customApiUrl: url,
			customAppUrl: url,
			signIn: 'basic',
			email: EMAIL,
			password,
		});
	const restore = async () => await pointAt(demo.anaplan.url, PASSWORD);
	const troubles: Trouble[] = [
		{
			name: 'a wrong password',
			node: LOAD,
			make: async () => await pointAt(demo.anaplan.url, 'not-the-password'),
			undo: restore,
			message: /^Anaplan refused the email and password of the credential "/,
			advice: /Open the credential/,
		},
		{
			name: 'a renamed column',
			node: LOAD,
			make: () => model.renameColumn('Vendors from QuickBooks', 'Parent Code', 'Parent'),
			undo: () => model.renameColumn('Vendors from QuickBooks', 'Parent', 'Parent Code'),
			message: /"Vendors from QuickBooks" expects the column "Parent"/,
			advice: /give it the old name again/,
		},
		{
			name: 'a locked model',
			node: LOAD,
			make: () => (model.activeState = 'LOCKED'),
			message: /model "QuickBooks Planning Hub" is locked/,
			advice: /unlock it/,
		},
		{
			name: 'an archived model',
			node: LOAD,
			make: () => (model.activeState = 'ARCHIVED'),
			undo: () => (model.activeState = 'UNLOCKED'),
			message: /model "QuickBooks Planning Hub" is archived/,
			advice: /take it out of the archive/,
		},
		{
			name: 'an Anaplan that cannot be reached',
			node: LOAD,
			// Port 9 (discard) is reserved and serves nothing here.
			make: async () => await pointAt('http://127.0.0.1:9', PASSWORD),
			undo: restore,
			message: /^Anaplan could not be reached .*127\.0\.0\.1:9/,
			advice: /Check the Anaplan credential/,
		},
		{
			name: 'a missing import',
			node: LOAD,
			make: () => model.removeImport('Vendors from QuickBooks'),
			message: /has no import called "Vendors from QuickBooks"/,
			advice: /Choose one of the model's imports/,
		},
		{
			name: 'a revoked QuickBooks connection',
			node: FETCH,
			make: () => demo.quickBooks.disconnect(),
			message: /^QuickBooks has ended the connection of the credential "/,
			advice: /Open the credential in n8n, press Connect again/,
		},
	];
	for (const { name, node, make, undo, message, advice } of troubles) {
		await steps.check(`${name} reads clearly in the editor`, async () => {
			await make();
			await editor.openWorkflow(demo.workflowId);
			await editor.execute();
			await editor.openNode(node);
			await editor.picture(name.replaceAll(' ', '-'));
			const shown = await editor.shownError();
			process.stdout.write(`        ${shown.message}\n        ${shown.advice}\n`);
			assert.match(shown.message, message);
			assert.match(shown.advice, advice);
			await undo?.();
		});
	}
}
