/** The expert's condition: what is understood, and what is refused before QuickBooks would. */
import { SettingError } from '../../../src/errors';
import { readExpertWhere } from '../../../src/quickbooks/expertWhere';

const read = (text: string, entity = 'Invoice') => readExpertWhere(entity, text);

function problemOf(text: string, entity?: string): { message: string; advice: string } {
	try {
		read(text, entity);
	} catch (error) {
		if (error instanceof SettingError) return error;
	}
	throw new Error(`${text} should have been refused`);
}

test('becomes filters, in the spelling of QuickBooks', () => {
	expect(
		read(
			"txndate >= '2026-11-01'\n and DocNumber like '10%' AND customerref IN ('1','22') and Balance > '0'",
		),
	).toEqual({
		filters: [
			{ field: 'TxnDate', operator: '>=', value: '2026-11-01' },
			{ field: 'DocNumber', operator: 'LIKE', value: '10%' },
			{ field: 'CustomerRef', operator: 'IN', value: ['1', '22'] },
			{ field: 'Balance', operator: '>', value: '0' },
		],
		warnings: [expect.stringMatching(/Balance is not among the fields of Invoice/)],
	});
	expect(read('Active IN (true, FALSE)', 'Vendor').filters).toEqual([
		{ field: 'Active', operator: 'IN', value: [true, false] },
	]);
	expect(read("DisplayName = 'O\\'Brien \\\\ Söhne “West” 🧾'", 'Vendor').filters[0].value).toBe(
		"O'Brien \\ Söhne “West” 🧾",
	);
	expect(read("DocNumber LIKE '*7'").warnings[0]).toContain('% alone stands for any text');
});

test.each([
	['', 1, 'it is empty', 'turn the switch off'],
	["DocNumber = '1' OR DocNumber = '2'", 17, 'knows no OR', 'Use IN'],
	["NOT DocNumber = '1'", 1, 'NOT is not part', 'Filter node'],
	["DocNumber NOT IN ('1')", 11, 'NOT is not part', 'Filter node'],
	["DocNumber != '1'", 11, '!= is not part', 'Filter node'],
	["TxnDate BETWEEN '2026-01-01'", 9, 'no BETWEEN', 'TxnDate >='],
	['DocNumber IS NULL', 11, 'empty fields', 'Filter node'],
	["WHERE DocNumber = '1'", 1, 'WHERE is added', 'first condition'],
	['SELECT * FROM Invoice', 1, 'not a whole statement', 'behind WHERE'],
	["DocNumber = '1' ORDERBY TxnDate", 17, 'ORDERBY is not allowed', 'Sort node'],
	["DocNumber = '1' order by TxnDate", 17, 'ORDER is not allowed', 'Sort node'],
	["DocNumber = '1' STARTPOSITION 1", 17, 'STARTPOSITION is not allowed', 'Return All'],
	["DocNumber = '1' MAXRESULTS 5", 17, 'MAXRESULTS is not allowed', 'Limit'],
	["DocNumber = '1';", 16, 'a semicolon', 'Remove it'],
	["DocNumber = '1' TxnDate = '2026-01-01'", 17, '"TxnDate" was not expected', 'AND'],
	["DocNumber = '1' AND", 20, 'a condition is missing', 'TxnDate'],
	["(DocNumber = '1')", 1, 'no brackets', 'AND'],
	['DocNumber = 1001', 13, 'the value 1001 has no quotes', 'single quotes'],
	['DocNumber = open', 13, 'the value open has no quotes', 'single quotes'],
	['DocNumber =', 12, 'a value is missing', 'single quotes'],
	['DocNumber', 10, 'a comparison is missing', 'LIKE'],
	["= '1'", 1, 'not the name of a field', 'TxnDate'],
	["DocNumber = '1", 13, 'no closing quote', 'straight single quote'],
	["DocNumber = 'O''Brien'", 16, 'two quotes in a row', "\\'"],
	["DocNumber = 'a\\n'", 15, 'a backslash stands before', '\\\\'],
	["DocNumber = 'a\nb'", 15, 'a line break', 'closing quote'],
	['DocNumber = ‘1’', 13, 'is not a quote', 'straight single quotes'],
	['DocNumber = "1"', 13, 'is not a quote', 'straight single quotes'],
	["DocNumber = '' ", 13, 'an empty text', 'Fill it in'],
	["DocNumber IN '1'", 14, 'a list in brackets', "IN ('1001'"],
	["DocNumber IN ('1' '2')", 19, 'two quotes in a row', 'comma'],
	['DocNumber IN ()', 15, 'a value is missing', 'single quotes'],
	["Id > '5'", 4, 'cannot compare Id by >', '=, IN'],
	["Id LIKE '5%'", 4, 'cannot compare Id by LIKE', '=, IN'],
	["Id = 'B7'", 6, 'is not an ID', 'whole number'],
	["TxnDate = '11/01/2026'", 11, 'is not a date', '2026-11-01'],
	["TxnDate = '2026-02-31'", 11, 'is not a date', '2026-11-01'],
	["MetaData.LastUpdatedTime > '2026-11-01'", 28, 'with its offset', '-08:00'],
	["Line.Amount > '5'", 1, 'cannot filter by Line.Amount', 'Filter node'],
	["PrivateNote LIKE '%x%'", 1, 'cannot filter by PrivateNote', 'Filter node'],
	["CustomerRef.name = 'A'", 1, 'the ID of a reference', "CustomerRef = '161'"],
	["DocNumber = '1' & TxnDate = '1'", 17, 'does not know the sign &', 'single quotes'],
])('refuses %j at character %i', (text, position, problem, advice) => {
	const { message, advice: told } = problemOf(text);
	expect(message).toContain(`Where (Expert), character ${position}: `);
	expect(message).toContain(problem);
	expect(told).toContain(advice);
});

test('true and false stand without quotes, and only where they fit', () => {
	expect(problemOf("Active = 'true'", 'Vendor').advice).toContain('without quotes');
	expect(problemOf('DisplayName = true', 'Vendor').message).toContain(
		'the value true has no quotes',
	);
	expect(problemOf('Active > true', 'Vendor').message).toContain('cannot compare Active by >');
});
