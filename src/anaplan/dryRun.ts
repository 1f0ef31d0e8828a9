/** What a load would send: everything is read and checked, nothing is uploaded and nothing is run. */
import { writeCsvBlocks, type CsvRow } from '../csv/writer';
import type { Chunking } from './chunks';
import { rowsToSend } from './checkFile';
import type { AnaplanClient } from './client';
import { sendableRows } from './csvFile';
import { measureUpload } from './files';
import type { TargetImport, WrittenFile } from './fileTarget';
import { Findings } from './findings';
import type { LoadRequest } from './loadRequest';
import { prepareFile, type FileLoadRequest } from './loadFile';
import { csvBlocks, prepareLoad } from './prepareLoad';

/** Rows shown of each import. */
const SAMPLE_ROWS = 3;

/** One line of the table. */
export interface PlannedImport {
	/** Place in the run, from 1. */
	order: number;
	/** Of a file that several imports of a process read: all of them, joined by commas, as the next two. */
	import: string;
	importId: string;
	/** HIERARCHY_DATA (list), MODULE_DATA, … */
	importType: string;
	file: string;
	encoding: string;
	separator: string;
	decimalSeparator: string;
	rows: number;
	columns: string[];
	keyColumns: string[];
	/** The first rows as they would stand in the file. */
	sample: Array<{ [column: string]: string }>;
	/** Before compression. */
	bytes: number;
	chunks: number;
}

export interface DryRun {
	/** In the order of the run. */
	imports: PlannedImport[];
	/** Rows that would not be sent. */
	withoutImport: number;
	withoutKey: number;
	/** The process that would run when its files are filled, with its steps in run order. */
	process?: { process: string; steps: string[] };
}

/** The table of a load of rows. @throws PackError with all that stands in its way */
export async function dryRunRows(client: AnaplanClient, request: LoadRequest): Promise<DryRun> {
	const findings = new Findings();
	const { plan } = await prepareLoad(client, request, findings);
	findings.refuse();
	const imports: PlannedImport[] = [];
	for (const { definition, rows, keyColumns } of plan.steps) {
		const source = csvBlocks(rows, definition);
		const { chunking } = request.options;
		const order = imports.length + 1;
		imports.push(await planned(order, definition, [{ definition, keyColumns }], source, chunking));
	}
	return {
		imports,
		withoutImport: plan.withoutImport.length,
		withoutKey: plan.withoutKey.length,
	};
}

/** The table of a load of a CSV file. @throws PackError with all that stands in its way */
export async function dryRunFile(client: AnaplanClient, request: FileLoadRequest): Promise<DryRun> {
	const { definition, checked } = await prepareFile(client, request);
	const { target, withoutKeyCount } = checked;
	const source = sendableRows(request.source, target);
	const imports =
		rowsToSend(checked) === 0
			? []
			: [await planned(1, definition, target.imports, source, request.options.chunking)];
	return { imports, withoutImport: 0, withoutKey: withoutKeyCount };
}

/**
 * One line of the table.
 * @param imports that read the file, at least one
 * @param rows as they would stand in the file
 */
export async function planned(
	order: number,
	file: WrittenFile,
	imports: readonly TargetImport[],
	rows: AsyncIterable<Iterable<CsvRow>>,
	chunking: Partial<Chunking> | undefined,
): Promise<PlannedImport> {
	const sample: PlannedImport['sample'] = [];
	let count = 0;
	function* counted(block: Iterable<CsvRow>) {
		for (const row of block) {
			count += 1;
			if (sample.length < SAMPLE_ROWS) sample.push(row.values);
			yield row;
		}
	}
	async function* blocks() {
		for await (const block of rows) yield counted(block);
	}
	const pieces = writeCsvBlocks(blocks(), file.headerNames, file.format);
	const { bytes, chunks } = await measureUpload(file, pieces, chunking);
	const joined = (what: 'name' | 'id' | 'importType') =>
		[...new Set(imports.map(({ definition }) => definition[what]))].join(', ');
	return {
		order,
		import: joined('name'),
		importId: joined('id'),
		importType: joined('importType'),
		file: file.fileName,
		encoding: file.format.encoding,
		separator: file.format.separator,
		decimalSeparator: file.decimalSeparator,
		rows: count,
		columns: file.headerNames,
		keyColumns: [...new Set(imports.flatMap(({ keyColumns }) => keyColumns))],
		sample,
		bytes,
		chunks,
	};
}
