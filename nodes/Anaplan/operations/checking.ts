/** What the Check Set-Up operations share: one item per finding, for rows from items and for CSV files. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { AnaplanClient } from '../../../src/anaplan/client';
import type { Finding } from '../../../src/anaplan/findings';
import type { SetupReport } from '../../../src/anaplan/setupCheck';
import { isWindow } from '../../../src/flow';
import { openAnaplan } from '../../../src/n8n/anaplan';
import { asOne } from '../../../src/n8n/items';
import { isRow } from './import/rowItems';

/** Makes a check the gate of a workflow. */
export const failOnErrorsOption: INodeProperties = {
	displayName: 'Fail on Errors',
	name: 'failOnErrors',
	type: 'boolean',
	default: false,
	description: 'Whether the node fails when a load with this set-up would be refused',
};

/** How an operation checks its set-up. */
export interface SetupChecks {
	/** @param rowItems indexes of the items that are rows; none where the set-up alone is checked */
	rows: (client: AnaplanClient, rowItems: readonly number[]) => Promise<SetupReport>;
	/** The CSV files of one item. */
	files: (client: AnaplanClient, itemIndex: number) => Promise<SetupReport>;
}

/** One item per finding, errors first; the last one says whether a load would be accepted. */
export async function reportSetup(
	context: IExecuteFunctions,
	checks: SetupChecks,
): Promise<INodeExecutionData[][]> {
	return await asOne(context, async () => {
		const items = context.getInputData();
		const found =
			context.getNodeParameter('dataSource', 0) === 'binary'
				? await checkFiles(context, items, checks)
				: await checkRows(context, items, checks);
		return [found, []];
	});
}

async function checkRows(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	checks: SetupChecks,
): Promise<INodeExecutionData[]> {
	// An empty item, as a manual trigger sends it, is no row: then the set-up alone is checked.
	const rows = [...items.keys()].filter((index) => {
		const { json } = items[index];
		return isRow(json) && Object.keys(json).length > 0;
	});
	const { findings, refuse } = await checks.rows(await openAnaplan(context), rows);
	if (failsOnErrors(context)) refuse();
	return reported(findings, [...items.keys()]);
}

async function checkFiles(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	checks: SetupChecks,
): Promise<INodeExecutionData[]> {
	const client = await openAnaplan(context);
	const found: INodeExecutionData[] = [];
	for (const [itemIndex, item] of items.entries()) {
		if (isWindow(item.json)) continue;
		const { findings, refuse } = await checks.files(client, itemIndex);
		if (failsOnErrors(context)) refuse();
		found.push(...reported(findings, [itemIndex]));
	}
	return found;
}

function failsOnErrors(context: IExecuteFunctions): boolean {
	const raw = context.getNodeParameter('options', 0, {}) as { failOnErrors?: boolean };
	return raw.failOnErrors ?? false;
}

const RANK = { error: 0, warning: 1, note: 2 } as const;

function reported(findings: readonly Finding[], from: readonly number[]): INodeExecutionData[] {
	const ready = !findings.some(({ severity }) => severity === 'error');
	const lines = [...findings].sort((left, right) => RANK[left.severity] - RANK[right.severity]);
	const json = [
		...lines.map((finding) => ({ kind: 'finding', ...finding })),
		{
			kind: 'setupCheck',
			ready,
			errors: lines.filter(({ severity }) => severity === 'error').length,
			warnings: lines.filter(({ severity }) => severity === 'warning').length,
		},
	];
	return json.map((line) => ({ json: line, pairedItem: from.map((item) => ({ item })) }));
}
