import { Prng } from '../../../sandbox/common/ids';
import { parentsFirst } from '../../../src/anaplan/parentsFirst';
import { toSourceRow } from '../../../src/anaplan/rows';

const rowsOf = (...pairs: Array<[string, string]>) =>
	pairs.map(([Code, parent], index) => toSourceRow({ Code, 'Parent Code': parent }, index));
const codes = (rows: ReturnType<typeof rowsOf>) =>
	parentsFirst('Accounts', rows, 'Code', 'Parent Code').map((row) => row.values.Code);

test('children come after their parents, and all else stays in order', () => {
	expect(codes(rowsOf(['a', ''], ['c2', 'c1'], ['b', ''], ['c1', 'c'], ['c', '']))).toEqual([
		'a',
		'c',
		'c1',
		'c2',
		'b',
	]);
	expect(codes(rowsOf(['x', 'not among them'], ['y', ''], ['z', 'y']))).toEqual(['x', 'y', 'z']);
});

test('rows that are each other’s parents are refused by name', () => {
	expect(() => codes(rowsOf(['a', ''], ['b', 'd'], ['c', 'b'], ['d', 'c']))).toThrow(
		"are each other's parents: b (row 2) belongs to d (row 4) belongs to c (row 3) belongs to b (row 2); nothing was uploaded.",
	);
	expect(() => codes(rowsOf(['a', 'a']))).toThrow("each other's parents");
});

test('whatever the tree and its order, no row is lost and no child comes first', () => {
	const random = new Prng(11);
	for (let round = 0; round < 50; round++) {
		const size = random.int(1, 200);
		const pairs = Array.from({ length: size }, (_, at): [string, string] => [
			`n${at}`,
			at === 0 || random.chance(0.1) ? '' : `n${random.int(0, at - 1)}`,
		]);
		for (let at = pairs.length - 1; at > 0; at--) {
			const other = random.int(0, at);
			[pairs[at], pairs[other]] = [pairs[other], pairs[at]];
		}
		const ordered = codes(rowsOf(...pairs));
		expect([...ordered].sort()).toEqual(pairs.map(([code]) => code).sort());
		const place = new Map(ordered.map((code, at) => [code, at]));
		for (const [code, parent] of pairs) {
			if (parent !== '') expect(place.get(parent)).toBeLessThan(place.get(code) ?? -1);
		}
	}
});
