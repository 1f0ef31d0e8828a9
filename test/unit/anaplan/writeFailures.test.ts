import {
	explainCell,
	explainItem,
	failureKey,
	readFailures,
} from '../../../src/anaplan/writeFailures';

const LIST = { name: 'Cities', numbered: false, parentName: 'Regions' };
const failure = (type: string, details = '') => ({ requestIndex: 0, type, details });

test('spellings of one type are one', () => {
	expect(failureKey('Not found')).toBe(failureKey('NOT_FOUND'));
	expect(failureKey('Ambiguous criteria')).toBe('AMBIGUOUS_CRITERIA');
});

test.each([
	['INCORRECT_FORMAT', 'incorrect format -- column name:parent, value:South', 'parent "South"'],
	['INCORRECT_FORMAT', 'incorrect format -- column name:People, value:1,5', '"1,5"'],
	['INCORRECT_FORMAT', 'something else', 'something else'],
	['DUPLICATE', '', 'already'],
	['INCOMPLETE_DATA', '', 'needs more'],
	['Not found', 'No item matches X', 'No item matches X'],
	['Ambiguous criteria', '', 'could not tell which item'],
	['BRAND_NEW', 'reason', 'Anaplan says: "BRAND_NEW: reason"'],
	['', '', 'Anaplan gave no reason'],
])('a %s with "%s" says what happened and what to do', (type, details, says) => {
	const words = explainItem(failure(type, details), 'add', LIST);
	expect(words.says).toContain(says);
	expect(words.advice).toMatch(/\.$/);
});

test('a name in a numbered list gets the advice of numbered lists', () => {
	const refused = failure('INCORRECT_FORMAT', 'incorrect format -- column name:name, value:Ann');
	const numbered = { ...LIST, numbered: true };
	expect(explainItem(refused, 'add', numbered).says).toContain(
		'makes the names of its items itself',
	);
	expect(explainItem(refused, 'update', numbered).advice).toContain('by its code or ID');
});

test('cells that are calculated, unknown or of the wrong kind say so', () => {
	expect(explainCell(failure('cellIsCalculated')).says).toContain('calculated by Anaplan');
	expect(explainCell(failure('cellIsInvalid')).says).toBe('Anaplan found no such cell');
	expect(explainCell(failure('cellValueIsInvalid', 'x')).advice).toContain('Check the value');
});

test('failures are read from any list, and nothing else is', () => {
	expect(readFailures(undefined)).toEqual([]);
	expect(readFailures([null, { requestIndex: '1' }])).toEqual([
		{ requestIndex: -1, type: '', details: '' },
	]);
});
