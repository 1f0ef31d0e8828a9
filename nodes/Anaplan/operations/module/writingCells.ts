/** Reads the table of dimensions and values, makes the cells, and puts their results back on the rows. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readCellTable, type CellTable } from '../../../../src/anaplan/cellTable';
import {
	cellValue,
	checkCells,
	emptyValue,
	writeCells,
	type CellPlace,
	type CellWrite,
} from '../../../../src/anaplan/cells';
import { rejected, type WriteResult } from '../../../../src/anaplan/lots';
import type { ObjectReference } from '../../../../src/anaplan/reference';
import { perItem, rawParameter, type PerItem } from '../../../../src/n8n/perItem';
import { toReference } from '../settings';
import { isDryRun, writeOf, type RowRemarks, type Writing } from '../writing';

interface RawDimension {
	dimension?: unknown;
	item?: unknown;
	itemBy?: CellPlace['by'];
}

interface RawValue {
	lineItem?: unknown;
	value?: unknown;
}

/** Where items and values come from, in the order of the table's lines. */
interface Sources {
	items: PerItem[];
	values: PerItem[];
	clearBlanks: boolean;
}

/** A cell of a row: to be written, or settled without. */
interface RowCell {
	lineItem: string;
	cell?: CellWrite;
	settled?: WriteResult;
}

export async function writeRows(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await writeOf(context, async (writing) => {
		const dimensions = linesOf<RawDimension>(context, 'dimensions');
		const values = linesOf<RawValue>(context, 'cells');
		const table = await readCellTable(
			writing.client,
			writing.model,
			toReference(context.getNodeParameter('moduleId', 0)),
			dimensions.map(({ dimension, itemBy }) => ({
				reference: choice(context, dimension),
				by: itemBy ?? 'code',
			})),
			values.map(({ lineItem }) => choice(context, lineItem)),
		);
		const options = context.getNodeParameter('options', 0, {}) as { blankValues?: unknown };
		const sources: Sources = {
			items: dimensions.map(({ item }) => perItem(context, item ?? '')),
			values: values.map(({ value }) => perItem(context, value ?? '')),
			clearBlanks: options.blankValues === 'clear',
		};
		const perRow = writing.rows.map((itemIndex) => cellsOf(table, sources, itemIndex));
		await settle(writing, table, perRow.flat(), isDryRun(context));
		return perRow.map((cells) => resultOf(table, cells));
	});
}

function linesOf<Line>(context: IExecuteFunctions, name: string): Line[] {
	const raw = rawParameter(context, name) as { values?: Line[] } | undefined;
	return raw?.values ?? [];
}

/** A picker inside the table, whose value may be an expression: one for all rows. */
function choice(context: IExecuteFunctions, locator: unknown): ObjectReference {
	const { mode, value } = (locator ?? {}) as { mode?: unknown; value?: unknown };
	return toReference({ mode, value: perItem(context, value)(0) });
}

/** The cells of one row; what cannot be a cell is settled at once. */
function cellsOf(
	table: CellTable,
	{ items, values, clearBlanks }: Sources,
	itemIndex: number,
): RowCell[] {
	const places = table.dimensions.map(({ dimension, by }, at) => ({
		dimension,
		by,
		value: textOf(items[at](itemIndex)),
	}));
	const open = places.find(({ value }) => value === '');
	return table.lineItems.map((lineItem, at): RowCell => {
		const own = { lineItem: lineItem.name };
		if (open !== undefined) {
			return {
				...own,
				settled: rejected(
					`The row has no item for the dimension "${open.dimension.name}", so it is not known which cell it goes to. Fill the field, or correct the choice under Dimensions.`,
				),
			};
		}
		const given = values[at](itemIndex);
		const blank = given === undefined || given === null || textOf(given) === '';
		if (blank && !clearBlanks) return { ...own, settled: BLANK };
		const value = blank ? emptyValue(lineItem.format) : cellValue(given, lineItem.format);
		if (typeof value === 'object') {
			const shown = (JSON.stringify(given) ?? '').slice(0, 100);
			return {
				...own,
				settled: rejected(
					`The value ${shown} for the line item "${lineItem.name}" ${value.unfit}. Correct it in the row.`,
				),
			};
		}
		return { ...own, cell: { lineItem, places, value } };
	});
}

const BLANK: WriteResult = {
	outcome: 'ignored',
	reason: 'The row has no value, so the cell was left as it is.',
	failureType: null,
};

const DRY_RUN: WriteResult = {
	outcome: 'ignored',
	reason: 'Dry run: nothing was sent.',
	failureType: null,
};

/** Writes what is to be written, and settles every cell. */
async function settle(
	{ client, model }: Writing,
	table: CellTable,
	cells: RowCell[],
	dryRun: boolean,
): Promise<void> {
	const open = cells.filter(({ settled }) => settled === undefined);
	const writes = open.flatMap(({ cell }) => (cell === undefined ? [] : [cell]));
	const results = dryRun
		? checkCells(writes).map((refused) => refused ?? DRY_RUN)
		: writes.length === 0
			? []
			: await writeCells(client, model, table.module, writes);
	open.forEach((cell, index) => {
		cell.settled = results[index];
	});
}

/** A row is loaded where every cell of it is; the cells tell which landed. */
function resultOf(table: CellTable, cells: readonly RowCell[]): RowRemarks[number] {
	const results = cells.map(({ lineItem, settled, cell }) => ({
		lineItem,
		...(settled ?? rejected('')),
		...(cell === undefined ? {} : { value: cell.value }),
	}));
	const failed = results.filter(({ outcome }) => outcome === 'rejected');
	const written = results.filter(({ outcome }) => outcome === 'loaded');
	const reasons = [...new Set((failed.length > 0 ? failed : results).map(({ reason }) => reason))];
	const outcome = failed.length > 0 ? 'rejected' : written.length > 0 ? 'loaded' : 'ignored';
	const landed =
		failed.length > 0 && written.length > 0
			? ` Written were: ${written.map(({ lineItem }) => lineItem).join(', ')}.`
			: '';
	const reason = outcome === 'loaded' ? null : reasons.filter(Boolean).join(' ') + landed;
	const remark = {
		outcome,
		reason,
		failureType: failed[0]?.failureType ?? null,
		module: table.module.name,
		moduleId: table.module.id,
		cells: results,
	} as const;
	return remark;
}

function textOf(value: unknown): string {
	return value === undefined || value === null || typeof value === 'object'
		? ''
		: String(value).trim();
}
