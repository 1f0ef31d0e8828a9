import { describeRow, fileValues, keyOf, toSourceRow } from '../../../src/anaplan/rows';

test('scalars become text, numbers exactly, and null blank', () => {
	const row = toSourceRow({ a: 0.1, b: -1250000.5, c: true, d: null, e: 'x', f: 1e-7 }, 0);
	expect(row.values).toEqual({
		a: '0.1',
		b: '-1250000.5',
		c: 'true',
		d: '',
		e: 'x',
		f: '0.0000001',
	});
	expect([...row.numbers]).toEqual(['a', 'b', 'f']);
});

test("the decimal separator applies to numbers and to the presets' amounts only", () => {
	const row = toSourceRow(
		{ Amount: '-12.50', Rate: 1.5, Version: '1.2', Balance: '', Note: 'a.b' },
		0,
	);
	const columns = ['Amount', 'Rate', 'Version', 'Balance', 'Note', 'Absent'];
	expect(fileValues(row, columns, ',')).toEqual({
		Amount: '-12,50',
		Rate: '1,5',
		Version: '1.2',
		Balance: '',
		Note: 'a.b',
		Absent: '',
	});
	expect(fileValues(row, columns, '.').Amount).toBe('-12.50');
});

test('a column named like a property of every object is a column like others', () => {
	const row = toSourceRow(
		JSON.parse('{"__proto__":"p","constructor":"c"}') as object as { [key: string]: unknown },
		0,
	);
	expect(fileValues(row, ['__proto__', 'constructor', 'toString'], '.')).toEqual(
		Object.fromEntries([
			['__proto__', 'p'],
			['constructor', 'c'],
			['toString', ''],
		]),
	);
});

test('a list or an object names row and column; the remark of an earlier load does not matter', () => {
	expect(() => toSourceRow({ Lines: [] }, 4)).toThrow(
		'Row 5: column "Lines" holds a list or an object',
	);
	expect(toSourceRow({ Code: '1', anaplan: { outcome: 'loaded' } }, 0).values).toEqual({
		Code: '1',
	});
});

test('rows are called by what people know', () => {
	const call = (json: object) => describeRow(toSourceRow(json as { [key: string]: unknown }, 2));
	expect(call({ Entity: 'Invoice', 'Document Number': '1037', Code: 'c' })).toBe(
		'Invoice 1037 (row 3)',
	);
	expect(call({ Entity: 'Bill', 'Document Number': '', 'Document ID': '9' })).toBe(
		'Bill 9 (row 3)',
	);
	expect(call({ Entity: 'Vendor', Name: 'Bau' })).toBe('Vendor Bau (row 3)');
	expect(call({ x: '1' })).toBe('Row 3');
});

test('parts of a key do not run into each other', () => {
	const key = (a: string, b: string) =>
		keyOf(
			new Map([
				['a', a],
				['b', b],
			]),
			['a', 'b'],
		);
	expect(key('1', '23')).not.toBe(key('12', '3'));
	expect(key('1', ' ')).toBeUndefined();
});
