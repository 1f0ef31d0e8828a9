/** What the file of an export is called and holds. Source: "Retrieve export metadata". */
import type { NamedObject } from './catalog';
import { isObject, modelPath, textOf, type AnaplanClient, type ModelRef } from './client';

export interface ExportFile {
	exportName: string;
	fileName: string;
	mimeType: string;
	/** As Anaplan spells it, for example `UTF-8`. */
	encoding: string;
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
	return { exportName: name, fileName: hasEnding ? name : name + ending, mimeType, encoding };
}
