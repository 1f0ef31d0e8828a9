/** Move to Another Store: copies everything, reads both back, and says what to change. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import { compareCopies } from '../../../src/ledger/compare';
import type { LedgerStore } from '../../../src/ledger/store';
import { openStore } from '../../../src/n8n/ledger';
import { ledgerWorkflowField, POSTGRES_STORE, WORKFLOW_STORE } from '../../../src/n8n/ledgerFields';
import { asOne, nowIso, realmParameter, toJson, type Operation } from './operation';

export const option: Operation['option'] = {
	name: 'Move to Another Store',
	value: 'move',
	action: 'Move the ledger to another store',
	description: 'Copy all companies, or one, from one ledger store to the other and compare both',
};

const TO_POSTGRES = 'toPostgres';
const TO_WORKFLOW = 'toWorkflow';
const BETWEEN_WORKFLOWS = 'betweenWorkflows';

/** Values of `ledgerStore` with which the PostgreSQL credential is needed. */
export const STORES_WITH_POSTGRES = [POSTGRES_STORE, TO_POSTGRES, TO_WORKFLOW];

export const fields: INodeProperties[] = [
	{
		displayName:
			'Deactivate the sync workflows first, so that no run writes into the old ledger meanwhile. The old ledger stays as it is; choose the new one in all nodes afterwards, then delete the old one.',
		name: 'moveNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Move',
		// Named as the store of the other operations, so that the credential is shown where it is needed.
		name: 'ledgerStore',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'From Ledger Workflow to PostgreSQL', value: TO_POSTGRES },
			{ name: 'From One Ledger Workflow to Another', value: BETWEEN_WORKFLOWS },
			{
				name: 'From PostgreSQL to Ledger Workflow',
				value: TO_WORKFLOW,
				description: 'A ledger workflow keeps the newest part of the audit trail only',
			},
		],
		default: TO_POSTGRES,
	},
	ledgerWorkflowField('ledgerWorkflow', 'Ledger Workflow', {
		ledgerStore: [TO_POSTGRES, TO_WORKFLOW, BETWEEN_WORKFLOWS],
	}),
	ledgerWorkflowField('targetWorkflow', 'New Ledger Workflow', {
		ledgerStore: [BETWEEN_WORKFLOWS],
	}),
	{
		displayName: 'Realm ID',
		name: 'realmId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 9341453908059321',
		description: "QuickBooks' ID of one company; leave it empty to move all of them",
	},
	{
		displayName: 'Replace What the New Ledger Knows',
		name: 'replace',
		type: 'boolean',
		default: false,
		description: 'Whether a company that the new ledger knows already is replaced',
	},
];

/** Runs once, however many items come in. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await asOne(context, async () => {
		const itemIndex = 0;
		const pairedItem = context.getInputData().map((_item, item) => ({ item }));
		const direction: unknown = context.getNodeParameter('ledgerStore', itemIndex);
		const workflow = { store: WORKFLOW_STORE, parameter: 'ledgerWorkflow' };
		const postgres = { store: POSTGRES_STORE, parameter: '' };
		const [from, to] =
			direction === TO_POSTGRES
				? [workflow, postgres]
				: direction === TO_WORKFLOW
					? [postgres, workflow]
					: [workflow, { store: WORKFLOW_STORE, parameter: 'targetWorkflow' }];
		const source = await openStore(context, itemIndex, from.store, from.parameter);
		const target = await openStore(context, itemIndex, to.store, to.parameter);
		refuseSame(context, itemIndex, direction);
		const given = realmParameter(context, itemIndex);
		const companies = given === '' ? await source.companies() : [given];
		if (companies.length === 0) {
			throw new SettingError(
				'The old ledger knows no company, so there is nothing to move.',
				'Check that the right ledger is chosen.',
			);
		}
		const replace = context.getNodeParameter('replace', itemIndex, false) === true;
		const moved: INodeExecutionData[] = [];
		for (const realmId of companies) {
			const json = toJson(await moveCompany(source, target, realmId, replace));
			moved.push({ json, pairedItem });
		}
		return [moved];
	});
}

async function moveCompany(
	source: LedgerStore,
	target: LedgerStore,
	realmId: string,
	replace: boolean,
): Promise<object> {
	const { state } = await exported(source, realmId);
	const answer = await target.execute<'importState'>({
		kind: 'importState',
		realmId,
		state,
		at: nowIso(),
		replace,
	});
	// Both are read again: the old one too, because a run may have written into it meanwhile.
	const before = (await exported(source, realmId)).state.company;
	const after = (await exported(target, realmId)).state.company;
	const { difference, dropped } = compareCopies(before, after);
	if (difference !== '') {
		throw new SettingError(
			`The copy of company ${realmId} differs from the old ledger: ${difference}.`,
			'Keep using the old ledger. Deactivate the sync workflows so that no run writes meanwhile, and move again with Replace What the New Ledger Knows.',
		);
	}
	return {
		realmId,
		...answer,
		verified: true,
		dropped,
		next: 'Choose the new store in QuickBooks Online Fetch and in every Sync Ledger node of all workflows that touch this company, activate them again, and then delete the old ledger.',
	};
}

async function exported(store: LedgerStore, realmId: string) {
	return await store.execute<'exportState'>({ kind: 'exportState', realmId, at: nowIso() });
}

function refuseSame(context: IExecuteFunctions, itemIndex: number, direction: unknown): void {
	if (direction !== BETWEEN_WORKFLOWS) return;
	const [one, other] = ['ledgerWorkflow', 'targetWorkflow'].map((name) => {
		const value = context.getNodeParameter(name, itemIndex) as { value?: unknown } | string;
		return typeof value === 'object' ? value.value : value;
	});
	if (one !== other) return;
	throw new SettingError(
		'Both ledger workflows are the same one.',
		'Choose another workflow as New Ledger Workflow.',
	);
}
