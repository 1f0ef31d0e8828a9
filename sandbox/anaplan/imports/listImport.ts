/**
 * Imports into a list. Help pages "Import into a list", "Numbered list imports" and "Check the
 * status of the import action": creates and updates by code (or name), never deletes.
 */
import type { ListImport } from '../store/definitions';
import { readValue, sameValue } from '../store/formats';
import type { ListItem, PlanningList } from '../store/list';
import type { AnaplanModel } from '../store/model';
import type { AnaplanSwitches } from '../switches';
import { cellFor, type BoundColumns } from './columns';
import { Complaints, failedOutcome, noCounts, summary, type ImportOutcome } from './outcome';
import type { SourceRow, SourceTable } from './sourceFile';

/** Longest name or code of a list item. */
const MAX_TEXT = 60;

interface ListRun {
	model: AnaplanModel;
	definition: ListImport;
	list: PlanningList;
	columns: BoundColumns;
	switches: AnaplanSwitches;
	complaints: Complaints;
}

export function runListImport(
	model: AnaplanModel,
	definition: ListImport,
	table: SourceTable,
	columns: BoundColumns,
	switches: AnaplanSwitches,
): ImportOutcome {
	const list = model.list(definition.listName);
	const complaints = new Complaints();
	const run: ListRun = { model, definition, list, columns, switches, complaints };
	const keyTarget = columns.bound.some((column) => column.target.to === 'code') ? 'code' : 'name';
	if (list.numbered && columns.bound.some((column) => column.target.to === 'name')) {
		return failedOutcome(
			'hierarchyImportFailed',
			'Cannot add new entities to numbered list when matching involves name',
		);
	}
	const fold = (key: string) =>
		keyTarget === 'name' || switches.codesIgnoreCase ? key.toLowerCase() : key;
	const keys = table.rows.map((row) => cellFor(columns, row, keyTarget) ?? '');
	if (definition.duplicateSourceKeys === 'rejectImport' && hasDuplicate(keys.map(fold))) {
		return failedOutcome(
			'hierarchyImportDuplicateSourceKey',
			'The source holds the same key more than once.',
		);
	}
	const counts = noCounts();
	const seen = new Set<string>();
	table.rows.forEach((row, position) => {
		counts.total += 1;
		const key = keys[position];
		if (key !== '' && seen.has(fold(key))) {
			complaints.add('E', row, 'hierarchyImportDuplicateSourceKey', `Duplicate key: ${key}`);
			counts.failed += 1;
			return;
		}
		seen.add(fold(key));
		const result = loadRow(run, row);
		if (result.refused) {
			counts.failed += 1;
			return;
		}
		if (result.created || result.changed) {
			model.changes += 1;
		}
		if (result.warned) {
			counts.warned += 1;
			counts.warnedCreated += result.created ? 1 : 0;
			counts.warnedUpdated += !result.created && result.changed ? 1 : 0;
		} else if (result.created) {
			counts.created += 1;
		} else if (result.changed) {
			counts.updated += 1;
		} else {
			counts.ignored += 1;
		}
	});
	return {
		successful: counts.total === 0 || counts.failed < counts.total,
		details: [summary('hierarchy', list.name, counts), ...complaints.details()],
		dump: complaints.dump(table.headers),
	};
}

interface RowResult {
	refused: boolean;
	created: boolean;
	changed: boolean;
	warned: boolean;
}

const REFUSED: RowResult = { refused: true, created: false, changed: false, warned: false };

function loadRow(run: ListRun, row: SourceRow): RowResult {
	const { list, columns, complaints } = run;
	const code = cellFor(columns, row, 'code');
	const name = cellFor(columns, row, 'name');
	const refuse = (type: string, text: string): RowResult => {
		complaints.add('E', row, type, text);
		return REFUSED;
	};
	if ((code ?? '') === '' && (code !== undefined || (name ?? '') === '')) {
		return refuse('hierarchyImportEmptyKey', 'Empty key');
	}
	if (code !== undefined && (code.length > MAX_TEXT || (list.numbered && code.startsWith('#')))) {
		return refuse('hierarchyImportInvalidCode', `Invalid code: ${code}`);
	}
	const newName = name === undefined || name === '' ? code : name;
	if (!list.numbered && (newName ?? '').length > MAX_TEXT) {
		return refuse('hierarchyImportInvalidName', `Invalid name: ${newName}`);
	}
	const existing =
		code === undefined ? list.byName(name ?? '') : list.byCode(code, run.switches.codesIgnoreCase);
	const namesake = list.numbered ? undefined : list.byName(newName ?? '');
	if (namesake !== undefined && namesake !== existing && (existing === undefined || name)) {
		return refuse('hierarchyImportNameOrCodeExists', `Name or code exists: ${newName}`);
	}
	const parent = findParent(run, row);
	if (parent === 'unknown' && run.switches.invalidParent === 'error') {
		return refuse('hierarchyImportInvalidParent', 'Invalid parent');
	}
	const item = existing ?? list.add(code ?? '', name ?? '');
	let changed = false;
	if (existing !== undefined && name && name !== item.name) {
		list.rename(item, name);
		changed = true;
	}
	let warned = false;
	if (parent === 'unknown') {
		complaints.add('W', row, 'hierarchyImportInvalidParent', 'Invalid parent');
		warned = true;
	} else if (parent !== 'unmapped' && item.parent !== parent) {
		item.parent = parent;
		changed = true;
	}
	for (const result of loadProperties(run, row, item)) {
		changed ||= result === 'changed';
		warned ||= result === 'refused';
	}
	return { refused: false, created: existing === undefined, changed, warned };
}

/** Parents are given by code, or by name when the parent list is not numbered; empty: no parent. */
function findParent(run: ListRun, row: SourceRow): ListItem | undefined | 'unknown' | 'unmapped' {
	const text = cellFor(run.columns, row, 'parent');
	const parentList = run.list.definition.parentList;
	if (text === undefined || parentList === undefined) {
		return 'unmapped';
	}
	if (text === '') {
		return undefined;
	}
	const list = run.model.list(parentList);
	return (
		list.byCode(text, run.switches.codesIgnoreCase) ??
		(list.numbered ? undefined : list.byName(text)) ??
		'unknown'
	);
}

function* loadProperties(
	run: ListRun,
	row: SourceRow,
	item: ListItem,
): Generator<'changed' | 'same' | 'refused'> {
	for (const { target, index, header } of run.columns.bound) {
		if (target.to !== 'property') {
			continue;
		}
		const property = run.list.property(target.property);
		if (property === undefined) {
			throw new Error(`List ${run.list.name} has no property ${target.property}.`);
		}
		const text = row.cells[index];
		const value = text === '' ? undefined : readValue(text, property.format, run.definition);
		if (text !== '' && value === undefined) {
			run.complaints.add(
				'W',
				row,
				property.format === 'DATE' ? 'dateFormatInvalid' : 'hierarchyImportFailedDependency',
				`Invalid ${property.format.toLowerCase()}: ${text} (${header})`,
			);
			yield 'refused';
			continue;
		}
		if (sameValue(item.properties.get(property.name), value)) {
			yield 'same';
			continue;
		}
		if (value === undefined) {
			item.properties.delete(property.name);
		} else {
			item.properties.set(property.name, value);
		}
		yield 'changed';
	}
}

function hasDuplicate(keys: readonly string[]): boolean {
	const filled = keys.filter((key) => key !== '');
	return new Set(filled).size < filled.length;
}
