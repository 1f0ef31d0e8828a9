/** Module, Write Cells: values of each row into cells, addressed by items of every dimension. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { dryRunOption } from '../list/fields';
import type { Operation } from '../operation';
import { chosenModule, dimensionField, lineItemField } from './fields';
import { writeRows } from './writingCells';

export const option: Operation['option'] = {
	name: 'Write Cells',
	value: 'writeCells',
	action: 'Write cells of a module',
	description: 'Write values into input cells of a module, one or more for each row',
};

export const fields: Operation['fields'] = [
	...chosenModule,
	{
		displayName: 'Dimensions',
		name: 'dimensions',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Dimension',
		default: {
			values: [
				{ dimension: { mode: 'list', value: '' }, itemBy: 'code', item: '={{ $json.Code }}' },
			],
		},
		description:
			'Which cell a row goes to: an item of every dimension of the module, Time and Versions included',
		options: [
			{
				displayName: 'Dimension',
				name: 'values',
				values: [
					dimensionField,
					{
						displayName: 'Item',
						name: 'item',
						type: 'string',
						default: '',
						placeholder: 'e.g. {{ $json.Code }}',
						description:
							'A field of the row, or one item for all rows, for example Actual. Rows whose item is empty are rejected.',
					},
					{
						displayName: 'Item By',
						name: 'itemBy',
						type: 'options',
						noDataExpression: true,
						options: [
							{ name: 'Code', value: 'code' },
							{ name: 'ID', value: 'id' },
							{
								name: 'Name',
								value: 'name',
								description: 'For Time and Versions, for example Jan 26',
							},
						],
						default: 'code',
						description: 'What the item is given by',
					},
				],
			},
		],
	},
	{
		displayName: 'Values',
		name: 'cells',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Value',
		default: { values: [{ lineItem: { mode: 'list', value: '' }, value: '' }] },
		description: 'What a row writes: a value for each line item',
		options: [
			{
				displayName: 'Value',
				name: 'values',
				values: [
					lineItemField,
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. {{ $json.Amount }}',
						description:
							'A field of the row, or one value for all rows. Numbers have a period before the decimals, dates are YYYY-MM-DD.',
					},
				],
			},
		],
	},
	{
		...dryRunOption,
		options: [
			{
				displayName: 'Blank Values',
				name: 'blankValues',
				type: 'options',
				options: [
					{
						name: 'Clear the Cell',
						value: 'clear',
						description: 'Numbers become 0, true or false becomes false, everything else empty',
					},
					{ name: 'Leave the Cell', value: 'leave', description: 'Write nothing for them' },
				],
				default: 'leave',
				description: 'What to do where a row has no value',
			},
			...(dryRunOption.options ?? []),
		] as typeof dryRunOption.options,
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await writeRows(context);
}
