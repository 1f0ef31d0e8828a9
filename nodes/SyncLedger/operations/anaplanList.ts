/** Keys that an Anaplan list holds. */
import type { IDisplayOptions, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { AnaplanClient, ModelRef } from '../../../src/anaplan/client';
import { listLists, readListCodes } from '../../../src/anaplan/lists';
import { openModel } from '../../../src/anaplan/model';
import { SettingError } from '../../../src/errors';
import type { HeldCode } from '../../../src/ledger/commands';
import { openAnaplan } from '../../../src/n8n/anaplan';
import { isUnchosen, readModelChoice, toReference } from '../../../src/n8n/modelChoice';
import { authenticationField, modelField, workspaceField } from '../../Anaplan/descriptions';

/** Pickers of workspace, model and list. */
export function anaplanListFields(show: NonNullable<IDisplayOptions['show']>): INodeProperties[] {
	return [
		{ ...authenticationField, displayOptions: { show } },
		{ ...workspaceField, displayOptions: { show } },
		{
			...modelField,
			description: 'The Anaplan model that holds the rows',
			displayOptions: { show },
		},
		{
			displayName: 'List',
			name: 'listId',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: "The list whose codes are the rows' Code, usually that of the transaction lines",
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: 'searchLists', searchable: true },
				},
				{
					displayName: 'By Name',
					name: 'name',
					type: 'string',
					placeholder: 'e.g. QB Transaction Lines',
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. 101000000003',
					validation: [
						{
							type: 'regex',
							properties: { regex: '^[0-9]+$', errorMessage: 'An ID has digits only' },
						},
					],
				},
			],
			typeOptions: { loadOptionsDependsOn: ['modelId.value'] },
			displayOptions: { show },
		},
	];
}

/** Reads the chosen list. @throws PackError where none is chosen or Anaplan refuses */
export async function readHeldCodes(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<HeldCode[]> {
	const { modelId, workspaceId } = readModelChoice(context, itemIndex);
	const list = toReference(context.getNodeParameter('listId', itemIndex, ''));
	const listId = list.value.trim();
	if (isUnchosen(modelId) || listId === '') {
		throw new SettingError(
			`The ledger knows nothing of this company, and no Anaplan ${isUnchosen(modelId) ? 'model' : 'list'} is chosen to see whether its keys are there already.`,
			'Choose model and list of the transaction lines in Sync Ledger; if nothing was ever loaded, choose Load Everything for the first run.',
		);
	}
	const client = await openAnaplan(context);
	const model = await openModel(client, modelId, workspaceId);
	const id = list.by === 'name' ? await idOfList(client, model, listId) : listId;
	return (await readListCodes(client, model, id)).map((code) => ({ code }));
}

/** @throws SettingError where the model has no list of that name */
async function idOfList(client: AnaplanClient, model: ModelRef, name: string): Promise<string> {
	const lists = await listLists(client, model);
	const found = lists.find((list) => list.name.toLowerCase() === name.toLowerCase());
	if (found !== undefined) return found.id;
	throw new SettingError(
		`The Anaplan model "${model.modelName}" has no list called "${name}" that this user can see.`,
		'Choose the list of the transaction lines in Sync Ledger, or correct its name.',
	);
}
