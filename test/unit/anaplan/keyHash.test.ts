import { MarkedKeys } from '../../../src/anaplan/keyHash';

test('of many keys each has its own marks, however often they are added', () => {
	const keys = new MarkedKeys();
	expect(keys.marksOf('9341453908059321-INV-0-1')).toBe(0);
	const name = (at: number) => `9341453908059321-INV-${at}-1`;
	for (let at = 0; at < 20_000; at++) keys.mark(name(at), 1 + (at % 3));
	for (let at = 0; at < 20_000; at += 2) keys.mark(name(at), 4);
	expect(keys.size).toBe(20_000);
	const wrong = Array.from({ length: 30_000 }, (_, at) => at).filter((at) => {
		const marks = at >= 20_000 ? 0 : (1 + (at % 3)) | (at % 2 === 0 ? 4 : 0);
		return keys.marksOf(name(at)) !== marks;
	});
	expect(wrong).toEqual([]);
});
