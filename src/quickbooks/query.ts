/**
 * Builds statements of QuickBooks' query language. What its parser would refuse is refused here, in
 * words that name the filter. Grammar: Intuit's data queries page; quoting: values in single
 * quotes, backslash before quote and backslash; booleans bare; AND only.
 */
import { SettingError } from '../errors';

export type FilterOperator = '=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE';

/** One condition; all conditions of a query are joined by AND. */
export interface QueryFilter {
	/** QuickBooks' property, for example `TxnDate` or `MetaData.LastUpdatedTime`. */
	field: string;
	operator: FilterOperator;
	/** Several values only for IN. Booleans only for = and IN. */
	value: string | boolean | ReadonlyArray<string | boolean>;
}

/** QuickBooks' largest page (data queries page). */
export const MAX_RESULTS = 1_000;

/** The property by which every list can be sorted and resumed. */
export const LAST_UPDATED = 'MetaData.LastUpdatedTime';

const OPERATORS: readonly string[] = ['=', '<', '>', '<=', '>=', 'IN', 'LIKE'];
const PROPERTY = /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/;
/** Properties that objects have and queries refuse, whatever the entity. */
const NOT_QUERYABLE = /^(Line|CustomField|PrivateNote|LinkedTxn)(\.|$)/i;
const CONTROL_CHARACTERS = /\p{Cc}/u;

/** A page of objects, in the order of their last change, the oldest first. */
export function selectStatement(query: {
	entity: string;
	filters: readonly QueryFilter[];
	/** From 1. */
	startPosition: number;
	/** From 1 to {@link MAX_RESULTS}. */
	maxResults: number;
}): string {
	checkRange('STARTPOSITION', query.startPosition, Number.MAX_SAFE_INTEGER);
	checkRange('MAXRESULTS', query.maxResults, MAX_RESULTS);
	// Never by Id: Intuit has announced that it stops being sortable.
	return `SELECT * FROM ${entityName(query.entity)}${where(query.filters)} ORDERBY ${LAST_UPDATED} ASC STARTPOSITION ${query.startPosition} MAXRESULTS ${query.maxResults}`;
}

/** How many objects fit. */
export function countStatement(entity: string, filters: readonly QueryFilter[]): string {
	return `SELECT COUNT(*) FROM ${entityName(entity)}${where(filters)}`;
}

/** The one object of an entity of which a company has just one: CompanyInfo, Preferences. */
export function singleStatement(entity: string): string {
	return `SELECT * FROM ${entityName(entity)}`;
}

/** Exchange rates of a date: they are asked for by currency and cannot be sorted, paged or counted. */
export function ratesStatement(currencies: readonly string[], date: string): string {
	return `SELECT * FROM ExchangeRate${where([
		{ field: 'SourceCurrencyCode', operator: 'IN', value: currencies },
		{ field: 'AsOfDate', operator: '=', value: date },
	])}`;
}

/** QuickBooks hides inactive list objects unless a filter on Active asks for both kinds. */
export const ACTIVE_AND_INACTIVE: QueryFilter = {
	field: 'Active',
	operator: 'IN',
	value: [true, false],
};

function where(filters: readonly QueryFilter[]): string {
	return filters.length === 0 ? '' : ` WHERE ${filters.map(condition).join(' AND ')}`;
}

function condition(filter: QueryFilter): string {
	const { field, operator, value } = filter;
	if (!PROPERTY.test(field)) {
		throw new SettingError(
			`"${field}" is not a field name that QuickBooks can filter by.`,
			'Choose a field from the list, or write its name as QuickBooks does, for example TxnDate.',
		);
	}
	if (NOT_QUERYABLE.test(field)) {
		throw new SettingError(
			`QuickBooks cannot filter by ${field}.`,
			'Remove this filter and use an n8n Filter node after this one instead.',
		);
	}
	if (!OPERATORS.includes(operator)) {
		throw new SettingError(
			`"${String(operator)}" is not a comparison that QuickBooks knows (filter on ${field}).`,
			`Use one of ${OPERATORS.join(', ')}.`,
		);
	}
	if (operator === 'IN') return `${field} IN (${list(field, value)})`;
	if (Array.isArray(value)) {
		throw new SettingError(
			`The filter on ${field} has several values, but "${operator}" takes one.`,
			'Choose "Is One Of" for several values.',
		);
	}
	return `${field} ${operator} ${literal(field, operator, value as string | boolean)}`;
}

function list(field: string, value: QueryFilter['value']): string {
	const values: ReadonlyArray<string | boolean> = Array.isArray(value)
		? value
		: [value as string | boolean];
	if (values.length === 0) throw noValue(field);
	return values.map((one) => literal(field, 'IN', one)).join(', ');
}

function literal(field: string, operator: FilterOperator, value: string | boolean): string {
	if (typeof value === 'boolean') {
		if (operator !== '=' && operator !== 'IN') {
			throw new SettingError(
				`The filter on ${field} compares true or false with "${operator}".`,
				'Choose "Equals" for this field.',
			);
		}
		return String(value);
	}
	if (value.trim() === '') throw noValue(field);
	if (CONTROL_CHARACTERS.test(value)) {
		throw new SettingError(
			`The value of the filter on ${field} holds a line break or another control character.`,
			'Remove it; QuickBooks cannot search for it.',
		);
	}
	return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function noValue(field: string): SettingError {
	return new SettingError(
		`The filter on ${field} has no value.`,
		'Fill in the value or remove the filter; if it is an expression, check that it finds something.',
	);
}

function entityName(entity: string): string {
	if (!/^[A-Za-z]+$/.test(entity)) {
		throw new SettingError(
			`"${entity}" is not the name of a QuickBooks entity.`,
			'Choose an entity from the list, for example Invoice.',
		);
	}
	return entity;
}

function checkRange(what: string, value: number, max: number): void {
	if (!Number.isInteger(value) || value < 1 || value > max) {
		throw new SettingError(
			`${what} must be a whole number from 1 to ${max}, not ${value}.`,
			'Correct the limit of this node.',
		);
	}
}
