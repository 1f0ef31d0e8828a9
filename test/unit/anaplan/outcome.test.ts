import { readOutcome } from '../../../src/anaplan/outcome';
import { readDetails } from '../../../src/anaplan/taskDetails';

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
	['failed', { successful: false, details: [rows([], 'No write access.', 'moduleImportFailed')] }],
	['unexplained', { successful: false, failureDumpAvailable: false }],
	['unexplained', {}],
	['unexplained', undefined],
	// A process as seen live: unsuccessful on top without a word, one step with warnings.
	[
		'partial',
		{
			successful: false,
			nestedResults: [{ successful: true }, { successful: true, failureDumpAvailable: true }],
		},
	],
	['unexplained', { successful: false, nestedResults: [{ successful: true }] }],
	['clean', { successful: true, nestedResults: [{ successful: true }, { successful: true }] }],
	[
		'partial',
		{
			successful: false,
			nestedResults: [{ successful: true }, { successful: false, failureDumpAvailable: true }],
		},
	],
	['failed', { nestedResults: [{ successful: false, failureDumpAvailable: true }] }],
	[
		'partial',
		{ successful: true, nestedResults: [{ successful: true, failureDumpAvailable: true }] },
	],
	['unexplained', { successful: true, nestedResults: [{ successful: false }] }],
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

test('counts created, updated, ignored, failed and with warnings, from values in any order', () => {
	const values = [
		['warningsUpdateCount', '1'],
		['failedCount', '2'],
		['successUpdateCount', '4'],
		['hierarchyName', 'Vendors'],
		['ignoredCount', '5'],
		['successCreateCount', '3'],
		['warningsRowCount', '1'],
	].flat();
	const [step] = task({ successful: true, objectId: '112', details: [rows(values)] }).steps;
	expect(step).toMatchObject({
		objectId: '112',
		unit: 'rows',
		counts: { created: 3, updated: 5, ignored: 5, failed: 2, warnings: 1 },
	});
});

test.each([
	['Employees: 90 (0/90) rows successful, 5 ignored ', [0, 90, 5, 0, 0]],
	[
		'Vendors: 13 (4/9) rows successful, 3 (1/2) rows has warnings, 2 failed, 0 ignored',
		[5, 11, 0, 2, 3],
	],
	['1 row successful', [0, 0, 0, 0, 0]],
	['Something else', [0, 0, 0, 0, 0]],
])('reads the counts off the text "%s"', (text, [created, updated, ignored, failed, warnings]) => {
	for (const empty of [[], null, undefined]) {
		const [step] = task({ successful: true, details: [rows(empty, text)] }).steps;
		expect(step.counts).toEqual({ created, updated, ignored, failed, warnings });
	}
});

test('counts a module import in cells, and names its kinds of trouble', () => {
	const { steps } = task({
		successful: true,
		failureDumpAvailable: true,
		details: [
			rows(['failedCount', '1'], 'Amount', 'lineItemRowsProcessedWithFailures'),
			{ ...rows([], 'x', 'moduleImportInvalidListIdentifier'), occurrences: 3 },
		],
	});
	expect(steps).toMatchObject([
		{
			unit: 'cells',
			problems: [
				{
					code: 'moduleImportInvalidListIdentifier',
					occurrences: 3,
					text: expect.stringContaining('never adds items'),
					advice: expect.stringContaining('Load the list before the module'),
				},
			],
		},
	]);
});

test('keeps the steps of a process in run order, at any depth', () => {
	const leaf = (objectId: string, successful = true) => ({ objectId, successful });
	const { steps, verdict } = task({
		objectId: '118',
		successful: false,
		nestedResults: [
			leaf('1'),
			{ objectId: '118b', nestedResults: [leaf('2'), leaf('3', false)] },
			leaf('4'),
		],
	});
	expect(steps.map(({ objectId }) => objectId)).toEqual(['1', '2', '3', '4']);
	expect(steps.map((step) => step.verdict)).toEqual(['clean', 'clean', 'unexplained', 'clean']);
	expect(verdict).toBe('partial');
});

