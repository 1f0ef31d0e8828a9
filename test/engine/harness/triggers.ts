/**
 * Runs triggers in n8n-core's own contexts: polls with static data that lives on between them, and
 * webhooks behind a real HTTP server that reads the raw body and answers as n8n's does.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import express, { type Request, type Response } from 'express';
import { HookContext, PollContext, WebhookContext } from 'n8n-core';
import {
	type IHookFunctions,
	type INodeExecutionData,
	type IWebhookData,
	type IWebhookFunctions,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import type { TestEngine, TestNode, TriggerParts } from './index';

/** A node with `poll()` in an active workflow: its static data is kept from poll to poll. */
export class PollingNode {
	/** As n8n's database holds it: JSON, written after every poll. */
	staticData = '{}';

	constructor(
		private readonly engine: TestEngine,
		/** Change it as a user would in the editor. */
		public testNode: TestNode,
	) {}

	/** One poll; a fresh copy of the static data each time, as after a restart. */
	async poll(
		options: { mode?: WorkflowExecuteMode; budgetMs?: number } = {},
	): Promise<INodeExecutionData[] | null> {
		const mode = options.mode ?? 'trigger';
		const staticData = JSON.parse(this.staticData) as { [key: string]: unknown };
		const parts = await this.engine.triggerParts(this.testNode, { mode, staticData });
		const { workflow, node, additionalData, type } = parts;
		const { budgetMs } = options;
		const context = new PollContext(
			workflow,
			node,
			additionalData,
			mode,
			mode === 'manual' ? 'manual' : 'activate',
			undefined,
			undefined,
			undefined,
			undefined,
			undefined,
			...(budgetMs === undefined ? [] : [() => budgetMs]),
		);
		if (type.poll === undefined) throw new Error(`${node.type} does not poll`);
		const output = await withExpressions(parts, async () => await type.poll?.call(context));
		this.staticData = JSON.stringify(workflow.staticData);
		return output?.[0] ?? null;
	}
}

/** A node with `webhook()` behind an address of its own. */
export class WebhookNode {
	/** Items of each execution that was started, in order. */
	readonly executions: INodeExecutionData[][] = [];
	/** Errors thrown by the node. */
	readonly errors: unknown[] = [];
	/** False: the server hands over the parsed body alone. */
	keepRawBody = true;
	/** `manual` where a person listens for a test event. */
	mode: 'webhook' | 'manual' = 'webhook';
	private server: Server | undefined;

	private constructor(
		private readonly engine: TestEngine,
		private readonly testNode: TestNode,
	) {}

	static async start(engine: TestEngine, testNode: TestNode): Promise<WebhookNode> {
		const hook = new WebhookNode(engine, testNode);
		const app = express();
		app.use(express.raw({ type: () => true, limit: '16mb' }));
		app.post('/', (request, response, next) => {
			hook.handle(request, response).catch(next);
		});
		await new Promise<void>((resolve) => {
			hook.server = app.listen(0, '127.0.0.1', () => resolve());
		});
		return hook;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}/`;
	}

	async stop(): Promise<void> {
		await new Promise((resolve) => this.server?.close(resolve));
	}

	/** Runs one of the node's lifecycle methods, as n8n does on activation and deactivation. */
	async lifecycle(method: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
		const parts = await this.engine.triggerParts(this.testNode);
		const { workflow, node, additionalData, type, mode } = parts;
		const context = new HookContext(
			workflow,
			node,
			additionalData,
			mode,
			'activate',
			webhookDataOf(parts),
		);
		const methods = type.webhookMethods?.default;
		if (methods === undefined) throw new Error(`${node.type} has no webhook methods`);
		const run: (this: IHookFunctions) => Promise<boolean> = methods[method];
		return await withExpressions(parts, async () => await run.call(context));
	}

	/** The production address that n8n would register; undefined where it would register none. */
	async registeredUrl(): Promise<string | undefined> {
		const parts = await this.engine.triggerParts(this.testNode);
		const { workflow, node, additionalData, mode } = parts;
		const context = new HookContext(workflow, node, additionalData, mode, 'activate');
		return await withExpressions(parts, async () => context.getNodeWebhookUrl('default'));
	}

	private async handle(request: Request, response: Response): Promise<void> {
		const { mode } = this;
		const parts = await this.engine.triggerParts(this.testNode, { mode });
		const { workflow, node, additionalData, type } = parts;
		const raw: unknown = request.body;
		const text = Buffer.isBuffer(raw) ? raw.toString('utf8') : '';
		Object.assign(request, {
			body: JSON.parse(text) as unknown,
			...(this.keepRawBody ? { rawBody: raw } : {}),
		});
		additionalData.httpRequest = request;
		additionalData.httpResponse = response;
		const context: IWebhookFunctions = new WebhookContext(
			workflow,
			node,
			additionalData,
			mode,
			webhookDataOf(parts),
			[],
			null,
		);
		try {
			const result = await withExpressions(parts, async () => await type.webhook?.call(context));
			if (result === undefined) throw new Error(`${node.type} takes no webhooks`);
			if (result.workflowData !== undefined) this.executions.push(result.workflowData[0] ?? []);
			if (result.noWebhookResponse !== true) response.json(result.webhookResponse ?? {});
		} catch (error) {
			this.errors.push(error);
			response.status(500).json({ message: 'Workflow Webhook Error' });
		}
	}
}

function webhookDataOf({ workflow, node, additionalData, type }: TriggerParts): IWebhookData {
	const [webhookDescription] = type.description.webhooks ?? [];
	if (webhookDescription === undefined) throw new Error(`${node.type} has no webhook`);
	return {
		httpMethod: 'POST',
		node: node.name,
		path: 'test',
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
	};
}

/** n8n evaluates expressions in an isolate that is held as long as a node runs. */
async function withExpressions<T>({ workflow }: TriggerParts, work: () => Promise<T>): Promise<T> {
	await workflow.expression.acquireIsolate();
	try {
		return await work();
	} finally {
		await workflow.expression.releaseIsolate();
	}
}
