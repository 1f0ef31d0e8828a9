import { findEntity } from '../../../src/entities';
import { FACE_COLUMNS, faceOf } from '../../../src/ledger/face';
import { PRESETS } from '../../../src/planning/presets';

/** Made anew for a list item that is gone, or the same for all of its rows. */
const NOT_REMEMBERED = [
	'Entity',
	'Code',
	'Balance',
	'Active',
	'Status',
	'Company ID',
	'Source ID',
	'Sync Token',
	'Last Updated',
	'Transaction ID',
	'Sync Timestamp',
];

test('every column of a list is remembered, so that a deleted item keeps what formulas look up', () => {
	const remembered = new Set<string>([...FACE_COLUMNS, ...NOT_REMEMBERED]);
	for (const [name, preset] of PRESETS) {
		if (findEntity(name)?.kind !== 'list') continue;
		expect({ name, lost: preset.columns.filter((column) => !remembered.has(column)) }).toEqual({
			name,
			lost: [],
		});
	}
});

test('stored places of columns never move', () => {
	expect(FACE_COLUMNS.slice(0, 18)).toEqual([
		'Document Number',
		'Transaction Date',
		'Due Date',
		'Period',
		'Party Code',
		'Department ID',
		'Name',
		'Full Name',
		'Parent Code',
		'Type',
		'Sub Type',
		'Number',
		'Company Name',
		'Email',
		'Currency',
		'Home Currency',
		'Exchange Rate',
		'Classification',
	]);
	expect(FACE_COLUMNS).toHaveLength(new Set(FACE_COLUMNS).size);
});

test("what differs from line to line is no document's face, and figures of a line are none either", () => {
	const row = (values: { [column: string]: string }) => ({
		Code: 'x',
		Amount: '1.00',
		'Home Amount': '1.00',
		Currency: 'USD',
		'Home Currency': 'USD',
		'Unit Price': '5',
		...values,
	});
	const rows = [
		row({ 'Party Code': 'A', Period: '2026-10' }),
		row({ 'Party Code': 'B', Period: '2026-10' }),
	];
	expect([...faceOf(rows, null).values]).toEqual([
		['Period', '2026-10'],
		['Currency', 'USD'],
		['Home Currency', 'USD'],
	]);
});
