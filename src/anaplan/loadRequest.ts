/** What a load is asked for. */
import type { Chunking } from './chunks';
import type { ImportReference } from './importDefinition';
import type { PlanOptions } from './loadPlan';
import type { ModelChoice } from './modelChoice';
import type { ObjectReference } from './reference';
import type { FieldChoices, SourceRow } from './rows';
import type { TaskOptions } from './tasks';

/** A line of the table: rows of the entity (null: all rows) feed the import. */
export interface TableLine {
	entity: string | null;
	reference: ImportReference;
	/** Columns of the import that fields of another name fill. */
	fields?: FieldChoices;
}

export interface LoadOptions extends PlanOptions, TaskOptions {
	/** Run in order when the imports have ended. */
	actionsAfter?: readonly ObjectReference[];
	/** Whether they also run where rows were rejected. */
	actionsAfterRejected?: boolean;
	/** How files are cut; the constants of chunks.ts unless a test says otherwise. */
	chunking?: Partial<Chunking>;
}

export interface LoadRequest extends ModelChoice {
	rows: readonly SourceRow[];
	table: readonly TableLine[];
	options: LoadOptions;
	/** Epoch milliseconds: nothing is uploaded after this moment, because the run counts as dead then. */
	loadBefore?: number;
}
