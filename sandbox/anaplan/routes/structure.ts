/** What moves data in a model: files, imports, processes and actions. */
import type { ModelCall, ModelRoute } from '../routing';
import { sendOne, sendPage } from '../routing';
import type { FileDefinition, ImportDefinition } from '../store/definitions';
import { ApiError, notFound, sorted } from '../wire';

export const structureRoutes: readonly ModelRoute[] = [
	{
		// "Retrieve import data source files"
		method: 'get',
		path: '/files',
		under: 'both',
		handle: (call) => {
			const rows = call.model.files.map((file) => fileView(call, file));
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
	{
		// "Retrieve processes"
		method: 'get',
		path: '/processes',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const rows = call.model.processes.map(({ id, name }) => ({ id, name }));
			sendPage(call, 'process', 'processes', sorted(call.request, rows, ['name', 'id'], false));
		},
	},
	{
		// "Retrieve process metadata": its actions in run order.
		method: 'get',
		path: '/processes/:processId',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const process = call.model.processes.find(({ id }) => id === call.params.processId);
			if (process === undefined) {
				throw notFound();
			}
			const actions = process.importIds.flatMap((id) =>
				call.model.imports
					.filter((definition) => definition.id === id)
					.map(({ name, fileId, importType }) => ({
						id,
						name,
						actionType: 'IMPORT',
						importDataSourceId: fileId,
						importType,
					})),
			);
			sendOne(call, 'processMetadata', {
				processMetadata: { name: process.name, ...(actions.length > 0 ? { actions } : {}) },
			});
		},
	},
	{
		// "Retrieve actions": imports and processes are no actions here; this model has no others.
		method: 'get',
		path: '/actions',
		under: 'both',
		handle: (call) => {
			sendPage(call, 'action', 'actions', []);
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
