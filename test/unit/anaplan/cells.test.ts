import { cellValue, lotsOf, writeCells, type CellWrite } from '../../../src/anaplan/cells';
import { answer } from '../http/fakes';
import { MODEL, scriptedClient } from './transactional';

const MODULE = { id: '102000000000', name: 'Budget' };

function cell(code: string, value: string): CellWrite {
	return {
		lineItem: { id: '206000000000', name: 'Units', format: 'NUMBER', formula: '', raw: {} },
		places: [{ dimension: { id: '101000000000', name: 'Regions' }, by: 'code', value: code }],
		value,
	};
}

test('lots keep to the number of cells and to the bytes of their JSON', () => {
	const sizes = [4, 4, 4, 30, 4];
	expect(lotsOf(sizes, (size) => size, 2, 1_000)).toEqual([[4, 4], [4, 30], [4]]);
	expect(lotsOf(sizes, (size) => size, 9, 12)).toEqual([[4, 4], [4], [30], [4]]);
	expect(lotsOf([], () => 1, 2, 2)).toEqual([]);
});

test('failures come back on their cells, across lots, and a missing list of failures is none', async () => {
	const { client, bodies } = scriptedClient(
		answer(200, { numberOfCellsChanged: 2 }),
		answer(200, { failures: [{ requestIndex: 0, failureType: 'cellIsCalculated' }] }),
	);
	const cells = [cell('A', '1'), cell('B', '2'), cell('C', '3.10')];
	const results = await writeCells(client, MODEL, MODULE, cells, { cells: 2 });
	expect(results.map(({ outcome }) => outcome)).toEqual(['loaded', 'loaded', 'rejected']);
	expect(bodies()[1]).toEqual([
		{
			lineItemId: '206000000000',
			dimensions: [{ dimensionId: '101000000000', itemCode: 'C' }],
			value: '3.10',
		},
	]);
});

test('a second value for one cell is refused, so that none is lost unseen', async () => {
	const { client, bodies } = scriptedClient(answer(200, { numberOfCellsChanged: 1, failures: [] }));
	const results = await writeCells(client, MODEL, MODULE, [cell('A', '1'), cell('A', '2')]);
	expect(bodies()[0]).toHaveLength(1);
	expect(results[1].reason).toContain('writes the same cell (Units, A)');
});

test.each([
	['12.50', 'NUMBER', '12.50'],
	[-3, 'NUMBER', '-3'],
	['1,234.50', 'NUMBER', undefined],
	['', 'NUMBER', undefined],
	['1e21', 'NUMBER', undefined],
	[1e-7, 'NUMBER', '0.0000001'],
	[0.1 + 0.2, 'NUMBER', '0.3'],
	[Number.NaN, 'NUMBER', undefined],
	[12_345_678_901_234.56, 'NUMBER', undefined],
	['yes', 'BOOLEAN', true],
	[0, 'BOOLEAN', false],
	['maybe', 'BOOLEAN', undefined],
	['2026-02-28', 'DATE', '2026-02-28'],
	['2026-02-30', 'DATE', undefined],
	['28/02/2026', 'DATE', undefined],
	['anything at all ', 'TEXT', 'anything at all '],
	['Jan 26', 'TIME_ENTITY', 'Jan 26'],
	[{ a: 1 }, 'TEXT', undefined],
])('%p in a line item of format %s', (value, format, wanted) => {
	const made = cellValue(value, format);
	if (wanted === undefined) expect(made).toEqual({ unfit: expect.any(String) });
	else expect(made).toBe(wanted);
});
