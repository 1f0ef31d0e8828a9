import assert from 'node:assert/strict';
import { DEMO_MODEL_NAME, DEMO_WORKSPACE_NAME } from '../../sandbox/anaplan';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

const LIST_ENTITIES = ['Accounts', 'Vendors', 'Customers'];
const ENTITIES = [...LIST_ENTITIES, 'Invoices', 'Bills', 'Payments'];
const FETCH_FIELDS = [
	'operation',
	'entities',
	'start',
	'ledgerStore',
	'ledgerWorkflow',
	'firstLoadFrom',
	'days',
	'since',
	'entity',
	'returnAll',
	'limit',
	'includeInactive',
];
const LOAD_FIELDS = ['dataSource', 'binaryField', 'importChoice', 'importId', 'entity', 'import'];

async function checkFetch(editor: EditorPage, steps: Steps): Promise<void> {
	await editor.openNode('Fetch Changes');
	await steps.check('Get Changes begins at the checkpoint of the ledger workflow', async () => {
		await editor.picture('fetch');
		assert.equal(await editor.valueOf('operation'), 'Get Changes');
		assert.deepEqual(await editor.chosenIn('entities'), ENTITIES);
		assert.equal(await editor.valueOf('start'), 'Since the Accepted Checkpoint');
		assert.equal(await editor.valueOf('ledgerStore'), 'Ledger Workflow');
		const shown = await editor.shownOf(FETCH_FIELDS);
		const ledger = ['ledgerStore', 'ledgerWorkflow', 'firstLoadFrom'];
		assert.deepEqual(shown, ['operation', 'entities', 'start', ...ledger]);
	});
	await steps.check(
		'the credential comes first, though another one depends on the start',
		async () => {
			const credential = editor.page.locator('[data-test-id="node-credentials-select"]').first();
			const above = async (locator: typeof credential) => (await locator.boundingBox())?.y ?? NaN;
			assert.ok((await above(credential)) < (await above(editor.field('operation'))));
		},
	);
	await steps.check('Last N Days asks for days, with a sensible default', async () => {
		await editor.choose('start', 'Last N Days');
		assert.equal(await editor.valueOf('days'), '2');
		const shown = await editor.shownOf(FETCH_FIELDS);
		assert.deepEqual(shown, ['operation', 'entities', 'start', 'days']);
	});
	await steps.check('Since Date asks for a date instead of days', async () => {
		await editor.choose('start', 'Since Date');
		await editor.picture('fetch-since');
		const shown = await editor.shownOf(FETCH_FIELDS);
		assert.deepEqual(shown, ['operation', 'entities', 'start', 'since']);
	});
	await steps.check('Get Many offers an entity and a limit', async () => {
		await editor.choose('operation', 'Get Many');
		const shown = await editor.shownOf(FETCH_FIELDS);
		assert.deepEqual(shown, ['operation', 'entity', 'returnAll', 'limit']);
		assert.equal(await editor.valueOf('entity'), 'Invoices');
		assert.equal(await editor.valueOf('limit'), '50');
	});
	await steps.check(
		'lists can leave out inactive ones, and name the fields to filter by',
		async () => {
			await editor.choose('entity', 'Vendors');
			assert.ok(await editor.field('includeInactive').isVisible());
			await editor.page.getByRole('button', { name: 'Add Filter' }).click();
			await editor.settle();
			const fields = await editor.openChoices('field');
			await editor.picture('fetch-filter');
			for (const field of ['Display Name', 'Active', 'Last Updated']) {
				assert.ok(fields.includes(field), `${field} is not among ${fields.join(', ')}`);
			}
			await editor.page.keyboard.press('Escape');
		},
	);
	await steps.check('an expert is asked for a condition, nobody else', async () => {
		assert.ok(!(await editor.field('where').isVisible()));
		await editor.field('useWhere').locator('.el-switch').click();
		await editor.settle();
		assert.ok(await editor.field('where').isVisible());
		assert.ok(await editor.field('verifyCount').isVisible());
		await editor.picture('fetch-where');
	});
	await steps.check(
		'Get by ID takes what the trigger reports, or IDs that are entered',
		async () => {
			await editor.choose('operation', 'Get by ID');
			assert.equal(await editor.valueOf('read'), 'What the Trigger Reports');
			assert.deepEqual(await editor.shownOf([...FETCH_FIELDS, 'read', 'ids']), [
				'operation',
				'read',
			]);
			await editor.picture('fetch-by-id');
			await editor.choose('read', 'Entity and IDs');
			const shown = await editor.shownOf([...FETCH_FIELDS, 'read', 'ids']);
			assert.deepEqual(shown, ['operation', 'entity', 'read', 'ids']);
			await editor.picture('fetch-by-id-ids');
		},
	);
	await editor.closeNode();
}

async function checkMapping(editor: EditorPage, steps: Steps): Promise<void> {
	await editor.openNode('To Planning Rows');
	await steps.check('the mapping leaves out what cannot be mapped and says so', async () => {
		await editor.picture('mapping');
		assert.equal(await editor.valueOf('unmappableRecord'), 'Leave It Out and Say So');
	});
	await editor.closeNode();
}

async function checkLoad(
	editor: EditorPage,
	steps: Steps,
	imports: readonly string[],
): Promise<void> {
	await editor.openNode('Load into Anaplan');
	await steps.check('the workspace picker lists the workspace', async () => {
		assert.deepEqual(await editor.openPicker('workspaceId'), [DEMO_WORKSPACE_NAME]);
		await editor.page.keyboard.press('Escape');
	});
	await steps.check('the model picker lists the model', async () => {
		assert.deepEqual(await editor.openPicker('modelId'), [DEMO_MODEL_NAME]);
		await editor.page.keyboard.press('Escape');
	});
	await steps.check('rows go through imports per entity, named as the README says', async () => {
		await editor.picture('load');
		assert.deepEqual(await editor.shownOf(LOAD_FIELDS), [
			'dataSource',
			'importChoice',
			'entity',
			'import',
		]);
		assert.equal(await editor.pickerValue('import'), 'Accounts from QuickBooks');
	});
	await steps.check('the import picker inside the table lists the imports', async () => {
		await editor.setPickerMode('import', 'From list');
		assert.deepEqual(await editor.openPicker('import'), imports);
		await editor.picture('load-imports');
		await editor.pick('Accounts from QuickBooks');
		assert.equal(await editor.pickerValue('import'), 'Accounts from QuickBooks');
	});
	await steps.check('One Import has a picker of its own', async () => {
		await editor.choose('importChoice', 'One Import');
		const shown = await editor.shownOf(LOAD_FIELDS);
		assert.deepEqual(shown, ['dataSource', 'importChoice', 'importId']);
		assert.deepEqual(await editor.openPicker('importId'), imports);
		await editor.page.keyboard.press('Escape');
	});
	await steps.check('a CSV file asks for its field and one import', async () => {
		await editor.choose('dataSource', 'CSV Binary');
		await editor.picture('load-csv');
		const shown = await editor.shownOf(LOAD_FIELDS);
		assert.deepEqual(shown, ['dataSource', 'binaryField', 'importId']);
	});
	await editor.closeNode();
}

/** What the panels of the three nodes show, and what they show after choices. */
export async function checkPanels(
	editor: EditorPage,
	steps: Steps,
	imports: readonly string[],
): Promise<void> {
	await checkFetch(editor, steps);
	await checkMapping(editor, steps);
	await checkLoad(editor, steps, [...imports].sort());
}
