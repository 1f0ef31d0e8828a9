/** One run of the sync, from reading to recording, over the real mapper; pauses wherever it can die. */
import type { SyncRecord, PlanningRow, QuickBooksObject } from '../../../../src/flow';
import type { PreparedInput, RowOutcome } from '../../../../src/ledger/commands';
import { DELETED } from '../../../../src/ledger/types';
import { mapRecords } from '../../../../src/planning/map';
import { transactionIdOf } from '../../../../src/transactionId';
import {
	ALL_ENTITIES,
	type Books,
	type Gone,
	isVoid,
	LISTS,
	type Random,
	secondsOf,
	updatedAt,
} from './books';
import type { AnaplanModel } from './model';
import type { Step, World } from './stores';

export interface RunSetting {
	runId: string;
	books: Books;
	model: AnaplanModel;
	store: World;
	random: Random;
	now: () => number;
	/** False for an undisturbed run. */
	faults: boolean;
	/** Called with the load under way, so that a task can outlive the run that started it. */
	onLoad?: (load: Step) => void;
	onRows?: (rows: number) => void;
}

/** Read earlier than the checkpoint, as change data capture may be late. */
const OVERLAP_MS = 60_000;

export function* syncRun(setting: RunSetting): Step {
	const { runId, books, store, now } = setting;
	const { realmId } = books;
	const at = () => new Date(now()).toISOString();
	const entities = [...ALL_ENTITIES];
	const start = yield* store.call({ kind: 'startRun', realmId, entities, at: at() });
	if (start.ledgerEmpty) {
		const modelHoldsOurKeys = setting.model.holdsKeysOf(realmId);
		yield* store.call({ kind: 'checkFirstRun', realmId, modelHoldsOurKeys });
	}
	const first = start.firstRun.length > 0 || start.oldest === null;
	const since = first ? null : Date.parse(start.oldest ?? '') - OVERLAP_MS;
	const to = secondsOf(now());
	const records = new Map<string, SyncRecord>();
	for (const entity of entities) {
		const changes = books.changesOf(entity, since);
		for (const body of changes.live) keep(records, live(setting, entity, body));
		for (const gone of changes.gone) keep(records, confirmed(setting, gone));
		if (setting.faults && setting.random(20) === 0 && changes.live.length > 0) {
			// QuickBooks reports a living document as deleted.
			const body = changes.live[setting.random(changes.live.length)];
			keep(
				records,
				confirmed(setting, { entity, id: body.Id, updatedAt: secondsOf(now()), merged: false }),
			);
		}
		if (entity === 'Customer' || entity === 'Bill') yield;
	}
	for (const { entity, id } of start.readAgain) {
		keep(records, confirmed(setting, { entity, id, updatedAt: secondsOf(now()), merged: false }));
	}
	yield;
	const expected: { [entity: string]: number } = {};
	for (const { entity } of records.values()) expected[entity] = (expected[entity] ?? 0) + 1;
	const { documents, refused } = mapped([...records.values()]);
	let complete = true;
	if (setting.faults && documents.length > 0 && setting.random(12) === 0) {
		// A node in between loses a document, or the read itself was cut and says so.
		const [lost] = documents.splice(setting.random(documents.length), 1);
		if (setting.random(2) === 0) {
			complete = false;
			expected[lost.entity] -= 1;
		}
	}
	if (setting.faults && documents.length > 0 && setting.random(6) === 0) {
		// The mapper refuses a document for a reason that goes away without a change in QuickBooks.
		const [{ entity, id, readAt }] = documents.splice(setting.random(documents.length), 1);
		refused.push({ entity, id, readAt, reason: 'It cannot be mapped today.' });
	}
	if (setting.faults && documents.length > 0 && setting.random(10) === 0) {
		documents.push(documents[setting.random(documents.length)]);
	}
	const window = {
		from: since === null ? null : secondsOf(since),
		to,
		entities,
		expected,
		complete,
	};
	const prepared = yield* store.call({
		kind: 'prepare',
		realmId,
		run: { runId, executionId: `execution of ${runId}`, at: at(), window, ledger: start.ledger },
		documents,
		refused,
	});
	setting.onRows?.(prepared.rows.length);
	const outcomes: RowOutcome[] = [];
	const load = loadRows(
		setting,
		prepared.rows.map(({ row }) => row),
		outcomes,
	);
	setting.onLoad?.(load);
	for (;;) {
		if (load.next().done === true) break;
		yield;
		// The load fails, and the template's error path records what is known: nothing.
		if (setting.faults && setting.random(40) === 0) {
			outcomes.length = 0;
			break;
		}
	}
	const repeat = setting.faults && setting.random(8) === 0 ? 2 : 1;
	for (let time = 0; time < repeat; time += 1) {
		yield* store.call({ kind: 'record', realmId, runId, executionId: '', at: at(), outcomes });
	}
}

