/** What feeds a model: files and imports. */
import type { ModelCall, ModelRoute } from '../routing';
import { sendOne, sendPage } from '../routing';
import type { ExportDefinition, FileDefinition, ImportDefinition } from '../store/definitions';
import { ApiError, notFound, sorted } from '../wire';

export const structureRoutes: readonly ModelRoute[] = [
	{
		// "Retrieve import data source files"
		method: 'get',
		path: '/files',
		under: 'both',
		handle: (call) => {
			const rows = [
				...call.model.files.map((file) => fileView(call, file)),
				...call.model.exports.map((definition) => exportFileView(call, definition)),
			];
			sendPage(call, 'file', 'files', sorted(call.request, rows, ['name', 'id'], false));
		},
	},
	{
		// "Retrieve imports"
		method: 'get',
		path: '/imports',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const rows = call.model.imports.map(({ id, name, fileId, importType }) => ({
				id,
				name,
				importDataSourceId: fileId,
				importType,
			}));
			sendPage(call, 'import', 'imports', sorted(call.request, rows, ['name', 'id'], false));
		},
	},
	{
		// "Retrieve import metadata"; an unknown id has been seen to give 500.
		method: 'get',
		path: '/imports/:importId',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const definition = call.model.imports.find(({ id }) => id === call.params.importId);
			if (definition === undefined) {
				throw call.service.switches.unknownImport500 ? new ApiError(500) : notFound();
			}
			sendOne(call, 'importMetadata', { importMetadata: importView(call, definition) });
		},
	},
];

/** The file as the list and the replies to uploads show it. */
export function fileView(call: ModelCall, file: FileDefinition) {
	return {
		id: file.id,
		name: file.name,
		chunkCount: call.model.contents.listedChunkCount(call.user.id, file.id),
		delimiter: file.delimiter,
		encoding: file.encoding,
		firstDataRow: file.firstDataRow,
		format: 'txt',
		headerRow: file.headerRow,
		separator: file.separator,
	};
}

/** The file that an export writes; the service tells less of it than of an import's. */
function exportFileView(call: ModelCall, { id, name }: ExportDefinition) {
	return {
		id,
		name,
		chunkCount: call.model.contents.listedChunkCount(call.user.id, id),
		firstDataRow: 0,
		format: 'txt',
		headerRow: 0,
	};
}

function importView(call: ModelCall, definition: ImportDefinition) {
	const file = call.model.file(definition.fileId);
	return {
		name: definition.name,
		type: 'FILE',
		source: {
			textEncoding: file.encoding,
			columnSeparator: file.separator,
			textDelimiter: file.delimiter,
			headerRow: file.headerRow,
			firstDataRow: file.firstDataRow,
			decimalSeparator: definition.decimalSeparator,
			headerNames: definition.columns.map((column) => column.header),
			columnCount: definition.columns.length,
		},
	};
}
