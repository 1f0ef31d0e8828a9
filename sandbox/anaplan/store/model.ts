/** One Anaplan model: its lists, modules, files and what runs in it, and how tests reach them. */
import type { SimClock } from '../../common/clock';
import type {
	ActionDefinition,
	ColumnMapping,
	ExportDefinition,
	FileDefinition,
	ImportDefinition,
	NewAction,
	NewExport,
	NewImport,
	ProcessDefinition,
} from './definitions';
import { timeOf, versionsOf, type Dimension, type FixedDimension } from './dimension';
import { FileContents } from './files';
import { showValue } from './formats';
import { ModelIds } from './ids';
import { PlanningList, type ListDefinition } from './list';
import { PlanningModule, type LineItem } from './module';
import { defaultView, type Axis, type View } from './view';

/** Documented values of activeState. */
export type ActiveState =
	| 'UNLOCKED'
	| 'LOCKED'
	| 'ARCHIVED'
	| 'MAINTENANCE'
	| 'PRODUCTION'
	| 'PRODUCTION_MAINTENANCE';

/** A list item as tests read it. */
export interface ItemSnapshot {
	id: string;
	name: string;
	code: string;
	parentCode: string;
	properties: Record<string, string>;
}

export class AnaplanModel {
	/** Turn it to arm the failures of a locked, archived, deployed or offline model. */
	activeState: ActiveState = 'UNLOCKED';
	/** False after `close`: the next request or POST …/open loads it again. */
	loaded = true;
	/** Counts every item or cell that an import really changed; a replay leaves it as it is. */
	changes = 0;
	readonly lists: PlanningList[] = [];
	readonly modules: PlanningModule[] = [];
	/** Saved views; every module has a default view besides. */
	readonly savedViews: View[] = [];
	/** The calendar year 2026 in months; replace it before modules use it. */
	time: FixedDimension = timeOf(2026);
	versions: FixedDimension = versionsOf(['Actual', 'Forecast']);
	readonly files: FileDefinition[] = [];
	readonly exports: ExportDefinition[] = [];
	readonly actions: ActionDefinition[] = [];
	readonly processes: ProcessDefinition[] = [];
	readonly contents: FileContents;
	imports: ImportDefinition[] = [];
	private readonly ids = new ModelIds();

	constructor(
		readonly workspaceId: string,
		/** 32 hexadecimal digits in upper case. */
		readonly id: string,
		readonly name: string,
		clock: SimClock,
	) {
		this.contents = new FileContents(clock);
	}

	addList(definition: ListDefinition): PlanningList {
		const list = new PlanningList(
			this.ids.next('list'),
			definition,
			() => this.ids.next('listItem'),
			() => this.ids.next('subset'),
		);
		this.lists.push(list);
		return list;
	}

	/**
	 * A module dimensioned by one list, or by several lists, `Time` and `Versions`. Imports reach only
	 * modules with one list.
	 */
	addModule(
		name: string,
		dimensions: string | readonly string[],
		lineItems: ReadonlyArray<Omit<LineItem, 'id'>>,
	): PlanningModule {
		const module = new PlanningModule(
			this.ids.next('module'),
			name,
			[dimensions].flat().map((dimension) => this.dimensionNamed(dimension)),
			lineItems.map((lineItem) => ({ ...lineItem, id: this.ids.next('lineItem') })),
		);
		this.modules.push(module);
		return module;
	}

	/** Saves a view of a module; the API names it `Module.View`. */
	addView(
		moduleName: string,
		viewName: string,
		axes: { rows: readonly Axis[]; columns: readonly Axis[]; pages?: readonly Axis[] },
	): View {
		const module = this.module(moduleName);
		const view: View = {
			id: this.ids.next('savedView'),
			name: `${moduleName}.${viewName}`,
			module,
			pages: [],
			...axes,
		};
		this.savedViews.push(view);
		return view;
	}

	/** Every view: each module's default view, which has the module's id, and the saved ones. */
	views(): View[] {
		return [...this.modules.map(defaultView), ...this.savedViews];
	}

	dimensionNamed(name: string): Dimension {
		return found(
			[this.time, this.versions, ...this.lists].find((dimension) => dimension.name === name),
			`dimension ${name}`,
		);
	}

	/** Defaults: UTF-8, comma, double quote, header in row 1, data from row 2. */
	addFile(definition: Partial<Omit<FileDefinition, 'id'>> & { name: string }): FileDefinition {
		const file: FileDefinition = {
			encoding: 'UTF-8',
			separator: ',',
			delimiter: '"',
			headerRow: 1,
			firstDataRow: 2,
			stray: false,
			...definition,
			id: this.ids.next('file'),
		};
		this.files.push(file);
		return file;
	}

