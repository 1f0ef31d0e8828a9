import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { forEachItem } from '../../src/n8n/items';
import type { RefusedRecord } from '../../src/flow';
import { mapBatch, type Outcome } from '../../src/planning/batch';

/** Programmatic, because rows depend on the whole batch: only the newest version of an object counts. */
export class QuickBooksToAnaplan implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'QuickBooks to Anaplan',
		name: 'quickBooksToAnaplan',
		icon: {
			light: 'file:quickBooksToAnaplan.svg',
			dark: 'file:quickBooksToAnaplan.dark.svg',
		},
		group: ['transform'],
		version: [1],
		subtitle: 'Records to planning rows',
		description:
			'Turn QuickBooks records into planning rows for Anaplan: one per list item such as a customer or an account, one per line of a document',
		defaults: { name: 'QuickBooks to Anaplan' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{
				displayName:
					'Connect this node behind QuickBooks Online Fetch. Rows of a document always add up to its total in QuickBooks, in its own and in your home currency; credits and refunds count minus.',
				name: 'connectionNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'When a Record Cannot Be Mapped',
				name: 'unmappableRecord',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Stop With an Error',
						value: 'stop',
						description: 'Load nothing until the record is put right in QuickBooks',
					},
					{
						name: 'Leave It Out and Say So',
						value: 'skip',
						description:
							'Go on with the other records. A Sync Ledger keeps it for the next run; without one the window item says that the run is not complete.',
					},
				],
				default: 'stop',
				description:
					'What to do with a record that lacks what its rows need, for example a document in a foreign currency without an exchange rate',
			},
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const skip = this.getNodeParameter('unmappableRecord', 0) === 'skip';
		const { outcomes, looseRemarks } = mapBatch(
			this.getInputData().map(({ json }) => json),
			skip,
		);
		const items = await forEachItem(this, async (itemIndex) =>
			toItems(outcomes[itemIndex], skip, itemIndex),
		);
		if (looseRemarks.length > 0) {
			this.addExecutionHints({ message: looseRemarks.join('\n'), location: 'outputPane' });
		}
		return [items];
	}
}

/** The items of one input; throws what the user has to know. */
function toItems(outcome: Outcome, skip: boolean, itemIndex: number): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	switch (outcome.kind) {
		case 'rows':
			return outcome.rows.map((row) => ({ json: row, pairedItem }));
		case 'record':
			return [{ json: { ...outcome.record, rows: 0 } as unknown as IDataObject, pairedItem }];
		case 'window':
			return [{ json: outcome.window as unknown as IDataObject, pairedItem }];
		case 'refused':
			if (!skip) throw outcome.error;
			return [{ json: refusedItem(outcome) as unknown as IDataObject, pairedItem }];
		case 'foreign':
			throw outcome.error;
	}
}

/** What the ledger needs to keep a record for the next run. */
function refusedItem({ record, error }: Extract<Outcome, { kind: 'refused' }>): RefusedRecord {
	const { entity, id, realmId, runId, readAt } = record;
	return { kind: 'refused', entity, id, realmId, runId, reason: error.message, readAt };
}
