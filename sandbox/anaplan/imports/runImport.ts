/** Runs one import with the bytes its caller would read: the private copy, or else the default. */
import type { Hazard } from '../hazards';
import type { ImportDefinition } from '../store/definitions';
import type { Counted } from '../store/files';
import type { AnaplanModel } from '../store/model';
import type { AnaplanSwitches } from '../switches';
import { bindColumns } from './columns';
import { runListImport } from './listImport';
import { runModuleImport } from './moduleImport';
import { failedOutcome, noCounts, summary, type ImportOutcome } from './outcome';
import { readSource, SourceFileError } from './sourceFile';

export interface ImportRun {
	model: AnaplanModel;
	definition: ImportDefinition;
	userId: string;
	/** Answers to prompts by what is asked for. */
	answers: ReadonlyMap<string, string>;
	switches: AnaplanSwitches;
	/** Told about what passes but should never be done. */
	hazard: (kind: Hazard['kind'], detail: string) => void;
}

export function runImport(run: ImportRun): ImportOutcome {
	const { model, definition, switches } = run;
	const unanswered = definition.prompts.find((prompt) => !run.answers.has(prompt));
	if (unanswered !== undefined) {
		return failedOutcome('importFailedGeneralError', `Nothing was chosen for ${unanswered}.`);
	}
	const content = model.contents.read(run.userId, definition.fileId);
	const file = model.file(definition.fileId);
	if (content.state === 'absent') {
		return failedOutcome(
			'uploadedFileNoLongerAvailable',
			`The uploaded file ${file.name} is no longer available.`,
		);
	}
	if (content.state === 'incomplete') {
		return failedOutcome('importFailedGeneralError', `${file.name}: ${content.reason}`);
	}
	if (content.from === 'default') {
		run.hazard(
			'defaultFileUsed',
			`Import ${definition.name} read the default content of ${file.name}.`,
		);
	}
	if (model.activeState === 'PRODUCTION' && !mayChangeDeployed(model, definition)) {
		return failedOutcome('notAuthorised', 'The target is not production data.');
	}
	if (content.counted !== undefined) {
		return countedOutcome(definition, content.counted);
	}
	try {
		const table = readSource(content.chunks, file, switches);
		const columns = bindColumns(definition, table.headers, switches);
		if ('missing' in columns) {
			return failedOutcome(
				'missingFields',
				`The source is missing mapped fields: ${columns.missing.join(', ')}`,
			);
		}
		return definition.importType === 'HIERARCHY_DATA'
			? runListImport(model, definition, table, columns, switches)
			: runModuleImport(model, definition, table, columns, switches, (code) =>
					run.hazard(
						'duplicateKeysSummed',
						`Import ${definition.name} met the key ${code} more than once and added the rows up.`,
					),
				);
	} catch (error) {
		if (error instanceof SourceFileError) {
			return failedOutcome(error.type, error.message);
		}
		throw error;
	}
}

/** Every line after the header is a row that was taken; values with line breaks are not looked for. */
function countedOutcome(definition: ImportDefinition, { lineFeeds }: Counted): ImportOutcome {
	const rows = Math.max(0, lineFeeds - 1);
	const [kind, name] =
		definition.importType === 'HIERARCHY_DATA'
			? (['hierarchy', definition.listName] as const)
			: (['lineItem', definition.moduleName] as const);
	const counts = { ...noCounts(), created: rows, total: rows };
	return { successful: true, details: [summary(kind, name, counts)] };
}

/** In a deployed model only production lists take new items; module data is always production data. */
export function mayChangeDeployed(model: AnaplanModel, definition: ImportDefinition): boolean {
	return (
		definition.importType === 'MODULE_DATA' ||
		(model.list(definition.listName).definition.productionData ?? false)
	);
}
