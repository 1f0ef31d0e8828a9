/** The columns that the editor offers for mapping. */
import type {
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { listImports } from '../../src/anaplan/catalog';
import { listColumns, type ListColumn } from '../../src/anaplan/listColumns';
import { findList } from '../../src/anaplan/lists';
import { findOneImport, openModel } from '../../src/anaplan/model';
import { openAnaplan } from '../../src/n8n/anaplan';
import { toNodeError } from '../../src/n8n/errors';
import { isUnchosen, pickedModelChoice, pickedReference } from '../../src/n8n/modelChoice';

/** Anaplan's formats and the fields of n8n that enter them; everything else is text. */
const TYPES = new Map<string, NonNullable<ResourceMapperField['type']>>([
	['NUMBER', 'number'],
	['DATE', 'dateTime'],
	['BOOLEAN', 'options'],
]);

/**
 * Instead of n8n's switch, which stands at false from the start: an update of something else would set
 * every item to false.
 */
const TRUE_OR_FALSE = [
	{ name: 'True', value: 'true' },
	{ name: 'False', value: 'false' },
];

/** The columns of the chosen list, for the chosen operation; calculated ones are left out. */
export async function getListColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	try {
		const reference = pickedReference(this, 'listId');
		const { modelId, workspaceId } = pickedModelChoice(this);
		if (reference.value === '' || isUnchosen(modelId)) return { fields: [] };
		const client = await openAnaplan(this);
		const model = await openModel(client, modelId, workspaceId, 'read');
		const list = await findList(client, model, reference);
		const adding = this.getCurrentNodeParameter('operation') === 'addItems';
		const key = adding && !list.numbered ? 'name' : 'code';
		return {
			fields: listColumns(list, adding ? 'add' : 'update').map((column) =>
				toField(column, { required: adding && column.kind === key, match: column.kind === 'code' }),
			),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** The columns of the chosen import's file. Their formats are Anaplan's affair, so all are text. */
export async function getImportColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	try {
		const reference = pickedReference(this, 'importId');
		const { modelId, workspaceId } = pickedModelChoice(this);
		if (reference.value === '' || isUnchosen(modelId)) return { fields: [] };
		const client = await openAnaplan(this);
		const model = await openModel(client, modelId, workspaceId, 'read');
		const catalogue = await listImports(client, model);
		const { headerNames } = await findOneImport(client, { model, catalogue }, reference);
		const plain = { required: false, match: false };
		return {
			fields: headerNames.map((id) =>
				toField({ id, kind: 'property', name: id, format: 'TEXT', readOnly: false }, plain),
			),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

function toField(
	{ id, kind, format, readOnly }: ListColumn,
	{ required, match }: { required: boolean; match: boolean },
): ResourceMapperField {
	return {
		id,
		displayName: id,
		required,
		defaultMatch: match,
		canBeUsedToMatch: kind === 'id' || kind === 'code' || kind === 'name',
		display: !readOnly,
		readOnly,
		type: TYPES.get(format) ?? 'string',
		...(format === 'BOOLEAN' ? { options: TRUE_OR_FALSE } : {}),
	};
}
