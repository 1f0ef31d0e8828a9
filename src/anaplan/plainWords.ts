/**
 * Anaplan's codes and messages in plain words, each with what to do. Sources: the lists of result
 * types and row codes of Anaplan's Integration API reference ("Task results"), and the texts that
 * dumps carry. Both sets grow; what is not known here is shown as Anaplan says it. Pure.
 */

/** What happened and what to do, for a person who knows the books rather than Anaplan. */
export interface PlainWords {
	/** A sentence without its full stop. */
	says: string;
	/** One or two sentences. */
	advice: string;
}

interface RowWords extends PlainWords {
	/** Anaplan's codes for it. */
	codes: readonly string[];
	/** How dumps put it; the first group is the value at fault. */
	text: RegExp;
}

const TEXT_RULES =
	'At most 60 characters, no blank at either end, and no # at the start of a code: shorten or correct it in QuickBooks or in the workflow, then load again.';
const FORMAT_RULES =
	'Correct the value, or change the format in the mapping of the import in Anaplan; then load again.';

/** What a dump or a detail says of single rows. */
const ROWS: readonly RowWords[] = [
	{
		codes: ['hierarchyImportInvalidParent'],
		text: /^invalid parent\b:?\s*(.*)/i,
		says: 'The parent of this item does not exist in the list above it',
		advice:
			'Load the parent first, or correct it in the row: parents are named by name or code, and in a numbered list by code only.',
	},
	{
		codes: ['hierarchyImportInvalidCode'],
		text: /^invalid code\b:?\s*(.*)/i,
		says: 'Anaplan does not accept the code of this item',
		advice: TEXT_RULES,
	},
	{
		codes: ['hierarchyImportInvalidName'],
		text: /^invalid name\b:?\s*(.*)/i,
		says: 'Anaplan does not accept the name of this item',
		advice: TEXT_RULES,
	},
	{
		codes: ['hierarchyImportEmptyKey'],
		text: /^(?:empty|blank|missing) key\b:?\s*(.*)/i,
		says: 'The row has no key, so Anaplan cannot tell which item it is',
		advice: 'Fill the column that the import identifies items by, usually Code, then load again.',
	},
	{
		codes: ['hierarchyImportNameOrCodeExists'],
		text: /^name or code exists\b:?\s*(.*)/i,
		says: 'Another item of the list has this name or code already',
		advice:
			'Give the item a name and code of its own, or remove the older item in Anaplan; then load again.',
	},
	{
		codes: ['hierarchyImportDuplicateSourceKey'],
		text: /^duplicate (?:source )?key\b:?\s*(.*)/i,
		says: 'The same key stands in an earlier row of the file, and Anaplan keeps the first one only',
		advice: 'Keep one row per key, then load again.',
	},
	{
		codes: ['hierarchyImportDuplicateTargetKey'],
		text: /^duplicate target key\b:?\s*(.*)/i,
		says: 'The list in Anaplan holds this key more than once, so the row fits several items',
		advice: 'Have the model builder make the codes in the list unique, then load again.',
	},
	{
		codes: ['hierarchyImportAccessNoUpdate'],
		text: /^(?:no access to update|access denied for update)\b:?\s*(.*)/i,
		says: 'The Anaplan user may not change this item',
		advice:
			'Have the model builder give the user write access to the item (selective access), then load again.',
	},
	{
		codes: ['hierarchyImportAccessNoMove'],
		text: /^(?:no access to move|access denied for move)\b:?\s*(.*)/i,
		says: 'The Anaplan user may not move this item to another parent',
		advice:
			'Have the model builder give the user write access to both parents (selective access), then load again.',
	},
	{
		codes: ['dateFormatInvalid', 'moduleImportDateFormat'],
		text: /^invalid date\b:?\s*(.*)/i,
		says: 'The date is not written the way the import expects',
		advice:
			'Dates should come as YYYY-MM-DD. Correct the date, or change the date format in the mapping of the import in Anaplan; then load again.',
	},
	{
		codes: ['moduleImportNumberFormat'],
		text: /^invalid number\b:?\s*(.*)/i,
		says: 'The value is not a number that Anaplan can read',
		advice: `Numbers carry no currency sign and no thousands separator. ${FORMAT_RULES}`,
	},
	{
		codes: ['moduleImportBooleanFormat'],
		text: /^invalid boolean\b:?\s*(.*)/i,
		says: 'The value is neither true nor false',
		advice: `Anaplan reads true and false, yes and no, 1 and 0. ${FORMAT_RULES}`,
	},
	{
		codes: ['moduleImportInvalidListIdentifier'],
		text: /^invalid list (?:item )?identifier\b:?\s*(.*)/i,
		says: 'The item of this row is not in the list, and a module import never adds items',
		advice:
			'Load the list before the module: put the list import first in the process or in the table of imports, then load again.',
	},
	{
		codes: ['moduleImportInvalidLineItemIdentifier'],
		text: /^invalid line item identifier\b:?\s*(.*)/i,
		says: 'The module has no such line item',
		advice:
			'Take the column out of the file, or map it in the import in Anaplan; where it was renamed, give it the old name again.',
	},
	{
		codes: ['moduleImportInvalidTimeEntityIdentifier'],
		text: /^invalid (?:time(?: entity| period)?(?: identifier)?|period)\b:?\s*(.*)/i,
		says: "The period is not in the model's calendar",
		advice:
			'Use the names of the calendar (for example "Jan 26"), or have the model builder extend it; then load again.',
	},
	{
		codes: ['hierarchyImportFailedDependency'],
		text: /^failed dependency\b:?\s*(.*)/i,
		says: 'Something this row depends on was refused',
		advice: 'Correct the other rows that were refused, then load again.',
	},
	{
		codes: ['columnSeparatorExpected'],
		text: /column separator (?:was |is )?expected\b:?\s*(.*)/i,
		says: 'The file is not separated as its definition in Anaplan says',
		advice:
			'Compare the separator and the encoding of the file with its definition in Anaplan (Import Data Sources).',
	},
	{
		codes: ['unmatchedTextDelimiter'],
		text: /unmatched text delimiter\b:?\s*(.*)/i,
		says: 'A quote in the file has no counterpart',
		advice: 'A value with quotes stands in quotes itself, and quotes inside it are doubled.',
	},
	{
		codes: ['numberedListName'],
		text: /numbered list when matching involves name/i,
		says: 'Items of a numbered list are told apart by code only, but the import maps a name',
		advice:
			'Have the model builder take the name out of the mapping and match by code, then load again.',
	},
];

