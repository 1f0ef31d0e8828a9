import { EveryLine, readDump, type DumpSink } from '../../../src/anaplan/dump';
import { DumpJoin } from '../../../src/anaplan/join';
import { toSourceRow } from '../../../src/anaplan/rows';

const CURRENT =
	'\ufeff"_Status_","Code","Name","_Line_","_Error_1_","_Error_2_"\n' +
	'"E","B","two\nlines, ""q""","3","Invalid parent","Invalid date: x"\n' +
	'"W","C","","4","Invalid name",""\n';
const OLDER = '"Code","Name","__Error__0"\n"B","x","Invalid parent"\n';

/** Reads a text in pieces that end anywhere, also inside a character. */
async function read<Kept>(text: string, sink: DumpSink<Kept>, size = 7): Promise<Kept> {
	const bytes = Buffer.from(text);
	async function* pieces() {
		for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
	}
	await readDump(pieces(), sink);
	return sink.kept;
}

const parseDump = async (text: string, size?: number) => await read(text, new EveryLine(), size);

test.each([1, 7, 1_000])(
	'reads the current layout by its header, %i bytes at a time',
	async (size) => {
		expect(await parseDump(CURRENT, size)).toEqual([
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
	},
);

test('reads the older layout: no status is an error, no line is unknown', async () => {
	expect(await parseDump(OLDER)).toMatchObject([
		{ severity: 'error', line: undefined, reasons: ['Invalid parent'] },
	]);
});

const sent = ['A', 'B', 'C'].map((Code, index) => toSourceRow({ Code, Entity: 'Vendor' }, index));
const DEFINITION = { firstDataRow: 2, importType: 'HIERARCHY_DATA' };

async function join(text: string, importType = DEFINITION.importType) {
	const definition = { ...DEFINITION, importType };
	const { refusals, strays } = await read(text, new DumpJoin(sent, definition, ['Code']));
	return {
		codes: [...refusals].map(([row, refusal]) => [
			row.values.Code,
			refusal.severity,
			refusal.reason,
		]),
		strays: strays.length,
	};
}

test('joins by line where the key agrees, and by key where the line misleads', async () => {
	expect((await join(CURRENT)).codes).toEqual([
		['B', 'error', expect.stringMatching(/"Invalid parent"\. .+"Invalid date: x"\.$/)],
		['C', 'warning', expect.stringContaining('"Invalid name"')],
	]);
	expect((await join('"_Status_","Code","_Line_","_Error_1_"\n"E","C","2","no"\n')).codes).toEqual([
		['C', 'error', 'Anaplan says: "no".'],
	]);
	expect((await join(OLDER)).codes).toEqual([
		['B', 'error', expect.stringContaining('"Invalid parent"')],
	]);
});

test('joins by line alone where the dump has no key', async () => {
	expect((await join('"_Status_","Name","_Line_","_Error_1_"\n"E","x","2","no"\n')).codes).toEqual([
		['A', 'error', 'Anaplan says: "no".'],
	]);
});

test('a row with several lines keeps every reason and the worse severity', async () => {
	const text =
		'"_Status_","Code","_Line_","_Error_1_"\n"W","B","3","one"\n"E","B","3","two"\n"W","B","3","one"\n';
	expect((await join(text)).codes).toEqual([
		['B', 'error', 'Anaplan says: "one". Anaplan says: "two".'],
	]);
});

test('a line that fits no row is kept apart', async () => {
	expect(await join('"_Status_","Code","_Line_","_Error_1_"\n"E","Z","99","no"\n')).toEqual({
		codes: [],
		strays: 1,
	});
});

test('a key in another case leads to its row where the import takes both for one', async () => {
	const text = '"_Status_","Code","_Error_1_"\n"E","b","no"\n';
	expect(await join(text, 'MODULE_DATA')).toMatchObject({
		codes: [['B', 'error', expect.anything()]],
	});
	expect(await join(text)).toEqual({ codes: [], strays: 1 });
});

test('a quote inside a field without quotes is text, and rows may be shorter or longer', async () => {
	const text =
		'_Status_,Code,Name,_Error_1_\nE,A,5" pipe,Invalid name: 5" pipe\nE,B\nE,C,x,no,more\n';
	expect(await parseDump(text)).toMatchObject([
		{
			values: new Map([
				['Code', 'A'],
				['Name', '5" pipe'],
			]),
			reasons: ['Invalid name: 5" pipe'],
		},
		{
			values: new Map([
				['Code', 'B'],
				['Name', ''],
			]),
			reasons: [],
		},
		{
			values: new Map([
				['Code', 'C'],
				['Name', 'x'],
			]),
			reasons: ['no'],
		},
	]);
});

test('tells a dump without a header row, and passes on what is wrong with a text', async () => {
	const sink = new EveryLine();
	async function* pieces(...texts: string[]) {
		for (const text of texts) yield Buffer.from(text);
	}
	expect(await readDump(pieces(), sink)).toBe(false);
	expect(await readDump(pieces('\n', ''), sink)).toBe(false);
	expect(await readDump(pieces('"Code","__Error__0"\n'), sink)).toBe(true);
	await expect(readDump(pieces('"Code"\n"A\n'), sink)).rejects.toMatchObject({
		code: 'CSV_QUOTE_NOT_CLOSED',
	});
});
