/**
 * What becomes of notifications of other companies: they start nothing, and n8n has no place to show
 * that. So they are counted, and whatever the trigger emits next tells how many there were.
 */
import type { IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import { IgnoredCounts } from '../../../src/quickbooks/webhooks/ignored';

type TriggerContext = Pick<
	IWebhookFunctions | IPollFunctions,
	'getNode' | 'getWorkflow' | 'logger' | 'getMode'
>;

/** What to do, for the log, the remark and the manual test alike. */
const ADVICE =
	'An app sends the events of all its companies to one address; each company needs a credential and a workflow of its own.';

const counts = new IgnoredCounts();

/** A credential that is connected to another company begins anew. */
function keyOf(context: TriggerContext, realmId: string): string {
	return JSON.stringify([context.getWorkflow().id, context.getNode().id, realmId]);
}

/** Counts and logs what a delivery held; the first time as a warning, since a mistake would go on. */
export function noteIgnored(
	context: TriggerContext,
	realmId: string,
	count: number,
	credentialName: string,
): void {
	if (count === 0) return;
	const { total } = counts.add(keyOf(context, realmId), count);
	const message = `QuickBooks Online Trigger ignored ${count} notification(s) of companies other than that of the credential ${credentialName}; ${total} since n8n started. ${ADVICE}`;
	const details = {
		workflowId: context.getWorkflow().id,
		node: context.getNode().name,
		ignored: count,
		total,
	};
	if (total === count) context.logger.warn(message, details);
	else context.logger.info(message, details);
}

/** How many were ignored since the trigger last emitted something. */
export function takeIgnored(context: TriggerContext, realmId: string): number {
	return counts.take(keyOf(context, realmId));
}

/** The sentence for a poll's window; none where nothing was ignored. */
export function remarksOf(ignored: number): string[] {
	if (ignored === 0) return [];
	return [`${ignored} webhook notification(s) of other companies were ignored. ${ADVICE}`];
}

/** For a person who listens for a test event: going on waiting in silence would tell them nothing. */
export function nothingOfThisCompany(
	realmId: string,
	count: number,
	credentialName: string,
): SettingError {
	return new SettingError(
		`QuickBooks delivered ${count} notification(s), none of them of the company ${realmId}, to which the credential ${credentialName} is connected.`,
		`${ADVICE} To test this one, change something in its company, or connect the credential to the other company; then listen again. In an active workflow such deliveries are ignored.`,
	);
}
