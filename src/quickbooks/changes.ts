/**
 * What changed in a company since a point in time: live objects and deletions, and what cannot be
 * vouched for. Change data capture first; lists where it does not reach; documents by id where the
 * sync ledger knows of them.
 */
import { findEntity, labelOf } from '../entities';
import { bothStates, readByIds } from './byId';
import { CDC_MARGIN_MS, CDC_OBJECT_LIMIT, CDC_REACH_DAYS, ChangeCapture, isBefore } from './cdc';
import type { QuickBooksClient } from './client';
import { daysBefore, withOffset } from './dates';
import { type EntityChanges, FoundChanges } from './found';
import { textAt } from './objects';
import { readList, type ReadRow } from './paging';
import { LAST_UPDATED, MAX_RESULTS, type QueryFilter, singleStatement } from './query';
import { tombstoneOf } from './records';
import { countAll, idsInDoubt } from './sweep';

/** Where the read of one entity begins. */
export interface EntityStart {
	entity: string;
	/** Epoch milliseconds, included; null: everything that exists. */
	since: number | null;
	/** True where nothing of the entity was accepted before: it is read from its list. */
	firstLoad: boolean;
}

/** What the sync ledger knows of documents before a read. */
export interface KnownDocuments {
	/** To be read by id, whether changed or not. */
	readAgain: ReadonlyArray<{ entity: string; id: string }>;
	/** Ids of an entity that Anaplan may hold something of. */
	idsOf(entity: string): Promise<string[]>;
}

/** Sizes of QuickBooks' answers; smaller ones bring their borders about with little data. */
export interface AnswerSizes {
	/** Objects in one answer of change data capture. */
	capture: number;
	/** Rows on one page of a list. */
	page: number;
}

const USUAL_SIZES: AnswerSizes = { capture: CDC_OBJECT_LIMIT, page: MAX_RESULTS };

/** All changes of a company. */
export interface Changes {
	/** In the order of the entities asked for; every id once. */
	entities: EntityChanges[];
	/** QuickBooks' time of the earliest answer: what changed before it is here. ISO 8601 with offset. */
	to: string;
	/** How far this machine's clock is ahead of QuickBooks'; behind where it is below 0. */
	clockAheadMs: number;
	/** False where a change or a deletion may be missing. */
	complete: boolean;
	/** Why; whole sentences for people. */
	remarks: string[];
}

/**
 * Reads the changes of entities, each from its own start. With `known` deletions that QuickBooks does
 * not report any more are found too, so that the answer is complete.
 */
export async function readChanges(
	client: QuickBooksClient,
	starts: readonly EntityStart[],
	known?: KnownDocuments,
	sizes: AnswerSizes = USUAL_SIZES,
): Promise<Changes> {
	return await new ChangeReader(client, known, sizes).read(starts);
}

/** An entity with a lower bound, as change data capture needs it. */
type BoundedStart = EntityStart & { since: number };

class ChangeReader {
	private readonly found = new FoundChanges();
	private readonly capture: ChangeCapture;
	private readonly remarks: string[] = [];
	/** Entities of which QuickBooks may not have reported every deletion. */
	private readonly unsure = new Set<string>();
	/** Something in the company has changed. */
	private busy = false;

	constructor(
		private readonly client: QuickBooksClient,
		private readonly known: KnownDocuments | undefined,
		private readonly sizes: AnswerSizes,
	) {
		this.capture = new ChangeCapture(client, this.found, sizes.capture);
	}

	async read(starts: readonly EntityStart[]): Promise<Changes> {
		const listed = await this.captureChanges(starts);
		for (const start of starts) {
			if (listed.has(start.entity)) await this.readLive(start);
		}
		this.busy = starts.some(({ entity }) => this.found.of(entity).live.length > 0);
		for (const { entity } of starts) await this.settle(entity);
		return {
			entities: starts.map(({ entity }) => this.found.of(entity)),
			to: this.found.earliest,
			clockAheadMs: this.found.clockAheadMs,
			complete: this.remarks.length === 0,
			remarks: this.remarks,
		};
	}

