import { gridRows, readGrid, uniqueNames } from '../../../src/anaplan/viewRows';

const axis = (name: string) => ({ id: name === 'Line Items' ? '20000000012' : `1${name}`, name });
const axes = (rows: string[], columns: string[], pages: string[] = []) => ({
	rows: rows.map(axis),
	columns: columns.map(axis),
	pages: pages.map(axis),
});

test('line items on columns become columns, and page selectors are told on every row', () => {
	const grid = readGrid({
		pages: ['Actual'],
		columnCoordinates: [['Units'], ['Price']],
		rows: [
			{ rowCoordinates: ['North'], cells: ['1', '9.50'] },
			{ rowCoordinates: ['South'], cells: ['2', null] },
		],
	});
	expect(gridRows(axes(['Regions'], ['Line Items'], ['Versions']), grid)).toEqual([
		{ Versions: 'Actual', Regions: 'North', Units: '1', Price: '9.50' },
		{ Versions: 'Actual', Regions: 'South', Units: '2', Price: '' },
	]);
});

test('the same rows come from line items on rows, beside time on columns', () => {
	const grid = readGrid({
		columnCoordinates: [['Jan 26'], ['Feb 26']],
		rows: [
			{ rowCoordinates: ['North', 'Units'], cells: ['1', '2'] },
			{ rowCoordinates: ['North', 'Price'], cells: ['3', '4'] },
		],
	});
	expect(gridRows(axes(['Regions', 'Line Items'], ['Time']), grid)).toEqual([
		{ Regions: 'North', Time: 'Jan 26', Units: '1', Price: '3' },
		{ Regions: 'North', Time: 'Feb 26', Units: '2', Price: '4' },
	]);
});

test.each([
	[
		'time outside',
		[
			['Jan', 'Units'],
			['Jan', 'Price'],
			['Feb', 'Units'],
			['Feb', 'Price'],
		],
		['Time', 'Line Items'],
	],
	[
		'line items outside',
		[
			['Units', 'Jan'],
			['Units', 'Feb'],
			['Price', 'Jan'],
			['Price', 'Feb'],
		],
		['Line Items', 'Time'],
	],
])('two dimensions on columns, %s, make a row per period', (_name, columnCoordinates, columns) => {
	const cells = columnCoordinates.map((pair) => [...pair].sort().join('/'));
	const grid = readGrid({ columnCoordinates, rows: [{ rowCoordinates: ['North'], cells }] });
	expect(gridRows(axes(['Regions'], columns), grid)).toEqual([
		{ Regions: 'North', Time: 'Jan', Units: 'Jan/Units', Price: 'Jan/Price' },
		{ Regions: 'North', Time: 'Feb', Units: 'Feb/Units', Price: 'Feb/Price' },
	]);
});

test('items that share a label stay rows of their own, on rows and on columns', () => {
	const onRows = readGrid({
		columnCoordinates: [['Units']],
		rows: [
			{ rowCoordinates: ['Ann'], cells: ['1'] },
			{ rowCoordinates: ['Ann'], cells: ['2'] },
		],
	});
	expect(gridRows(axes(['Vendors'], ['Line Items']), onRows)).toEqual([
		{ Vendors: 'Ann', Units: '1' },
		{ Vendors: 'Ann', Units: '2' },
	]);
	const lineItemsToo = readGrid({
		columnCoordinates: [['Jan']],
		rows: ['1', '2', '3', '4'].map((cell, at) => ({
			rowCoordinates: ['Ann', at % 2 === 0 ? 'Units' : 'Price'],
			cells: [cell],
		})),
	});
	expect(gridRows(axes(['Vendors', 'Line Items'], ['Time']), lineItemsToo)).toEqual([
		{ Vendors: 'Ann', Time: 'Jan', Units: '1', Price: '2' },
		{ Vendors: 'Ann', Time: 'Jan', Units: '3', Price: '4' },
	]);
	const onColumns = readGrid({
		columnCoordinates: [['Ann'], ['Ann']],
		rows: [{ rowCoordinates: ['Units'], cells: ['1', '2'] }],
	});
	expect(gridRows(axes(['Line Items'], ['Vendors']), onColumns)).toHaveLength(2);
});

test('a view of one line item has a column Value, and equal names are told apart', () => {
	const grid = readGrid({ rows: [{ rowCoordinates: ['North'], cells: ['1'] }] });
	const [row] = gridRows(axes(['Regions'], []), { ...grid, columnCoordinates: [[]] });
	expect(row).toEqual({ Regions: 'North', Value: '1' });
	expect(uniqueNames(['A', 'B', 'A', 'A'])).toEqual(['A', 'B', 'A (2)', 'A (3)']);
});
