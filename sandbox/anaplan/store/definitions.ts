/** Import files, and what runs in a model: imports, exports, other actions and processes. */

/** How a file's bytes are read: set in the model, never by the request that uploads. */
export interface FileDefinition {
	readonly id: string;
	readonly name: string;
	encoding: 'UTF-8' | 'ISO-8859-1' | 'UTF-16LE';
	separator: string;
	/** The text delimiter; empty: none. */
	delimiter: string;
	/** 1-based; -1 in a file that was never configured. */
	headerRow: number;
	firstDataRow: number;
	/** True for a file that a POST to an unknown id made: no import reads it. */
	readonly stray: boolean;
}

/** Where a source column goes. */
export type ColumnTarget =
	| { to: 'code' }
	| { to: 'name' }
	| { to: 'parent' }
	| { to: 'property'; property: string }
	/** The list item that addresses the row's cells (module imports). */
	| { to: 'item' }
	| { to: 'lineItem'; lineItem: string }
	/** Left unmapped on purpose. */
	| { to: 'nothing' };

export interface ColumnMapping {
	header: string;
	target: ColumnTarget;
}

interface ImportBase {
	readonly id: string;
	readonly name: string;
	/** The file it reads, `importDataSourceId` of the API. */
	readonly fileId: string;
	columns: ColumnMapping[];
	/** yyyy, MM, dd and separators. */
	dateFormat: string;
	decimalSeparator: string;
	/** Rows that repeat a key of the file: later ones are refused, or the whole import is. */
	duplicateSourceKeys: 'keepFirst' | 'rejectImport';
	/** What it asks for when it runs, for example `Version`; the API answers in mappingParameters. */
	prompts: readonly string[];
}

export interface ListImport extends ImportBase {
	readonly importType: 'HIERARCHY_DATA';
	readonly listName: string;
}

export interface ModuleImport extends ImportBase {
	readonly importType: 'MODULE_DATA';
	readonly moduleName: string;
}

export type ImportDefinition = ListImport | ModuleImport;

export interface ProcessDefinition {
	readonly id: string;
	readonly name: string;
	/** Ids of imports, exports and actions in run order. */
	readonly stepIds: readonly string[];
}

/** Writes a module to the file of the same id, private to the caller. */
export interface ExportDefinition {
	readonly id: string;
	readonly name: string;
	readonly moduleName: string;
	/**
	 * Columns: the list item and a column per line item; list item, line item and value; or the grid,
	 * whose first header is empty.
	 */
	exportType: 'TABULAR_MULTI_COLUMN' | 'TABULAR_SINGLE_COLUMN' | 'GRID_CURRENT_PAGE';
	exportFormat: 'text/csv' | 'text/plain';
	encoding: FileDefinition['encoding'];
	separator: string;
	delimiter: string;
}

export type NewExport = Pick<ExportDefinition, 'name' | 'moduleName'> &
	Partial<Omit<ExportDefinition, 'id'>>;

interface ActionBase {
	readonly id: string;
	readonly name: string;
}

/** "Delete from List using Selection": removes the items for which a boolean line item is true. */
export interface DeleteAction extends ActionBase {
	readonly actionType: 'DELETE_BY_SELECTION';
	readonly moduleName: string;
	readonly lineItem: string;
}

/** "Order List": sorts the items by name. */
export interface OrderAction extends ActionBase {
	readonly actionType: 'ORDER_HIERARCHY';
	readonly listName: string;
}

export type ActionDefinition = DeleteAction | OrderAction;
export type NewAction = Omit<DeleteAction, 'id'> | Omit<OrderAction, 'id'>;

/** What a caller gives to define an import; the rest has defaults. */
export type NewImport = Pick<ImportBase, 'name' | 'columns'> &
	Partial<
		Pick<ImportBase, 'dateFormat' | 'decimalSeparator' | 'duplicateSourceKeys' | 'prompts'>
	> & {
		fileName: string;
		target: { list: string } | { module: string };
	};
