/** Fields that several operations use: the pickers, Return All and Limit, how a task runs. */
import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_WAIT_MINUTES } from '../../src/anaplan/tasks';

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
	description: 'Narrows the list of models. May stay empty: every model knows its workspace.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchWorkspaces', searchable: true },
		},
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
	description: 'The Anaplan model to load into',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchModels', searchable: true },
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

/** Picks an import of the model; by name it survives a copied or rebuilt model. */
export const importField: INodeProperties = {
	displayName: 'Import',
	name: 'importId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The import to run. Its file is found through its data source.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchImports', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Vendors from QuickBooks',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 112000000012',
			validation: [
				{
					type: 'regex',
					properties: { regex: '^[0-9]+$', errorMessage: 'An ID has digits only' },
				},
			],
		},
	],
	typeOptions: { loadOptionsDependsOn: ['modelId.value'] },
};

/** Picks a process of the model. */
export const processField: INodeProperties = {
	displayName: 'Process',
	name: 'processId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The process to run; its steps run in the order set in Anaplan',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchProcesses', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Load Everything' },
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 118000000012',
			validation: [
				{
					type: 'regex',
					properties: { regex: '^[0-9]+$', errorMessage: 'An ID has digits only' },
				},
			],
		},
	],
	typeOptions: { loadOptionsDependsOn: ['modelId.value'] },
};

/** Picks an export of the model. */
export const exportField: INodeProperties = {
	displayName: 'Export',
	name: 'exportId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The export to run; its layout and encoding are set in Anaplan',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchExports', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Forecast by Account',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 116000000012',
			validation: [
				{
					type: 'regex',
					properties: { regex: '^[0-9]+$', errorMessage: 'An ID has digits only' },
				},
			],
		},
	],
	typeOptions: { loadOptionsDependsOn: ['modelId.value'] },
};

/** Picks an action that is no import, export or process of the model. */
export const actionField: INodeProperties = {
	displayName: 'Action',
	name: 'actionId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The action to run, for example one that deletes from a list using a selection',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchActions', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Delete Closed Vendors',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 117000000012',
			validation: [
				{
					type: 'regex',
					properties: { regex: '^[0-9]+$', errorMessage: 'An ID has digits only' },
				},
			],
		},
	],
	typeOptions: { loadOptionsDependsOn: ['modelId.value'] },
};

/** Picks a file of the model. */
export const fileField: INodeProperties = {
	displayName: 'File',
	name: 'fileId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'An existing file of the model: of an import, or written by an export',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchFiles', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. vendors.csv',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 113000000012',
			validation: [
				{
					type: 'regex',
					properties: { regex: '^[0-9]+$', errorMessage: 'An ID has digits only' },
				},
			],
		},
	],
	typeOptions: { loadOptionsDependsOn: ['modelId.value'] },
};

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

/** How a task runs that needs no file. */
export const taskOptionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Locale',
			name: 'locale',
			type: 'string',
			default: 'en_US',
			description: 'The locale Anaplan runs it with',
		},
		{
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
		},
		{
			displayName: 'Wait At Most (Minutes)',
			name: 'waitMinutes',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_WAIT_MINUTES,
			description:
				'How long to wait for its end. It queues while other imports, exports or processes run in the model.',
		},
	],
};
