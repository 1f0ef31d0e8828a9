import { parseDump } from '../../../src/anaplan/dump';
import { joinDump } from '../../../src/anaplan/join';
import { toSourceRow } from '../../../src/anaplan/rows';

const CURRENT =
	'\ufeff"_Status_","Code","Name","_Line_","_Error_1_","_Error_2_"\n' +
	'"E","B","two\nlines, ""q""","3","Invalid parent","Invalid date: x"\n' +
	'"W","C","","4","Invalid name",""\n';
const OLDER = '"Code","Name","__Error__0"\n"B","x","Invalid parent"\n';

test('reads the current layout by its header', () => {
	expect(parseDump(CURRENT)).toEqual([
		{
			severity: 'error',
			line: 3,
			values: new Map([
				['Code', 'B'],
				['Name', 'two\nlines, "q"'],
			]),
			reasons: ['Invalid parent', 'Invalid date: x'],
		},
		{
			severity: 'warning',
			line: 4,
			values: new Map([
				['Code', 'C'],
				['Name', ''],
			]),
			reasons: ['Invalid name'],
		},
	]);
});

test('reads the older layout: no status is an error, no line is unknown', () => {
	expect(parseDump(OLDER)).toMatchObject([
		{ severity: 'error', line: undefined, reasons: ['Invalid parent'] },
	]);
});

const sent = ['A', 'B', 'C'].map((Code, index) => toSourceRow({ Code, Entity: 'Vendor' }, index));
const DEFINITION = { firstDataRow: 2, importType: 'HIERARCHY_DATA' };

function join(text: string, importType = DEFINITION.importType) {
	const definition = { ...DEFINITION, importType };
	const { refusals, strays } = joinDump(parseDump(text), sent, definition, ['Code']);
	return {
		codes: [...refusals].map(([row, refusal]) => [
			row.values.Code,
			refusal.severity,
			refusal.reason,
		]),
		strays: strays.length,
	};
}

test('joins by line where the key agrees, and by key where the line misleads', () => {
	expect(join(CURRENT).codes).toEqual([
		['B', 'error', expect.stringMatching(/"Invalid parent"\. .+"Invalid date: x"\.$/)],
		['C', 'warning', expect.stringContaining('"Invalid name"')],
	]);
	expect(join('"_Status_","Code","_Line_","_Error_1_"\n"E","C","2","no"\n').codes).toEqual([
		['C', 'error', 'Anaplan says: "no".'],
	]);
	expect(join(OLDER).codes).toEqual([['B', 'error', expect.stringContaining('"Invalid parent"')]]);
});

test('joins by line alone where the dump has no key', () => {
	expect(join('"_Status_","Name","_Line_","_Error_1_"\n"E","x","2","no"\n').codes).toEqual([
		['A', 'error', 'Anaplan says: "no".'],
	]);
});

test('a row with several lines keeps every reason and the worse severity', () => {
	const text =
		'"_Status_","Code","_Line_","_Error_1_"\n"W","B","3","one"\n"E","B","3","two"\n"W","B","3","one"\n';
	expect(join(text).codes).toEqual([['B', 'error', 'Anaplan says: "one". Anaplan says: "two".']]);
});

test('a line that fits no row is kept apart', () => {
	expect(join('"_Status_","Code","_Line_","_Error_1_"\n"E","Z","99","no"\n')).toEqual({
		codes: [],
		strays: 1,
	});
});

test('a key in another case leads to its row where the import takes both for one', () => {
	const text = '"_Status_","Code","_Error_1_"\n"E","b","no"\n';
	expect(join(text, 'MODULE_DATA')).toMatchObject({ codes: [['B', 'error', expect.anything()]] });
	expect(join(text)).toEqual({ codes: [], strays: 1 });
});
