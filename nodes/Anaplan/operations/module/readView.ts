/** Module, Read View: the cells of a view, one item per combination of items. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { findModule, findView } from '../../../../src/anaplan/modules';
import { readViewPage, readWholeView, type PageChoice } from '../../../../src/anaplan/viewData';
import { listFields } from '../../descriptions';
import { waitOption } from '../list/fields';
import type { Operation } from '../operation';
import { readOf } from '../reading';
import { readReference, readTaskOptions } from '../settings';
import { chosenModule, dimensionField, viewField } from './fields';

export const option: Operation['option'] = {
	name: 'Read View',
	value: 'readView',
	action: 'Read a view of a module',
	description: 'Read the cells of a view: one item per row, with a field for each line item',
};

export const fields: Operation['fields'] = [
	...chosenModule,
	viewField,
	{
		displayName: 'Pages',
		name: 'pages',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'All Pages',
				value: 'all',
				description:
					'Every item of the page selectors; also for views of more than a million cells',
			},
			{
				name: 'One Page',
				value: 'one',
				description: 'What the page selectors below say, or what Anaplan shows first',
			},
		],
		default: 'one',
	},
	{
		displayName: 'Page Selectors',
		name: 'selectors',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Page Selector',
		default: {},
		description: 'Only dimensions that lie on the pages of the view can be chosen',
		displayOptions: { show: { pages: ['one'] } },
		options: [
			{
				displayName: 'Page Selector',
				name: 'values',
				values: [
					dimensionField,
					{
						displayName: 'Item',
						name: 'item',
						type: 'string',
						default: '',
						placeholder: 'e.g. Jan 26',
						description: 'The name, code or ID of the item to show',
					},
				],
			},
		],
	},
	...listFields,
	waitOption,
];

/** Numbers are text as Anaplan shows them, so that no digit is lost. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await readOf(context, async function* ({ client, model, itemIndex }) {
		const module = await findModule(client, model, readReference(context, 'moduleId', itemIndex));
		const reference = readReference(context, 'viewId', itemIndex);
		const view = await findView(client, model, module, reference);
		const { waitMs } = readTaskOptions(context, itemIndex);
		if (context.getNodeParameter('pages', itemIndex) === 'all') {
			yield* readWholeView(client, model, view, waitMs);
		} else {
			yield* readViewPage(client, model, view, readChoices(context, itemIndex), waitMs);
		}
	});
}

function readChoices(context: IExecuteFunctions, itemIndex: number): PageChoice[] {
	const lines = context.getNodeParameter('selectors.values', itemIndex, []) as Array<{
		dimension?: { value?: unknown };
		item?: unknown;
	}>;
	return lines.map(({ dimension, item }) => ({
		dimension: String(dimension?.value ?? ''),
		item: String(item ?? ''),
	}));
}
