import { SettingError } from '../../../src/errors';
import { mapRecords } from '../../../src/planning/map';
import { bill, invoice, record, tombstone } from './bodies';

const version = (SyncToken: string, TotalAmt = 352.35) =>
	record('Invoice', invoice({ SyncToken, TotalAmt }));

test('of several versions of a document only the newest counts, compared as numbers', () => {
	const { rows, remarks } = mapRecords([version('9'), version('10'), version('2')]);
	expect(new Set(rows.map(({ row }) => row['Sync Token']))).toEqual(new Set(['10']));
	expect(new Set(rows.map(({ sourceIndex }) => sourceIndex))).toEqual(new Set([1]));
	expect(remarks).toEqual([
		expect.stringContaining('Invoice 1037 (Id 145): SyncToken 10, 2 older left out'),
	]);
});

test('the same version twice gives its rows once, from the later record', () => {
	const { rows, remarks } = mapRecords([version('2'), version('2')]);
	expect(rows.map(({ sourceIndex }) => sourceIndex)).toEqual([1, 1, 1, 1]);
	expect(remarks).toHaveLength(1);
});

test('a deletion is newer than any version, wherever it stands', () => {
	const { rows, remarks } = mapRecords([tombstone('Invoice', '145'), version('7')]);
	expect(rows).toEqual([]);
	expect(remarks.join('\n')).toContain('the deletion, 1 older left out');
});

test('the same Id in another entity or company is another object', () => {
	const { rows, remarks } = mapRecords([
		version('1'),
		record('Bill', bill({ Id: '145' })),
		record('Invoice', invoice(), { realmId: '123' }),
	]);
	expect(new Set(rows.map(({ sourceIndex }) => sourceIndex))).toEqual(new Set([0, 1, 2]));
	expect(remarks).toEqual([]);
});

test('a record that cannot be mapped is refused whole and the others go on', () => {
	const { rows, refused } = mapRecords([
		version('1'),
		record('Invoice', invoice({ Id: '146', TotalAmt: undefined })),
		record('Bill', bill()),
	]);
	expect(new Set(rows.map(({ sourceIndex }) => sourceIndex))).toEqual(new Set([0, 2]));
	expect(refused.map(({ sourceIndex }) => sourceIndex)).toEqual([1]);
	expect((refused[0].error as SettingError).advice).not.toBe('');
});

test.each(['x', '', '1.5', '-1'])('the SyncToken %p is refused, not guessed at', (syncToken) => {
	const { rows, refused } = mapRecords([record('Invoice', invoice(), { syncToken })]);
	expect(rows).toEqual([]);
	expect(refused[0].error.message).toContain('SyncToken that is not a number');
});

test('an entity without a preset is refused with the ones there are', () => {
	const { refused } = mapRecords([record('CompanyInfo', { Id: '1', SyncToken: '0' })]);
	expect(refused[0].error.message).toContain('CompanyInfo');
	expect((refused[0].error as SettingError).advice).toMatch(/Account, .*Invoice/);
});

test('long lists of documents in remarks are cut with a count', () => {
	const many = Array.from({ length: 25 }, (_, index) => tombstone('Bill', String(index + 1)));
	const { remarks } = mapRecords(many);
	expect(remarks).toHaveLength(1);
	expect(remarks[0]).toMatch(/\(25\): .*Bill with Id 20 and 5 more\.$/);
});

test('mapping the same records again gives the same rows', () => {
	const records = [version('3'), record('Bill', bill())];
	expect(mapRecords(records)).toEqual(mapRecords(structuredClone(records)));
});

test('custom fields are columns of their own, the same for all rows of an entity', () => {
	const bare = record('Invoice', invoice({ Id: '146' }));
	const { rows } = mapRecords([
		record('Invoice', invoice(), {
			customFields: { Region: 'Süd\u0000', 'Crew #': 4, Rush: true, Until: null },
		}),
		bare,
		record('Bill', bill(), { customFields: { 'PO (2)': '77' } }),
	]);
	const own = (id: string) =>
		rows
			.filter(({ row }) => row['Document ID'] === id)
			.map(({ row }) =>
				Object.entries(row).flatMap(([name, value]) =>
					name.startsWith('Custom: ') ? [`${name.slice(8)}=${value}`] : [],
				),
			);
	expect(own('145')).toEqual(Array(4).fill(['Region=Süd', 'Crew #=4', 'Rush=true', 'Until=']));
	expect(own('146')).toEqual(Array(4).fill(['Region=', 'Crew #=', 'Rush=', 'Until=']));
	expect(own('25')).toEqual(Array(2).fill(['PO (2)=77']));
	expect(mapRecords([bare]).rows[0].row).not.toHaveProperty('Custom: Region');
});
