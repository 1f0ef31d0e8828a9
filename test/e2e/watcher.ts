/** The near-real-time template on a real n8n server, beside the sync that it wakes. */
import { setTimeout as sleep } from 'node:timers/promises';

import { importNearRealTimeSync } from '../../sandbox/demo/connect';
import type { Demo } from '../../sandbox/demo/demo';
import { isFinished, type ExecutionSummary } from '../../sandbox/n8n/executions';
import { isRecord, listOf, type JsonRecord } from '../../sandbox/n8n/json';
import { eventsSince, WebhookSender, type CompanyEvent } from '../../sandbox/quickbooks';

const SYNCED_WITHIN_MS = 240_000;
const REGISTERED_WITHIN_MS = 30_000;
const ENTITIES = ['Account', 'Vendor', 'Customer', 'Invoice', 'Bill', 'Payment'];
const SCHEDULE = 'Every Day at 03:17';

export class Watcher {
	private constructor(
		private readonly demo: Demo,
		/** Id of the workflow in n8n. */
		readonly id: string,
		readonly sender: WebhookSender,
	) {}

	/**
	 * Imports the template, publishes it, and waits until its webhook is there.
	 *
	 * @param demo has made its first load
	 * @param parameters to set beside what the sticky notes ask for, by node name
	 */
	static async start(
		demo: Demo,
		parameters: Readonly<Record<string, Readonly<JsonRecord>>>,
	): Promise<Watcher> {
		const { api, url } = demo.n8n;
		await publishWithoutSchedule(demo);
		const id = await importNearRealTimeSync(
			api,
			demo.credentials.quickBooks,
			{ id: demo.workflowId, name: 'QuickBooks to Anaplan: scheduled sync' },
			demo.ledger,
			parameters,
		);
		await api.activate(id);
		const { nodes } = await api.workflow(id);
		const trigger = listOf(nodes)
			.filter(isRecord)
			.find(({ name }) => name === 'QuickBooks');
		// The Production URL that the trigger shows; n8n made its id on import.
		const sender = new WebhookSender(`${url}/webhook/${String(trigger?.webhookId)}/webhook`);
		await until(
			async () => (await sender.send([], { signature: 'missing' })).status !== 404,
			// n8n says that a workflow is published a moment before its webhooks are there.
			'The webhook has not been registered.',
			REGISTERED_WITHIN_MS,
		);
		return new Watcher(demo, id, sender);
	}

	/** Everything that woke the sync, newest first. */
	async woken(): Promise<ExecutionSummary[]> {
		return await this.demo.n8n.api.allExecutions(this.id);
	}

	/** All executions of the sync itself, newest first. */
	async runs(): Promise<ExecutionSummary[]> {
		return await this.demo.n8n.api.allExecutions(this.demo.workflowId);
	}

	/** Waits until every execution that was started has ended, and answers those of the sync. */
	async settled(atLeast: number): Promise<ExecutionSummary[]> {
		await until(async () => {
			const woken = await this.woken();
			return woken.length >= atLeast && woken.every(isFinished);
		}, 'The syncs have not ended in time.');
		return await this.runs();
	}
}

/** As the sticky note asks: the daily run is the near-real-time workflow's from now on. */
async function publishWithoutSchedule({ n8n: { api }, workflowId }: Demo): Promise<void> {
	const { nodes } = await api.workflow(workflowId);
	const changed = listOf(nodes)
		.filter(isRecord)
		.map((node) => (node.name === SCHEDULE ? { ...node, disabled: true } : node));
	await api.updateWorkflow(workflowId, { nodes: changed });
	await api.activate(workflowId);
}

/** Looks again and again until something is so. @throws Error with `otherwise` when it takes too long */
export async function until(
	isSo: () => boolean | Promise<boolean>,
	otherwise: string,
	withinMs = SYNCED_WITHIN_MS,
	lookAgainMs = 200,
): Promise<void> {
	const deadline = Date.now() + withinMs;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new Error(otherwise);
		await sleep(lookAgainMs);
	}
}

/** Makes `count` changes, another set in each round, and answers what QuickBooks would tell of them. */
export function changesOf({ quickBooks }: Demo, round: number, count: number): CompanyEvent[] {
	const { books } = quickBooks;
	const customers = books.all('Customer').filter(({ Active }) => Active !== false);
	const invoices = books.all('Invoice');
	for (let index = 0; index < count; index++) {
		const place = round * count + index;
		if (index === 0) {
			const { Id } = customers[round % customers.length];
			books.update('Customer', Id, { Notes: `Round ${round}` });
		} else {
			const { Id } = invoices[place % invoices.length];
			books.update('Invoice', Id, { PrivateNote: `Round ${round}, change ${index}` });
		}
	}
	const events = eventsSince(books, ENTITIES, 0).slice(-count);
	expect(events).toHaveLength(count);
	return events;
}

/** Whether one run had ended before the next one began. */
export function expectOneAtATime(runs: readonly ExecutionSummary[]): void {
	const inOrder = [...runs].sort((a, b) => Number(a.id) - Number(b.id));
	inOrder.slice(1).forEach((run, index) => {
		expect(run.startedAt ?? 0).toBeGreaterThanOrEqual(inOrder[index].stoppedAt ?? Infinity);
	});
}
