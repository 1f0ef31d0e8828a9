/** What the file of an export is called and holds. Source: "Retrieve export metadata". */
import type { NamedObject } from './catalog';
import type { CsvLayout } from '../csv/reader';
import {
	isObject,
	modelPath,
	textOf,
	type AnaplanClient,
	type JsonObject,
	type ModelRef,
} from './client';

export interface ExportFile {
	exportName: string;
	fileName: string;
	mimeType: string;
	/** As Anaplan spells it, for example `UTF-8`. */
	encoding: string;
	layout: CsvLayout;
}

/** File endings by the formats that exports are set to. */
const ENDINGS = new Map([
	['text/csv', '.csv'],
	['text/plain', '.txt'],
	['application/vnd.ms-excel', '.xls'],
	['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', '.xlsx'],
]);

/** Reads the format of an export; its own name counts where it has an ending already. */
export async function readExportFile(
	client: AnaplanClient,
	model: ModelRef,
	{ id, name }: NamedObject,
): Promise<ExportFile> {
	const path = `${modelPath(model)}/exports/${encodeURIComponent(id)}`;
	const body = await client.get(path, `reading the export "${name}"`);
	const metadata = isObject(body.exportMetadata) ? body.exportMetadata : {};
	const mimeType = textOf(metadata, 'exportFormat') || 'text/csv';
	const ending = ENDINGS.get(mimeType) ?? '';
	const hasEnding = /\.[a-z]{3,4}$/i.test(name);
	const encoding = textOf(metadata, 'encoding') || 'UTF-8';
	const fileName = hasEnding ? name : name + ending;
	return { exportName: name, fileName, mimeType, encoding, layout: layoutOf(metadata) };
}

/** Separator and text delimiter; what Anaplan does not tell is read off the file. */
function layoutOf({ separator, delimiter }: JsonObject): CsvLayout {
	return {
		...(typeof separator === 'string' && separator.length === 1 ? { separator } : {}),
		...(typeof delimiter === 'string' && delimiter.length <= 1 ? { quote: delimiter } : {}),
	};
}
