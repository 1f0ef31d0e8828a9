import type { DumpLine } from '../../../src/anaplan/dump';
import { FileDump } from '../../../src/anaplan/fileDump';
import type { ImportDefinition } from '../../../src/anaplan/importDefinition';

function dumpOf(importType: string, most: number, ...lines: Array<[string, DumpLine['severity']]>) {
	const definition = { importType } as ImportDefinition;
	const dump = new FileDump({ definition, keyColumns: ['Code'] }, most);
	for (const [code, severity] of lines) {
		const values = new Map([['Code', code]]);
		dump.add({ severity, line: undefined, values, reasons: [`no ${code}`] });
	}
	return dump;
}

const LINES: Array<[string, DumpLine['severity']]> = [
	['A', 'warning'],
	['B', 'error'],
	['A', 'error'],
	['C', 'warning'],
	['D', 'error'],
	['C', 'error'],
	['C', 'error'],
	['', 'error'],
];

test.each([0, 1, 2, 100])(
	'with the reasons of %i rows held, each row counts once and with the worse severity',
	(most) => {
		const dump = dumpOf('HIERARCHY_DATA', most, ...LINES);
		expect(dump.expected()).toEqual({ rows: 4, errors: 4, strays: 1 });
		for (const code of ['D', 'X', 'B', 'B', 'A']) dump.find(code);
		expect(dump.isFound).toBe(false);
		expect(dump.named()).toEqual({ rows: 3, errors: 3, strays: 2 });
		expect(dump.find('X')).toBeUndefined();
		expect(dump.find('A')).toMatchObject({
			severity: 'error',
			reason: expect.stringContaining(most > 0 ? 'no A' : 'too many rows were refused'),
		});
		dump.find('C');
		expect(dump.isFound).toBe(true);
		expect(dump.named()).toEqual({ rows: 4, errors: 4, strays: 1 });
	},
);

test('what was not found and is held comes out with its values', () => {
	const dump = dumpOf('HIERARCHY_DATA', 3, ...LINES);
	dump.find('A');
	dump.find('C');
	expect([...dump.strays()].map(({ values }) => values?.get('Code'))).toEqual(['', 'B']);
	expect(dump.named().strays).toBe(3);
});

test.each([
	['MODULE_DATA', true],
	['HIERARCHY_DATA', false],
])('in %s keys that differ in case alone are one row: %s', (importType, one) => {
	for (const most of [0, 10]) {
		const dump = dumpOf(importType, most, ['c1', 'error']);
		expect(dump.find('C1') !== undefined).toBe(one);
	}
});
