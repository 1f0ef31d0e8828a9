/**
 * Where a person tests the trigger with a webhook, n8n takes the delivery and then asks the node to poll,
 * as it does in every manual run of a node that can. So the delivery's items wait here for that poll.
 */
import type { INodeExecutionData, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { systemClock } from '../../../src/clock';

type TriggerContext = Pick<IWebhookFunctions | IPollFunctions, 'getNode' | 'getWorkflow'>;

/** n8n polls at once; what waits longer belongs to a test that was stopped. */
const KEPT_MS = 30_000;

const waiting = new Map<string, { items: INodeExecutionData[]; until: number }>();

function keyOf(context: TriggerContext): string {
	return JSON.stringify([context.getWorkflow().id, context.getNode().id]);
}

/** Keeps the items of a test's delivery for the poll behind it. */
export function keepForTest(context: TriggerContext, items: INodeExecutionData[]): void {
	waiting.set(keyOf(context), { items, until: systemClock.now() + KEPT_MS });
}

/** Items of a delivery that has just come in, once; undefined where the test is one of polling. */
export function takeForTest(context: TriggerContext): INodeExecutionData[] | undefined {
	const key = keyOf(context);
	const kept = waiting.get(key);
	waiting.delete(key);
	return kept !== undefined && systemClock.now() < kept.until ? kept.items : undefined;
}
