/** Import files, imports and processes as the model stores them. */

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
	/** In run order. */
	readonly importIds: readonly string[];
}

/** What a caller gives to define an import; the rest has defaults. */
export type NewImport = Pick<ImportBase, 'name' | 'columns'> &
	Partial<Pick<ImportBase, 'dateFormat' | 'decimalSeparator' | 'duplicateSourceKeys'>> & {
		fileName: string;
		target: { list: string } | { module: string };
	};
