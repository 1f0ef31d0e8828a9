import { readOutcome } from '../../../src/anaplan/outcome';
import { NOTHING_NAMED, unnamedRefusals } from '../../../src/anaplan/unnamedRefusals';

const LIST = { importType: 'HIERARCHY_DATA' };
const MODULE = { importType: 'MODULE_DATA' };

function outcome(type: string, ...values: string[]) {
	const result = { successful: true, failureDumpAvailable: true, details: [{ type, values }] };
	return readOutcome({ taskState: 'COMPLETE', result });
}

const run = (told: ReturnType<typeof outcome>, unreadable = false) => ({
	outcome: told,
	unreadable,
});

const REFUSED_3 = outcome('hierarchyRowsProcessedWithFailures', 'failedCount', '3');
const IN_PART_2 = outcome('hierarchyRowsProcessedWithFailures', 'warningsRowCount', '2');
const CELLS_3 = outcome('lineItemRowsProcessedWithFailures', 'failedCount', '3');

const TWO_TARGETS = readOutcome({
	taskState: 'COMPLETE',
	result: {
		successful: true,
		failureDumpAvailable: true,
		details: ['2', '3'].map((failed) => ({
			type: 'hierarchyRowsProcessedWithFailures',
			values: ['failedCount', failed],
		})),
	},
});

test.each([
	['rows that each of two targets counts', LIST, TWO_TARGETS, { rows: 3, errors: 3, strays: 0 }],
	['all named', LIST, REFUSED_3, { rows: 3, errors: 3, strays: 0 }],
	['in part, all named', LIST, IN_PART_2, { rows: 2, errors: 0, strays: 0 }],
	[
		'in part, in the layout that tells no severity',
		LIST,
		IN_PART_2,
		{ rows: 2, errors: 2, strays: 0 },
	],
	['cells of one row', MODULE, CELLS_3, { rows: 1, errors: 1, strays: 0 }],
	['cells, by what Anaplan says alone', LIST, CELLS_3, { rows: 1, errors: 1, strays: 0 }],
])('%s: the other rows count', (_name, definition, told, named) => {
	expect(unnamedRefusals(definition, run(told), named)).toBeUndefined();
});

test.each([
	[
		'a line that fits no row',
		LIST,
		REFUSED_3,
		{ rows: 3, errors: 3, strays: 1 },
		'1 row that fits',
	],
	['cells and lines that fit no row', MODULE, CELLS_3, { rows: 1, errors: 1, strays: 2 }, '2 rows'],
	[
		'fewer than refused',
		LIST,
		REFUSED_3,
		{ rows: 1, errors: 1, strays: 0 },
		'refused 3 rows of this import but names only 1 of them',
	],
	['warnings are no refusals', LIST, REFUSED_3, { rows: 3, errors: 2, strays: 0 }, 'only 3'],
	[
		'fewer than in part',
		LIST,
		IN_PART_2,
		{ rows: 1, errors: 0, strays: 0 },
		'took 2 rows in part only of this import but names only 1',
	],
	['no line at all', LIST, REFUSED_3, { rows: 0, errors: 0, strays: 0 }, 'keeps no list'],
	[
		'cells and no line',
		MODULE,
		CELLS_3,
		{ rows: 0, errors: 0, strays: 0 },
		'refused 3 cells of this import but keeps no list of them',
	],
])('%s: no other row counts, and it says why', (_name, definition, told, named, says) => {
	const { reason, advice } = unnamedRefusals(definition, run(told), named) ?? {};
	expect(reason).toContain(says);
	expect(reason).toContain('Loading them again is harmless.');
	expect(advice).toContain('load again');
});

test('a dump that cannot be read is as none, and told so', () => {
	const { reason } = unnamedRefusals(LIST, run(REFUSED_3, true), NOTHING_NAMED) ?? {};
	expect(reason).toContain(
		'refused 3 rows of this import and keeps a list of them whose text is broken',
	);
});
