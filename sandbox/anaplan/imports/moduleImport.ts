/**
 * Imports into a module. Help "Understanding errors and rejected lines": never makes list items,
 * adds up numbers of rows with the same key, leaves cells alone that the file does not name.
 */
import { Decimal } from '../decimal';
import type { ModuleImport } from '../store/definitions';
import { readValue, type CellValue } from '../store/formats';
import type { ListItem } from '../store/list';
import type { AnaplanModel } from '../store/model';
import type { LineItem } from '../store/module';
import type { AnaplanSwitches } from '../switches';
import { cellFor, type BoundColumns } from './columns';
import { Complaints, noCounts, summary, type ImportOutcome, type RowCounts } from './outcome';
import type { SourceRow, SourceTable } from './sourceFile';

/** Cells the file wants, collected before anything is written. */
interface Plan {
	lineItem: LineItem;
	header: string;
	index: number;
	counts: RowCounts;
	/** Undefined as a value: clear the cell. */
	cells: Map<ListItem, CellValue | undefined>;
}

/** Row code of a value that cannot be read. */
const FORMAT_CODES = {
	NUMBER: 'moduleImportNumberFormat',
	DATE: 'moduleImportDateFormat',
	BOOLEAN: 'moduleImportBooleanFormat',
	TEXT: 'moduleImportFailed',
} as const;

export function runModuleImport(
	model: AnaplanModel,
	definition: ModuleImport,
	table: SourceTable,
	columns: BoundColumns,
	switches: AnaplanSwitches,
	onDuplicateKey: (code: string) => void,
): ImportOutcome {
	const module = model.module(definition.moduleName);
	const complaints = new Complaints();
	const plans = columns.bound.flatMap(({ target, header, index }): Plan[] => {
		if (target.to !== 'lineItem') {
			return [];
		}
		const lineItem = module.lineItem(target.lineItem);
		if (lineItem === undefined) {
			throw new Error(`Module ${module.name} has no line item ${target.lineItem}.`);
		}
		return [{ lineItem, header, index, counts: noCounts(), cells: new Map() }];
	});
	const seen = new Set<ListItem>();
	let loadedRows = 0;
	for (const row of table.rows) {
		const key = cellFor(columns, row, 'item') ?? '';
		const item =
			module.dimension.byCode(key, switches.codesIgnoreCase) ??
			(module.dimension.numbered ? undefined : module.dimension.byName(key));
		if (item === undefined) {
			complaints.add(
				'E',
				row,
				'moduleImportInvalidListIdentifier',
				`Invalid list identifier: ${key}`,
			);
			countAll(plans, 'failed');
			continue;
		}
		if (seen.has(item)) {
			onDuplicateKey(key);
		}
		seen.add(item);
		const readable = plans.filter((plan) =>
			collect(plan, row, item, definition, switches, complaints),
		);
		loadedRows += readable.length > 0 || plans.length === 0 ? 1 : 0;
		for (const header of columns.strayHeaders) {
			complaints.add(
				'W',
				row,
				'moduleImportInvalidLineItemIdentifier',
				`Invalid line item identifier: Column ${header}`,
			);
		}
	}
	for (const plan of plans) {
		for (const [item, value] of plan.cells) {
			model.changes += module.set(plan.lineItem, item, value) ? 1 : 0;
		}
	}
	return {
		successful: table.rows.length === 0 || loadedRows > 0,
		details: [
			...plans.map((plan) => summary('lineItem', plan.lineItem.name, plan.counts)),
			...complaints.details(),
		],
		dump: complaints.dump(table.headers),
	};
}

/** Plans one cell. False when its text cannot be read. */
function collect(
	plan: Plan,
	row: SourceRow,
	item: ListItem,
	definition: ModuleImport,
	switches: AnaplanSwitches,
	complaints: Complaints,
): boolean {
	const { lineItem, counts, cells } = plan;
	const text = row.cells[plan.index];
	counts.total += 1;
	if (text === '') {
		if (switches.blankCells === 'clear' && !cells.has(item)) {
			cells.set(item, undefined);
		}
		counts.ignored += 1;
		return true;
	}
	const value = readValue(text, lineItem.format, definition);
	if (value === undefined) {
		const kind = lineItem.format.toLowerCase();
		complaints.add('W', row, FORMAT_CODES[lineItem.format], `Invalid ${kind}: ${text}`);
		counts.failed += 1;
		return false;
	}
	counts.updated += 1;
	const before = cells.get(item);
	if (before instanceof Decimal && value instanceof Decimal) {
		cells.set(item, before.plus(value));
	} else if (before === undefined || switches.duplicateText === 'lastWins') {
		cells.set(item, value);
	}
	return true;
}

function countAll(plans: readonly Plan[], what: 'failed'): void {
	for (const plan of plans) {
		plan.counts.total += 1;
		plan.counts[what] += 1;
	}
}
