import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import { toNodeError } from '../../../src/n8n/errors';
import { openQuickBooks } from '../../../src/n8n/quickBooks';
import { readTime } from '../../../src/quickbooks/dates';
import { pollChanges } from '../../../src/quickbooks/polling/poll';
import { readSample } from '../../../src/quickbooks/polling/sample';
import { type PollState, readState } from '../../../src/quickbooks/polling/state';
import { OTHER_ENTITIES } from '../../../src/quickbooks/webhooks/filter';
import type { Fetched } from '../../../src/quickbooks/window';
import { BOTH, WEBHOOK } from './fields';
import { remarksOf, takeIgnored } from './otherCompanies';
import { takeForTest } from './testDelivery';

/** n8n's own default, for versions that do not say. */
const USUAL_BUDGET_MS = 300_000;
/** The rest is for handing over what was read. */
const BUDGET_SHARE = 0.8;
/** Key of the node's static data. */
const STATE = 'polling';

/**
 * Where the next poll begins if n8n has kept nothing, per node and company. With durable cursors n8n
 * does not keep what the poll at activation noted, and changes until the next poll would be nobody's.
 * What a poll emitted it commits together with the new position, or neither; so the position behind
 * records that were handed over is n8n's alone to remember, and only the one before them stands here.
 */
const begun = new Map<string, PollState>();

/** Reads what changed since the last poll, or a sample where a person tests; null: nothing new. */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') {
		const delivered = takeForTest(context);
		if (delivered !== undefined) return [delivered];
	}
	// n8n polls whatever the mode is.
	if (context.getNodeParameter('mode') === WEBHOOK) return null;
	try {
		return await pollOnce(context);
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const names = namesIn(context, 'entities');
	const chosen = {
		entities: names.filter((name) => name !== OTHER_ENTITIES),
		operations: namesIn(context, 'operations'),
	};
	if (chosen.entities.length === 0 && names.length > 0) return nothingToPoll(context);
	const outOfTime = AbortSignal.timeout(Math.floor(budgetOf(context) * BUDGET_SHARE));
	const client = await openQuickBooks(context, outOfTime);
	if (context.getMode() === 'manual') return itemsOf(context, await readSample(client, chosen));
	const kept = context.getWorkflowStaticData('node');
	const key = JSON.stringify([context.getWorkflow().id, context.getNode().id, client.companyKey]);
	const startFrom = startDateOf(context);
	const state = stateOf(kept, client.companyKey, key);
	const result = await pollChanges(client, {
		...chosen,
		state,
		outOfTime,
		...(startFrom === undefined ? {} : { startFrom }),
	});
	begun.set(key, result.fetched === undefined ? result.state : state);
	// Last, so that a poll that fails anywhere is repeated as a whole.
	kept[STATE] = result.state as unknown as IDataObject;
	return itemsOf(context, withIgnored(context, client.realmId, result.fetched));
}

/** Of entities that have no name here nothing can be asked; their webhooks come all the same. */
function nothingToPoll(context: IPollFunctions): null {
	if (context.getNodeParameter('mode') === BOTH) return null;
	throw new SettingError(
		'Other (Unknown) comes by webhook only, so there is nothing to poll.',
		'Choose at least one more entity, or the mode Webhook.',
	);
}

/** In the mode Both the window also tells which webhooks nobody saw. */
function withIgnored(
	context: IPollFunctions,
	realmId: string,
	fetched: Fetched | undefined,
): Fetched | undefined {
	if (fetched === undefined) return undefined;
	const { records, window } = fetched;
	const remarks = [...window.remarks, ...remarksOf(takeIgnored(context, realmId))];
	return { records, window: { ...window, remarks } };
}

/** What n8n kept; only where that is nothing, what this process remembers. */
function stateOf(kept: IDataObject, company: string, key: string): PollState {
	const state = readState(kept[STATE], company);
	if (Object.keys(state.cursors).length > 0) return state;
	const remembered = begun.get(key);
	return remembered === undefined || kept[STATE] !== undefined ? state : remembered;
}

function itemsOf(
	context: IPollFunctions,
	fetched: Fetched | undefined,
): INodeExecutionData[][] | null {
	if (fetched === undefined) return null;
	for (const remark of fetched.window.remarks) {
		context.logger.warn(remark, {
			workflowId: context.getWorkflow().id,
			node: context.getNode().name,
		});
	}
	const all = [...fetched.records, fetched.window];
	return [all.map((json) => ({ json: json as unknown as IDataObject }))];
}

/** The function is young; without it n8n sets no limit a node could know. */
function budgetOf(context: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>): number {
	return context.getPollBudgetMs?.() ?? USUAL_BUDGET_MS;
}

function startDateOf(context: IPollFunctions): number | undefined {
	const value: unknown = context.getNodeParameter('startDate', '');
	if (value === '' || value === undefined || value === null) return undefined;
	const time = readTime(value, context.getTimezone());
	if (time !== undefined) return time;
	throw new SettingError(
		`"${String(value)}" in Start Date is not a date.`,
		'Choose a date, or write one such as 2026-11-01 or 2026-11-01T08:00:00.',
	);
}

function namesIn(context: IPollFunctions, parameter: string): string[] {
	const value: unknown = context.getNodeParameter(parameter, []);
	return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
