/** Every kind of transaction through the ledger: whatever goes away leaves zeroes under its keys. */
import type { PlanningRow, QuickBooksObject, SyncRecord } from '../../../src/flow';
import type { PreparedInput } from '../../../src/ledger/commands';
import { documentOfCode } from '../../../src/ledger/refs';
import { PRESETS } from '../../../src/planning/presets';
import { record, seeded, tombstone } from '../planning/bodies';
import { RANDOM_ENTITIES, randomDocument } from '../planning/randomDocuments';
import { Bench, minute, REALM } from './helpers';
import { mapped } from './world/run';

function inputOf(source: SyncRecord, at: string): PreparedInput {
	const { documents, refused } = mapped([source]);
	expect(refused).toEqual([]);
	return { ...documents[0], updatedAt: at };
}

/** A document of many lines, with the fields that parties and departments come from. */
function bodyOf(entity: string): QuickBooksObject {
	const { body } = randomDocument(entity, seeded(5), 'USD', 1);
	const party = { CustomerRef: { value: '24' }, VendorRef: { value: '56' } };
	return { ...party, DepartmentRef: { value: '3' }, EmployeeRef: { value: '55' }, ...body };
}

const FIGURES = ['Amount', 'Home Amount', 'Quantity'];
const isZero = (row: PlanningRow) => FIGURES.every((column) => Number(row[column]) === 0);

describe.each(RANDOM_ENTITIES)('a %s', (entity) => {
	let bench: Bench;
	beforeEach(() => {
		bench = new Bench();
	});

	test('that is deleted leaves a zero row for every row that held something', async () => {
		const first = await bench.load('a', 1, [inputOf(record(entity, bodyOf(entity)), minute(0))]);
		const held = first.rows.map(({ row }) => row).filter((row) => !isZero(row));
		expect(held.length).toBeGreaterThan(0);
		const gone = inputOf(tombstone(entity, '77'), minute(4));
		const { rows } = await bench.prepare('b', 5, [gone]);
		expect(rows.map(({ row }) => row.Code).sort()).toEqual(held.map(({ Code }) => Code).sort());
		for (const { row } of rows) {
			expect(isZero(row)).toBe(true);
			expect(Object.keys(row)).toEqual([...(PRESETS.get(entity)?.columns ?? [])]);
			expect(row).toMatchObject({
				Status: 'Deleted',
				Posting: held[0].Posting,
				'Document Number': held[0]['Document Number'],
				'Department Code': held[0]['Department Code'],
				'Customer Code': held.every((other) => other['Party Code'] === held[0]['Party Code'])
					? customerOf(held[0])
					: '',
			});
		}
	});

	test('keeps its keys when it is read again, and every key leads back to it', async () => {
		const again = () => inputOf(record(entity, bodyOf(entity)), minute(0)).rows;
		const codes = again().map(({ Code }) => Code);
		expect(again().map(({ Code }) => Code)).toEqual(codes);
		for (const code of codes) expect(documentOfCode(REALM, code)).toEqual({ entity, id: '77' });
	});
});

/** What a zero row can say of the customer: the document's, not the one a single line is for. */
function customerOf(row: PlanningRow): string {
	return row['Party Code'].includes('-CUS-') ? row['Party Code'] : '';
}

test('hours without an amount are taken out too', async () => {
	const bench = new Bench();
	const time = { Id: '77', TxnDate: '2026-10-01', Hours: 8, BillableStatus: 'NotBillable' };
	await bench.load('a', 1, [inputOf(record('TimeActivity', time), minute(0))]);
	const { rows } = await bench.prepare('b', 5, [
		inputOf(tombstone('TimeActivity', '77'), minute(4)),
	]);
	expect(rows.map(({ row }) => `${row['Line ID']} ${row.Quantity}`)).toEqual(['TIME 0']);
});

test('a cell taken out of a budget becomes zero, and the others keep their keys', async () => {
	const bench = new Bench();
	const cell = (account: string) => ({
		AccountRef: { value: account },
		BudgetDate: '2026-01-01',
		Amount: 10,
	});
	const budget = (SyncToken: string, accounts: string[]) =>
		inputOf(
			record('Budget', { Id: '77', SyncToken, Name: 'Plan', BudgetDetail: accounts.map(cell) }),
			minute(Number(SyncToken)),
		);
	await bench.load('a', 1, [budget('0', ['79', '80', '81'])]);
	const { rows } = await bench.prepare('b', 5, [budget('1', ['81', '79'])]);
	expect(rows.map(({ row }) => `${row['Line ID']} ${row.Amount} ${row.Status}`)).toEqual([
		'81-20260101 10.00 Active',
		'79-20260101 10.00 Active',
		'80-20260101 0.00 Removed',
	]);
});

test('an item that is merged away keeps the accounts its lines are booked on', async () => {
	const bench = new Bench();
	const item = record('Item', {
		Id: '11',
		SyncToken: '0',
		Name: 'Pump',
		Type: 'Inventory',
		IncomeAccountRef: { value: '79' },
		AssetAccountRef: { value: '81' },
	});
	await bench.load('a', 1, [inputOf(item, minute(0))]);
	const merged = { ...tombstone('Item', '11'), operation: 'merge' as const };
	const { rows } = await bench.prepare('b', 5, [inputOf(merged, minute(4))]);
	expect(rows.map(({ row }) => row)).toMatchObject([
		{
			Status: 'Deleted',
			Name: 'Pump',
			Type: 'Inventory',
			// Items have no balance, alive or gone.
			Balance: '',
			'Income Account Code': `${REALM}-ACC-79`,
			'Asset Account Code': `${REALM}-ACC-81`,
		},
	]);
});

test('codes lead back to list items, those of US tax codes too, and to nothing that has no rows', () => {
	expect(documentOfCode(REALM, `${REALM}-CLS-5000000000000142238`)).toEqual({
		entity: 'Class',
		id: '5000000000000142238',
	});
	expect(documentOfCode(REALM, `${REALM}-TXC-NON`)).toEqual({ entity: 'TaxCode', id: 'NON' });
	expect(documentOfCode(REALM, `${REALM}-CMP-1`)).toBeUndefined();
	expect(documentOfCode(REALM, `${REALM}-BUD-7`)).toBeUndefined();
});
