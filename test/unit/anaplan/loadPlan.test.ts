import type { ImportDefinition } from '../../../src/anaplan/importDefinition';
import { planLoad, type Assignment, type PlanOptions } from '../../../src/anaplan/loadPlan';
import { toSourceRow } from '../../../src/anaplan/rows';

function definition(id: string, importType: string, headerNames = ['Code']): ImportDefinition {
	return {
		id,
		name: `Import ${id}`,
		importType,
		fileId: `file-${id}`,
		fileName: `${id}.csv`,
		format: { encoding: 'UTF-8', separator: ',', delimiter: '"', lineEnd: '\n' },
		decimalSeparator: '.',
		headerNames,
		firstDataRow: 2,
	};
}

const definitions = new Map(
	[
		definition('module', 'MODULE_DATA', ['Code', 'Amount']),
		definition('lines', 'HIERARCHY_DATA'),
		definition('vendors', 'HIERARCHY_DATA'),
		definition('accounts', 'HIERARCHY_DATA'),
	].map((entry) => [entry.id, entry]),
);
const OPTIONS: PlanOptions = { keyColumns: ['Code'], rowsWithoutImport: 'error' };
const rowsOf = (...jsons: object[]) =>
	jsons.map((json, index) => toSourceRow(json as { [key: string]: unknown }, index));
const assign = (...pairs: Array<[string | null, string]>): Assignment[] =>
	pairs.map(([entity, importId]) => ({ entity, importId }));

const ROWS = rowsOf(
	{ Entity: 'Bill', Code: 'B1', Amount: '1' },
	{ Entity: 'Invoice', Code: 'I1', Amount: '2' },
	{ Entity: 'Vendor', Code: 'V1' },
	{ Entity: 'Account', Code: 'A1' },
);
const TABLE = assign(
	['Invoice', 'module'],
	['Bill', 'module'],
	['Bill', 'lines'],
	['Invoice', 'lines'],
	['Vendor', 'vendors'],
	['Account', 'accounts'],
	['Account', 'accounts'],
);

test('lists come before modules, then the order of entities; entities share a file', () => {
	const { steps } = planLoad(ROWS, TABLE, definitions, OPTIONS);
	expect(
		steps.map((step) => [step.definition.id, step.rows.map((row) => row.values.Code)]),
	).toEqual([
		['accounts', ['A1']],
		['vendors', ['V1']],
		['lines', ['B1', 'I1']],
		['module', ['B1', 'I1']],
	]);
});

test('imports without rows are left out', () => {
	const { steps } = planLoad(ROWS.slice(2, 3), TABLE, definitions, OPTIONS);
	expect(steps.map((step) => step.definition.id)).toEqual(['vendors']);
});

test('rows without an import are an error that names the entities, or told apart', () => {
	const rows = rowsOf(
		{ Entity: 'Estimate', Code: '1' },
		{ Code: '2' },
		{ Entity: 'Vendor', Code: '3' },
	);
	expect(() => planLoad(rows, TABLE, definitions, OPTIONS)).toThrow(
		'2 rows have no import: the table has no line for "Estimate", rows without an Entity; nothing was uploaded.',
	);
	const plan = planLoad(rows, TABLE, definitions, { ...OPTIONS, rowsWithoutImport: 'ignore' });
	expect(plan.withoutImport).toEqual(rows.slice(0, 2));
	expect(plan.steps).toHaveLength(1);
});

test('one import takes every row', () => {
	const { steps } = planLoad(ROWS, assign([null, 'vendors']), definitions, OPTIONS);
	expect(steps[0].rows).toHaveLength(4);
});

