/** Import, Check Set-Up: reports all that stands in the way of a load, without moving anything. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Finding } from '../../../../src/anaplan/findings';
import { checkFileSetup, checkRowsSetup } from '../../../../src/anaplan/setupCheck';
import { CancelledError } from '../../../../src/errors';
import { isWindow } from '../../../../src/flow';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { toNodeError } from '../../../../src/n8n/errors';
import { failedItem } from '../../../../src/n8n/items';
import {
	csvEncodingOption,
	keyColumnsOption,
	parentColumnOption,
	PER_ENTITY,
	rowsWithoutImportOption,
} from '../loadOptions';
import type { Operation } from '../operation';
import { readModelChoice, readOptions, readTable } from '../settings';
import { readFileRequest } from './csvItems';
import { readRows } from './readRows';
import { isRow } from './rowItems';
import { targetFields } from './targetFields';

export const option: Operation['option'] = {
	name: 'Check Set-Up',
	value: 'checkSetup',
	action: 'Check the set up of imports',
	description:
		'Report what stands in the way of a load: imports, columns, encodings, keys, the state of the model. Nothing is uploaded or run.',
};

export const fields: INodeProperties[] = [
	...targetFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			csvEncodingOption,
			{
				displayName: 'Fail on Errors',
				name: 'failOnErrors',
				type: 'boolean',
				default: false,
				description: 'Whether the node fails when a load with this set-up would be refused',
			},
			keyColumnsOption,
			parentColumnOption,
			rowsWithoutImportOption(
				'What a load does with rows of an entity that the table does not name',
				{
					ignore: 'A load passes them on as ignored',
					error: { name: 'Report', description: 'A load refuses them' },
				},
				PER_ENTITY,
			),
		],
	},
];

/** One item per finding, errors first; one that says so where there is nothing to tell. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	try {
		const found =
			context.getNodeParameter('dataSource', 0) === 'binary'
				? await checkFiles(context, items)
				: await checkRows(context, items);
		return [found, []];
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error);
		if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
		return [[], [failedItem(nodeError, [...items.keys()])]];
	}
}

async function checkRows(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	// An empty item, as a manual trigger sends it, is no row: then the imports alone are checked.
	const rows = [...items.keys()].filter((index) => {
		const { json } = items[index];
		return isRow(json) && Object.keys(json).length > 0;
	});
	const { findings, refuse } = await checkRowsSetup(await openAnaplan(context), {
		...readModelChoice(context, 0),
		rows: readRows(context, rows),
		table: readTable(context, 0),
		options: readOptions(context, 0),
	});
	if (failsOnErrors(context)) refuse();
	return reported(findings, [...items.keys()]);
}

async function checkFiles(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const client = await openAnaplan(context);
	const found: INodeExecutionData[] = [];
	for (const [itemIndex, item] of items.entries()) {
		if (isWindow(item.json)) continue;
		const request = readFileRequest(context, itemIndex, readOptions(context, itemIndex));
		const { findings, refuse } = await checkFileSetup(client, request);
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
