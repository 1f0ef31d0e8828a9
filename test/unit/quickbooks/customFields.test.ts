import { customFieldsOf, mayLackFields } from '../../../src/quickbooks/customFields';

const read = (...CustomField: object[]) => customFieldsOf({ Id: '1', SyncToken: '0', CustomField });

test('every type of field is a value of its own, and an empty one is null', () => {
	expect(
		read(
			{ DefinitionId: '1', Name: 'Sales Rep', Type: 'StringType', StringValue: 'Zoë' },
			{ DefinitionId: '4', Name: 'Commission %', Type: 'NumberType', NumberValue: 7.5 },
			{ DefinitionId: '5', Name: 'Promised', Type: 'DateType', DateValue: '2026-11-01' },
			{ DefinitionId: '8', Name: 'Signed', Type: 'BooleanType', BooleanValue: false },
			{ DefinitionId: '2', Name: 'Crew #', Type: 'StringType' },
		),
	).toEqual({
		'Sales Rep': 'Zoë',
		'Commission %': 7.5,
		Promised: '2026-11-01',
		Signed: false,
		'Crew #': null,
	});
});

test('an object without custom fields says nothing of them', () => {
	expect(customFieldsOf({ Id: '1' })).toBeUndefined();
	expect(read()).toBeUndefined();
	expect(customFieldsOf({ CustomField: 'none' })).toBeUndefined();
});

test('two fields of one name are told apart by their DefinitionId', () => {
	expect(
		read(
			{ DefinitionId: '3', Name: 'Region', StringValue: 'West' },
			{ DefinitionId: '6', Name: 'Region', StringValue: 'North' },
			{ DefinitionId: '9', Name: 'Region (6)', StringValue: 'odd' },
		),
	).toEqual({ 'Region (3)': 'West', 'Region (6)': 'North', 'Region (6) (9)': 'odd' });
});

test.each(['__proto__', 'constructor', 'toString', 'prototype'])(
	'a field named %s keeps its value and changes no prototype',
	(Name) => {
		const fields = read({ DefinitionId: '7', Name, StringValue: 'kept' });
		expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
		expect(Object.entries(fields ?? {})).toEqual([[`${Name} (7)`, 'kept']]);
	},
);

test('a field without a name is named by its DefinitionId', () => {
	expect(read({ DefinitionId: '12', StringValue: 'x' })).toEqual({ 'Custom Field (12)': 'x' });
});

test.each([
	['none', [], false],
	['one of text', ['StringType'], true],
	['three of text', ['StringType', 'StringType', undefined], true],
	['four', ['StringType', 'StringType', 'StringType', 'StringType'], false],
	['a number', ['NumberType'], false],
])(
	'with %s an object may lack some: the rest comes only where it is asked for',
	(_n, types, may) => {
		expect(mayLackFields({ CustomField: types.map((Type) => ({ DefinitionId: '1', Type })) })).toBe(
			may,
		);
	},
);
