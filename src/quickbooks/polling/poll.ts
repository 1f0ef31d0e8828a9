/** One poll of a company: what changed since the last one, as far as the time for it reaches. */
import { findEntity, labelOf } from '../../entities';
import { CancelledError, ServiceError, SettingError } from '../../errors';
import type { SyncRecord } from '../../flow';
import { CDC_MARGIN_MS, CDC_REACH_DAYS } from '../cdc';
import { type Changes, readChanges } from '../changes';
import type { QuickBooksClient } from '../client';
import { readCompany } from '../company';
import { daysBefore, toUtc } from '../dates';
import { singleStatement } from '../query';
import {
	contextOf,
	type Fetched,
	changingEntities,
	recordsOf,
	refuseFuture,
	runIdOf,
	windowOf,
} from '../window';
import { keepChosen, operationsSince } from './operations';
import { advance, cursorAt, type PollState } from './state';

export interface PollOptions {
	entities: readonly string[];
	/** In the words of webhooks. */
	operations: readonly string[];
	state: PollState;
	/** Epoch milliseconds where an entity's first read begins; left out: now. */
	startFrom?: number;
	/** Aborts when the poll should end; the client must have been opened with it. */
	outOfTime: AbortSignal;
}

export interface PollResult {
	/** To be kept as soon as the records are handed over. */
	state: PollState;
	/** Undefined where there is nothing new. */
	fetched?: Fetched;
}

/**
 * Reads what is new. Entities that there was no time for keep their cursor and come first next time.
 * @throws SettingError where one entity alone takes longer than a poll may
 * @throws ServiceError where QuickBooks did not even answer the first calls in time
 */
export async function pollChanges(
	client: QuickBooksClient,
	options: PollOptions,
): Promise<PollResult> {
	const entities = changingEntities(options.entities);
	const result = await pollOnce(client, entities, options).catch(noneInTime(options.outOfTime));
	if (result !== undefined) return result;
	throw new ServiceError(
		'QuickBooks Online did not answer within the time that n8n gives one poll.',
		'Nothing is lost: the next poll begins where this one did. If it stays, poll less often, or look whether other workflows use up the calls that QuickBooks allows per minute.',
	);
}

async function pollOnce(
	client: QuickBooksClient,
	entities: readonly string[],
	options: PollOptions,
): Promise<PollResult> {
	const state = await withStarts(client, entities, options);
	const isFirst = Object.keys(options.state.cursors).length === 0;
	if (isFirst && options.startFrom === undefined) return { state };
	return await new Poll(client, state, options).run(entities);
}

/** Every entity gets a cursor. Now is QuickBooks' now, whatever the clock of this machine says. */
async function withStarts(
	client: QuickBooksClient,
	entities: readonly string[],
	{ state, startFrom }: PollOptions,
): Promise<PollState> {
	const cursors = { ...state.cursors };
	const fresh = entities.filter((entity) => cursors[entity] === undefined);
	if (fresh.length === 0) return state;
	if (startFrom !== undefined) refuseFuture(client, startFrom);
	const since = startFrom ?? (await timeOf(client));
	for (const entity of fresh) cursors[entity] = cursorAt(since);
	return { ...state, cursors };
}

async function timeOf(client: QuickBooksClient): Promise<number> {
	const statement = singleStatement('CompanyInfo');
	const page = await client.query('CompanyInfo', statement, "reading QuickBooks' time");
	return Date.parse(page.time);
}

/** Changes of some entities, read together. */
type GroupChanges = Pick<Changes, 'to' | 'complete' | 'remarks' | 'entities'>;

class Poll {
	private readonly read: GroupChanges[] = [];

	constructor(
		private readonly client: QuickBooksClient,
		private readonly state: PollState,
		private readonly options: PollOptions,
	) {}

