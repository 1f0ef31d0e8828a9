/** Fields that several operations use: the pickers. */
import type { INodeProperties } from 'n8n-workflow';

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
