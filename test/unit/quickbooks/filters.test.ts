import { ENTITIES } from '../../../src/entities';
import { SettingError } from '../../../src/errors';
import { filterFieldsOf } from '../../../src/quickbooks/filterFields';
import { readFilters, type FilterRow } from '../../../src/quickbooks/filters';

const read = (entity: string, ...rows: FilterRow[]) => readFilters(entity, rows, 'Europe/Berlin');

test('values are brought into the form of their field', () => {
	expect(
		read(
			'Vendor',
			{ field: 'Active', operator: 'equals', value: 'False' },
			{ field: 'MetaData.CreateTime', operator: 'atLeast', value: '2026-07-01' },
			{ field: 'DisplayName', operator: 'like', value: 'A%' },
		),
	).toEqual([
		{ field: 'Active', operator: '=', value: false },
		{ field: 'MetaData.CreateTime', operator: '>=', value: '2026-06-30T22:00:00+00:00' },
		{ field: 'DisplayName', operator: 'LIKE', value: 'A%' },
	]);
});

test('several values are separated by commas, or by lines where values hold commas', () => {
	const values = (value: unknown) =>
		read('Invoice', { field: 'DocNumber', operator: 'oneOf', value })[0].value;
	expect(values('1001, 1002,,')).toEqual(['1001', '1002']);
	expect(values('Smith, Co.\nMeyer')).toEqual(['Smith, Co.', 'Meyer']);
	expect(values(['a', 'b'])).toEqual(['a', 'b']);
	expect(values(7)).toEqual(['7']);
});

test('a date given as a point in time becomes the calendar date of the workflow', () => {
	expect(
		read('Bill', { field: 'TxnDate', operator: 'equals', value: '2026-07-01T23:30:00Z' }),
	).toEqual([{ field: 'TxnDate', operator: '=', value: '2026-07-02' }]);
});

test.each<[string, FilterRow]>([
	['no field', { field: '', operator: 'equals', value: '1' }],
	['no date', { field: 'TxnDate', operator: 'equals', value: 'last week' }],
	['no boolean', { field: 'Active', operator: 'equals', value: 'yes' }],
	['no time', { field: 'MetaData.CreateTime', operator: 'greaterThan', value: '' }],
	['a pattern for an ID', { field: 'Id', operator: 'like', value: '1%' }],
	['an order of true and false', { field: 'Active', operator: 'lessThan', value: 'true' }],
	['an unknown comparison', { field: 'DisplayName', operator: '<>', value: 'x' }],
])('refuses %s in words that name the filter', (_name, row) => {
	expect(() => read(row.field === 'TxnDate' ? 'Bill' : 'Vendor', row)).toThrow(SettingError);
});

test.each(ENTITIES)('$name offers fields, Active only where objects can be inactive', (entity) => {
	const names = filterFieldsOf(entity.name).map(({ name }) => name);
	const many = entity.kind === 'list' || entity.kind === 'transaction';
	const all = many ? ['Id', 'MetaData.CreateTime', 'MetaData.LastUpdatedTime'] : [];
	expect(names).toEqual(expect.arrayContaining(all));
	expect(names.length > 0).toBe(many);
	expect(names.includes('Active')).toBe(entity.hidesInactive);
	expect(names.includes('TxnDate')).toBe(entity.dated);
});
