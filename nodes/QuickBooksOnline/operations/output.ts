import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	IPairedItemData,
} from 'n8n-workflow';

import type { Fetched } from '../../../src/quickbooks/window';

/** One item per record, then the window, which is there even when nothing was found. */
export function toItems(
	{ records, window }: Fetched,
	pairedItem: IPairedItemData | IPairedItemData[],
): INodeExecutionData[] {
	return [...records, window].map((json) => ({ json: json as unknown as IDataObject, pairedItem }));
}

/** Shows on the node what a reader of the numbers must know. */
export function showRemarks(context: IExecuteFunctions, { window }: Pick<Fetched, 'window'>): void {
	for (const message of window.remarks) {
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	}
}

/** n8n gives every execution an ID, manual ones too. */
export function executionIdOf(context: IExecuteFunctions): string {
	return context.getExecutionId() ?? 'unsaved';
}
