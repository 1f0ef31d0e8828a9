/** Record Outcome: what Anaplan answered, once per run, and the checkpoint. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import { isWindow, type SyncWindow } from '../../../src/flow';
import type { AnswerOf, RowOutcome } from '../../../src/ledger/commands';
import type { LedgerStore } from '../../../src/ledger/store';
import type { AuditEntry } from '../../../src/ledger/types';
import { auditItem } from '../../../src/n8n/auditItems';
import { openLedger } from '../../../src/n8n/ledger';
import { rowAnswerOf } from '../../../src/n8n/rowOutcomes';
import { asOne, nowIso, toJson, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Record Outcome',
	value: 'record',
	action: 'Record the outcome of a load',
	description:
		'Behind Anaplan, on both of its outputs: remember what landed, keep what was rejected for the next run, move the checkpoint',
};

export const fields: INodeProperties[] = [
	{
		displayName:
			'Connect Loaded and Rejected of the Anaplan node to the two inputs. The node runs once, even when nothing was loaded or rejected.',
		name: 'recordNotice',
		type: 'notice',
		default: '',
	},
];

/** More entries than any run has documents. */
const ALL_ENTRIES = 10_000_000;

type Place = { item: number; input: number };

interface Company {
	window: SyncWindow;
	place: Place;
	outcomes: RowOutcome[];
	/** Items of a document, by `<Entity>/<Source ID>`. */
	places: Map<string, Place[]>;
}

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await asOne(context, async () => {
		const companies = companiesOf([context.getInputData(0), context.getInputData(1)]);
		const store = await openLedger(context, 0);
		const summaries: INodeExecutionData[] = [];
		let trail: INodeExecutionData[] = [];
		for (const company of companies) {
			const { answer, entries } = await recordRun(context, store, company);
			summaries.push(summaryItem(context, company, answer));
			trail = trail.concat(
				entries.map((entry) => ({
					json: auditItem(entry),
					pairedItem: company.places.get(`${entry.entity}/${entry.id}`) ?? company.place,
				})),
			);
		}
		return [summaries, trail];
	});
}

function companiesOf(inputs: INodeExecutionData[][]): Company[] {
	const companies = new Map<string, Company>();
	inputs[0].forEach(({ json }, item) => {
		if (!isWindow(json)) return;
		companies.set(json.realmId, {
			window: json,
			place: { item, input: 0 },
			outcomes: [],
			places: new Map(),
		});
	});
	if (companies.size === 0) throw noWindow(inputs[1]);
	inputs.forEach((items, input) =>
		items.forEach(({ json }, item) => {
			const answer = isWindow(json) ? undefined : rowAnswerOf(json);
			if (answer === undefined) return;
			const company = companies.get(answer.realmId) ?? companyOfCode(companies, answer.code);
			if (company === undefined) return;
			for (const outcome of answer.outcomes) company.outcomes.push(outcome);
			const places = company.places.get(answer.ref) ?? [];
			places.push({ item, input });
			company.places.set(answer.ref, places);
		}),
	);
	return [...companies.values()];
}

function companyOfCode(companies: ReadonlyMap<string, Company>, code: string): Company | undefined {
	return companies.get(code.slice(0, code.indexOf('-')));
}

async function recordRun(
	context: IExecuteFunctions,
	store: LedgerStore,
	{ window: { realmId, runId }, outcomes }: Company,
): Promise<{ answer: AnswerOf<'record'>; entries: AuditEntry[] }> {
	const answer = await store.execute<'record'>({
		kind: 'record',
		realmId,
		runId,
		executionId: context.getExecutionId() ?? '',
		at: nowIso(),
		outcomes,
	});
	// What Prepare skipped or held back stands in the ledger since then.
	const { entries } = await store.execute<'auditTrail'>({
		kind: 'auditTrail',
		realmId,
		filters: { runId },
		limit: ALL_ENTRIES,
	});
	const recorded = new Set(answer.audit.map(({ entity, id }) => `${entity}/${id}`));
	const others = entries.filter(({ entity, id }) => !recorded.has(`${entity}/${id}`));
	return { answer, entries: answer.audit.concat(others) };
}

function summaryItem(
	context: IExecuteFunctions,
	{ window, place }: Company,
	{ counts, moved, remark, alreadyRecorded }: AnswerOf<'record'>,
): INodeExecutionData {
	const said = [
		...(alreadyRecorded
			? [`Run ${window.runId} had been recorded before; nothing was changed.`]
			: []),
		...(remark === '' ? [] : [remark]),
	];
	for (const message of said) {
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	}
	return {
		json: toJson({
			...window,
			remarks: [...(window.remarks ?? []), ...said],
			record: {
				...counts,
				checkpointMoved: moved,
				checkpoint: moved.length === 0 ? null : window.to,
				remark,
				alreadyRecorded,
			},
		}),
		pairedItem: place,
	};
}

function noWindow(rejected: readonly INodeExecutionData[]): SettingError {
	const failed = rejected.find(({ json }) => typeof json.error === 'string');
	if (failed !== undefined) {
		return new SettingError(
			`The load failed, so there is nothing to record: ${String(failed.json.error)}`,
			'Mend what the message names and start the workflow again: what was written ahead counts as "may have landed" and is loaded again.',
		);
	}
	return new SettingError(
		'The window item is missing on the input Loaded: without it nobody knows which run this is.',
		'Connect Loaded of the Anaplan node to the first input and Rejected to the second, and let nodes in between keep the window item.',
	);
}
