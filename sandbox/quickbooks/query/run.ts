/** Runs a statement over the books and gives the QueryResponse member of the answer. */
import type { Books, Stored } from '../books';
import { findDefinition, type EntityDefinition, type PropertyType } from '../entities';
import { refId, type JsonObject, type Row } from '../rows';
import { queryInvalid } from '../serviceFault';
import { companyInfo, preferences } from '../singles';
import type { QuickBooksSwitches } from '../switches';
import { isDate, parseTime } from '../time';
import { onWire } from '../wireForm';
import { parseStatement, type Condition, type Statement, type Value } from './parser';

type Entry = Pick<Stored, 'row' | 'createdMs' | 'updatedMs' | 'sequence'>;

export function runQuery(
	text: string,
	books: Books,
	switches: QuickBooksSwitches,
	allFields = false,
): Record<string, unknown> {
	const statement = parseStatement(text, switches);
	const definition = findDefinition(statement.entity);
	if (definition === undefined) {
		throw queryInvalid(`invalid context declaration: ${statement.entity}`);
	}
	if (definition.kind === 'rate') {
		return ratesAnswer(statement, books, definition);
	}
	const tests = statement.where.map((condition) => compile(condition, definition, switches));
	const order = comparator(statement, definition, switches);
	const hideInactive =
		definition.hidesInactive && !statement.where.some((entry) => same(entry.property, 'Active'));
	const found = [...rowsOf(books, definition)].filter(
		(entry) => !(hideInactive && entry.row.Active === false) && tests.every((test) => test(entry)),
	);
	if (statement.count) {
		return { totalCount: found.length };
	}
	found.sort(order);
	const first = statement.startPosition - 1;
	const page = found
		.slice(first, first + statement.maxResults)
		.map((entry) => onWire(definition.name, entry.row, allFields, switches));
	if (page.length === 0) {
		return {};
	}
	return {
		[definition.name]: page,
		startPosition: statement.startPosition,
		maxResults: page.length,
		...(switches.totalCountEntities.includes(definition.name)
			? { totalCount: switches.totalCountOf === 'all' ? found.length : page.length }
			: {}),
	};
}

/** Rates of the currencies and the date asked for; they are neither sorted nor counted. */
function ratesAnswer(
	statement: Statement,
	books: Books,
	definition: EntityDefinition,
): Record<string, unknown> {
	if (statement.count || statement.orderBy.length > 0) {
		throw queryInvalid('ExchangeRate can neither be counted nor sorted');
	}
	let codes = books.company.multicurrency ? books.rates.currencies : [];
	let date: string | undefined;
	for (const condition of statement.where) {
		const [property, type] = resolve(condition.property, definition);
		const values = condition.values.map((value) => String(convert(value, property, type)));
		if (property === 'SourceCurrencyCode' && ['=', 'IN'].includes(condition.operator)) {
			codes = codes.filter((code) => values.includes(code.toLowerCase()));
		} else if (property === 'AsOfDate' && condition.operator === '=') {
			[date] = values;
		} else {
			throw queryInvalid(`operator ${condition.operator} is not supported for ${property}`);
		}
	}
	const page = codes.flatMap((code) => books.rates.on(code, date) ?? []);
	return page.length === 0 ? {} : { ExchangeRate: page, startPosition: 1, maxResults: page.length };
}

function rowsOf(books: Books, definition: EntityDefinition): Iterable<Entry> {
	if (definition.kind !== 'single') {
		return books.entries(definition.name);
	}
	const row = definition.name === 'CompanyInfo' ? companyInfo(books) : preferences(books);
	return [{ row, createdMs: 0, updatedMs: 0, sequence: 0 }];
}

function same(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}

/** The property as the definition spells it, with its type; refuses what cannot be queried. */
function resolve(name: string, definition: EntityDefinition): [string, PropertyType] {
	for (const [property, type] of definition.filterable) {
		if (same(property, name)) {
			return [property, type];
		}
	}
	const top = name.split('.')[0];
	if ([...definition.others].some((property) => same(property, top))) {
		throw queryInvalid(`property '${name}' is not queryable`);
	}
	throw queryInvalid(`Property ${name} not found for Entity ${definition.name}`);
}

