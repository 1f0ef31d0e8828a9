/** Fields that several operations use: the pickers, Return All and Limit, how a task runs. */
import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_WAIT_MINUTES } from '../../src/anaplan/tasks';
import { IN_MODEL, picker } from './pickers';

/** Chooses the credential. */
export const authenticationField: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Anaplan API',
			value: 'anaplanApi',
			description: 'Email and password, CA certificate, device grant or refresh token',
		},
		{
			name: 'OAuth2 (Connect Button)',
			value: 'anaplanOAuth2Api',
			description: "Authorization code through n8n's OAuth2",
		},
	],
	default: 'anaplanApi',
};

/** Picks a workspace; empty leaves it to the model, which knows its workspace. */
export const workspaceField: INodeProperties = {
	displayName: 'Workspace',
	name: 'workspaceId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		'Narrows the list of models, and the search for a model by name. May stay empty: every model knows its workspace.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchWorkspaces', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Finance' },
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 8a81b09d5e8c6f27015ece3402487d33',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '^([0-9a-fA-F]{32})?$',
						errorMessage: 'An ID has 32 characters, 0-9 and a-f',
					},
				},
			],
		},
	],
};

/** Picks a model. */
export const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'modelId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The Anaplan model to work in',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchModels', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. QuickBooks Planning Hub',
			hint: 'Looked for in the chosen workspace, or in all that the user sees. A name that two models have is refused.',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 75A40874E6B64FA3AE0743278996850F',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '^[0-9A-F]{32}$',
						errorMessage: 'An ID has 32 characters, 0-9 and upper-case A-F',
					},
				},
			],
		},
	],
	typeOptions: { loadOptionsDependsOn: ['workspaceId.value'] },
};

/** Picks an import of the model that a file feeds; by name it survives a copied or rebuilt model. */
export const importField = picker('Import', 'importId', 'searchImports', {
	required: true,
	description: 'The import to run. Its file is found through its data source.',
	named: 'Vendors from QuickBooks',
	id: '112000000012',
	dependsOn: IN_MODEL,
});

/** Picks any import of the model, also one that no file feeds. */
export const anyImportField = picker('Import', 'importId', 'searchAllImports', {
	required: true,
	description: 'An import of the model, whatever it reads',
	named: 'Vendors from QuickBooks',
	id: '112000000012',
	dependsOn: IN_MODEL,
});

/** Picks a process of the model. */
export const processField = picker('Process', 'processId', 'searchProcesses', {
	required: true,
	description: 'The process to run; its steps run in the order set in Anaplan',
	named: 'Load Everything',
	id: '118000000012',
	dependsOn: IN_MODEL,
});

/** Picks an export of the model. */
export const exportField = picker('Export', 'exportId', 'searchExports', {
	required: true,
	description: 'The export to run; its layout and encoding are set in Anaplan',
	named: 'Forecast by Account',
	id: '116000000012',
	dependsOn: IN_MODEL,
});

/** Picks an action that is no import, export or process of the model. */
export const actionField = picker('Action', 'actionId', 'searchActions', {
	required: true,
	description: 'The action to run, for example one that deletes from a list using a selection',
	named: 'Delete Closed Vendors',
	id: '117000000012',
	dependsOn: IN_MODEL,
});

/** Picks a file of the model. */
export const fileField = picker('File', 'fileId', 'searchFiles', {
	required: true,
	description: 'An existing file of the model: of an import, or written by an export',
	named: 'vendors.csv',
	id: '113000000012',
	dependsOn: IN_MODEL,
});

/** How long to wait for a task. @param what is waited for, for example `the process` */
export function waitOption(what: string): INodeProperties {
	return {
		displayName: 'Wait At Most (Minutes)',
		name: 'waitMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_WAIT_MINUTES,
		description: `How long to wait for ${what}. It queues while other imports, exports or processes run in the model.`,
	};
}

/** The locale of a run. @param what runs with it, for example `the process` */
export function localeOption(what: string): INodeProperties {
	return {
		displayName: 'Locale',
		name: 'locale',
		type: 'string',
		default: 'en_US',
		description: `The locale Anaplan runs ${what} with`,
	};
}

/** An option of loads: the share of rejected rows above which the node fails. */
export const failAboveOption: INodeProperties = {
	displayName: 'Fail Above Rejected (%)',
	name: 'failAbovePercent',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 100 },
	default: 0,
	description:
		'Fail the node when more than this share of the rows is rejected; 0 fails it at the first one. The other rows stay loaded. Without this option rejected rows only go to their output.',
};

/** Return All and Limit of an operation that lists. */
export const listFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** Answers to what an import or process asks for. */
export const promptsOption: INodeProperties = {
	displayName: 'Prompts',
	name: 'prompts',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Answer',
	default: {},
	description: 'Answers to what the import or process asks for when it runs',
	options: [
		{
			displayName: 'Answer',
			name: 'values',
			values: [
				{
					displayName: 'Asked For',
					name: 'entityType',
					type: 'string',
					default: 'Version',
					placeholder: 'e.g. Version',
					description: 'The kind of thing that is asked for, as Anaplan names it',
				},
				{
					displayName: 'Answer',
					name: 'entityName',
					type: 'string',
					default: '',
					placeholder: 'e.g. Actual',
					description: 'The name of the item to use',
				},
			],
		},
	],
};

function optionsField(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}

/** How an export or another action runs. */
export const taskOptionsField = optionsField([localeOption('it'), waitOption('its end')]);

/** How an import or a process runs that gets no file here. */
export const importOptionsField = optionsField([
	failAboveOption,
	localeOption('it'),
	promptsOption,
	waitOption('its end'),
]);
