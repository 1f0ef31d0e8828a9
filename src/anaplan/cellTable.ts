/** Which cells a run writes: the chosen line items and dimensions, checked against the module. */
import { SettingError } from '../errors';
import type { NamedObject } from './catalog';
import type { CellPlace } from './cells';
import type { AnaplanClient, ModelRef } from './client';
import { dimensionsOf, findLineItem, findModule, listLineItems, type LineItem } from './modules';
import { findObject, type ObjectReference } from './reference';

/** A dimension as the user chooses it, and how its item is given. */
export interface DimensionChoice {
	reference: ObjectReference;
	by: CellPlace['by'];
}

/** The table, ready to be filled. */
export interface CellTable {
	module: NamedObject;
	/** In the order of the choices. */
	dimensions: Array<{ dimension: NamedObject; by: CellPlace['by'] }>;
	/** In the order of the choices. */
	lineItems: LineItem[];
}

/**
 * Finds everything by name or ID and makes sure that the dimensions are those of each line item.
 * @throws SettingError for what is missing, doubled, calculated, or one dimension too few or too many
 */
export async function readCellTable(
	client: AnaplanClient,
	model: ModelRef,
	moduleReference: ObjectReference,
	dimensionChoices: readonly DimensionChoice[],
	lineItemChoices: readonly ObjectReference[],
): Promise<CellTable> {
	const module = await findModule(client, model, moduleReference);
	if (lineItemChoices.length === 0) {
		throw new SettingError(
			'No value is chosen that a row writes.',
			'Add a value for each line item under Values.',
		);
	}
	const known = await listLineItems(client, model, module);
	const lineItems = lineItemChoices.map((choice) => findLineItem(known, choice, model.modelName));
	checkOnce(lineItems, 'line item');
	for (const { name, formula } of lineItems) {
		if (formula === '') continue;
		throw new SettingError(
			`The line item "${name}" of the module "${module.name}" has a formula, so it takes no values.`,
			'Choose the line items that its formula reads, or remove it from the values.',
		);
	}
	let dimensions: CellTable['dimensions'] = [];
	for (const lineItem of lineItems) {
		const own = await dimensionsOf(client, model, lineItem);
		dimensions = dimensionChoices.map(({ reference, by }) => ({
			dimension: findObject(own, reference, dimensionKind(lineItem), model.modelName),
			by,
		}));
		checkOnce(
			dimensions.map(({ dimension }) => dimension),
			'dimension',
		);
		const chosen = new Set(dimensions.map(({ dimension }) => dimension.id));
		const missing = own.filter(({ id }) => !chosen.has(id));
		if (missing.length === 0) continue;
		throw new SettingError(
			`The line item "${lineItem.name}" of the module "${module.name}" is also dimensioned by ${missing.map(({ name }) => `"${name}"`).join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not chosen.`,
			'Add a line under Dimensions for each: a cell is addressed by an item of every dimension. For one item throughout, enter its name, for example Actual.',
		);
	}
	return { module, dimensions, lineItems };
}

function dimensionKind({ name }: LineItem) {
	return {
		noun: 'dimension',
		whenNone: `The line item "${name}" has no dimensions: remove the lines under Dimensions.`,
		build: `leave it out: the line item "${name}" does not have it`,
	};
}

function checkOnce(chosen: readonly NamedObject[], noun: string): void {
	const ids = chosen.map(({ id }) => id);
	const twice = chosen.find(({ id }, index) => ids.indexOf(id) !== index);
	if (twice === undefined) return;
	throw new SettingError(
		`The ${noun} "${twice.name}" is chosen twice.`,
		'Remove one of the two lines.',
	);
}