const RIGHTS = "Have the model's administrator give the Anaplan user the right, then run it again.";
const BUILDER = 'Have the model builder mend the action in Anaplan, then run it again.';

const LOOK_ADVICE =
	'Run it in Anaplan by hand once: its window tells more than the API. Then mend what it names and run the workflow again.';

/** Why a task failed as a whole. */
const TASKS = new Map<string, PlainWords>([
	[
		'missingFields',
		{
			says: 'the columns of the file do not match those the import maps',
			advice:
				'Give renamed columns their old names, or map them anew in Anaplan and upload a file by hand once.',
		},
	],
	['hierarchyImportFailed', { says: 'the list refused the import', advice: BUILDER }],
	[
		'hierarchyImportDuplicateSourceKey',
		{
			says: 'the file holds the same key more than once',
			advice: 'Keep one row per key, then load again.',
		},
	],
	[
		'hierarchyImportDuplicateTargetKey',
		{
			says: 'the list holds the same key more than once',
			advice: 'Have the model builder make the codes in the list unique, then load again.',
		},
	],
	[
		'importFailedGeneralError',
		{ says: 'Anaplan could not carry out the import', advice: LOOK_ADVICE },
	],
	['actionFailed', { says: 'Anaplan could not carry out the action', advice: LOOK_ADVICE }],
	['moduleImportFailed', { says: 'the module refused the import', advice: BUILDER }],
	[
		'moduleImportNoWriteAccess',
		{ says: 'the Anaplan user may not write into the module', advice: RIGHTS },
	],
	[
		'uploadedFileNoLongerAvailable',
		{
			says: 'Anaplan no longer has the uploaded file, or the import reads the file of another user',
			advice:
				'Upload the file again with the same Anaplan user that runs the import: private copies are removed after 48 hours.',
		},
	],
	['notAuthorised', { says: 'the Anaplan user may not run this import', advice: RIGHTS }],
	[
		'failedToLocateEntity',
		{ says: 'something the import maps no longer exists in the model', advice: BUILDER },
	],
	[
		'failedToLocateHierarchy',
		{ says: 'the list of the import no longer exists in the model', advice: BUILDER },
	],
	[
		'failedToLocateModule',
		{ says: 'the module of the import no longer exists in the model', advice: BUILDER },
	],
	[
		'failedToLocateModel',
		{ says: 'the source model of the import no longer exists', advice: BUILDER },
	],
	[
		'failedToLocateSavedView',
		{ says: 'the saved view it reads no longer exists', advice: BUILDER },
	],
	[
		'deleteFromSelectionFailed',
		{ says: 'the items to delete could not be found out or not be deleted', advice: BUILDER },
	],
	[
		'sourceModelArchived',
		{
			says: 'the model it reads from is archived',
			advice: 'Have a workspace administrator take the source model out of the archive.',
		},
	],
	['crossCustomerImport', { says: 'the source model belongs to another company', advice: BUILDER }],
	['connectorError', { says: 'the connection it reads from failed', advice: BUILDER }],
	[
		'internalError',
		{
			says: 'Anaplan had an internal error',
			advice: 'Run it again later; if it stays, report it to Anaplan with the task ID.',
		},
	],
	[
		'msgImportCancelled',
		{
			says: 'the import was cancelled in Anaplan',
			advice: 'Ask who cancelled it and why, then run it again.',
		},
	],
	[
		'msgExportCancelled',
		{
			says: 'the export was cancelled in Anaplan',
			advice: 'Ask who cancelled it and why, then run it again.',
		},
	],
]);

