/**
 * Reads what changed since the checkpoint that the sync ledger has accepted, and again whatever the
 * ledger is not sure of. It moves no checkpoint: that is Record Outcome's alone.
 */
import type { BudgetStore } from '../budget';
import { findEntity, labelOf } from '../entities';
import { CancelledError, SettingError } from '../errors';
import type { StartRunAnswer } from '../ledger/commands';
import type { LedgerStore } from '../ledger/store';
import { type AnswerSizes, type EntityStart, readChanges } from './changes';
import type { QuickBooksClient } from './client';
import { callMeter } from './meter';
import { readCompany } from './company';
import { toUtc } from './dates';
import { joinBudgets, noteBudgetStore } from './sharedBudgets';
import {
	contextOf,
	type Fetched,
	changingEntities,
	recordsOf,
	refuseFuture,
	runIdOf,
	windowOf,
} from './window';

/**
 * Read again before the checkpoint: it is not documented whether change data capture includes its
 * start, nor how late a change shows up after the time it carries. Five minutes are far more than the
 * seconds seen, and what comes twice costs nothing: the ledger skips it.
 */
export const CHECKPOINT_OVERLAP_MS = 5 * 60_000;

export interface CheckpointOptions {
	entities: readonly string[];
	/** Where entities begin that have no checkpoint yet: epoch milliseconds, included. */
	firstLoadFrom?: number;
	/** With the realm ID it makes the run ID. */
	executionId: string;
	/** QuickBooks' own where left out. */
	sizes?: AnswerSizes;
}

/**
 * Everything that changed since the accepted checkpoint of each entity. Lists that are loaded for the
 * first time come whole, because transactions refer to accounts, vendors and customers that have not
 * changed for years.
 * @throws SettingError where an entity is loaded for the first time and no start date is given
 */
export async function fetchSinceCheckpoint(
	client: QuickBooksClient,
	ledger: LedgerStore,
	options: CheckpointOptions,
): Promise<Fetched> {
	const entities = changingEntities(options.entities);
	const { realmId, clock } = client;
	const at = new Date(clock.now()).toISOString();
	const start = await ledger.execute({ kind: 'startRun', realmId, entities, at });
	if (canShare(ledger)) noteBudgetStore(realmId, ledger);
	joinBudgets(client);
	const firstLoadFrom = firstLoadOf(client, start, options.firstLoadFrom);
	const fetched = await read(client, ledger, start, firstLoadFrom, options).catch(
		async (error: unknown) => {
			if (!(error instanceof CancelledError)) await countFailed(client, ledger, at);
			throw error;
		},
	);
	const { window } = fetched;
	const warning = await countCalls(client, ledger, window.to);
	return warning === ''
		? fetched
		: { ...fetched, window: { ...window, remarks: [...window.remarks, warning] } };
}

function canShare(ledger: LedgerStore): ledger is LedgerStore & BudgetStore {
	return ledger.sharedBudget !== undefined;
}

async function read(
	client: QuickBooksClient,
	ledger: LedgerStore,
	start: StartRunAnswer,
	firstLoadFrom: number,
	{ executionId, sizes }: CheckpointOptions,
): Promise<Fetched> {
	const { realmId } = client;
	const runId = runIdOf(client, executionId);
	const company = await readCompany(client);
	const starts = start.since.map(({ entity, checkpoint }) =>
		startOf(entity, checkpoint, firstLoadFrom),
	);
	const known = {
		readAgain: start.readAgain,
		idsOf: async (entity: string) =>
			start.ledgerEmpty
				? []
				: (await ledger.execute({ kind: 'knownDocuments', realmId, entity })).ids,
	};
	const changes = await readChanges(client, starts, known, sizes);
	const records = recordsOf(changes, contextOf(client, company, runId));
	const entities = start.since.map(({ entity }) => entity);
	const from = Math.min(...starts.map(({ since }) => since ?? firstLoadFrom));
	return {
		records,
		window: {
			...windowOf(client, company, runId, entities, records),
			from: new Date(from).toISOString(),
			to: toUtc(changes.to),
			complete: changes.complete,
			remarks: changes.remarks,
			ledger: {
				mark: start.ledger,
				empty: start.ledgerEmpty,
				since: Object.fromEntries(
					start.since.map(({ entity, checkpoint }) => [entity, checkpoint]),
				),
				readAgain: start.readAgain.length,
			},
		},
	};
}

function startOf(entity: string, checkpoint: string | null, firstLoadFrom: number): EntityStart {
	if (checkpoint !== null) {
		return { entity, since: Date.parse(checkpoint) - CHECKPOINT_OVERLAP_MS, firstLoad: false };
	}
	// What bears no date comes whole: lists, because documents refer to old ones, and budgets.
	const whole = findEntity(entity)?.dated !== true;
	return { entity, since: whole ? null : firstLoadFrom, firstLoad: true };
}

/** The start date of first loads; infinity where there is none, because every entity has a checkpoint. */
function firstLoadOf(
	client: QuickBooksClient,
	{ firstRun }: StartRunAnswer,
	firstLoadFrom: number | undefined,
): number {
	if (firstRun.length === 0) return Number.POSITIVE_INFINITY;
	if (firstLoadFrom !== undefined) {
		refuseFuture(client, firstLoadFrom);
		return firstLoadFrom;
	}
	throw new SettingError(
		`${firstRun.map(labelOf).join(', ')} of company ${client.realmId} have no accepted checkpoint in this ledger yet, so it is not known from when on to read them.`,
		'For this first load fill in First Load From: transactions dated, added or changed since then are loaded, and lists as a whole. Choose a date before the first entry to take over everything. If they were loaded before, check that the right ledger is chosen.',
	);
}

/**
 * Adds the calls that this process has made to the company since the last count, this run's among them,
 * to those of their month, and answers a warning when the month may not last.
 * @param time whose month the newest calls are of: ISO 8601 in UTC; this machine's clock may be off
 */
async function countCalls(
	client: QuickBooksClient,
	ledger: LedgerStore,
	time: string,
): Promise<string> {
	const { realmId, companyKey } = client;
	const counts = callMeter.take(companyKey);
	const newest = counts.at(-1);
	if (newest !== undefined) newest.month = time.slice(0, 'yyyy-mm'.length);
	let warning = '';
	try {
		while (counts.length > 0) {
			const [{ month, calls }] = counts;
			({ warning } = await ledger.execute({ kind: 'countCalls', realmId, month, calls }));
			counts.shift();
		}
	} finally {
		for (const count of counts) callMeter.giveBack(companyKey, count);
	}
	return warning;
}

/** Calls of a failed read are metered too; failing to count them must not hide why the read failed. */
async function countFailed(client: QuickBooksClient, ledger: LedgerStore, time: string) {
	await countCalls(client, ledger, time).catch(() => '');
}
