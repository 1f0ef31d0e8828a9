import assert from 'node:assert/strict';
import { DEMO_MODEL_ID, DEMO_MODEL_NAME } from '../../sandbox/anaplan';
import type { Demo } from '../../sandbox/demo/demo';
import { isRecord, listOf } from '../../sandbox/n8n/json';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

const PROCESS = 'Load customers and accounts';
const NODE = 'Run the Process';

/** The rows of two files; one has a code that Anaplan refuses. */
const ROWS = [
	row('Customer', 'PROC-CUS-1'),
	row('Customer', '#PROC-CUS-2'),
	row('Account', 'PROC-ACC-1'),
];

function row(entity: string, code: string) {
	return {
		Entity: entity,
		Code: code,
		Name: `${entity} ${code}`,
		'Parent Code': '',
		Currency: 'USD',
		Active: 'true',
		Status: 'Active',
		'Transaction ID': 't1',
		Type: 'Expense',
	};
}

/** A process with two files and a rejected row, run by the button and read on both outputs. */
export async function checkProcess(editor: EditorPage, steps: Steps, demo: Demo): Promise<void> {
	demo.anaplan
		.model()
		.addProcess(PROCESS, ['Customers from QuickBooks', 'Accounts from QuickBooks']);
	await editor.openWorkflow(await processWorkflow(demo));
	await steps.check('a process with two files runs from the editor', async () => {
		await editor.execute();
		await editor.openNode(NODE);
		assert.equal(await editor.valueOf('resource'), 'Process');
		assert.equal(await editor.valueOf('operation'), 'Upload Files and Run');
		assert.equal(await editor.pickerValue('processId'), PROCESS);
		await editor.picture('process-loaded');
		const text = await editor.outputText();
		assert.match(text, /Loaded Branch \(3 items\)/);
		assert.match(text, /Rejected Branch \(1 item\)/);
		assert.ok(text.includes('PROC-CUS-1') && text.includes('PROC-ACC-1'), text);
		assert.ok(!text.includes('#PROC-CUS-2'), text);
	});
	await steps.check('the rejected row says what is wrong and what to do', async () => {
		await editor.page
			.getByText(/Rejected Branch/)
			.first()
			.click();
		await editor.settle();
		await editor.picture('process-rejected');
		const text = await editor.outputText();
		assert.ok(text.includes('#PROC-CUS-2'), text);
		assert.match(text, /does not accept the code/);
		assert.match(text, /At most 60 characters/);
	});
	await steps.check('a model chosen by name shows its processes and their imports', async () => {
		await editor.setPickerMode('modelId', 'By Name');
		await editor.enterInPicker('modelId', DEMO_MODEL_NAME);
		await editor.setPickerMode('processId', 'From list');
		assert.deepEqual(await editor.openPicker('processId'), [PROCESS]);
		await editor.pick(PROCESS);
		await editor.setPickerMode('import', 'From list');
		const imports = ['Accounts from QuickBooks', 'Customers from QuickBooks'];
		assert.deepEqual((await editor.openPicker('import')).sort(), imports);
		await editor.page.keyboard.press('Escape');
	});
	await steps.check(
		'CSV files for a process ask for a binary field and an import each',
		async () => {
			await editor.choose('dataSource', 'CSV Files From Binary Data');
			await editor.picture('process-csv');
			assert.deepEqual(await editor.shownOf(['entity', 'binaryField', 'import']), [
				'binaryField',
				'import',
			]);
			assert.equal(await editor.valueOf('binaryField'), 'data');
		},
	);
	await editor.closeNode();
}

async function processWorkflow(demo: Demo): Promise<string> {
	const { nodes } = await demo.n8n.api.workflow(demo.workflowId);
	const load = listOf(nodes)
		.filter(isRecord)
		.find(({ name }) => name === 'Load into Anaplan');
	assert.ok(load !== undefined);
	const byName = (value: string) => ({ __rl: true, mode: 'name', value });
	const made = [
		['Start', 'n8n-nodes-base.manualTrigger', 1, {}],
		[
			'Rows',
			'n8n-nodes-base.set',
			3.4,
			{ mode: 'raw', jsonOutput: JSON.stringify({ rows: ROWS }) },
		],
		['Each Row', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'rows' }],
		[
			NODE,
			load.type,
			1,
			{
				resource: 'process',
				operation: 'uploadFilesAndRun',
				modelId: { __rl: true, mode: 'id', value: DEMO_MODEL_ID },
				processId: byName(PROCESS),
				files: {
					values: [
						{ entity: 'Customer', import: byName('Customers from QuickBooks') },
						{ entity: 'Account', import: byName('Accounts from QuickBooks') },
					],
				},
			},
		],
	] as const;
	const names = made.map(([name]) => name);
	return await demo.n8n.api.importWorkflow({
		name: 'Process check',
		nodes: made.map(([name, type, typeVersion, parameters], index) => ({
			id: `process-check-${index}`,
			name,
			type,
			typeVersion,
			parameters,
			position: [index * 224, 0],
			...(name === NODE ? { credentials: load.credentials } : {}),
		})),
		connections: Object.fromEntries(
			names
				.slice(0, -1)
				.map((name, index) => [
					name,
					{ main: [[{ node: names[index + 1], type: 'main', index: 0 }]] },
				]),
		),
		settings: { executionOrder: 'v1' },
	});
}
