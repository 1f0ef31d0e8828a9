/**
 * Rows that take money out of Anaplan again: for lines that vanished and for documents that were
 * deleted or merged away. An import removes nothing, so what is gone must be sent as zero. This is
 * the only place where such rows are made.
 */
import { findEntity } from '../entities';
import type { PlanningRow } from '../flow';
import { minorUnitsOf } from '../planning/currencies';
import { listKey } from '../planning/keys';
import { formatDecimal, ZERO } from '../planning/money';
import { PRESETS } from '../planning/presets';
import type { PreparedInput } from './commands';
import { codePrefixOf, documentOfCode, lineIdOf } from './refs';
import { DELETED, type Face } from './types';

/** What every row says of where it came from. */
function originOf(realmId: string, input: PreparedInput, face: Face): Map<string, string> {
	return new Map([
		...face.values,
		['Entity', input.entity],
		['Company ID', realmId],
		['Source ID', input.id],
		['Sync Token', input.version === DELETED ? '' : input.version],
		['Last Updated', input.updatedAt],
		['Transaction ID', input.transactionId],
		['Sync Timestamp', input.readAt],
	]);
}

/** A row with the columns of the entity's other rows, blank where there is no value. */
function rowOf(entity: string, values: ReadonlyMap<string, string>): PlanningRow {
	const columns = PRESETS.get(entity)?.columns ?? [];
	return Object.fromEntries(columns.map((column) => [column, values.get(column) ?? '']));
}

/** One row of amount zero for every code: Status `Deleted` where the document is gone, else `Removed`. */
export function zeroRowsOf(
	realmId: string,
	input: PreparedInput,
	codes: readonly string[],
	face: Face,
): PlanningRow[] {
	const prefix = codePrefixOf(realmId, input);
	const status = isGone(input) ? 'Deleted' : 'Removed';
	const origin = originOf(realmId, input, face);
	return codes.map((code) =>
		rowOf(
			input.entity,
			new Map([
				...origin,
				['Code', code],
				['Document ID', input.id],
				['Line ID', lineIdOf(code, prefix)],
				['Line Type', status],
				['Amount', zero(face.values.get('Currency'))],
				['Home Amount', zero(face.values.get('Home Currency'))],
				['Quantity', formatDecimal(ZERO)],
				...codesOf(realmId, face),
				['Posting', String(PRESETS.get(input.entity)?.posting ?? true)],
				['Status', status],
			]),
		),
	);
}

/** Columns that repeat others in another form; only the others are remembered. */
function codesOf(realmId: string, { values }: Face): Array<[string, string]> {
	const party = values.get('Party Code') ?? '';
	const list = documentOfCode(realmId, party)?.entity;
	const department = findEntity('Department');
	const departmentId = values.get('Department ID') ?? '';
	return [
		...['Customer', 'Vendor', 'Employee'].map((entity): [string, string] => [
			`${entity} Code`,
			entity === list ? party : '',
		]),
		[
			'Department Code',
			department !== undefined && /^\d+$/.test(departmentId)
				? listKey(realmId, department, departmentId)
				: '',
		],
	];
}

/**
 * The row of a list item that was deleted or merged away: Status `Deleted`, Active `false`, names and
 * parents as they were loaded.
 */
export function goneListRow(realmId: string, input: PreparedInput, face: Face): PlanningRow {
	const hasBalances = PRESETS.get(input.entity)?.hasBalances === true;
	return rowOf(
		input.entity,
		new Map([
			...originOf(realmId, input, face),
			['Code', codePrefixOf(realmId, input)],
			['Balance', hasBalances ? zero(face.values.get('Currency')) : ''],
			['Active', 'false'],
			['Status', 'Deleted'],
		]),
	);
}

/** Whether the document no longer exists in QuickBooks. */
export function isGone({ operation }: Pick<PreparedInput, 'operation'>): boolean {
	return operation === 'delete' || operation === 'merge';
}

export function isList(entity: string): boolean {
	return findEntity(entity)?.kind === 'list';
}

function zero(currency: string | undefined): string {
	return formatDecimal(ZERO, minorUnitsOf(currency ?? ''));
}