	/** Change data capture as far as it reaches; answers the entities whose lists have to be read. */
	private async captureChanges(starts: readonly EntityStart[]): Promise<Set<string>> {
		const floor = daysBefore(this.client.clock.now(), CDC_REACH_DAYS) + CDC_MARGIN_MS;
		const captured = starts.filter(isCaptured);
		const beyond = captured.filter(({ since }) => since < floor);
		let within = captured.filter(({ since }) => since >= floor);
		while (within.length > 0 && !(await this.capture.read(within))) {
			// QuickBooks' clock is not ours: for it the oldest start lies too far back.
			const oldest = Math.min(...within.map(({ since }) => since));
			beyond.push(...within.filter(({ since }) => since === oldest));
			within = within.filter(({ since }) => since > oldest);
		}
		if (beyond.length > 0) await this.captureDeletions(beyond, floor);
		for (const entity of this.capture.cut) this.noteCut(entity);
		const answered = new Set(within.map(({ entity }) => entity));
		const listed = starts.map(({ entity }) => entity).filter((entity) => !answered.has(entity));
		for (const entity of listed) this.noteListed(entity);
		return new Set([...listed, ...this.capture.cut]);
	}

	/**
	 * The list still brings every live object, but tombstones may be cut off: of deleted documents, and
	 * of list items that were merged away.
	 */
	private noteCut(entity: string): void {
		if (!isDeletable(entity) && !isMergeable(entity)) return;
		// Merged list items are looked for whenever something has changed.
		if (isDeletable(entity)) this.unsure.add(entity);
		if (this.known === undefined) this.remarks.push(deletionsCut(entity));
	}

	/** What change data capture does not know, and nobody can delete, is wholly in its list. */
	private noteListed(entity: string): void {
		if (isKnownToCapture(entity)) {
			this.unsure.add(entity);
		} else if (isDeletable(entity)) {
			this.unsure.add(entity);
			if (this.known === undefined) this.remarks.push(deletionsUnknown(entity));
		}
	}

	/** Deletions first: what is deleted while the lists are read is then the next run's. */
	private async captureDeletions(beyond: readonly BoundedStart[], floor: number): Promise<void> {
		const oldest = Math.min(...beyond.map(({ since }) => since));
		const reached = beyond
			.filter(({ since }) => since < floor)
			.map(({ entity }) => ({ entity, since: floor }));
		const seen = reached.length > 0 && (await this.capture.read(reached, true));
		if (this.known !== undefined) return;
		this.remarks.push(deletionsNotSeen(oldest, seen ? floor : undefined));
	}

	private async readLive(start: EntityStart): Promise<void> {
		const { entity } = start;
		const what = `reading ${labelOf(entity).toLowerCase()}`;
		if (findEntity(entity)?.kind === 'single') return await this.readSingle(start, what);
		for (const bounds of boundsOf(start)) {
			const filters = [...bothStates(entity), ...bounds];
			const pageSize = this.sizes.page;
			const list = await readList(this.client, { entity, filters, what, pageSize });
			this.found.noteTime(list.time, this.client.clock.now());
			const { live } = this.found.of(entity);
			for (const row of list.rows) live.push(row);
		}
	}

	/** The company has one object of the entity: it is there, changed since the start or not. */
	private async readSingle({ entity, since }: EntityStart, what: string): Promise<void> {
		const page = await this.client.query(entity, singleStatement(entity), what);
		this.found.noteTime(page.time, this.client.clock.now());
		const changed = page.rows.filter((row) => since === null || !isBefore(row, since));
		this.found.of(entity).live.push(...changed.map((row) => ({ row, time: page.time })));
	}

	/**
	 * Reads by id whatever needs it, in one go: documents to be read again; tombstones, because
	 * QuickBooks has reported living documents as deleted, and one deleted between a list and change
	 * data capture would be in both; known documents of which a deletion may have been missed; and what
	 * may lack custom fields.
	 * Nothing is taken out of a plan without this read.
	 */
	private async settle(entity: string): Promise<void> {
		const changes = this.found.of(entity);
		const live = byId(changes.live);
		const reported = byId(changes.deleted);
		const again = this.readAgainOf(entity).filter((id) => !live.has(id));
		const { fields } = this.capture;
		const wanted = new Set([...reported.keys(), ...again, ...fields.inDoubt(entity)]);
		const doubted = await this.doubted(entity, live);
		// One without an Id cannot be looked up; it stays, and is refused as a record.
		const gone = [...reported].flatMap(([id, read]) => (id === '' ? [read] : []));
		for await (const page of readByIds(this.client, entity, [...wanted, ...doubted])) {
			for (const read of page.found) {
				const id = idOf(read);
				fields.compare(entity, read.row);
				if (wanted.has(id) && isNewer(read, live.get(id))) live.set(id, read);
			}
			for (const id of page.missing) {
				live.delete(id);
				gone.push(reported.get(id) ?? { row: tombstoneOf(id), time: page.time });
			}
		}
		fields.settle(entity);
		changes.live = [...live.values()];
		changes.deleted = gone;
	}

