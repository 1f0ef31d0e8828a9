/** How the simulator's knowledge of an entity is written down. */

/** `single`: one object per company; `rate`: exchange rates, which have no Id. */
export type EntityKind = 'list' | 'transaction' | 'single' | 'rate';
export type PropertyType = 'id' | 'text' | 'date' | 'time' | 'boolean' | 'number' | 'ref';

/** What webhooks report (Intuit's table): created, updated, deleted, merged, void, emailed. */
export type EventLetter = 'C' | 'U' | 'D' | 'M' | 'V' | 'E';

/**
 * What the API says to a void: does it; refuses it as unsupported; answers 200 with a fault; or
 * answers 200 and does nothing (live probes of the service).
 */
export type VoidAnswer = 'done' | 'refused' | 'fault' | 'ignored';

export interface EntityDefinition {
	name: string;
	kind: EntityKind;
	/** Default sort: a name property ascending, or newest change first. */
	nameProperty?: string;
	/** Whether names are made of those of its parents: `A:B:C`. */
	nested: boolean;
	/** Properties a query may filter on, with how values compare. */
	filterable: ReadonlyMap<string, PropertyType>;
	/** Further properties the entity has; filtering on them is refused as not queryable. */
	others: ReadonlySet<string>;
	/** Must be present in a create. */
	required: readonly string[];
	/** Whether change data capture reports it. */
	cdc: boolean;
	/** Whether a client may write it. */
	writable: boolean;
	/** Whether a query hides inactive objects unless it filters on Active. */
	hidesInactive: boolean;
	/** Whether a client may delete it. */
	deletable: boolean;
	voids: VoidAnswer;
	/** Whether it has a currency, and in a multicurrency company a rate. */
	money: boolean;
	/** Which events webhooks have for it. */
	events: ReadonlySet<EventLetter>;
}

export interface Shape {
	nameProperty?: string;
	nested?: boolean;
	filters?: Array<[string, PropertyType]>;
	/** Names with blanks between. */
	others?: string;
	required?: string[];
	cdc?: boolean;
	writable?: boolean;
	hidesInactive?: boolean;
	deletable?: boolean;
	voids?: VoidAnswer;
	money?: boolean;
	/** Letters of its webhook events. */
	events?: string;
}

const COMMON: Array<[string, PropertyType]> = [
	['Id', 'id'],
	['MetaData.CreateTime', 'time'],
	['MetaData.LastUpdatedTime', 'time'],
];
const COMMON_OTHERS = 'SyncToken MetaData domain sparse CustomField status';
const MONEY_OTHERS =
	'PrivateNote CurrencyRef ExchangeRate DepartmentRef ClassRef LinkedTxn Line TxnTaxDetail GlobalTaxCalculation TotalAmt TxnSource';

/** Properties of documents with a number. */
export const NUMBERED: Array<[string, PropertyType]> = [
	['DocNumber', 'text'],
	['TxnDate', 'date'],
];
export const DATED: Array<[string, PropertyType]> = [['TxnDate', 'date']];

function make(name: string, kind: EntityKind, shape: Shape, others: string[]): EntityDefinition {
	const words = [COMMON_OTHERS, ...others, shape.others ?? ''].join(' ').split(' ');
	return {
		name,
		kind,
		nameProperty: shape.nameProperty,
		nested: shape.nested ?? false,
		filterable: new Map([...COMMON, ...(shape.filters ?? [])]),
		others: new Set(words.filter((word) => word !== '')),
		required: shape.required ?? [],
		cdc: shape.cdc ?? true,
		writable: shape.writable ?? true,
		hidesInactive: shape.hidesInactive ?? false,
		deletable: shape.deletable ?? false,
		voids: shape.voids ?? 'refused',
		money: shape.money ?? false,
		events: new Set([...(shape.events ?? '')] as EventLetter[]),
	};
}

/** A list: items are made inactive and never deleted. */
export function list(name: string, shape: Shape): EntityDefinition {
	const filters: Shape['filters'] = [['Active', 'boolean'], ...(shape.filters ?? [])];
	return make(name, 'list', { hidesInactive: true, ...shape, filters }, []);
}

/** A document about money. */
export function money(name: string, shape: Shape): EntityDefinition {
	return make(name, 'transaction', { deletable: true, money: true, ...shape }, [MONEY_OTHERS]);
}

/** Something that is dated or planned and can be deleted, but moves no money. */
export function record(name: string, shape: Shape): EntityDefinition {
	return make(name, 'transaction', { deletable: true, ...shape }, []);
}

/** The one object of its kind, or exchange rates. */
export function special(name: string, kind: 'single' | 'rate', shape: Shape): EntityDefinition {
	return make(name, kind, { cdc: false, writable: false, ...shape }, []);
}
