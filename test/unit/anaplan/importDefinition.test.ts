import type { FileEntry, ImportEntry, ImportSource } from '../../../src/anaplan/catalog';
import { checkHeader, checkNoSurplus } from '../../../src/anaplan/header';
import { defineImport, findImport } from '../../../src/anaplan/importDefinition';
import { checkModelOpen } from '../../../src/anaplan/modelState';
import { nearestNames } from '../../../src/anaplan/nearest';

const ENTRY: ImportEntry = {
	id: '112',
	name: 'Vendors',
	fileId: '113',
	importType: 'HIERARCHY_DATA',
};
const SOURCE: ImportSource = {
	type: 'FILE',
	headerNames: ['Code', 'Name'],
	encoding: 'UTF-8',
	separator: ',',
	delimiter: '"',
	decimalSeparator: '.',
	headerRow: 1,
	firstDataRow: 2,
};
const FILE: FileEntry = {
	id: '113',
	name: 'vendors.csv',
	encoding: 'ISO-8859-1',
	separator: '\\t',
	delimiter: '',
	headerRow: 1,
	firstDataRow: 2,
};

test("the file's settings come before the import's copy of them", () => {
	expect(defineImport(ENTRY, { ...SOURCE, decimalSeparator: ',' }, [FILE])).toMatchObject({
		fileId: '113',
		fileName: 'vendors.csv',
		format: { encoding: 'ISO-8859-1', separator: '\t', delimiter: '' },
		decimalSeparator: ',',
	});
});

test('where the file was never set up, the import tells', () => {
	const bare = {
		...FILE,
		encoding: '',
		separator: undefined,
		delimiter: undefined,
		headerRow: -1,
		firstDataRow: -1,
	};
	expect(defineImport(ENTRY, { ...SOURCE, separator: ';' }, [bare]).format).toMatchObject({
		encoding: 'UTF-8',
		separator: ';',
		delimiter: '"',
	});
});

test('refuses imports from models, files out of sight, and headers elsewhere', () => {
	expect(() => defineImport(ENTRY, { ...SOURCE, type: 'MODEL' }, [FILE])).toThrow(
		'not fed by a file',
	);
	expect(() => defineImport({ ...ENTRY, fileId: '' }, SOURCE, [FILE])).toThrow('not fed by a file');
	expect(() => defineImport(ENTRY, SOURCE, [])).toThrow('is not visible to this user');
	expect(() => defineImport(ENTRY, SOURCE, [{ ...FILE, headerRow: 3 }])).toThrow('header in row 3');
	expect(() => defineImport(ENTRY, { ...SOURCE, headerNames: [] }, [FILE])).toThrow(
		'which columns',
	);
});

test('finds an import by id or exact name, and refuses a name that is not unique', () => {
	const twins = [ENTRY, { ...ENTRY, id: '114' }];
	expect(findImport(twins, { by: 'id', value: '114' }, 'Hub').id).toBe('114');
	expect(() => findImport(twins, { by: 'name', value: 'Vendors' }, 'Hub')).toThrow(
		'has 2 imports called "Vendors"',
	);
	expect(() => findImport([ENTRY], { by: 'name', value: '' }, 'Hub')).toThrow(
		'No import is chosen',
	);
	expect(() => findImport([], { by: 'id', value: '9' }, 'Hub')).toThrow(
		'no import with the ID "9"',
	);
});

test('surplus columns matter for module imports only', () => {
	expect(() => checkHeader(ENTRYHEAD, ['Name', 'Code', 'X'], 'the rows')).not.toThrow();
	expect(() => checkNoSurplus(ENTRYHEAD, ['Code', 'Name', 'X'], 'a.csv')).not.toThrow();
	const module = { ...ENTRYHEAD, importType: 'MODULE_DATA' };
	expect(() => checkNoSurplus(module, ['Code', 'Name', 'X'], 'a.csv')).toThrow('"X"');
});
const ENTRYHEAD = { name: 'Vendors', importType: 'HIERARCHY_DATA', headerNames: ['Code', 'Name'] };

test('suggests what is spelt alike and nothing else', () => {
	const names = ['Vendors from QuickBooks', 'Customers from QuickBooks', 'Budget 2027'];
	expect(nearestNames('Vendor from Quickbooks', names)[0]).toBe('Vendors from QuickBooks');
	expect(nearestNames('Zzz', names)).toEqual([]);
	expect(nearestNames('Home amount', ['Amount', 'home_amount', 'Period'])[0]).toBe('home_amount');
});

test('unknown model states count as open', () => {
	for (const activeState of ['UNLOCKED', 'PRODUCTION', 'SOMETHING_NEW', '']) {
		expect(() => checkModelOpen({ name: 'Hub', activeState }, 'load')).not.toThrow();
	}
});