	private readAgainOf(entity: string): string[] {
		const documents = this.known?.readAgain ?? [];
		return documents.filter((document) => document.entity === entity).map(({ id }) => id);
	}

	/**
	 * Known ids that may be gone. The ledger is asked as late as possible, so that it knows what other
	 * runs wrote meanwhile.
	 */
	private async doubted(
		entity: string,
		live: ReadonlyMap<string, ReadRow>,
	): Promise<readonly string[]> {
		const unsure = this.unsure.has(entity);
		// Merging makes a list item vanish, perhaps unreported; what referred to it changes.
		const mayBeMerged = isMergeable(entity) && this.busy;
		if (this.known === undefined || !(unsure || mayBeMerged)) return [];
		const known = await this.known.idsOf(entity);
		const others = known.filter((id) => !live.has(id));
		if (others.length === 0) return [];
		if (!unsure && (await countAll(this.client, entity)) >= others.length + live.size) return [];
		return await idsInDoubt(this.client, entity, others);
	}
}

function isDeletable(entity: string): boolean {
	return findEntity(entity)?.deletable === true;
}

/** Whether people can merge two of them, by what webhooks report. */
function isMergeable(entity: string): boolean {
	return findEntity(entity)?.webhookOperations.includes('merged') === true;
}

function isKnownToCapture(entity: string): boolean {
	return findEntity(entity)?.cdc === true;
}

/**
 * Filters whose lists together are the live objects of a read. A first load of transactions also takes
 * those dated since its start that were entered before it: the months from there on must be whole.
 */
function boundsOf({ entity, since, firstLoad }: EntityStart): QueryFilter[][] {
	if (since === null) return [[]];
	const value = withOffset(since);
	const updated: QueryFilter = { field: LAST_UPDATED, operator: '>=', value };
	if (!firstLoad || findEntity(entity)?.dated !== true) return [[updated]];
	// A day earlier, because the start's own date depends on the time zone.
	const date = withOffset(daysBefore(since, 1)).slice(0, 'yyyy-mm-dd'.length);
	const dated: QueryFilter = { field: 'TxnDate', operator: '>=', value: date };
	return [[updated], [dated, { ...updated, operator: '<' }]];
}

function isCaptured(start: EntityStart): start is BoundedStart {
	return start.since !== null && !start.firstLoad && isKnownToCapture(start.entity);
}

/** The newest row of each id, in the order in which the ids first came. */
function byId(rows: readonly ReadRow[]): Map<string, ReadRow> {
	const map = new Map<string, ReadRow>();
	for (const read of rows) {
		if (isNewer(read, map.get(idOf(read)))) map.set(idOf(read), read);
	}
	return map;
}

/** Not older than what is there; an object's SyncToken counts its versions. */
function isNewer({ row }: ReadRow, other: ReadRow | undefined): boolean {
	return other === undefined || !(Number(row.SyncToken) < Number(other.row.SyncToken));
}

function idOf({ row }: ReadRow): string {
	return textAt(row, 'Id') ?? '';
}

function deletionsCut(entity: string): string {
	const limit = CDC_OBJECT_LIMIT.toLocaleString('en-US');
	const lost = isDeletable(entity) ? 'deleted documents' : 'items that were merged away';
	return `${labelOf(entity)}: QuickBooks cut its list of changes at ${limit}, so ${lost} may be missing (changed ones are all here). Run the workflow more often, so that fewer than ${limit} change in between, and compare the totals once.`;
}

function deletionsNotSeen(from: number, to: number | undefined): string {
	const until = to === undefined ? 'now' : withOffset(to);
	return `This run begins more than ${CDC_REACH_DAYS} days back, so it read everything in QuickBooks that was added or changed since. On a first load that is expected, and nothing is missing. Only if Anaplan already holds earlier data of this company: documents deleted between ${withOffset(from)} and ${until} were not reported, because QuickBooks keeps deletions for ${CDC_REACH_DAYS} days. In that case compare the totals once.`;
}

function deletionsUnknown(entity: string): string {
	return `${labelOf(entity)}: QuickBooks does not report which of them were deleted (changed ones are all here). Start "Since the Accepted Checkpoint" finds deleted ones with the sync ledger.`;
}
