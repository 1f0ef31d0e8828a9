/**
 * Reads objects of several entities by their ids with as few calls as QuickBooks allows. Measured in
 * calls: one query takes up to 200 ids of one entity, one batch call up to 30 such queries, so
 * notifications of many entities cost one call where single reads would cost one each. Whether
 * QuickBooks meters the queries inside a batch singly is not documented; it is never more than the
 * same queries alone would be.
 */
import { ENTITIES, findEntity, labelOf } from '../entities';
import { PackError } from '../errors';
import type { QuickBooksObject, SyncRecord, SyncWindow } from '../flow';
import { hasBadValue } from './badValue';
import { CDC_MARGIN_MS, CDC_REACH_DAYS } from './cdc';
import { BATCH_ITEMS, type QuickBooksClient, type QueryPage } from './client';
import { readCompany } from './company';
import { daysBefore, withOffset } from './dates';
import { DoubtedFields } from './doubtedFields';
import { keyOf, type Part, partsOf, statementOf } from './idParts';
import { textAt } from './objects';
import { deletedRecord, liveRecord, type RecordContext, tombstoneOf } from './records';
import type { Wanted } from './wanted';
import { contextOf, runIdOf, windowOf } from './window';

/** What became of one object that was asked for. */
export type ReadById = { wanted: Wanted } & ({ record: SyncRecord } | { error: unknown });

/** From so many look-ups on, asking change data capture for all of them takes fewer calls. */
const LOOK_UPS_WORTH_A_CAPTURE = 2;
/** A notification can bear a later time than the deletion it tells of. */
const REPORTED_EARLIER_MS = 10 * 60_000;

export interface FetchedByIds {
	/** Each object once, in the order in which they were first asked for. */
	results: ReadById[];
	window: SyncWindow;
}

/**
 * The objects as they are now. One that a query does not show is a tombstone once QuickBooks has
 * confirmed it: by a report of its deletion, or by saying at a single read that there is none (610).
 * @param options.remarks what the window says beside the objects that could not be read
 * @param options.failed true where something that was asked for could not be understood
 * @throws what ends the whole read; what concerns one object only is its result
 */
export async function fetchByIds(
	client: QuickBooksClient,
	options: {
		wanted: readonly Wanted[];
		executionId: string;
		remarks?: readonly string[];
		failed?: boolean;
	},
): Promise<FetchedByIds> {
	const objects = distinct(options.wanted);
	const runId = runIdOf(client, options.executionId);
	const company = await readCompany(client);
	const reader = new Reader(client, contextOf(client, company, runId));
	const results = await reader.read([...objects.values()]);
	const records = results.flatMap((result) => ('record' in result ? [result.record] : []));
	const failed = results.flatMap((result) => ('error' in result ? [result.wanted] : []));
	const names = new Set(results.map(({ wanted }) => wanted.entity));
	const entities = ENTITIES.map(({ name }) => name).filter((name) => names.has(name));
	return {
		results,
		window: {
			...windowOf(client, company, runId, entities, records),
			from: null,
			to: reader.earliest ?? new Date(client.clock.now()).toISOString(),
			complete: failed.length === 0 && options.failed !== true,
			remarks: [...(options.remarks ?? []), ...remarkOn(failed)],
		},
	};
}

/** By entity and id; whoever says that it was merged away is believed. */
function distinct(wanted: readonly Wanted[]): Map<string, Wanted> {
	const objects = new Map<string, Wanted>();
	for (const one of wanted) {
		const key = keyOf(one);
		objects.set(key, { ...one, merged: one.merged || (objects.get(key)?.merged ?? false) });
	}
	return objects;
}

/** A row, or what stands for one that is gone, and when QuickBooks said so; or why there is none. */
type Answer = { row: QuickBooksObject; time: string; gone: boolean } | { error: unknown };

class Reader {
	private readonly answers = new Map<string, Answer>();
	private readonly times: number[] = [];
	/** Whether what came in batches has all its custom fields. */
	private readonly fields: DoubtedFields;

	constructor(
		private readonly client: QuickBooksClient,
		private readonly context: RecordContext,
	) {
		this.fields = new DoubtedFields(client, 'batch');
	}

	/** QuickBooks' time of the earliest answer, in UTC; undefined where nothing was read. */
	get earliest(): string | undefined {
		if (this.times.length === 0) return undefined;
		return new Date(Math.min(...this.times)).toISOString();
	}

	async read(objects: readonly Wanted[]): Promise<ReadById[]> {
		const parts = partsOf(objects);
		for (let start = 0; start < parts.length; start += BATCH_ITEMS) {
			await this.readParts(parts.slice(start, start + BATCH_ITEMS));
		}
		await this.confirmDeletions(objects.filter((one) => !this.answers.has(keyOf(one))));
		// All at once, because the pacer lets through as many as QuickBooks takes; every one is awaited.
		const settled = await Promise.allSettled(objects.map(async (one) => await this.resultOf(one)));
		return settled.map((result) => {
			if (result.status === 'rejected') throw result.reason;
			return result.value;
		});
	}