/** Lists first, then lines, then amounts; in pieces, so that runs can overlap and die in between. */
function* loadRows(setting: RunSetting, rows: PlanningRow[], outcomes: RowOutcome[]): Step {
	const { model, random, faults } = setting;
	const isList = (row: PlanningRow) => (LISTS as readonly string[]).includes(row.Entity);
	const lists = rows.filter(isList);
	const lines = rows.filter((row) => !isList(row));
	const rejecting = faults && random(4) === 0;
	const forgetful = faults && random(6) === 0;
	const answer = (row: PlanningRow, rejected: boolean) => {
		if (forgetful && random(4) === 0) return;
		outcomes.push({
			code: row.Code,
			status: rejected ? 'rejected' : 'loaded',
			reason: rejected ? 'Invalid line item identifier' : '',
			import: 'an import',
			taskId: 'TASK',
		});
	};
	const bad = (row: PlanningRow) => rejecting && row.Code !== '' && random(8) === 0;
	for (const piece of pieces(lists, random)) {
		const accepted = piece.filter((row) => !bad(row));
		model.importList(accepted);
		for (const row of piece) answer(row, !accepted.includes(row));
		yield;
	}
	for (const piece of pieces(lines, random)) {
		model.importLineList(piece.filter((row) => !bad(row)));
		yield;
	}
	for (const piece of pieces(lines, random)) {
		const accepted = piece.filter((row) => !bad(row));
		const refused = model.importModule(accepted);
		for (const row of piece) answer(row, !accepted.includes(row) || refused.has(row.Code));
		yield;
	}
}

/** One to three pieces. */
function pieces<Item>(items: Item[], random: Random): Item[][] {
	if (items.length === 0) return [];
	const size = Math.ceil(items.length / (1 + random(3)));
	const result: Item[][] = [];
	for (let start = 0; start < items.length; start += size)
		result.push(items.slice(start, start + size));
	return result;
}

function keep(records: Map<string, SyncRecord>, record: SyncRecord): void {
	records.set(`${record.entity}/${record.id}`, record);
}

/** A deletion counts only when reading the id finds nothing. */
function confirmed(setting: RunSetting, gone: Gone): SyncRecord {
	const body = setting.books.live.get(`${gone.entity}/${gone.id}`);
	return body === undefined ? tombstone(setting, gone) : live(setting, gone.entity, body);
}

function live(
	setting: RunSetting,
	entity: string,
	body: QuickBooksObject & { Id: string },
): SyncRecord {
	const operation = isVoid(body) ? 'void' : 'upsert';
	return {
		...common(setting, entity, body.Id, body.SyncToken ?? null),
		operation,
		updatedAt: updatedAt(body),
		record: body,
	};
}

function tombstone(setting: RunSetting, gone: Gone): SyncRecord {
	return {
		...common(setting, gone.entity, gone.id, null),
		operation: gone.merged ? 'merge' : 'delete',
		updatedAt: gone.updatedAt,
		record: { Id: gone.id, status: 'Deleted' },
	};
}

function common(
	{ books, runId, now }: RunSetting,
	entity: string,
	id: string,
	syncToken: string | null,
) {
	const { realmId } = books;
	return {
		kind: 'record' as const,
		entity,
		id,
		realmId,
		syncToken,
		transactionId: transactionIdOf({ realmId, entity, id, syncToken }),
		runId,
		homeCurrency: books.money.home,
		readAt: new Date(now()).toISOString(),
	};
}

/** What the node between mapper and ledger makes of the mapper's answer. */
export function mapped(records: SyncRecord[]) {
	const { rows, refused } = mapRecords(records);
	const bad = new Set(refused.map(({ sourceIndex }) => sourceIndex));
	const documents = records.flatMap((record, index): PreparedInput[] =>
		bad.has(index)
			? []
			: [
					{
						entity: record.entity,
						id: record.id,
						operation: record.operation,
						version: record.syncToken ?? DELETED,
						updatedAt: record.updatedAt,
						readAt: record.readAt,
						transactionId: record.transactionId,
						rows: rows.filter(({ sourceIndex }) => sourceIndex === index).map(({ row }) => row),
					},
				],
	);
	return {
		documents,
		refused: refused.map(({ sourceIndex, error }) => ({
			entity: records[sourceIndex].entity,
			id: records[sourceIndex].id,
			reason: error.message,
			readAt: records[sourceIndex].readAt,
		})),
	};
}