	addImport(definition: NewImport): ImportDefinition {
		const { target, fileName, ...rest } = definition;
		const base = {
			dateFormat: 'yyyy-MM-dd',
			decimalSeparator: '.',
			duplicateSourceKeys: 'keepFirst' as const,
			prompts: [],
			...rest,
			columns: rest.columns.map((column) => ({ ...column })),
			id: this.ids.next('import'),
			fileId: this.file(fileName).id,
		};
		const added: ImportDefinition =
			'list' in target
				? { ...base, importType: 'HIERARCHY_DATA', listName: this.list(target.list).name }
				: { ...base, importType: 'MODULE_DATA', moduleName: this.module(target.module).name };
		this.imports.push(added);
		return added;
	}

	/** Defaults: one column per line item, CSV in UTF-8 with commas. */
	addExport(definition: NewExport): ExportDefinition {
		const added: ExportDefinition = {
			exportType: 'TABULAR_MULTI_COLUMN',
			exportFormat: 'text/csv',
			encoding: 'UTF-8',
			separator: ',',
			delimiter: '"',
			...definition,
			id: this.ids.next('export'),
		};
		this.exports.push(added);
		return added;
	}

	addAction(definition: NewAction): ActionDefinition {
		const added: ActionDefinition = { ...definition, id: this.ids.next('action') };
		this.actions.push(added);
		return added;
	}

	/** A process of imports, exports and actions, by their names in run order. */
	addProcess(name: string, stepNames: readonly string[]): ProcessDefinition {
		const steps = [...this.imports, ...this.exports, ...this.actions];
		const process: ProcessDefinition = {
			id: this.ids.next('process'),
			name,
			stepIds: stepNames.map(
				(stepName) =>
					found(
						steps.find((step) => step.name === stepName),
						`import, export or action ${stepName}`,
					).id,
			),
		};
		this.processes.push(process);
		return process;
	}

	list(name: string): PlanningList {
		return found(
			this.lists.find((list) => list.name === name),
			`list ${name}`,
		);
	}

	module(name: string): PlanningModule {
		return found(
			this.modules.find((module) => module.name === name),
			`module ${name}`,
		);
	}

	importNamed(name: string): ImportDefinition {
		return found(
			this.imports.find((entry) => entry.name === name),
			`import ${name}`,
		);
	}

	/** A file by id or exact name. */
	findFile(idOrName: string): FileDefinition | undefined {
		return (
			this.files.find((file) => file.id === idOrName) ??
			this.files.find((file) => file.name === idOrName)
		);
	}

	file(idOrName: string): FileDefinition {
		return found(this.findFile(idOrName), `file ${idOrName}`);
	}

	/** The content for everybody who has no private copy. */
	setDefaultFile(idOrName: string, content: string | Buffer): void {
		this.contents.setDefault(this.file(idOrName).id, Buffer.from(content));
	}

	/** Somebody in the model renames a source column: the import now expects `newHeader`. */
	renameColumn(importName: string, oldHeader: string, newHeader: string): void {
		const column: ColumnMapping = found(
			this.importNamed(importName).columns.find((entry) => entry.header === oldHeader),
			`column ${oldHeader} in import ${importName}`,
		);
		column.header = newHeader;
	}

	/** Somebody deletes the import action; its file stays. */
	removeImport(name: string): void {
		const gone = this.importNamed(name);
		this.imports = this.imports.filter((entry) => entry !== gone);
	}

	/** Exact sum of a number line item, for example `sum('QB Transactions', 'Amount', {Currency: 'USD'})`. */
	sum(moduleName: string, lineItem: string, where: Readonly<Record<string, string>> = {}): string {
		return this.module(moduleName).sum(lineItem, where);
	}

	/** Exact sums per combination of other line items, for example by Currency and Entity. */
	sumsBy(
		moduleName: string,
		lineItem: string,
		by: readonly string[],
	): Array<{ key: string[]; sum: string }> {
		return this.module(moduleName).sums(lineItem, by);
	}

	/** The items of a list in the order they arrived. */
	items(listName: string): ItemSnapshot[] {
		const list = this.list(listName);
		return list.items.map((item) => ({
			id: item.id,
			name: item.name,
			code: item.code,
			parentCode: item.parent?.code ?? '',
			properties: Object.fromEntries(
				list.properties.map((property) => [
					property.name,
					showValue(item.properties.get(property.name), property.format),
				]),
			),
		}));
	}

	/** The rows of a module: the item's code under `Code`, then every line item as shown. */
	rows(moduleName: string): Array<Record<string, string>> {
		const module = this.module(moduleName);
		return module.dimension.items.map((item) => ({
			Code: item.code,
			...Object.fromEntries(
				module.lineItems.map((lineItem) => [lineItem.name, module.show(lineItem, item)]),
			),
		}));
	}
}

function found<T>(value: T | undefined, what: string): T {
	if (value === undefined) {
		throw new Error(`The model has no ${what}.`);
	}
	return value;
}
