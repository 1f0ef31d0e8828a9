import assert from 'node:assert/strict';
import type { Demo } from '../../sandbox/demo/demo';
import { isRecord, listOf } from '../../sandbox/n8n/json';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

const REPORT = 'Read a Report';
/** As people know them, in the order of the dropdown. */
const REPORTS = [
	'Aged Payables',
	'Aged Receivables',
	'Balance Sheet',
	'Cash Flow',
	'Customer Balance',
	'General Ledger',
	'Journal',
	'Profit and Loss',
	'Profit and Loss Detail',
	'Transaction List',
	'Trial Balance',
	'Vendor Balance',
];
const FIELDS = [
	'operation',
	'report',
	'period',
	'startDate',
	'endDate',
	'reportDate',
	'accountingMethod',
	'summarizeBy',
	'summarizeBalancesBy',
	'includeTotals',
	'columns',
];

/** Get Report asks for what the chosen report needs, and its rows read as a table. */
export async function checkReports(editor: EditorPage, steps: Steps, demo: Demo): Promise<void> {
	await editor.openWorkflow(await reportWorkflow(demo));
	await editor.openNode(REPORT);
	await steps.check('every report is offered by the name people know', async () => {
		const reports = await editor.openChoices('report');
		await editor.picture('report-choices');
		assert.deepEqual(reports, REPORTS);
		await editor.page.keyboard.press('Escape');
	});
	const shownFor = async (report: string) => {
		await editor.choose('report', report);
		return await editor.shownOf(FIELDS);
	};
	await steps.check('each report asks for what it needs and nothing else', async () => {
		assert.deepEqual(await shownFor('Aged Receivables'), [
			'operation',
			'report',
			'reportDate',
			'includeTotals',
		]);
		assert.deepEqual(await shownFor('General Ledger'), [
			'operation',
			'report',
			'period',
			'accountingMethod',
			'columns',
		]);
		assert.deepEqual(await shownFor('Trial Balance'), [
			'operation',
			'report',
			'period',
			'accountingMethod',
			'summarizeBalancesBy',
			'includeTotals',
		]);
		await editor.choose('period', 'Custom');
		await editor.picture('report-dates');
		assert.ok((await editor.shownOf(FIELDS)).includes('startDate'));
		await editor.choose('period', 'This Fiscal Year');
	});
	await steps.check('a profit and loss by month comes as flat rows', async () => {
		await editor.choose('report', 'Profit and Loss');
		await editor.choose('summarizeBy', 'Month');
		await editor.picture('report-fields');
		await editor.closeNode();
		await editor.waitForAutosave();
		await editor.execute();
		await editor.openNode(REPORT);
		const output = await editor.outputText();
		await editor.picture('report-rows');
		for (const shown of ['accountId', 'accountName', 'periodStart', 'ProfitAndLoss', 'Income > ']) {
			assert.ok(output.includes(shown), `"${shown}" is not among the rows`);
		}
	});
	await editor.closeNode();
}

async function reportWorkflow(demo: Demo): Promise<string> {
	const { nodes } = await demo.n8n.api.workflow(demo.workflowId);
	const fetch = listOf(nodes)
		.filter(isRecord)
		.find(({ name }) => name === 'Fetch Changes');
	assert.ok(fetch !== undefined);
	return await demo.n8n.api.importWorkflow({
		name: 'Reports',
		nodes: [
			{
				id: 'report-0',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				parameters: {},
				position: [0, 0],
			},
			{
				id: 'report-1',
				name: REPORT,
				type: fetch.type,
				typeVersion: 1,
				parameters: { operation: 'getReport' },
				position: [240, 0],
				credentials: fetch.credentials,
			},
		],
		connections: { Start: { main: [[{ node: REPORT, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
}
