/**
 * Actions that are neither imports nor exports: help "Delete from List using Selection", "Order
 * hierarchy". They never leave a dump.
 */
import { failedOutcome, type ImportOutcome } from './imports/outcome';
import type { ActionDefinition, DeleteAction } from './store/definitions';
import type { AnaplanModel } from './store/model';

export function runAction(model: AnaplanModel, action: ActionDefinition): ImportOutcome {
	if (action.actionType === 'DELETE_BY_SELECTION') {
		return deleteBySelection(model, action);
	}
	const { items } = model.list(action.listName);
	items.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
	return succeeded('taskElementSucceeded', `${action.name} completed successfully.`);
}

function deleteBySelection(model: AnaplanModel, action: DeleteAction): ImportOutcome {
	const module = model.module(action.moduleName);
	const filter = module.lineItem(action.lineItem);
	if (filter?.format !== 'BOOLEAN') {
		return failedOutcome(
			'deleteFromSelectionFailed',
			`The filter ${action.lineItem} is not a boolean line item of ${module.name}.`,
		);
	}
	const list = module.dimension;
	const gone = new Set(list.items.filter((item) => module.get(filter, item) === 'true'));
	list.remove(gone);
	model.changes += gone.size;
	return succeeded(
		'deleteFromSelectionSucceeded',
		`${gone.size} items deleted from ${list.name}.`,
		[
			['hierarchyName', list.name],
			['deletedCount', String(gone.size)],
		],
	);
}

/** Words and keys of these results are in no public sample. */
function succeeded(
	type: string,
	text: string,
	values: Array<[string, string]> = [],
): ImportOutcome {
	return { successful: true, details: [{ type, text, values, occurrences: 0, failure: false }] };
}
