import { readDetails, readOutcome } from '../../../src/anaplan/outcome';

function task(result: object | undefined, taskState = 'COMPLETE') {
	return readOutcome({ taskId: 'A', taskState, ...(result === undefined ? {} : { result }) });
}

const rows = (values: unknown, localMessageText = '', type = 'hierarchyRowsProcessed') => ({
	localMessageText,
	occurrences: 0,
	type,
	values,
});

test('reads the flat list of keys and values in any order, with nulls', () => {
	const [detail] = readDetails({
		details: [rows(['ignoredCount', '5', 'x', null, 'hierarchyName', 'Employees', 'dangling'])],
	});
	expect([...detail.values]).toEqual([
		['ignoredCount', '5'],
		['hierarchyName', 'Employees'],
	]);
});

test.each([
	[
		'clean',
		{ successful: true, failureDumpAvailable: false, details: [rows(['ignoredCount', '0'])] },
	],
	['clean', { successful: true }],
	['partial', { successful: true, failureDumpAvailable: true, details: [] }],
	['ignored', { successful: true, details: [rows(['ignoredCount', '5'])] }],
	['partial', { successful: true, details: [rows(['failedCount', '2'])] }],
	['failed', { successful: false, failureDumpAvailable: true }],
	['failed', {}],
	['failed', undefined],
	[
		'partial',
		{ successful: true, nestedResults: [{ successful: true, failureDumpAvailable: true }] },
	],
	['failed', { successful: true, nestedResults: [{ successful: false }] }],
] as const)('%s: %j', (verdict, result) => {
	expect(task(result).verdict).toBe(verdict);
});

test('falls back on the text where the values are empty', () => {
	const text = 'Vendors: 13 (0/13) rows successful, 0 (0/0) rows has warnings, 2 failed, 4 ignored';
	expect(task({ successful: true, details: [rows([], text)] })).toMatchObject({
		verdict: 'partial',
		failed: 2,
		ignored: 4,
		messages: [text],
	});
	expect(task({ successful: true, details: [rows(null, text)] }).failed).toBe(2);
	const values = ['failedCount', '1', 'ignoredCount', '0'];
	expect(task({ successful: true, details: [rows(values, text)] }).failed).toBe(1);
});

test('adds counts up over nested results', () => {
	const nested = { successful: true, details: [rows(['ignoredCount', '2'])] };
	const result = { ...nested, nestedResults: [nested, { ...nested, nestedResults: [nested] }] };
	expect(task(result).ignored).toBe(8);
});

test('a cancelled task says so', () => {
	expect(task(undefined, 'CANCELLED')).toMatchObject({
		verdict: 'cancelled',
		reason: 'the task was cancelled in Anaplan',
	});
});

test('puts failure types into plain words, and shows unknown ones as they are', () => {
	const failed = (...details: object[]) => task({ successful: false, details }).reason;
	expect(failed(rows([], 'x', 'missingFields'))).toContain('columns of the file do not match');
	expect(failed(rows([], 'ok'), rows([], 'Some new trouble', 'brandNewFailure'))).toBe(
		'Some new trouble',
	);
	expect(failed(rows([], '', 'brandNewError'))).toBe('brandNewError');
	expect(failed()).toBe('Anaplan gave no reason');
});
