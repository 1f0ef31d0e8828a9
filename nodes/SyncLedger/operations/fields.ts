/** Fields that name documents and times, and their reading. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { PLANNED_ENTITIES } from '../../../src/entities';
import { SettingError } from '../../../src/errors';
import type { EntityAndId } from '../../../src/ledger/commands';
import { readTime } from '../../../src/quickbooks/dates';

export const entityField: INodeProperties = {
	displayName: 'Entity',
	name: 'entity',
	type: 'options',
	options: PLANNED_ENTITIES.map(({ name, label }) => ({ name: label, value: name })),
	default: 'Invoice',
	description: 'Kind of list or transaction',
};

export const documentIdsField: INodeProperties = {
	displayName: 'Document IDs',
	name: 'documentIds',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 145, 146',
	description: "QuickBooks' IDs of the documents or list items, separated by commas",
};

/** @throws SettingError where there is no Id, or one that is none */
export function readDocuments(context: IExecuteFunctions, itemIndex: number): EntityAndId[] {
	const entity = String(context.getNodeParameter('entity', itemIndex));
	const ids = String(context.getNodeParameter('documentIds', itemIndex, ''))
		.split(/[\s,;]+/)
		.filter((id) => id !== '');
	const wrong = ids.find((id) => !/^\d+$/.test(id));
	if (ids.length === 0 || wrong !== undefined) {
		throw new SettingError(
			wrong === undefined ? 'Document IDs is empty.' : `"${wrong}" in Document IDs is no Id.`,
			'Enter the Ids as QuickBooks shows them in the address of a document (txnId=145), separated by commas; document numbers are something else.',
		);
	}
	return ids.map((id) => ({ entity, id }));
}

/** ISO 8601 in UTC; undefined where it is empty. @throws SettingError where it is no time */
export function readTimeParameter(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	label: string,
): string | undefined {
	const value: unknown = context.getNodeParameter(name, itemIndex, '');
	if (value === '' || value === undefined || value === null) return undefined;
	const time = readTime(value, context.getTimezone());
	if (time !== undefined) return new Date(time).toISOString();
	throw new SettingError(
		`"${String(value)}" in ${label} is not a date.`,
		'Choose a date, or write one such as 2026-11-01 or 2026-11-01T08:00:00.',
	);
}
