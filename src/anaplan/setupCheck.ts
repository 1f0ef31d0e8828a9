/** Checks the set-up of a load without moving anything, and reports all that it finds. */
import { readModel } from './catalog';
import type { AnaplanClient } from './client';
import { Findings, type Finding } from './findings';
import type { ImportDefinition } from './importDefinition';
import type { LoadRequest } from './loadRequest';
import { prepareFile, type FileLoadRequest } from './loadFile';
import { columnsByEntity, keyColumnsOf } from './loadPlan';
import { prepareLoad, type PreparedLoad } from './prepareLoad';

/** Columns beyond these are named by their number only. */
const COLUMNS_NAMED = 12;

export interface SetupReport {
	findings: readonly Finding[];
	/** @throws SettingError with every error, as a load would */
	refuse(): void;
}

/**
 * Checks the model, the table of imports and, where there are any, the rows.
 * @throws ServiceError where Anaplan could not be asked; CancelledError
 */
export async function checkRowsSetup(
	client: AnaplanClient,
	request: LoadRequest,
): Promise<SetupReport> {
	const findings = new Findings();
	const prepared = await findings.attemptAsync(null, async () =>
		prepareLoad(client, request, findings),
	);
	if (prepared !== undefined) {
		const definitions = [...prepared.definitions.values()];
		await describeModel(client, { ...prepared, definitions }, findings);
		for (const definition of definitions) {
			if (request.rows.length === 0) {
				findings.attempt(definition.name, () =>
					keyColumnsOf(definition, request.options.keyColumns),
				);
			}
			describeImport(definition, findings);
			const step = prepared.plan.steps.find((one) => one.definition.id === definition.id);
			const columns = [...columnsByEntity(step?.rows ?? []).values()].flat();
			noteUnused(definition, columns, findings);
		}
	}
	return { findings: findings.all, refuse: () => findings.refuse() };
}

/** Checks the model, the import and a whole CSV file. @throws as {@link checkRowsSetup} */
export async function checkFileSetup(
	client: AnaplanClient,
	request: FileLoadRequest,
): Promise<SetupReport> {
	const findings = new Findings();
	const prepared = await findings.attemptAsync(null, async () => prepareFile(client, request));
	if (prepared !== undefined) {
		const { model, opened, definition, checked } = prepared;
		await describeModel(client, { model, opened, definitions: [definition] }, findings);
		describeImport(definition, findings);
		noteUnused(definition, checked.unused, findings);
	}
	return { findings: findings.all, refuse: () => findings.refuse() };
}

/** A model and the imports that a load runs there. */
export interface DescribedModel extends Pick<PreparedLoad, 'model' | 'opened'> {
	definitions: readonly ImportDefinition[];
}

/** Tells what is to know of the model. */
export async function describeModel(
	client: AnaplanClient,
	{ model, opened, definitions }: DescribedModel,
	findings: Findings,
): Promise<void> {
	const note = { import: null, column: null } as const;
	if (opened) {
		findings.add({
			...note,
			severity: 'note',
			code: 'modelOpened',
			message: `The model "${model.modelName}" was closed and has been opened.`,
			advice: 'Nothing to do: Anaplan closes a model that nobody has used for an hour.',
		});
	}
	const { activeState } = await readModel(client, model.modelId);
	if (activeState !== 'PRODUCTION') return;
	for (const { name, importType } of definitions) {
		if (importType !== 'HIERARCHY_DATA') continue;
		findings.add({
			severity: 'warning',
			code: 'modelDeployed',
			import: name,
			column: null,
			message: `The model "${model.modelName}" is deployed, and the import fills a list: that works for production lists only.`,
			advice: 'Make sure that the list is marked as production data in Anaplan.',
		});
	}
}

/** Tells how an import's file is written, and what may get in the way. */
export function describeImport(definition: ImportDefinition, findings: Findings): void {
	const { name, fileName, format, headerNames, decimalSeparator } = definition;
	const about = { import: name, column: null } as const;
	if (!/^utf-?(8|16)/i.test(format.encoding)) {
		findings.add({
			...about,
			severity: 'warning',
			code: 'narrowEncoding',
			message: `The file "${fileName}" has the encoding ${format.encoding}, which cannot hold every name: a load with a character beyond it is refused.`,
			advice: 'Set the file up in Anaplan with the encoding UTF-8.',
		});
	}
	if (format.delimiter === '') {
		findings.add({
			...about,
			severity: 'warning',
			code: 'noTextDelimiter',
			message: `The file "${fileName}" has no text delimiter: a load with a separator or a line break in a text is refused.`,
			advice: 'Set the file up in Anaplan with the double quote as text delimiter.',
		});
	}
	findings.add({
		...about,
		severity: 'note',
		code: 'importSetUp',
		message: `The import reads ${headerNames.length} columns from the file "${fileName}": ${format.encoding}, separated by ${separatorName(format.separator)}, numbers with a decimal ${decimalSeparator === ',' ? 'comma' : 'point'}.`,
		advice: 'Nothing to do: the node writes the file that way.',
	});
}

/** Columns of the rows that the import does not take are not sent. */
export function noteUnused(
	{ name, headerNames }: Pick<ImportDefinition, 'name' | 'headerNames'>,
	columns: readonly string[],
	findings: Findings,
): void {
	const taken = new Set(headerNames);
	const unused = [...new Set(columns)].filter((column) => !taken.has(column));
	if (unused.length === 0) return;
	const named = unused.slice(0, COLUMNS_NAMED).map((column) => `"${column}"`);
	const rest = unused.length - named.length;
	findings.add({
		severity: 'note',
		code: 'unusedColumns',
		import: name,
		column: unused.length === 1 ? unused[0] : null,
		message: `The rows have columns that the import does not read: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`,
		advice: 'Nothing to do: they are not sent. Map them in Anaplan if the model should have them.',
	});
}

function separatorName(separator: string): string {
	const names = new Map([
		[',', 'commas'],
		[';', 'semicolons'],
		['\t', 'tabs'],
		['|', 'vertical bars'],
		['', 'nothing'],
	]);
	return names.get(separator) ?? `"${separator}"`;
}
