import type { IExecuteFunctions } from 'n8n-workflow';

import { perItem, readMapping } from '../../../src/n8n/perItem';

/** A context that evaluates nothing but counts how often it is asked to. */
function contextOf(jsons: object[], parameter: unknown = undefined) {
	const evaluated: Array<[string, number]> = [];
	const context = {
		getInputData: () => jsons.map((json) => ({ json })),
		getNodeParameter: (_name: string, _index: number, _fallback: unknown, options: object) => {
			expect(options).toEqual({ rawExpressions: true });
			return parameter;
		},
		evaluateExpression: (expression: string, itemIndex: number) => {
			evaluated.push([expression, itemIndex]);
			return `${expression}@${itemIndex}`;
		},
	} as unknown as IExecuteFunctions;
	return { context, evaluated };
}

const JSONS = [
	{ Code: 'A', 'Doc No.': 7, nested: { x: 1, 'a b': [{ y: 2 }] } },
	{ Code: null, Text: 'abc', Day: new Date(0) },
];

test.each([
	['fixed text', 'fixed text'],
	['={{ $json.Code }}', 'A'],
	['={{$json["Doc No."]}}', 7],
	["={{ $json['Doc No.'] }}", 7],
	['={{ $json.nested.x }}', 1],
	["={{ $json.nested['a b'][0].y }}", 2],
	['={{ $json.missing.x }}', undefined],
	['={{ $json.nested.z }}', undefined],
	['={{ $json.toString }}', undefined],
	['={{ $json.__proto__ }}', undefined],
	[12, 12],
	[false, false],
])('%p needs no expression engine', (raw, wanted) => {
	const { context, evaluated } = contextOf(JSONS);
	expect(perItem(context, raw)(0)).toEqual(wanted);
	expect(evaluated).toEqual([]);
});

test.each([
	'={{ $json.Code.trim() }}',
	'=C-{{ $json.Code }}',
	'={{ $json.Text.length }}',
	'={{ $json.Day.getTime }}',
	'={{ $json[$json.Code] }}',
	'={{ $json.Code }} ',
	'={{ $("Fetch").item.json.Code }}',
	'={{ $json["a\\"b"] }}',
])('%s is evaluated for its item', (raw) => {
	const { context, evaluated } = contextOf(JSONS);
	expect(perItem(context, raw)(1)).toBe(`${raw.slice(1)}@1`);
	expect(evaluated).toEqual([[raw.slice(1), 1]]);
});

test('a mapping by hand gives the named columns, without those that are empty', () => {
	const value = { Code: '={{ $json.Code }}', Kind: 'x', Later: null, Emptied: '' };
	const mapped = { mappingMode: 'defineBelow', value, matchingColumns: ['Code'] };
	const mapping = readMapping(contextOf(JSONS, mapped).context, 'columns', [
		'Code',
		'Kind',
		'Later',
	]);
	expect(mapping).toMatchObject({
		automatic: false,
		matching: ['Code'],
		columns: ['Code', 'Kind'],
	});
	expect([...mapping.valuesOf(0)]).toEqual([
		['Code', 'A'],
		['Kind', 'x'],
	]);
	expect([...mapping.valuesOf(1)]).toEqual([['Kind', 'x']]);
});

test('an automatic mapping takes the fields that are columns, and nothing inherited', () => {
	const mapped = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [] };
	const columns = ['Code', 'constructor', 'Doc No.'];
	const mapping = readMapping(contextOf(JSONS, mapped).context, 'columns', columns);
	expect([...mapping.valuesOf(0)]).toEqual([
		['Code', 'A'],
		['Doc No.', 7],
	]);
	expect(readMapping(contextOf(JSONS).context, 'columns', columns).columns).toEqual([]);
});
