/** Checks the set-up of a load through a process without moving anything, and reports all that it finds. */
import type { AnaplanClient } from './client';
import type { FileTarget, WrittenFile, TargetImport } from './fileTarget';
import { Findings } from './findings';
import { columnsByEntity, keyColumnsOf } from './loadPlan';
import { prepareFiles, type PreparedFiles, type ProcessFilesRequest } from './processFiles';
import { prepareProcess, type ProcessRequest } from './processPlan';
import { describeImport, describeModel, noteUnused, type SetupReport } from './setupCheck';

/**
 * Checks the model, the process, the table of files and, where there are any, the rows.
 * @throws ServiceError where Anaplan could not be asked; CancelledError
 */
export async function checkProcessRows(
	client: AnaplanClient,
	request: ProcessRequest,
): Promise<SetupReport> {
	const findings = new Findings();
	const prepared = await findings.attemptAsync(null, async () =>
		prepareProcess(client, request, findings),
	);
	if (prepared !== undefined) {
		const { files } = prepared;
		await describe(client, prepared, files, findings);
		for (const { file, rows, imports } of files) {
			const [{ definition: first }] = imports;
			for (const { definition } of request.rows.length === 0 ? imports : []) {
				findings.attempt(definition.name, () =>
					keyColumnsOf(definition, request.options.keyColumns),
				);
			}
			const columns = [...columnsByEntity(rows).values()].flat();
			noteUnused({ name: first.name, headerNames: file.headerNames }, columns, findings);
		}
	}
	return { findings: findings.all, refuse: () => findings.refuse() };
}

/** Checks the model, the process and whole CSV files. @throws as {@link checkProcessRows} */
export async function checkProcessFiles(
	client: AnaplanClient,
	request: ProcessFilesRequest,
): Promise<SetupReport> {
	const findings = new Findings();
	const prepared = await findings.attemptAsync(null, async () => prepareFiles(client, request));
	if (prepared !== undefined) {
		const { checked } = prepared;
		await describe(client, prepared, checked.map(asFile), findings);
		for (const { target, unused } of checked) {
			const [{ definition: first }] = target.imports;
			noteUnused({ name: first.name, headerNames: target.headerNames }, unused, findings);
		}
	}
	return { findings: findings.all, refuse: () => findings.refuse() };
}

interface DescribedFile {
	file: WrittenFile;
	imports: readonly TargetImport[];
}

function asFile({ target }: { target: FileTarget }): DescribedFile {
	return { file: target, imports: target.imports };
}

/** What is to know of the model, of the process and of each import that gets rows. */
async function describe(
	client: AnaplanClient,
	{ model, opened, process, steps, unfed }: Omit<PreparedFiles, 'checked' | 'catalogue'>,
	files: readonly DescribedFile[],
	findings: Findings,
): Promise<void> {
	const definitions = files.flatMap(({ imports }) => imports.map(({ definition }) => definition));
	await describeModel(client, { model, opened, definitions }, findings);
	const about = { import: null, column: null } as const;
	const named = steps.map(({ id, name }) => `"${name || id}"`);
	findings.add({
		...about,
		severity: 'note',
		code: 'processSteps',
		message: `The process "${process.name}" runs in this order: ${named.join(', ')}.`,
		advice: 'Nothing to do: all of them run, also those that get no rows.',
	});
	if (unfed.length > 0 && !findings.all.some(({ code }) => code === 'stepsWithoutFile')) {
		findings.add({
			...about,
			severity: 'warning',
			code: 'stepsWithoutFile',
			message: `The process "${process.name}" has steps that load what Anaplan holds in their files, because the table does not name them: ${unfed.map(({ name }) => `"${name}"`).join(', ')}.`,
			advice:
				'Add a line for each of them to the table, unless the file of an earlier upload, or the default file, is what they should load.',
		});
	}
	for (const definition of definitions) describeImport(definition, findings);
}