	private async readParts(parts: readonly Part[]): Promise<void> {
		if (parts.length === 1) return await this.readPart(parts[0]);
		const pages = await this.client.queryTogether(
			parts.map((part) => ({ entity: part.entity, statement: statementOf(part) })),
			`reading ${parts.map(({ entity }) => labelOf(entity).toLowerCase()).join(', ')} by ID`,
		);
		for (const [index, { entity }] of parts.entries()) {
			this.fields.note(entity, pages[index]?.rows ?? []);
		}
		for (const [index, part] of parts.entries()) {
			const page = pages[index];
			if (page === undefined || this.mayLack(part)) await this.readPart(part);
			else this.take(part, page);
		}
		for (const { entity } of parts) this.fields.settle(entity);
	}

	/** Whether objects of the part came in a batch and may have more custom fields than came. */
	private mayLack({ entity, ids }: Part): boolean {
		return this.fields.inDoubt(entity).some((id) => ids.includes(id));
	}

	/** A statement by itself. One that a single bad object fails is halved until only that one is left. */
	private async readPart(part: Part): Promise<void> {
		const { entity, ids } = part;
		const what = `reading ${labelOf(entity).toLowerCase()} by ID`;
		const page = await this.client.query(entity, statementOf(part), what).catch(refusal);
		if ('rows' in page) {
			for (const row of page.rows) this.fields.compare(entity, row);
			this.take(part, page);
		} else if (hasBadValue(page.error) && ids.length > 1) {
			const half = Math.ceil(ids.length / 2);
			await this.readPart({ entity, ids: ids.slice(0, half) });
			await this.readPart({ entity, ids: ids.slice(half) });
		} else {
			for (const id of ids) this.answers.set(keyOf({ entity, id }), page);
		}
	}

	private take({ entity }: Part, { rows, time }: QueryPage): void {
		this.times.push(Date.parse(time));
		for (const row of rows) {
			this.answers.set(keyOf({ entity, id: textAt(row, 'Id') ?? '' }), { row, time, gone: false });
		}
	}

	/**
	 * One call of change data capture confirms many deletions that a query does not show. What it does
	 * not report (any more) is looked up singly.
	 */
	private async confirmDeletions(missing: readonly Wanted[]): Promise<void> {
		const times = new Map(
			missing
				.filter(({ entity }) => isReported(entity))
				.map((one) => [one, Date.parse(one.occurredAt ?? '')] as const)
				.filter(([, time]) => !Number.isNaN(time)),
		);
		if (times.size < LOOK_UPS_WORTH_A_CAPTURE) return;
		const floor = daysBefore(this.client.clock.now(), CDC_REACH_DAYS) + CDC_MARGIN_MS;
		const since = Math.max(floor, Math.min(...times.values()) - REPORTED_EARLIER_MS);
		const entities = [...new Set([...times.keys()].map(({ entity }) => entity))];
		const what = `looking up deleted ${entities.map((entity) => labelOf(entity).toLowerCase()).join(', ')}`;
		const answer = await this.client.changes(entities, withOffset(since), what).catch(refusal);
		if ('error' in answer) return;
		for (const one of times.keys()) {
			const gone = answer.groups.get(one.entity)?.deleted ?? [];
			const row = gone.find((tombstone) => textAt(tombstone, 'Id') === one.id);
			if (row !== undefined) {
				this.answers.set(keyOf(one), { row, time: answer.time, gone: true });
			}
		}
	}

	private async resultOf(wanted: Wanted): Promise<ReadById> {
		const { entity, merged } = wanted;
		const answer = this.answers.get(keyOf(wanted)) ?? (await this.lookUp(wanted));
		if ('error' in answer) return { wanted, error: answer.error };
		const { row, time, gone } = answer;
		const operation = merged ? 'merge' : 'delete';
		return {
			wanted,
			record: gone
				? deletedRecord(entity, row, time, this.context, operation)
				: liveRecord(entity, row, time, this.context),
		};
	}

	/** Nothing is called deleted because a query did not show it. */
	private async lookUp({ entity, id }: Wanted): Promise<Answer> {
		const found = await this.client
			.readOne(entity, id, `looking up ${entity} ${id}`)
			.catch(refusal);
		if (found === undefined) {
			// The refusal bears no time; the query that did not show the object does.
			const time = new Date(Math.max(...this.times)).toISOString();
			return { row: tombstoneOf(id), time, gone: true };
		}
		return 'error' in found ? found : { ...found, gone: false };
	}
}

/** Whether change data capture reports deletions of the entity. */
function isReported(name: string): boolean {
	const entity = findEntity(name);
	return entity?.cdc === true && entity.deletable;
}

/** The refusal of one call, so that others may go on; whatever ends the whole read stays an error. */
function refusal(error: unknown): { error: PackError } {
	if (error instanceof PackError && error.facts.httpStatus === 400) return { error };
	throw error;
}

function remarkOn(failed: readonly Wanted[]): string[] {
	if (failed.length === 0) return [];
	const names = failed.slice(0, NAMED).map(({ entity, id }) => `${entity} ${id}`);
	const more = failed.length > NAMED ? ` and ${failed.length - NAMED} more` : '';
	return [
		`QuickBooks refused to hand over ${names.join(', ')}${more}, so they are missing here; their own items say why.`,
	];
}

/** So many objects are named in a remark. */
const NAMED = 5;
