import { explainRow, plainRowCode, plainTask } from '../../../src/anaplan/plainWords';

test.each([
	['Invalid parent', 'parent of this item does not exist', 'Load the parent first'],
	['Invalid date: 31/31/2026 (Start)', 'date is not written', 'YYYY-MM-DD'],
	['Invalid name: x', 'does not accept the name', 'At most 60 characters'],
	['Invalid code: #1', 'does not accept the code', 'no # at the start'],
	['Empty key', 'has no key', 'Fill the column'],
	['Duplicate key: A', 'stands in an earlier row', 'Keep one row per key'],
	['Name or code exists: A', 'has this name or code already', 'of its own'],
	['Invalid number: 1,5', 'not a number', 'no thousands separator'],
	['Invalid boolean: maybe', 'neither true nor false', 'yes and no'],
	['Invalid list identifier: V9', 'is not in the list', 'Load the list before the module'],
	['Invalid line item identifier: Column Colour', 'no such line item', 'Take the column out'],
	[
		'Invalid time entity identifier: Jan 99',
		"not in the model's calendar",
		'names of the calendar',
	],
	['hierarchyImportAccessNoMove', 'may not move this item', 'both parents'],
	['usersImportInvalidEmail', 'did not accept this user', 'e-mail address'],
	[
		'Cannot add new entities to numbered list when matching involves name',
		'told apart by code only',
		'match by code',
	],
])('"%s" is told in plain words, with what to do and what Anaplan says', (said, says, advice) => {
	const explained = explainRow([said]);
	expect(explained.reason).toContain(says);
	expect(explained.reason).toContain(`Anaplan says: "${said}".`);
	expect(explained.advice).toContain(advice);
});

test('an unknown message is shown as it is', () => {
	expect(explainRow(['Der Mond ist voll'])).toEqual({
		reason: 'Anaplan says: "Der Mond ist voll".',
		advice: expect.stringContaining('ask the model builder'),
	});
	expect(explainRow([]).reason).toBe('Anaplan refused the row and gave no reason.');
});

test('several reasons are all told, and the same advice once', () => {
	const { reason, advice } = explainRow(['Invalid code: a', 'Invalid name: b']);
	expect(reason).toMatch(/"Invalid code: a"\. .+"Invalid name: b"\.$/);
	expect(advice.match(/At most 60 characters/g)).toHaveLength(1);
});

test.each([
	'columnSeparatorExpected',
	'unmatchedTextDelimiter',
	'dateFormatInvalid',
	'hierarchyImportInvalidCode',
	'hierarchyImportInvalidName',
	'hierarchyImportInvalidParent',
	'hierarchyImportEmptyKey',
	'hierarchyImportFailedDependency',
	'hierarchyImportNameOrCodeExists',
	'hierarchyImportAccessNoUpdate',
	'hierarchyImportAccessNoMove',
	'moduleImportBooleanFormat',
	'moduleImportDateFormat',
	'moduleImportNumberFormat',
	'moduleImportInvalidLineItemIdentifier',
	'moduleImportInvalidListIdentifier',
	'moduleImportInvalidTimeEntityIdentifier',
])('the row code %s has its words', (code) => {
	expect(plainRowCode(code)).toBeDefined();
	expect(explainRow([code]).advice).not.toContain('ask the model builder what');
});

test.each([
	'missingFields',
	'hierarchyImportFailed',
	'hierarchyImportDuplicateSourceKey',
	'hierarchyImportDuplicateTargetKey',
	'moduleImportFailed',
	'moduleImportNoWriteAccess',
	'uploadedFileNoLongerAvailable',
	'failedToLocateEntity',
	'failedToLocateHierarchy',
	'failedToLocateModel',
	'failedToLocateModule',
	'failedToLocateSavedView',
	'deleteFromSelectionFailed',
	'notAuthorised',
	'sourceModelArchived',
	'crossCustomerImport',
	'connectorError',
	'internalError',
	'msgImportCancelled',
	'msgExportCancelled',
])('the failure %s has its words', (type) => {
	expect(plainTask(type)?.advice).toMatch(/\.$/);
});
