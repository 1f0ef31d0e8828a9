/** Reads the operation's parameters into the engine's types. */
import type { IExecuteFunctions } from 'n8n-workflow';

import type { ImportReference } from '../../../src/anaplan/importDefinition';
import type { LoadOptions, TableLine } from '../../../src/anaplan/loadRequest';
import type { ObjectReference } from '../../../src/anaplan/reference';
import type { FieldChoices } from '../../../src/anaplan/rows';
import {
	DEFAULT_WAIT_MINUTES,
	type MappingParameter,
	type TaskOptions,
} from '../../../src/anaplan/tasks';
import type { ReadEncoding } from '../../../src/csv/reader';
import { SettingError } from '../../../src/errors';
import { toReference } from '../../../src/n8n/modelChoice';

export { readModelChoice, toReference } from '../../../src/n8n/modelChoice';

const MINUTE_MS = 60_000;

interface RawOptions {
	actionsAfterRejected?: 'hold' | 'run';
	actionsAfter?: { values?: Array<{ action?: unknown }> };
	csvEncoding?: ReadEncoding;
	dryRun?: boolean;
	failAbovePercent?: number;
	keyColumns?: string;
	locale?: string;
	parentColumn?: string;
	prompts?: { values?: MappingParameter[] };
	rowsWithoutImport?: 'error' | 'ignore';
	stepsWithoutFile?: 'error' | 'run';
	waitMinutes?: number;
}

/** The options, with defaults for those not set. */
export function readOptions(
	context: IExecuteFunctions,
	itemIndex: number,
): LoadOptions & {
	csvEncoding: ReadEncoding;
	dryRun: boolean;
	/** Undefined: no limit. */
	failAbovePercent: number | undefined;
	stepsWithoutFile: 'error' | 'run';
} {
	const raw = context.getNodeParameter('options', itemIndex, {}) as RawOptions;
	const keyColumns = (raw.keyColumns ?? 'Code')
		.split(',')
		.map((column) => column.trim())
		.filter((column) => column !== '');
	if (keyColumns.length === 0) {
		throw new SettingError(
			'The option "Key Columns" is empty.',
			'Name the column or columns that tell the rows apart, for example Code, or remove the option.',
		);
	}
	return {
		keyColumns,
		rowsWithoutImport: raw.rowsWithoutImport ?? 'error',
		...readTaskOptions(context, itemIndex),
		actionsAfterRejected: raw.actionsAfterRejected === 'run',
		actionsAfter: (raw.actionsAfter?.values ?? []).map(({ action }) => toReference(action)),
		parentColumn: (raw.parentColumn ?? 'Parent Code').trim(),
		csvEncoding: raw.csvEncoding ?? 'utf-8',
		dryRun: raw.dryRun ?? false,
		failAbovePercent: raw.failAbovePercent,
		stepsWithoutFile: raw.stepsWithoutFile ?? 'error',
	};
}

/** The single import of the picker. */
export function readImportReference(
	context: IExecuteFunctions,
	itemIndex: number,
): ImportReference {
	return toReference(context.getNodeParameter('importId', itemIndex));
}

/** What a picker of the model's objects names. */
export function readReference(
	context: IExecuteFunctions,
	field: string,
	itemIndex: number,
): ObjectReference {
	return toReference(context.getNodeParameter(field, itemIndex));
}

/** The options of a task that needs no file, with defaults for those not set. */
export function readTaskOptions(context: IExecuteFunctions, itemIndex: number): TaskOptions {
	const raw = context.getNodeParameter('options', itemIndex, {}) as RawOptions;
	return {
		locale: raw.locale?.trim() || 'en_US',
		waitMs: Math.max(1, raw.waitMinutes ?? DEFAULT_WAIT_MINUTES) * MINUTE_MS,
		mappingParameters: (raw.prompts?.values ?? []).map(readAnswer),
	};
}

/** The share of rejected rows above which a run fails; undefined: no limit. */
export function readFailAbove(context: IExecuteFunctions, itemIndex: number): number | undefined {
	return (context.getNodeParameter('options', itemIndex, {}) as RawOptions).failAbovePercent;
}

function readAnswer({ entityType, entityName }: MappingParameter): MappingParameter {
	if (entityType.trim() !== '' && entityName.trim() !== '') return { entityType, entityName };
	throw new SettingError(
		'An answer in the option "Prompts" is incomplete.',
		'Fill both what is asked for and the answer, or remove the line.',
	);
}

/** How many results to return. */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (context.getNodeParameter('returnAll', itemIndex) === true) return Number.POSITIVE_INFINITY;
	return Number(context.getNodeParameter('limit', itemIndex));
}

/** The table of entity to import, or one line that takes all rows. */
export function readTable(context: IExecuteFunctions, itemIndex: number): TableLine[] {
	if (context.getNodeParameter('importChoice', itemIndex) === 'one') {
		return [{ entity: null, reference: readImportReference(context, itemIndex) }];
	}
	const lines = context.getNodeParameter('imports.values', itemIndex, []) as Array<{
		entity?: string;
		import?: unknown;
		fields?: { values?: Array<{ column?: string; field?: string }> };
	}>;
	if (lines.length === 0) {
		throw new SettingError(
			'The table of imports is empty.',
			'Add a line for each entity with the import that takes its rows.',
		);
	}
	return lines.map(({ entity, import: locator, fields }) => ({
		entity: entity ?? '',
		reference: toReference(locator),
		fields: readFieldChoices(fields?.values ?? []),
	}));
}

/** @throws SettingError for a line that is half empty, or a column that is filled twice */
function readFieldChoices(lines: ReadonlyArray<{ column?: string; field?: string }>): FieldChoices {
	const choices = new Map<string, string>();
	for (const { column = '', field = '' } of lines) {
		if (column.trim() === '' || field === '' || choices.has(column.trim())) {
			throw new SettingError(
				choices.has(column.trim())
					? `The column "${column.trim()}" is chosen twice under Columns From Other Fields.`
					: 'A line under Columns From Other Fields is not filled in.',
				'Give each line a column of the import and the field of the row that fills it, and each column one line.',
			);
		}
		choices.set(column.trim(), field);
	}
	return choices;
}

/** The table of rows to imports of a process. @param anyRow the value that takes every row */
export function readStepTable(
	context: IExecuteFunctions,
	itemIndex: number,
	anyRow: string,
): TableLine[] {
	const lines = context.getNodeParameter('files.values', itemIndex, []) as Array<{
		entity?: string;
		import?: unknown;
		fields?: { values?: Array<{ column?: string; field?: string }> };
	}>;
	if (lines.length === 0) {
		throw new SettingError(
			'The table of files is empty.',
			'Add a line for each file with the import of the process that reads it.',
		);
	}
	return lines.map(({ entity = anyRow, import: locator, fields }) => ({
		entity: entity === anyRow ? null : entity,
		reference: toReference(locator),
		fields: readFieldChoices(fields?.values ?? []),
	}));
}
