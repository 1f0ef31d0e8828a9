/** A list of the model: items with ids, codes, optional parents and properties. */
import type { Dimension } from './dimension';
import { showValue, type CellValue, type DataFormat } from './formats';

export interface PropertyDefinition {
	name: string;
	format: DataFormat;
	/** The text of a formula: such a property is calculated and takes no values. */
	formula?: string;
}

export interface ListDefinition {
	name: string;
	/** Numbered list: item names are `#1`, `#2`, … and only codes and properties are loaded. */
	numbered?: boolean;
	properties?: PropertyDefinition[];
	subsets?: string[];
	/** Name of the parent list; may be the list itself. */
	parentList?: string;
	/** Production lists are the only ones that data may change in a deployed model. */
	productionData?: boolean;
	/** What labels an item in a view: its name, its code, or (in numbered lists) a property. */
	display?: 'name' | 'code' | { property: string };
}

export interface ListItem {
	readonly id: string;
	name: string;
	code: string;
	parent?: ListItem;
	readonly properties: Map<string, CellValue>;
	/** Names of the subsets it belongs to. */
	readonly subsets: Set<string>;
}

export class PlanningList implements Dimension {
	readonly items: ListItem[] = [];
	/** Ids of the subsets, in the order of the definition. */
	readonly subsetIds: readonly string[];
	private readonly ids = new Map<string, ListItem>();
	private readonly codes = new Map<string, ListItem>();
	private readonly names = new Map<string, ListItem>();
	/** Numbered lists count on for ever. */
	private lastNumber = 0;

	constructor(
		readonly id: string,
		readonly definition: ListDefinition,
		private readonly nextItemId: () => string,
		nextSubsetId: () => string,
	) {
		this.subsetIds = this.subsets.map(nextSubsetId);
	}

	get name(): string {
		return this.definition.name;
	}

	get numbered(): boolean {
		return this.definition.numbered ?? false;
	}

	get properties(): PropertyDefinition[] {
		return this.definition.properties ?? [];
	}

	get subsets(): string[] {
		return this.definition.subsets ?? [];
	}

	property(name: string): PropertyDefinition | undefined {
		return this.properties.find((property) => property.name === name);
	}

	byCode(code: string, ignoreCase: boolean): ListItem | undefined {
		if (!ignoreCase) {
			return this.codes.get(code);
		}
		const wanted = code.toLowerCase();
		return this.items.find((item) => item.code.toLowerCase() === wanted);
	}

	/** Names are compared without case. */
	byName(name: string): ListItem | undefined {
		return this.names.get(name.toLowerCase());
	}

	byId(id: string): ListItem | undefined {
		return this.ids.get(id);
	}

	/** Adds an item. In a numbered list the name is generated; elsewhere an empty name means the code. */
	add(code: string, name = ''): ListItem {
		this.lastNumber += 1;
		const item: ListItem = {
			id: this.nextItemId(),
			name: this.numbered ? `#${this.lastNumber}` : name === '' ? code : name,
			code,
			properties: new Map(),
			subsets: new Set(),
		};
		this.items.push(item);
		this.ids.set(item.id, item);
		if (code !== '') {
			this.codes.set(code, item);
		}
		this.names.set(item.name.toLowerCase(), item);
		return item;
	}

	rename(item: ListItem, name: string): void {
		this.names.delete(item.name.toLowerCase());
		item.name = name;
		this.names.set(name.toLowerCase(), item);
	}

	setCode(item: ListItem, code: string): void {
		if (item.code !== '') {
			this.codes.delete(item.code);
		}
		item.code = code;
		this.codes.set(code, item);
	}

	/** Takes items out; what is left keeps its order. */
	remove(gone: ReadonlySet<ListItem>): void {
		const kept = this.items.filter((item) => !gone.has(item));
		this.items.length = 0;
		for (const item of kept) {
			this.items.push(item);
			if (item.parent !== undefined && gone.has(item.parent)) {
				item.parent = undefined;
			}
		}
		for (const item of gone) {
			this.ids.delete(item.id);
			this.codes.delete(item.code);
			this.names.delete(item.name.toLowerCase());
		}
	}

	labelOf(itemId: string): string {
		const item = this.ids.get(itemId);
		return item === undefined ? '' : this.label(item);
	}

	/** What a view shows for the item. */
	label(item: ListItem): string {
		const display = this.definition.display ?? 'name';
		if (display === 'code') {
			return item.code;
		}
		if (display === 'name') {
			return item.name;
		}
		const format = this.property(display.property)?.format ?? 'TEXT';
		const text = showValue(item.properties.get(display.property), format);
		return text === '' ? item.name : text;
	}
}
