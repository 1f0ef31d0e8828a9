/** CSV files from binary data: each is a load of its own; refused rows come out as items. */
import { Readable } from 'node:stream';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { CsvSource } from '../../../../src/anaplan/csvFile';
import { dryRunFile } from '../../../../src/anaplan/dryRun';
import type { RejectedLine } from '../../../../src/anaplan/fileRefusals';
import { loadFile, type FileLoadRequest } from '../../../../src/anaplan/loadFile';
import { checkRejectedShare } from '../../../../src/anaplan/rejectedShare';
import type { ReadEncoding } from '../../../../src/csv/reader';
import { isWindow, type LoadSummary } from '../../../../src/flow';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { dryRunItems } from './dryRunItems';
import { actionItems, summaryItems } from './rowItems';
import { readImportReference, readModelChoice, readOptions } from '../settings';

/** Loads the file of each item in turn, and returns the items of both outputs. */
export async function loadCsvItems(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
	const loaded: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];
	const windows = items.filter((item) => isWindow(item.json));
	const client = await openAnaplan(context);
	let total: LoadSummary | undefined;
	for (const [itemIndex, item] of items.entries()) {
		if (isWindow(item.json)) continue;
		const options = readOptions(context, itemIndex);
		const request = readFileRequest(context, itemIndex, options);
		if (options.dryRun) {
			loaded.push(...dryRunItems(await dryRunFile(client, request), [itemIndex]));
			continue;
		}
		const result = await loadFile(client, request);
		for (const line of result.rejected) rejected.push(rejectedItem(line, itemIndex));
		if (result.unlisted > 0) rejected.push(unlistedItem(result.unlisted, itemIndex));
		rejected.push(...actionItems(result.summary, [itemIndex]));
		if (windows.length === 0) {
			const [summary] = summaryItems([item], result.summary);
			loaded.push({ ...summary, pairedItem: { item: itemIndex } });
		}
		const reasons = result.rejected.flatMap(({ remark }) => remark.reason ?? []);
		checkRejectedShare(result.summary, options.failAbovePercent, reasons);
		total = total === undefined ? result.summary : added(total, result.summary);
	}
	if (windows.length > 0 && !readOptions(context, 0).dryRun) {
		loaded.push(...summaryItems(items, total ?? emptySummary(client.clock.now())));
	}
	return [loaded, rejected];
}

/** What one item's file is loaded into. */
export function readFileRequest(
	context: IExecuteFunctions,
	itemIndex: number,
	options: ReturnType<typeof readOptions>,
): FileLoadRequest {
	return {
		...readModelChoice(context, itemIndex),
		source: csvSource(context, itemIndex, options.csvEncoding),
		reference: readImportReference(context, itemIndex),
		options,
	};
}

function csvSource(
	context: IExecuteFunctions,
	itemIndex: number,
	encoding: ReadEncoding,
): CsvSource {
	const field = context.getNodeParameter('binaryField', itemIndex);
	const binary = context.helpers.assertBinaryData(itemIndex, String(field));
	return {
		name: binary.fileName ?? 'The CSV file',
		encoding,
		open: async () =>
			binary.id === undefined
				? Readable.from([Buffer.from(binary.data, 'base64')])
				: await context.helpers.getBinaryStream(binary.id),
	};
}

function rejectedItem(
	{ values, line, remark }: RejectedLine,
	itemIndex: number,
): INodeExecutionData {
	return {
		json: { ...values, anaplan: { ...remark, ...(line === undefined ? {} : { line }) } },
		pairedItem: { item: itemIndex },
	};
}

/** Rows beyond those that n8n can hold are counted. */
function unlistedItem(count: number, itemIndex: number): INodeExecutionData {
	const reason = `${count} further rows of the file were rejected; they are counted, but there are too many to list.`;
	const remark = {
		outcome: 'rejected',
		import: null,
		importId: null,
		taskId: null,
		loadedAt: null,
	};
	return { json: { anaplan: { ...remark, reason } }, pairedItem: { item: itemIndex } };
}

function added(left: LoadSummary, right: LoadSummary): LoadSummary {
	return {
		rowsReceived: left.rowsReceived + right.rowsReceived,
		loaded: left.loaded + right.loaded,
		rejected: left.rejected + right.rejected,
		imports: [...left.imports, ...right.imports],
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
