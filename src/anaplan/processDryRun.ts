/** What a load through a process would send: everything is read and checked, nothing is uploaded or run. */
import { rowsToSend } from './checkFile';
import type { AnaplanClient } from './client';
import { sendableRows } from './csvFile';
import { planned, type DryRun } from './dryRun';
import { Findings } from './findings';
import { csvBlocks } from './prepareLoad';
import { prepareFiles, type PreparedFiles, type ProcessFilesRequest } from './processFiles';
import { prepareProcess, type ProcessRequest } from './processPlan';

/** The table of a load of rows, one line per file. @throws PackError with all that stands in its way */
export async function dryRunProcess(
	client: AnaplanClient,
	request: ProcessRequest,
): Promise<DryRun> {
	const findings = new Findings();
	const prepared = await prepareProcess(client, request, findings);
	findings.refuse();
	const { plan } = prepared;
	const imports: DryRun['imports'] = [];
	for (const { file, rows, imports: reading } of plan.steps.length === 0 ? [] : prepared.files) {
		const source = csvBlocks(rows, file);
		const { chunking } = request.options;
		imports.push(await planned(imports.length + 1, file, reading, source, chunking));
	}
	return {
		imports,
		withoutImport: plan.withoutImport.length,
		withoutKey: plan.withoutKey.length,
		...runOf(prepared, imports),
	};
}

/** The table of a load of CSV files, one line per file. @throws PackError with all that stands in its way */
export async function dryRunProcessFiles(
	client: AnaplanClient,
	request: ProcessFilesRequest,
): Promise<DryRun> {
	const prepared = await prepareFiles(client, request);
	const { checked } = prepared;
	const sends = checked.some((file) => rowsToSend(file) > 0);
	const imports: DryRun['imports'] = [];
	for (const { source, target } of sends ? checked : []) {
		const rows = sendableRows(source, target);
		const { chunking } = request.options;
		imports.push(await planned(imports.length + 1, target, target.imports, rows, chunking));
	}
	return {
		imports,
		withoutImport: 0,
		withoutKey: checked.reduce((sum, { withoutKeyCount }) => sum + withoutKeyCount, 0),
		...runOf(prepared, imports),
	};
}

/** The process runs where anything is sent. */
function runOf(
	{ process, steps }: Pick<PreparedFiles, 'process' | 'steps'>,
	imports: DryRun['imports'],
): Pick<DryRun, 'process'> {
	if (imports.length === 0) return {};
	return {
		process: { process: process.name, steps: steps.map(({ id, name }) => name || id) },
	};
}
