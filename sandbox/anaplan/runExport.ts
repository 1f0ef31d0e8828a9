/**
 * Exports a module to the caller's private file of the export's id. Help "Run the export", "Get the
 * chunks of an export file": the first line has the headers, chunks end anywhere.
 */
import { stringify } from 'csv-stringify/sync';
import type { ImportOutcome } from './imports/outcome';
import type { ExportDefinition } from './store/definitions';
import type { AnaplanModel } from './store/model';

export function runExport(
	model: AnaplanModel,
	definition: ExportDefinition,
	userId: string,
	chunkBytes: number,
): ImportOutcome {
	const bytes = exportBytes(model, definition);
	const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
		bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
	);
	model.contents.putExport(userId, definition.id, chunks);
	return {
		successful: true,
		details: [
			{
				type: 'exportSucceeded',
				text: 'The export completed successfully.',
				values: [],
				occurrences: 0,
				failure: false,
			},
		],
	};
}

/** The names in the first line. */
export function exportHeaders(model: AnaplanModel, definition: ExportDefinition): string[] {
	const module = model.module(definition.moduleName);
	const lineItems = module.lineItems.map(({ name }) => name);
	switch (definition.exportType) {
		case 'TABULAR_MULTI_COLUMN':
			return [module.dimension.name, ...lineItems];
		case 'TABULAR_SINGLE_COLUMN':
			return [module.dimension.name, 'Line items', 'Value'];
		case 'GRID_CURRENT_PAGE':
			return ['', ...lineItems];
	}
}

export function exportRowCount(model: AnaplanModel, definition: ExportDefinition): number {
	const module = model.module(definition.moduleName);
	const perItem = definition.exportType === 'TABULAR_SINGLE_COLUMN' ? module.lineItems.length : 1;
	return module.dimension.items.length * perItem;
}

function exportBytes(model: AnaplanModel, definition: ExportDefinition): Buffer {
	const module = model.module(definition.moduleName);
	const rows = module.dimension.items.flatMap((item): string[][] => {
		const label = module.dimension.label(item);
		const cells = module.lineItems.map((lineItem) => module.show(lineItem, item));
		return definition.exportType === 'TABULAR_SINGLE_COLUMN'
			? cells.map((cell, index) => [label, module.lineItems[index].name, cell])
			: [[label, ...cells]];
	});
	const text = stringify([exportHeaders(model, definition), ...rows], {
		delimiter: definition.separator,
		quote: definition.delimiter,
		record_delimiter: '\r\n',
	});
	const encoding =
		definition.encoding === 'UTF-8'
			? 'utf8'
			: definition.encoding === 'UTF-16LE'
				? 'utf16le'
				: 'latin1';
	return Buffer.from(text, encoding);
}
