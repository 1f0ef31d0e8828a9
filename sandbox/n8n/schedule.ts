import { isRecord, listOf, type JsonRecord } from './json';

/** n8n's type name of the node that starts a workflow by the clock. */
export const SCHEDULE_TRIGGER_TYPE = 'n8n-nodes-base.scheduleTrigger';

/**
 * A six-field cron expression (second, minute, hour, day, month, weekday) that matches one second
 * of the year, in UTC.
 */
export function oneOffCron(moment: Date): string {
	return [
		moment.getUTCSeconds(),
		moment.getUTCMinutes(),
		moment.getUTCHours(),
		moment.getUTCDate(),
		moment.getUTCMonth() + 1,
		'*',
	].join(' ');
}

/**
 * The same nodes, with every Schedule Trigger firing once, at the given moment.
 *
 * @throws Error when there is no enabled Schedule Trigger, or more than one (it would run twice)
 */
export function withOneOffSchedule(nodes: readonly unknown[], moment: Date): JsonRecord[] {
	const records = nodes.filter(isRecord);
	const triggers = records.filter(
		(node) => node.type === SCHEDULE_TRIGGER_TYPE && node.disabled !== true,
	);
	if (triggers.length !== 1) {
		throw new Error(
			`To run as scheduled, a workflow must have one enabled Schedule Trigger; this one has ${triggers.length}.`,
		);
	}
	const rule = { interval: [{ field: 'cronExpression', expression: oneOffCron(moment) }] };
	return records.map((node) =>
		node === triggers[0]
			? { ...node, parameters: { ...(isRecord(node.parameters) ? node.parameters : {}), rule } }
			: node,
	);
}

/** Names of the nodes of a workflow, for messages. */
export function nodeNames(nodes: unknown): string[] {
	return listOf(nodes)
		.filter(isRecord)
		.map((node) => String(node.name));
}