test('a key that appears twice names both documents; blanks around it do not make it another', () => {
	const rows = rowsOf(
		{ Entity: 'Invoice', Code: 'X', 'Document Number': '1037', Amount: '1' },
		{ Entity: 'Bill', Code: 'X ', 'Document Number': 'R-5', Amount: '1' },
	);
	expect(() => planLoad(rows, TABLE, definitions, OPTIONS)).toThrow(
		'The key "X" (Code) appears twice in the rows for the import "Import lines": in Invoice 1037 (row 1) and in Bill R-5 (row 2)',
	);
	const [lines, ...others] = TABLE.filter(({ importId }) => importId === 'vendors');
	expect(others).toEqual([]);
	expect(lines.entity).toBe('Vendor');
});

test('keys that differ in case alone are refused for a module, which would add them up, and left to a list', () => {
	const rows = rowsOf(
		{ Entity: 'Invoice', Code: 'Xa', Amount: '1' },
		{ Entity: 'Bill', Code: 'xA', Amount: '1' },
	);
	const modules = TABLE.filter(({ importId }) => importId === 'module');
	expect(() => planLoad(rows, modules, definitions, OPTIONS)).toThrow(
		'The keys "Xa" and "xA" (Code) in the rows for the import "Import module" differ in upper and lower case alone, in Invoice Xa (row 1) and in Bill xA (row 2)',
	);
	const lists = TABLE.filter(({ importId }) => importId === 'lines');
	expect(planLoad(rows, lists, definitions, OPTIONS).steps[0].rows).toHaveLength(2);
});

test('the same key in two imports is no duplicate', () => {
	const rows = rowsOf({ Entity: 'Vendor', Code: 'X' }, { Entity: 'Account', Code: 'X' });
	expect(planLoad(rows, TABLE, definitions, OPTIONS).steps).toHaveLength(2);
});

test('several key columns count together where the import has them', () => {
	const both = new Map([['p', definition('p', 'MODULE_DATA', ['Code', 'Period'])]]);
	const rows = rowsOf({ Code: 'X', Period: '1' }, { Code: 'X', Period: '2' });
	const options: PlanOptions = { ...OPTIONS, keyColumns: ['Code', 'Period', 'Other'] };
	const [step] = planLoad(rows, assign([null, 'p']), both, options).steps;
	expect(step.keyColumns).toEqual(['Code', 'Period']);
	expect(() => planLoad(rows, assign([null, 'p']), both, OPTIONS)).toThrow('appears twice');
	expect(() =>
		planLoad(rows, assign([null, 'p']), both, { ...OPTIONS, keyColumns: ['Id'] }),
	).toThrow('has no key column: it has none of "Id"');
});

test('a row with a blank key goes to no import at all', () => {
	const rows = rowsOf(
		{ Entity: 'Invoice', Code: '', Amount: '1' },
		{ Entity: 'Invoice', Code: 'I', Amount: '1' },
	);
	const plan = planLoad(rows, TABLE, definitions, OPTIONS);
	expect(plan.withoutKey).toEqual([rows[0]]);
	expect(plan.steps.map((step) => step.rows)).toEqual([[rows[1]], [rows[1]]]);
});

test('a column that only rows of another entity have is missing', () => {
	const rows = rowsOf(
		{ Entity: 'Invoice', Code: 'I', Amount: '1' },
		{ Entity: 'Bill', Code: 'B', Amonut: '1' },
	);
	expect(() => planLoad(rows, TABLE, definitions, OPTIONS)).toThrow(
		'expects the column "Amount" (the nearest column is "Amonut"), which the Bill rows do not have',
	);
});

test('a column of a custom field may be missing from planning rows, as QuickBooks sends none with some objects', () => {
	const own = new Map([
		['lines', definition('lines', 'HIERARCHY_DATA', ['Code', 'Custom: Region'])],
	]);
	const plan = (json: object) =>
		planLoad(rowsOf(json), assign([null, 'lines']), own, OPTIONS).steps;
	expect(plan({ Entity: 'Invoice', Code: 'I1' })).toHaveLength(1);
	// Rows of another kind have to bring every column.
	expect(() => plan({ Code: 'I1' })).toThrow('"Custom: Region"');
});
