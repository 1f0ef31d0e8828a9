/** Rows from items: every row comes out once, on Loaded or on Rejected; windows carry the summary. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { AnaplanClient } from '../../../../src/anaplan/client';
import type { DryRun } from '../../../../src/anaplan/dryRun';
import type { LoadResult, Stray } from '../../../../src/anaplan/load';
import type { LoadRequest } from '../../../../src/anaplan/loadRequest';
import { explainRow } from '../../../../src/anaplan/plainWords';
import { endedWell } from '../../../../src/anaplan/processSummary';
import { NO_IMPORT } from '../../../../src/anaplan/results';
import { checkRejectedShare } from '../../../../src/anaplan/rejectedShare';
import { isRecord, isRefused, isWindow, type LoadSummary } from '../../../../src/flow';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { dryRunItems } from './dryRunItems';
import { readOptions } from '../settings';

/** A way to load rows, and to show such a load. */
export interface RowLoad<Request> {
	/** @param rowItems indexes of the items that are rows */
	read: (rowItems: readonly number[]) => Request;
	dryRun: (client: AnaplanClient, request: Request & LoadBefore) => Promise<DryRun>;
	load: (client: AnaplanClient, request: Request & LoadBefore) => Promise<LoadResult>;
}

/** Loads the items that are rows, and returns the items of both outputs. */
export async function loadRowItems<Request>(
	context: IExecuteFunctions,
	{ read, dryRun, load }: RowLoad<Request>,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const rowItems = [...items.keys()].filter((index) => isRow(items[index].json));
	const request = { ...read(rowItems), ...loadBeforeOf(items) };
	const client = await openAnaplan(context);
	const options = readOptions(context, 0);
	if (options.dryRun) {
		return [dryRunItems(await dryRun(client, request), [...items.keys()]), []];
	}
	const result = await load(client, request);
	checkRejectedShare(result.summary, options.failAbovePercent, reasonsOf(result));
	return rowOutputs(items, rowItems, result);
}

/** Why rows were not loaded, in the rows' order. */
function* reasonsOf({ remarks }: LoadResult): Generator<string> {
	for (const { outcome, reason } of remarks) {
		if ((outcome === 'rejected' || outcome === 'partial') && reason !== undefined) yield reason;
	}
}

/** Both outputs: each row once, what has no rows passed on, windows or the summary. */
function rowOutputs(
	items: INodeExecutionData[],
	rowItems: number[],
	{ remarks, strays, summary }: LoadResult,
): INodeExecutionData[][] {
	const loaded: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];
	remarks.forEach((remark, index) => {
		const item: INodeExecutionData = {
			json: { ...items[rowItems[index]].json, anaplan: { ...remark } },
			pairedItem: { item: rowItems[index] },
		};
		const kept = remark.outcome === 'loaded' || remark.outcome === 'ignored';
		(kept ? loaded : rejected).push(item);
	});
	for (const stray of strays) rejected.push(strayItem(stray, rowItems));
	rejected.push(...actionItems(summary, rowItems), ...processItems(summary, rowItems));
	const passed = items.flatMap((item, index) => passedOn(item, index));
	return [[...loaded, ...passed, ...summaryItems(items, summary)], rejected];
}

/** True for an item that is a row to load. */
export function isRow(json: IDataObject): boolean {
	return !isWindow(json) && !isWithoutRows(json);
}

/** A tombstone, a document without lines, or one that could not be mapped. */
function isWithoutRows(json: IDataObject): boolean {
	// A record that no mapper has seen is a wrong connection.
	return isRefused(json) || (isRecord(json) && json.rows === 0);
}

function passedOn(item: INodeExecutionData, index: number): INodeExecutionData[] {
	if (!isWithoutRows(item.json)) return [];
	const reason = isRefused(item.json)
		? 'It could not be mapped, so there is no row to load.'
		: 'It has no rows: nothing was sent. Rows loaded for it earlier change only through a Sync Ledger.';
	const anaplan = { outcome: 'ignored', ...NO_IMPORT, reason };
	return [{ json: { ...item.json, anaplan }, pairedItem: { item: index } }];
}

/** Until when a load may begin, where that is known. */
type LoadBefore = Pick<LoadRequest, 'loadBefore'>;

/** The earliest moment that a window of Sync Ledger names. */
function loadBeforeOf(items: readonly INodeExecutionData[]): LoadBefore {
	const times = items.flatMap(({ json }) =>
		isWindow(json) && json.loadBefore !== undefined ? [Date.parse(json.loadBefore)] : [],
	);
	return times.length === 0 ? {} : { loadBefore: Math.min(...times) };
}

/** Each window with the summary added; where there is none, the summary as an item of its own. */
export function summaryItems(
	items: readonly INodeExecutionData[],
	summary: LoadSummary,
): INodeExecutionData[] {
	const load = { ...summary, imports: summary.imports.map((entry) => ({ ...entry })) };
	const windows = items.flatMap((item, index): INodeExecutionData[] =>
		isWindow(item.json) ? [{ json: { ...item.json, load }, pairedItem: { item: index } }] : [],
	);
	if (windows.length > 0) return windows;
	return [
		{
			json: { kind: 'loadSummary', load },
			pairedItem: [...items.keys()].map((item) => ({ item })),
		},
	];
}

/**
 * An item for each process that did not end as it should where nothing else on Rejected tells of it: the
 * rows stay what their imports made of them, and somebody has to look what is left undone.
 */
export function processItems(
	{ processes = [], actions = [], imports }: LoadSummary,
	from: readonly number[],
): INodeExecutionData[] {
	const told =
		imports.some(({ rejected }) => rejected > 0) ||
		actions.some(({ outcome }) => outcome !== 'done');
	if (told) return [];
	return processes
		.filter((process) => !endedWell(process))
		.map((process) => ({
			json: { kind: 'process', ...process },
			pairedItem: from.map((item) => ({ item })),
		}));
}

/** An item for each action that was to run after the imports, or step of a process, that was not done. */
export function actionItems(
	{ actions = [] }: Pick<LoadSummary, 'actions'>,
	from: readonly number[],
): INodeExecutionData[] {
	return actions
		.filter(({ outcome }) => outcome !== 'done')
		.map((action) => ({
			json: { kind: 'action', ...action },
			pairedItem: from.map((item) => ({ item })),
		}));
}

/** A refused line that leads back to no row: it must be seen all the same. */
function strayItem({ line, ...named }: Stray, rowItems: number[]): INodeExecutionData {
	const values: IDataObject = Object.fromEntries(line.values);
	const { reason, advice } = explainRow(line.reasons);
	return {
		json: {
			...values,
			anaplan: {
				outcome: 'rejected',
				...named,
				loadedAt: null,
				reason: `Anaplan refused a row that fits none of those sent: ${reason}`,
				advice,
			},
		},
		pairedItem: rowItems.map((item) => ({ item })),
	};
}
