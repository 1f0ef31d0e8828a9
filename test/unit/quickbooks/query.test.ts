import { SettingError } from '../../../src/errors';
import {
	ACTIVE_AND_INACTIVE,
	countStatement,
	selectStatement,
	type FilterOperator,
	type QueryFilter,
} from '../../../src/quickbooks/query';

const page = { startPosition: 1, maxResults: 1000 };
const where = (...filters: QueryFilter[]) =>
	countStatement('Invoice', filters).replace('SELECT COUNT(*) FROM Invoice WHERE ', '');

test('a page is sorted by the last change, never by Id', () => {
	expect(selectStatement({ entity: 'Vendor', filters: [ACTIVE_AND_INACTIVE], ...page })).toBe(
		'SELECT * FROM Vendor WHERE Active IN (true, false) ORDERBY MetaData.LastUpdatedTime ASC STARTPOSITION 1 MAXRESULTS 1000',
	);
});

test('conditions are joined by AND and values quoted, booleans not', () => {
	expect(
		where(
			{ field: 'TxnDate', operator: '>=', value: '2026-11-01' },
			{ field: 'CustomerRef', operator: 'IN', value: ['1', '2'] },
			{ field: 'Active', operator: '=', value: true },
			{ field: 'DocNumber', operator: 'LIKE', value: '10%' },
		),
	).toBe(
		"TxnDate >= '2026-11-01' AND CustomerRef IN ('1', '2') AND Active = true AND DocNumber LIKE '10%'",
	);
});

test('quotes and backslashes are escaped, in that order', () => {
	expect(where({ field: 'DisplayName', operator: '=', value: "O'Brien \\ Söhne" })).toBe(
		"DisplayName = 'O\\'Brien \\\\ Söhne'",
	);
});

test('a value cannot end its own quotes', () => {
	expect(where({ field: 'DisplayName', operator: '=', value: "\\' OR Id = '1" })).toBe(
		"DisplayName = '\\\\\\' OR Id = \\'1'",
	);
});

test.each<[string, QueryFilter]>([
	['no name', { field: 'Txn Date', operator: '=', value: '1' }],
	['an injected name', { field: "Id = '1' AND Id", operator: '=', value: '1' }],
	['a property of lines', { field: 'Line.Amount', operator: '=', value: '1' }],
	['a custom field', { field: 'CustomField', operator: '=', value: '1' }],
	['the memo', { field: 'PrivateNote', operator: 'LIKE', value: '%x%' }],
	['an unknown comparison', { field: 'Id', operator: '!=' as FilterOperator, value: '1' }],
	['an empty list', { field: 'Id', operator: 'IN', value: [] }],
	['an empty value', { field: 'Id', operator: '=', value: ' ' }],
	['several values for one', { field: 'Id', operator: '=', value: ['1', '2'] }],
	['true with less than', { field: 'Active', operator: '<', value: true }],
	['a line break', { field: 'DisplayName', operator: '=', value: 'a\nb' }],
])('refuses %s before QuickBooks does', (_name, filter) => {
	expect(() => where(filter)).toThrow(SettingError);
});

test.each([
	{ startPosition: 0, maxResults: 10 },
	{ startPosition: 1, maxResults: 0 },
	{ startPosition: 1, maxResults: 1001 },
	{ startPosition: 1.5, maxResults: 10 },
])('refuses the page %p', (wrong) => {
	expect(() => selectStatement({ entity: 'Bill', filters: [], ...wrong })).toThrow(SettingError);
});

test('refuses an entity that is no name', () => {
	expect(() => countStatement('Bill WHERE', [])).toThrow(SettingError);
});