test.each([
	[
		'a row code with occurrences',
		{ ...rows([], 'Invalid parent', 'hierarchyImportInvalidParent'), occurrences: 3 },
	],
	['a row code without occurrences', rows([], 'Invalid parent', 'hierarchyImportInvalidParent')],
	['a row code of all kinds', rows([], '', 'dateFormatInvalid')],
	['a row code that is new', rows([], '', 'moduleImportInvalidVersion')],
	['a type of users', rows([], '', 'usersRowsProcessedWithFailures')],
	[
		'a text in another language',
		rows(
			[],
			'Mitarbeiter: 13 (0/13) Zeilen erfolgreich, 0 (0/0) Warnungen, 2 fehlgeschlagen, 0 ignoriert',
			'hierarchyRowsProcessedWithFailures',
		),
	],
	['no text at all', rows([], '', 'lineItemRowsProcessedWithFailures')],
	['invalid rows', rows(['invalidCount', '3'])],
	['fewer rows than there were', rows(['successRowCount', '5', 'totalRowCount', '8'])],
])('%s: not clean, though successful and without a dump, at any depth', (_name, detail) => {
	const result = { successful: true, failureDumpAvailable: false, details: [detail] };
	expect(task(result)).toMatchObject({ verdict: 'partial', reason: '', advice: '' });
	const process = { successful: true, nestedResults: [{ successful: true }, result] };
	expect(task(process).verdict).toBe('partial');
	const above = { ...result, nestedResults: [{ successful: true }] };
	expect(task(above).verdict).toBe('partial');
});

test.each([
	'hierarchyNoChanges',
	'exportSucceeded',
	'taskElementSucceeded',
	'versionsRowsProcessed',
])('%s is clean', (type) => {
	expect(task({ successful: true, details: [rows([], '', type)] }).verdict).toBe('clean');
});

test.each([
	[['failedCount', '2', 'invalidCount', '3'], { failed: 3 }],
	[
		['successRowCount', '5', 'failedCount', '1', 'ignoredCount', '1', 'totalRowCount', '9'],
		{ failed: 3, ignored: 1 },
	],
	[['successRowCount', '5', 'warningsRowCount', '3', 'totalRowCount', '8'], { failed: 0 }],
	[['successRowCount', '5', 'ignoredCount', '3', 'totalRowCount', '5'], { failed: 0 }],
	[['createdCount', '5', 'updatedCount', '2'], { created: 5, updated: 2 }],
	[['totalCreateCount', '6', 'createdCount', '5'], { created: 6 }],
	[['successCreateCount', '4', 'warningsCreateCount', '1', 'createdCount', '5'], { created: 5 }],
	[['failedCount', '1,234', 'ignoredCount', 'many'], { failed: 1234, ignored: 0 }],
])('reads the values %j', (values, counts) => {
	const [step] = task({ successful: true, details: [rows(values)] }).steps;
	expect(step.counts).toMatchObject(counts);
});

test.each([
	[
		'Employees: 1,234 (1,000/234) rows successful, 0 (0/0) rows has warnings, 1,200 failed, 0 ignored',
		{ created: 1000, updated: 234, failed: 1200 },
	],
	[
		'Q3 failed orders: 90 (0/90) rows successful, 5 ignored ',
		{ updated: 90, failed: 0, ignored: 5 },
	],
	['Late: 3 failed, 2 ignored: 90 (0/90) rows successful, 5 ignored', { failed: 0, ignored: 5 }],
	['Sales, 7 ignored: 90 (0/90) rows successful', { failed: 0, ignored: 0 }],
])('takes the counts of the text "%s" from behind the name', (text, counts) => {
	const [step] = task({ successful: true, details: [rows([], text)] }).steps;
	expect(step.counts).toMatchObject(counts);
});

test('an import of several targets counts each, and tells what one of them counts at most', () => {
	const detail = (failed: string) => rows(['failedCount', failed, 'warningsRowCount', '1']);
	const [step] = task({ successful: true, details: [detail('3'), detail('2')] }).steps;
	expect(step).toMatchObject({
		counts: { failed: 5, warnings: 2 },
		ofOneTarget: { failed: 3, warnings: 1 },
	});
});
