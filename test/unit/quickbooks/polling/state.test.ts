/** Polling emits every version once and never skips one. */
import type { SyncRecord } from '../../../../src/flow';
import { keepChosen, operationsSince } from '../../../../src/quickbooks/polling/operations';
import {
	advance,
	cursorAt,
	POLL_OVERLAP_MS,
	readState,
} from '../../../../src/quickbooks/polling/state';
import type { Fetched } from '../../../../src/quickbooks/window';

const START = Date.UTC(2026, 10, 20, 12);
const iso = (epochMs: number) => new Date(epochMs).toISOString();

function record(id: string, syncToken: string | null, at: number, created = 0): SyncRecord {
	return {
		kind: 'record',
		entity: 'Invoice',
		id,
		realmId: '1',
		operation: syncToken === null ? 'delete' : 'upsert',
		syncToken,
		updatedAt: iso(at),
		transactionId: `1-Invoice-${id}`,
		runId: 'r',
		homeCurrency: 'USD',
		readAt: iso(at),
		record: { Id: id, MetaData: { CreateTime: iso(created) } },
	};
}

test('the next read begins an overlap before the end of this one', () => {
	const to = START + 10 * POLL_OVERLAP_MS;
	expect(advance(cursorAt(START), [], iso(to)).cursor).toEqual({
		since: iso(to - POLL_OVERLAP_MS),
		seen: [],
	});
});

test('but never before the first start, so that older changes stay out', () => {
	expect(advance(cursorAt(START), [], iso(START + 60_000)).cursor.since).toBe(iso(START));
});

test('a version inside the overlap is emitted once, a newer version of it again', () => {
	const at = START + POLL_OVERLAP_MS;
	const first = advance(cursorAt(START), [record('1', '0', at)], iso(at + 1_000));
	expect(first.fresh).toHaveLength(1);
	const both = [record('1', '0', at), record('2', '0', at), record('1', '1', at + 2_000)];
	const second = advance(first.cursor, both, iso(at + 3_000));
	expect(second.fresh.map(({ id, syncToken }) => `${id}@${syncToken}`)).toEqual(['2@0', '1@1']);
	expect(advance(second.cursor, both, iso(at + 4_000)).fresh).toEqual([]);
});

test('a deletion comes once, and after the version that it ended', () => {
	const at = START + POLL_OVERLAP_MS;
	const { cursor } = advance(cursorAt(START), [record('1', '3', at)], iso(at));
	const gone = advance(cursor, [record('1', null, at + 1_000)], iso(at + 2_000));
	expect(gone.fresh).toHaveLength(1);
	expect(advance(gone.cursor, [record('1', null, at + 1_000)], iso(at + 3_000)).fresh).toEqual([]);
});

test('what lies before the overlap is forgotten, so that the state does not grow', () => {
	const old = Array.from({ length: 500 }, (_, id) => record(String(id), '0', START));
	const end = START + 60 * 60_000;
	expect(advance(cursorAt(START), old, iso(end)).cursor.seen).toEqual([]);
});

test('times of objects are to the second: one in the border second is remembered', () => {
	const to = START + 10 * POLL_OVERLAP_MS + 700;
	const border = to - POLL_OVERLAP_MS - 700;
	const { cursor } = advance(cursorAt(START), [record('1', '0', border)], iso(to));
	expect(cursor.seen).toEqual(['1@0']);
});

test('a state survives JSON, and another company gets an empty one', () => {
	const state = {
		company: 'a 1',
		cursors: { Bill: { since: iso(START), seen: ['1@0'] } },
		oneByOne: true,
	};
	expect(readState(JSON.parse(JSON.stringify(state)), 'a 1')).toEqual(state);
	expect(readState(state, 'a 2')).toEqual({ company: 'a 2', cursors: {}, oneByOne: false });
	expect(readState({ company: 'a 1', cursors: { Bill: { since: 'x' } } }, 'a 1').cursors).toEqual(
		{},
	);
});

test.each([
	[record('1', null, START), 'deleted'],
	[{ ...record('1', '1', START), operation: 'void' as const }, 'void'],
	[{ ...record('1', '1', START), operation: 'merge' as const }, 'merged'],
	[record('1', '1', START, START), 'created'],
	[record('1', '1', START, START - 1_000), 'updated'],
])('operations of records in the words of webhooks: %#', (of, expected) => {
	expect(operationsSince(cursorAt(START + 500))(of)).toBe(expected);
});

test('a document of the last poll that was changed inside the overlap is updated, not created', () => {
	const created = START + POLL_OVERLAP_MS;
	const first = advance(
		cursorAt(START),
		[record('1', '0', created, created)],
		iso(created + 30_000),
	);
	const { cursor } = first;
	expect(Date.parse(cursor.since)).toBeLessThan(created);
	expect(first.fresh.map(operationsSince(cursorAt(START)))).toEqual(['created']);
	const changed = record('1', '1', created + 60_000, created);
	expect(operationsSince(cursor)(changed)).toBe('updated');
	// It stays so while the overlap reaches its creation, and after that.
	let next = cursor;
	for (let minute = 1; minute < 6; minute += 1) {
		const at = created + minute * 60_000;
		const version = record('1', String(minute), at, created);
		expect(operationsSince(next)(version)).toBe('updated');
		next = advance(next, [version], iso(at + 1_000)).cursor;
	}
});

test('a document that was changed before any poll saw it is created, whatever its version', () => {
	const { cursor } = advance(cursorAt(START), [record('12', '0', START + 1)], iso(START + 2));
	expect(operationsSince(cursor)(record('1', '4', START + 2, START))).toBe('created');
	expect(operationsSince(cursor)(record('2', '1', START + 2, START))).toBe('created');
});

test('a window from which something was left out says so, and is not complete', () => {
	const records = [record('1', '1', START), record('2', null, START)];
	const fetched = {
		records,
		window: { entities: ['Invoice'], expected: { Invoice: 2 }, complete: true, remarks: [] },
	} as unknown as Fetched;
	const kept = keepChosen(fetched, ({ operation }) => operation === 'delete');
	expect(kept.records).toEqual([records[1]]);
	expect(kept.window).toMatchObject({ expected: { Invoice: 1 }, complete: false });
	expect(kept.window.remarks[0]).toMatch(/^1 change was left out/);
	expect(keepChosen(fetched, () => true)).toBe(fetched);
});
