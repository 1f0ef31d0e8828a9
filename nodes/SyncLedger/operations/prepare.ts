/** Prepare: what has to be loaded, written down before anybody loads it. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { SyncWindow } from '../../../src/flow';
import type { PrepareAnswer } from '../../../src/ledger/commands';
import type { LedgerStore } from '../../../src/ledger/store';
import { openLedger, warningOf } from '../../../src/n8n/ledger';
import { batchOf, rowKey, type CompanyBatch } from '../../../src/n8n/preparedRows';
import { anaplanListFields, readHeldCodes } from './anaplanList';
import { asOne, nowIso, toJson, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Prepare',
	value: 'prepare',
	action: 'Prepare a load',
	description:
		'Between QuickBooks to Anaplan and Anaplan: skip what is loaded, add zero rows for what is gone, write ahead what is about to be loaded',
};

export const fields: INodeProperties[] = [
	{
		displayName: 'On a First Load',
		name: 'keysFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Load Everything',
				value: 'confirmed',
				description:
					'Only where the model holds nothing of this company yet, or what it holds may stay as it is',
			},
			{
				name: 'Look Into Anaplan First',
				value: 'list',
				description: 'Stop with a question when the model already holds keys of this company',
			},
		],
		default: 'list',
		description:
			'What to do when the ledger knows nothing of the company. An empty ledger may be a lost one, and a first load would then leave old lines standing in Anaplan.',
	},
	...anaplanListFields({ keysFrom: ['list'] }),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Documents Left Out on Purpose',
				name: 'missingAccepted',
				type: 'boolean',
				default: false,
				description:
					'Whether nodes before this one take documents away on purpose (a Filter node). Without it, a document that was read but did not come here keeps the checkpoint where it is.',
			},
		],
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await asOne(context, async () => {
		const items = context.getInputData();
		const store = await openLedger(context, 0);
		const batches = batchOf(items.map(({ json }) => json));
		for (const { window } of batches) await checkFirstLoad(context, store, window.realmId);
		const rows: INodeExecutionData[] = [];
		const windows: INodeExecutionData[] = [];
		for (const batch of batches) {
			const answer = await prepare(context, store, batch);
			// In a loop: an answer may hold more rows than a call takes arguments.
			for (const item of rowItems(items, batch, answer)) rows.push(item);
			windows.push(windowItem(context, batch, answer, warningOf(store)));
		}
		return [rows.concat(windows)];
	});
}

async function prepare(
	context: IExecuteFunctions,
	store: LedgerStore,
	{ window, documents, refused }: CompanyBatch,
): Promise<PrepareAnswer> {
	const { runId, realmId, from, to, entities, expected, ledger } = window;
	const complete = window.complete && !isPlainList(window);
	const missingAccepted: unknown = context.getNodeParameter('options.missingAccepted', 0, false);
	return await store.execute<'prepare'>({
		kind: 'prepare',
		realmId,
		run: {
			runId,
			executionId: context.getExecutionId() ?? '',
			at: nowIso(),
			window: { from, to, entities, expected, complete },
			...(ledger === undefined ? {} : { ledger: ledger.mark }),
		},
		documents,
		refused,
		...(missingAccepted === true ? { missingAccepted } : {}),
	});
}

/** Rows with their source; a zero row comes from all items of its document. */
function rowItems(
	items: readonly INodeExecutionData[],
	{ items: ofRows, sources }: CompanyBatch,
	{ rows }: PrepareAnswer,
): INodeExecutionData[] {
	return rows.map(({ entity, id, row, zero }): INodeExecutionData => {
		const source = zero ? undefined : ofRows.get(rowKey(row));
		const all = sources.get(`${entity}/${id}`) ?? [];
		return {
			// A row that came in goes out as it came, with columns that the user added.
			json: source === undefined ? row : items[source].json,
			pairedItem: source === undefined ? all.map((item) => ({ item })) : { item: source },
		};
	});
}

/**
 * A list of Get Many shows what exists, not what was deleted or lies outside its filters, and Get by ID
 * what was asked for: loading it is fine, taking its time for a checkpoint would skip changes.
 */
function isPlainList({ from, ledger }: SyncWindow): boolean {
	return from === null && ledger === undefined;
}

function windowItem(
	context: IExecuteFunctions,
	{ window, windowIndex }: CompanyBatch,
	{ counts, remarks, answerable, missing, loadBefore }: PrepareAnswer,
	warning: string,
): INodeExecutionData {
	const said = [...remarks];
	if (isPlainList(window)) {
		said.push(
			'The records come from Get Many or Get by ID, which do not read everything that changed, so the checkpoint will stay where it is. Use Get Changes since the accepted checkpoint to move it.',
		);
	}
	if (!answerable) {
		const list = missing.map(({ entity, documents }) => `${documents} of ${entity}`).join(', ');
		said.push(
			`Documents that were read did not reach Sync Ledger (${list}), so the checkpoint will stay where it is. Connect the nodes directly, or turn on Documents Left Out on Purpose.`,
		);
	}
	for (const message of said) {
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	}
	// Nobody sees the hints of a scheduled run, so a store that fills up is said in the window too.
	if (warning !== '') said.push(warning);
	return {
		json: toJson({
			...window,
			remarks: [...(window.remarks ?? []), ...said],
			loadBefore,
			prepare: counts,
		}),
		pairedItem: { item: windowIndex },
	};
}

/** An empty ledger is never silently taken for a first run. */
async function checkFirstLoad(
	context: IExecuteFunctions,
	store: LedgerStore,
	realmId: string,
): Promise<void> {
	const { ledgerEmpty } = await store.execute<'startRun'>({
		kind: 'startRun',
		realmId,
		entities: [],
		at: nowIso(),
	});
	if (!ledgerEmpty) return;
	const firstLoadConfirmed = context.getNodeParameter('keysFrom', 0, 'list') === 'confirmed';
	const modelHoldsOurKeys =
		!firstLoadConfirmed &&
		(await readHeldCodes(context, 0)).some(({ code }) => code.startsWith(`${realmId}-`));
	await store.execute<'checkFirstRun'>({
		kind: 'checkFirstRun',
		realmId,
		modelHoldsOurKeys,
		firstLoadConfirmed,
	});
}
