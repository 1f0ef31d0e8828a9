/** Pickers of what a model holds: each chooses from a list, by name or by ID. */
import type { INodeProperties } from 'n8n-workflow';

/** What a picker of the chosen model's objects is read anew with. */
export const IN_MODEL = ['modelId.value'];

/** What one picker says. */
export interface PickerTexts {
	required?: true;
	description: string;
	/** A name, for example. */
	named: string;
	/** An ID, for example. */
	id: string;
	/** The fields that its list depends on. */
	dependsOn: string[];
}

/** A picker of something in the chosen model: from a list, by name or by ID. */
export function picker(
	displayName: string,
	name: string,
	search: string,
	texts: PickerTexts,
): INodeProperties {
	const needed = texts.required === true;
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		...(needed ? { required: true } : {}),
		description: texts.description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: search, searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: `e.g. ${texts.named}` },
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${texts.id}`,
				validation: [
					{
						type: 'regex',
						properties: {
							regex: needed ? '^[0-9]+$' : '^[0-9]*$',
							errorMessage: 'An ID has digits only',
						},
					},
				],
			},
		],
		typeOptions: { loadOptionsDependsOn: [...texts.dependsOn] },
	};
}