/** A failure of a task as a whole; undefined for a type that is not known. */
export function plainTask(type: string): PlainWords | undefined {
	return TASKS.get(type) ?? rowWords(type);
}

/** A text that dumps use too; undefined for one that is not known. */
export function plainText(said: string): PlainWords | undefined {
	return ROWS.find(({ text }) => text.test(said));
}

/** A row code that a detail counts; undefined for one that is not known. */
export function plainRowCode(code: string): PlainWords | undefined {
	const found = ROWS.find(({ codes }) => codes.includes(code));
	if (found !== undefined) return found;
	return code.startsWith('usersImport') ? USERS : undefined;
}

const USERS: PlainWords = {
	says: 'Anaplan did not accept this user',
	advice: "Check the user's e-mail address and role, then load again.",
};

/** What to say of a refused row. */
export interface RowExplanation {
	/** Sentences: the plain words, then Anaplan's own. */
	reason: string;
	/** What to do; empty where nothing is known. */
	advice: string;
}

/** What to do where the words are not known here. */
const UNKNOWN_ADVICE =
	"Look at the row in Anaplan's own import window, or ask the model builder what the message means; then correct it and load again.";

/** Explains a refused row from the reasons its dump line has. */
export function explainRow(reasons: readonly string[]): RowExplanation {
	if (reasons.length === 0) {
		return { reason: 'Anaplan refused the row and gave no reason.', advice: UNKNOWN_ADVICE };
	}
	const explained = reasons.map(explainReason);
	return {
		reason: explained.map(({ reason }) => reason).join(' '),
		advice: [...new Set(explained.map(({ advice }) => advice))].join(' '),
	};
}

function explainReason(said: string): RowExplanation {
	const quote = `Anaplan says: "${said}".`;
	const words = rowWords(said) ?? plainText(said);
	if (words === undefined) return { reason: quote, advice: UNKNOWN_ADVICE };
	return { reason: `${words.says}. ${quote}`, advice: words.advice };
}

/** Some dumps carry the code itself instead of a text. */
function rowWords(said: string): PlainWords | undefined {
	return plainRowCode(said.trim());
}
