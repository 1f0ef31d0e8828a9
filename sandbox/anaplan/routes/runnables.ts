/** What runs in a model besides imports: exports, other actions, and the processes that join them. */
import type { ModelCall, ModelRoute } from '../routing';
import { sendOne, sendPage } from '../routing';
import { exportHeaders, exportRowCount } from '../runExport';
import type { ExportDefinition } from '../store/definitions';
import { notFound, queryText, sorted } from '../wire';

export const runnableRoutes: readonly ModelRoute[] = [
	{
		// "Retrieve exports"
		method: 'get',
		path: '/exports',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const rows = call.model.exports.map((definition) => ({
				id: definition.id,
				name: definition.name,
				exportType: definition.exportType,
				exportFormat: definition.exportFormat,
				encoding: definition.encoding,
				layout: definition.exportType,
			}));
			sendPage(call, 'export', 'exports', sorted(call.request, rows, ['name', 'id'], false));
		},
	},
	{
		// "Retrieve export metadata"
		method: 'get',
		path: '/exports/:exportId',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const definition = call.model.exports.find(({ id }) => id === call.params.exportId);
			if (definition === undefined) {
				throw notFound();
			}
			sendOne(call, 'exportMetadata', { exportMetadata: exportView(call, definition) });
		},
	},
	{
		// "Retrieve actions": imports, exports and processes are no actions here.
		method: 'get',
		path: '/actions',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const rows = call.model.actions.map(({ id, name, actionType }) => ({ id, name, actionType }));
			sendPage(call, 'action', 'actions', sorted(call.request, rows, ['name', 'id'], false));
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
		// "Retrieve process metadata": its steps in run order.
		method: 'get',
		path: '/processes/:processId',
		under: 'both',
		whileBusy: true,
		handle: (call) => {
			const process = call.model.processes.find(({ id }) => id === call.params.processId);
			if (process === undefined) {
				throw notFound();
			}
			const actions = process.stepIds.flatMap((id) => stepView(call, id) ?? []);
			sendOne(call, 'processMetadata', {
				processMetadata: { name: process.name, ...(actions.length > 0 ? { actions } : {}) },
			});
		},
	},
];

/** A step as process metadata shows it; undefined for one that was deleted from the model. */
function stepView(call: ModelCall, id: string): Record<string, unknown> | undefined {
	const { imports, exports: exported, actions } = call.model;
	const definition = imports.find((entry) => entry.id === id);
	if (definition !== undefined) {
		const { name, fileId, importType } = definition;
		return {
			id,
			name,
			actionType: 'IMPORT',
			importDataSourceId: fileId,
			importType,
			...(queryText(call.request, 'showImportDataSource') === 'true'
				? { importDataSource: { importDataSourceId: fileId, type: 'FILE' } }
				: {}),
		};
	}
	const written = exported.find((entry) => entry.id === id);
	if (written !== undefined) {
		return { id, name: written.name, actionType: 'EXPORT' };
	}
	const action = actions.find((entry) => entry.id === id);
	return action === undefined
		? undefined
		: { id, name: action.name, actionType: action.actionType };
}

function exportView(call: ModelCall, definition: ExportDefinition) {
	const headerNames = exportHeaders(call.model, definition);
	return {
		columnCount: headerNames.length,
		dataTypes: headerNames.map((_, index) => (index === 0 ? 'ENTITY' : 'MIXED')),
		delimiter: definition.delimiter,
		encoding: definition.encoding,
		exportFormat: definition.exportFormat,
		headerNames,
		listNames: headerNames.map((_, index) =>
			index === 0 ? call.model.module(definition.moduleName).dimension.name : '',
		),
		// An estimate in the service too.
		rowCount: exportRowCount(call.model, definition),
		separator: definition.separator,
	};
}
