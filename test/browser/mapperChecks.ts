import assert from 'node:assert/strict';
import { DEMO_MODEL_ID } from '../../sandbox/anaplan';
import type { Demo } from '../../sandbox/demo/demo';
import { isRecord, listOf } from '../../sandbox/n8n/json';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

const IMPORT = 'Map an Import';
const LIST = 'Add to a List';

/** The mapper shows the columns of an import and of a list, as Anaplan has them, with fitting fields. */
export async function checkMappers(editor: EditorPage, steps: Steps, demo: Demo): Promise<void> {
	const model = demo.anaplan.model();
	const cities = model.addList({
		name: 'Mapper Cities',
		subsets: ['Capitals'],
		properties: [
			{ name: 'People', format: 'NUMBER' },
			{ name: 'Founded', format: 'DATE' },
			{ name: 'Label', format: 'TEXT', formula: 'NAME(ITEM(Cities))' },
		],
	});
	await editor.openWorkflow(await mapperWorkflow(demo, cities.id));
	await editor.openNode(IMPORT);
	await steps.check('the columns of the chosen import are offered for mapping', async () => {
		const columns = await editor.mapperColumns();
		await editor.picture('mapper-import');
		const { columns: expected } = model.importNamed('Transaction Lines from QuickBooks');
		assert.deepEqual(
			columns,
			expected.map(({ header }) => header),
		);
	});
	await editor.closeNode();
	await editor.openNode(LIST);
	await steps.check(
		'a list offers its columns without calculated ones, the name required',
		async () => {
			const columns = await editor.mapperColumns();
			await editor.picture('mapper-list');
			assert.deepEqual(columns, ['Code', 'Name', 'People', 'Founded', 'Capitals']);
		},
	);
	await editor.closeNode();
}

async function mapperWorkflow(demo: Demo, listId: string): Promise<string> {
	const { nodes } = await demo.n8n.api.workflow(demo.workflowId);
	const load = listOf(nodes)
		.filter(isRecord)
		.find(({ name }) => name === 'Load into Anaplan');
	assert.ok(load !== undefined);
	const chosen = (mode: 'name' | 'id', value: string) => ({ __rl: true, mode, value });
	const byHand = { mappingMode: 'defineBelow', value: null };
	const target = { modelId: chosen('id', DEMO_MODEL_ID) };
	const made = [
		['Start', 'n8n-nodes-base.manualTrigger', 1, {}],
		[
			IMPORT,
			load.type,
			1,
			{
				...target,
				resource: 'import',
				operation: 'uploadAndRun',
				importChoice: 'one',
				importId: chosen('name', 'Transaction Lines from QuickBooks'),
				importColumns: byHand,
			},
		],
		[
			LIST,
			load.type,
			1,
			{
				...target,
				resource: 'list',
				operation: 'addItems',
				listId: chosen('id', listId),
				columns: byHand,
			},
		],
	] as const;
	return await demo.n8n.api.importWorkflow({
		name: 'Mappers',
		nodes: made.map(([name, type, typeVersion, parameters], index) => ({
			id: `mapper-${index}`,
			name,
			type,
			typeVersion,
			parameters,
			position: [index * 240, 0],
			...(type === load.type ? { credentials: load.credentials } : {}),
		})),
		connections: {
			Start: { main: [[{ node: IMPORT, type: 'main', index: 0 }]] },
			[IMPORT]: { main: [[{ node: LIST, type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	});
}