/** A value that orders as the service compares it; undefined where the row has none. */
function read(entry: Entry, property: string, type: PropertyType): string | number | undefined {
	if (type === 'time') {
		return property === 'MetaData.CreateTime' ? entry.createdMs : entry.updatedMs;
	}
	if (type === 'ref') {
		return refId(entry.row, property) || undefined;
	}
	const value = (entry.row as JsonObject)[property];
	if (typeof value === 'boolean') {
		return String(value);
	}
	if (type === 'id' || type === 'number') {
		return Number(value);
	}
	return typeof value === 'string' ? value.toLowerCase() : undefined;
}

function convert(value: Value, property: string, type: PropertyType): string | number {
	const invalid = () => queryInvalid(`value '${value.text}' is not valid for property ${property}`);
	if ((type === 'boolean') !== (value.kind === 'boolean')) {
		throw invalid();
	}
	switch (type) {
		case 'time': {
			const time = parseTime(value.text);
			if (time === undefined) {
				throw invalid();
			}
			return time;
		}
		case 'date':
			if (!isDate(value.text)) {
				throw invalid();
			}
			return value.text;
		case 'id':
			if (!/^\d+$/.test(value.text)) {
				throw invalid();
			}
			return Number(value.text);
		case 'number':
			if (!/^-?\d+(\.\d+)?$/.test(value.text)) {
				throw invalid();
			}
			return Number(value.text);
		case 'ref':
			return value.text;
		default:
			return value.text.toLowerCase();
	}
}

function compile(
	condition: Condition,
	definition: EntityDefinition,
	switches: QuickBooksSwitches,
): (entry: Entry) => boolean {
	const [property, type] = resolve(condition.property, definition);
	const isRange = ['<', '>', '<=', '>='].includes(condition.operator);
	if (isRange && (type === 'boolean' || type === 'ref')) {
		throw queryInvalid(`operator ${condition.operator} is not supported for property ${property}`);
	}
	if (isRange && type === 'id' && switches.idRange === 'error') {
		throw queryInvalid(`operator ${condition.operator} is not supported for property ${property}`);
	}
	if (condition.operator === 'LIKE') {
		return like(condition.values[0], property, type);
	}
	const wanted = condition.values.map((value) => convert(value, property, type));
	const [first] = wanted;
	return (entry) => {
		const actual = read(entry, property, type);
		if (actual === undefined) {
			return condition.operator === '!=';
		}
		switch (condition.operator) {
			case '=':
				return actual === first;
			case '!=':
				return actual !== first;
			case 'IN':
				return wanted.includes(actual);
			case '<':
				return actual < first;
			case '>':
				return actual > first;
			case '<=':
				return actual <= first;
			default:
				return actual >= first;
		}
	};
}

function like(value: Value, property: string, type: PropertyType): (entry: Entry) => boolean {
	if (type !== 'text' || value.kind !== 'string') {
		throw queryInvalid(`operator LIKE is not supported for property ${property}`);
	}
	const parts = value.text.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	const pattern = new RegExp(`^${parts.join('[\\s\\S]*')}$`, 'i');
	return (entry) => pattern.test(String((entry.row as JsonObject)[property] ?? ''));
}

/** Transactions: last change first; lists: by name in byte order (recorded answers). */
function comparator(
	statement: Statement,
	definition: EntityDefinition,
	switches: QuickBooksSwitches,
): (a: Entry, b: Entry) => number {
	if (statement.orderBy.length === 0) {
		const name = definition.nameProperty;
		return name === undefined
			? (a, b) => b.updatedMs - a.updatedMs || b.sequence - a.sequence
			: (a, b) => byteOrder(nameOf(a.row, name), nameOf(b.row, name)) || byId(a, b);
	}
	const keys = statement.orderBy.map(({ property, descending }) => {
		const [name, type] = resolve(property, definition);
		if (type === 'id' && switches.orderById === 'error') {
			throw queryInvalid(`property '${property}' is not sortable`);
		}
		return { name, type, sign: descending ? -1 : 1 };
	});
	return (a, b) => {
		for (const { name, type, sign } of keys) {
			const [left, right] = [read(a, name, type) ?? '', read(b, name, type) ?? ''];
			if (left !== right) {
				return left < right ? -sign : sign;
			}
		}
		return a.sequence - b.sequence;
	};
}

function nameOf(row: Row, property: string): string {
	return String(row[property] ?? '');
}

function byteOrder(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function byId(a: Entry, b: Entry): number {
	return Number(a.row.Id) - Number(b.row.Id);
}
