/** Options that the operations share which load rows: columns, encodings, what to do with leftovers. */
import type { INodeProperties } from 'n8n-workflow';

/** Shows an option for rows from items alone: a CSV file is sent as it is. */
export const ITEMS_ONLY = { show: { '/dataSource': ['items'] } };

/** How a CSV file without a byte order mark is read. */
export const csvEncodingOption: INodeProperties = {
	displayName: 'CSV File Encoding',
	name: 'csvEncoding',
	type: 'options',
	options: [
		{ name: 'ISO-8859-1', value: 'iso-8859-1' },
		{ name: 'UTF-16LE', value: 'utf-16le' },
		{ name: 'UTF-8', value: 'utf-8' },
	],
	default: 'utf-8',
	description: 'How the CSV file is read when it has no byte order mark',
	displayOptions: { show: { '/dataSource': ['binary'] } },
};

/** What tells rows apart. */
export const keyColumnsOption: INodeProperties = {
	displayName: 'Key Columns',
	name: 'keyColumns',
	type: 'string',
	default: 'Code',
	description:
		'Comma-separated columns that tell the rows of a file apart. Two rows with one key are refused, because Anaplan would add them up.',
};

/** What ranks the rows of a list. */
export const parentColumnOption: INodeProperties = {
	displayName: 'Parent Column',
	name: 'parentColumn',
	type: 'string',
	default: 'Parent Code',
	description:
		'The column that names the parent of a row by its key. Rows of a list are sent with parents before children.',
	displayOptions: ITEMS_ONLY,
};

/** Where a table of entities is filled in. */
export const PER_ENTITY = { show: { '/importChoice': ['perEntity'], ...ITEMS_ONLY.show } };

/** What a load does with rows that the table has no import for. @param displayOptions where it is offered */
export function rowsWithoutImportOption(
	description: string,
	choices: { ignore: string; error: { name: string; description: string } },
	displayOptions: INodeProperties['displayOptions'] & object,
): INodeProperties {
	return {
		displayName: 'Rows Without an Import',
		name: 'rowsWithoutImport',
		type: 'options',
		options: [
			{ name: 'Ignore', value: 'ignore', description: choices.ignore },
			{ ...choices.error, value: 'error' },
		],
		default: 'error',
		description,
		displayOptions,
	};
}

/** What happens to leftovers of a load that runs. */
export const LEFTOVERS = {
	ignore: 'Pass them on as ignored',
	error: { name: 'Stop With an Error', description: 'Upload nothing' },
};

/** The same of a check. */
export const LEFTOVERS_CHECKED = {
	ignore: 'A load passes them on as ignored',
	error: { name: 'Report', description: 'A load refuses them' },
};

/** Of a line of a table: columns of its import that fields of another name fill. */
export const fieldChoicesField: INodeProperties = {
	displayName: 'Columns From Other Fields',
	name: 'fields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Column',
	default: {},
	description:
		'Columns of the import that take a field of another name. All others take the field of their own name.',
	options: [
		{
			displayName: 'Column',
			name: 'values',
			values: [
				{
					displayName: 'Column',
					name: 'column',
					type: 'string',
					default: '',
					placeholder: 'e.g. Partner Code',
					description: 'The column as the import has it',
				},
				{
					displayName: 'Field',
					name: 'field',
					type: 'string',
					default: '',
					placeholder: 'e.g. Party Code',
					description: 'The name of the field of the row that fills it',
					requiresDataPath: 'single',
				},
			],
		},
	],
};

/** Shows a load without making it. @param per what an item stands for */
export function dryRunOption(per: 'import' | 'file'): INodeProperties {
	return {
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: `Whether to check everything and show what would be sent, one item per ${per}, without uploading or running anything`,
	};
}
