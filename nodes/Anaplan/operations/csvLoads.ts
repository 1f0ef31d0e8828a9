/** CSV files from binary data: each item is a load of its own; refused rows come out as items. */
import { Readable } from 'node:stream';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { AnaplanClient } from '../../../src/anaplan/client';
import type { CsvSource } from '../../../src/anaplan/csvFile';
import type { RejectedLine } from '../../../src/anaplan/fileRefusals';
import type { FileLoadResult } from '../../../src/anaplan/fileResult';
import { NO_IMPORT } from '../../../src/anaplan/results';
import { checkRejectedShare } from '../../../src/anaplan/rejectedShare';
import type { ReadEncoding } from '../../../src/csv/reader';
import { CancelledError, SettingError } from '../../../src/errors';
import { isWindow, type LoadSummary } from '../../../src/flow';
import { openAnaplan } from '../../../src/n8n/anaplan';
import { toNodeError } from '../../../src/n8n/errors';
import { failedItem } from '../../../src/n8n/items';
import { actionItems, processItems, summaryItems } from './import/rowItems';
import { readFailAbove } from './settings';

/** What came of one item: a load, or items that stand for one, as of a dry run. */
type Loaded = FileLoadResult | { instead: INodeExecutionData[] };

/**
 * Loads the items one after another and returns the items of both outputs. Windows get the summary of
 * all loads together. With "Continue On Fail" an item that failed comes out on Rejected and the others
 * go on; windows stay away then, so that a ledger behind the node does not take the load for complete.
 * @param load loads one item that is no window
 * @param tellsWindows false where no window comes by
 */
export async function loadEachItem(
	context: IExecuteFunctions,
	load: (client: AnaplanClient, itemIndex: number) => Promise<Loaded>,
	tellsWindows: boolean,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const loaded: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];
	const hasWindow = items.some((item) => isWindow(item.json));
	const client = await openAnaplan(context);
	let total: LoadSummary | undefined;
	let failed = false;
	for (const [itemIndex, item] of items.entries()) {
		if (isWindow(item.json)) continue;
		try {
			const result = await load(client, itemIndex);
			if ('instead' in result) {
				for (const item of result.instead) loaded.push(item);
				continue;
			}
			for (const refused of rejectedItems(result, itemIndex)) rejected.push(refused);
			checkShare(context, itemIndex, result);
			total = total === undefined ? result.summary : added(total, result.summary);
			if (hasWindow) continue;
			const [summary] = summaryItems([item], result.summary);
			loaded.push({ ...summary, pairedItem: { item: itemIndex } });
		} catch (error) {
			const nodeError = toNodeError(context.getNode(), error, itemIndex);
			if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
			rejected.push(failedItem(nodeError, [itemIndex]));
			failed = true;
		}
	}
	if (hasWindow && tellsWindows && !failed) {
		loaded.push(...summaryItems(items, total ?? emptySummary(client.clock.now())));
	}
	return [loaded, rejected];
}

/** The CSV file in a binary field of an item. That there is none is told with all else when it is read. */
export function csvSource(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
	encoding: ReadEncoding,
): CsvSource {
	const has = context.getInputData()[itemIndex].binary ?? {};
	const binary = Object.hasOwn(has, field) ? has[field] : undefined;
	return {
		name: binary?.fileName ?? 'The CSV file',
		encoding,
		open: async () => {
			if (binary === undefined) throw noBinary(field, Object.keys(has));
			return binary.id === undefined
				? Readable.from([Buffer.from(binary.data, 'base64')])
				: await context.helpers.getBinaryStream(binary.id);
		},
	};
}

function noBinary(field: string, has: readonly string[]): SettingError {
	const named = has.map((name) => `"${name}"`).join(', ');
	return new SettingError(
		field.trim() === ''
			? 'No binary field is named.'
			: `The item has no binary field "${field}"; it has ${named === '' ? 'no binary data at all' : named}.`,
		named === ''
			? 'Connect a node before this one that hands over the CSV file as binary data, for example Read/Write Files from Disk.'
			: 'Enter the name of the field as the tab Binary of the input shows it. Files that several items bring are put on one item by an Aggregate node with its option "Include Binaries".',
		{ code: 'binaryMissing' },
	);
}

function checkShare(
	context: IExecuteFunctions,
	itemIndex: number,
	{ rejected, summary }: FileLoadResult,
): void {
	const reasons = rejected.flatMap(({ remark }) => remark.reason ?? []);
	checkRejectedShare(summary, readFailAbove(context, itemIndex), reasons);
}

function* rejectedItems(
	{ rejected, unlisted, summary }: FileLoadResult,
	itemIndex: number,
): Generator<INodeExecutionData> {
	for (const line of rejected) yield rejectedItem(line, itemIndex);
	if (unlisted > 0) yield unlistedItem(unlisted, itemIndex);
	yield* actionItems(summary, [itemIndex]);
	yield* processItems(summary, [itemIndex]);
}

function rejectedItem(
	{ values, file, line, remark }: RejectedLine,
	itemIndex: number,
): INodeExecutionData {
	return {
		json: { ...values, anaplan: { ...remark, file, ...(line === undefined ? {} : { line }) } },
		pairedItem: { item: itemIndex },
	};
}

/** Rows beyond those that n8n can hold are counted. */
function unlistedItem(count: number, itemIndex: number): INodeExecutionData {
	const reason = `${count} further rows of the file were rejected; they are counted, but there are too many to list.`;
	const anaplan = { outcome: 'rejected', ...NO_IMPORT, reason };
	return { json: { anaplan }, pairedItem: { item: itemIndex } };
}

function added(left: LoadSummary, right: LoadSummary): LoadSummary {
	return {
		rowsReceived: left.rowsReceived + right.rowsReceived,
		loaded: left.loaded + right.loaded,
		rejected: left.rejected + right.rejected,
		imports: [...left.imports, ...right.imports],
		...(left.processes === undefined && right.processes === undefined
			? {}
			: { processes: [...(left.processes ?? []), ...(right.processes ?? [])] }),
		...(left.actions === undefined && right.actions === undefined
			? {}
			: { actions: [...(left.actions ?? []), ...(right.actions ?? [])] }),
		// One client counts for all files, so the last count is the whole one.
		anaplanCalls: right.anaplanCalls,
		finishedAt: right.finishedAt,
	};
}

function emptySummary(now: number): LoadSummary {
	return {
		rowsReceived: 0,
		loaded: 0,
		rejected: 0,
		imports: [],
		anaplanCalls: 0,
		finishedAt: new Date(now).toISOString(),
	};
}