	async run(entities: readonly string[]): Promise<PollResult> {
		const company = await readCompany(this.client);
		const ended = await this.readGroups(this.groupsOf(entities));
		if (this.read.length === 0) return { state: { ...this.state, oneByOne: true } };
		const done = entities.filter((entity) => this.groupOf(entity) !== undefined);
		const to = earliest(this.read.map((group) => group.to));
		const runId = runIdOf(this.client, `poll-${Date.parse(to)}`);
		const context = contextOf(this.client, company, runId);
		const cursors = { ...this.state.cursors };
		const fresh: SyncRecord[] = [];
		for (const entity of done) {
			const group = this.groupOf(entity);
			if (group === undefined) continue;
			const changes = group.entities.filter((found) => found.entity === entity);
			const records = recordsOf({ ...group, entities: changes }, context);
			const next = advance(this.state.cursors[entity], records, group.to);
			cursors[entity] = next.cursor;
			for (const record of next.fresh) fresh.push(record);
		}
		const state = { ...this.state, cursors, oneByOne: !ended };
		const fetched = this.chosen({
			records: fresh,
			window: {
				...windowOf(this.client, company, runId, done, fresh),
				from: new Date(Math.min(...done.map((entity) => this.since(entity)))).toISOString(),
				to: toUtc(to),
				complete: this.read.every(({ complete }) => complete),
				remarks: this.read.flatMap(({ remarks }) => remarks),
			},
		});
		// A deletion that may be missing has to be told, even when nothing else is new. Of entities that
		// change data capture does not know it never tells, which is no news.
		const worth = fetched.records.length > 0 || this.read.some(isNewsworthy);
		return worth ? { state, fetched } : { state };
	}

	/** True where there was time for all. */
	private async readGroups(groups: ReadonlyArray<readonly string[]>): Promise<boolean> {
		for (const group of groups) {
			if (this.options.outOfTime.aborted && this.read.length > 0) return false;
			const starts = group.map((entity) => ({
				entity,
				since: this.since(entity),
				firstLoad: false,
			}));
			const changes = await readChanges(this.client, starts).catch(
				noneInTime(this.options.outOfTime),
			);
			if (changes !== undefined) {
				this.read.push(changes);
				continue;
			}
			if (group.length === 1 && this.read.length === 0) throw tooMuch(group[0], starts[0].since);
			return false;
		}
		return true;
	}

	/**
	 * One call serves all that change data capture reaches. What it does not know, lists that go back
	 * further, and all of them where the last poll ran out of time, are read one by one, longest unread
	 * first.
	 */
	private groupsOf(entities: readonly string[]): string[][] {
		const floor = daysBefore(this.client.clock.now(), CDC_REACH_DAYS) + CDC_MARGIN_MS;
		const isNear = (entity: string) =>
			!this.state.oneByOne && isCaptured(entity) && this.since(entity) >= floor;
		const near = entities.filter(isNear);
		const single = entities.filter((entity) => !isNear(entity));
		single.sort((a, b) => this.since(a) - this.since(b));
		return [...(near.length > 0 ? [near] : []), ...single.map((entity) => [entity])];
	}

	private chosen(fetched: Fetched): Fetched {
		const { cursors } = this.state;
		const operations = new Map(
			fetched.window.entities.map((entity) => [entity, operationsSince(cursors[entity])]),
		);
		return keepChosen(fetched, (record) => {
			const operation = operations.get(record.entity)?.(record);
			return operation !== undefined && this.options.operations.includes(operation);
		});
	}

	private since(entity: string): number {
		return Date.parse(this.state.cursors[entity].since);
	}

	private groupOf(entity: string): GroupChanges | undefined {
		return this.read.find((group) => group.entities.some((found) => found.entity === entity));
	}
}

/** Undefined for a read that was stopped because the time was up; anything else stays an error. */
function noneInTime(outOfTime: AbortSignal): (error: unknown) => undefined {
	return (error) => {
		if (error instanceof CancelledError && outOfTime.aborted) return undefined;
		throw error;
	};
}

function isCaptured(entity: string): boolean {
	return findEntity(entity)?.cdc === true;
}

function isNewsworthy({ complete, entities }: GroupChanges): boolean {
	return !complete && entities.some(({ entity }) => isCaptured(entity));
}

function earliest(times: readonly string[]): string {
	return times.reduce((a, b) => (Date.parse(b) < Date.parse(a) ? b : a));
}

function tooMuch(entity: string, since: number): SettingError {
	return new SettingError(
		`Reading ${labelOf(entity).toLowerCase()} since ${new Date(since).toISOString()} takes longer than n8n gives one poll.`,
		'Choose a later Start Date in a new trigger node, and load what lies before it once with the QuickBooks Online Fetch node.',
	);
}
