/** What an operation is, and what all of them share. */
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { systemClock } from '../../../src/clock';
import { CancelledError, SettingError } from '../../../src/errors';
import type { LedgerStore } from '../../../src/ledger/store';
import { toNodeError } from '../../../src/n8n/errors';
import { failedItem } from '../../../src/n8n/items';

/** One operation, in a file of its own. */
export interface Operation {
	option: INodePropertyOptions & { value: string };
	fields: INodeProperties[];
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}

export const realmField: INodeProperties = {
	displayName: 'Realm ID',
	name: 'realmId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 9341453908059321',
	description:
		"QuickBooks' ID of the company. May stay empty where the ledger knows one company only.",
};

/** The time for a command. */
export function nowIso(): string {
	return new Date(systemClock.now()).toISOString();
}

/**
 * The company of the parameter, or the only one the ledger knows.
 * @throws SettingError where it is no realm ID, or where the ledger knows none or several
 */
export async function readRealm(
	context: IExecuteFunctions,
	itemIndex: number,
	store: LedgerStore,
): Promise<string> {
	const given = realmParameter(context, itemIndex);
	if (given !== '') return given;
	const companies = await store.companies();
	if (companies.length === 1) return companies[0];
	throw companies.length === 0
		? new SettingError(
				'The sync ledger knows no company yet.',
				'Run a sync through it first, check that the right ledger is chosen, or enter the realm ID.',
			)
		: new SettingError(
				`The sync ledger knows ${companies.length} companies: ${companies.join(', ')}.`,
				'Enter one of them as Realm ID.',
			);
}

/** The parameter's realm ID, blank where it is empty. @throws SettingError where it is none */
export function realmParameter(context: IExecuteFunctions, itemIndex: number): string {
	const text = String(context.getNodeParameter('realmId', itemIndex, '')).replaceAll(/[\s-]/g, '');
	if (text === '' || /^\d+$/.test(text)) return text;
	throw new SettingError(
		`The realm ID "${text}" is not a number.`,
		'Enter the realm ID as QuickBooks shows it under Account and settings, Billing & subscription (Company ID).',
	);
}

/**
 * For operations that take all items as one: an error becomes one item with "Continue On Fail", on the
 * first output.
 */
export async function asOne(
	context: IExecuteFunctions,
	work: () => Promise<INodeExecutionData[][]>,
): Promise<INodeExecutionData[][]> {
	try {
		return await work();
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error);
		if (!context.continueOnFail() || error instanceof CancelledError) throw nodeError;
		const inputs = [...context.getInputData().keys()];
		return [[failedItem(nodeError, inputs)]];
	}
}

/** An answer of the ledger as an item's JSON. */
export function toJson(value: object): IDataObject {
	return value as IDataObject;
}
