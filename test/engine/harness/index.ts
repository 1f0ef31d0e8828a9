/**
 * Runs workflows on the real engine of n8n-core, with the package's own node and credential
 * classes. HTTP goes to simulators on loopback; nothing of n8n is mocked but its database.
 *
 *   const engine = createEngine({
 *     nodes: [new QuickBooksOnlineFetch()], credentialTypes: [new QuickBooksOnlineOAuth2Api()] });
 *   engine.credentials.put({ id: 'qb', name: 'QuickBooks', type: 'quickBooksOnlineOAuth2Api', data });
 *   const result = await engine.run({
 *     input: [{ json: {} }],              // what the Start node hands over
 *     nodes: [node('Fetch', 'quickBooksOnlineFetch', { operation: 'getChanges' },
 *                  { quickBooksOnlineOAuth2Api: 'qb' })],
 *   });                                   // Start -> Fetch -> … in a line, unless `connections` says otherwise
 *   result.items('Fetch'); result.items('Anaplan', 1); result.error; result.hints('Fetch');
 */
import './environment';
import 'reflect-metadata';

import { Container } from '@n8n/di';
import {
	BinaryDataService,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type ExecuteWorkflowData,
	type ExecutionError,
	type IConnections,
	type ICredentialType,
	type IExecuteFunctions,
	type INode,
	type INodeCredentials,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypes,
	type IRun,
	type ITaskData,
	type ResourceMapperFields,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { TestCredentials } from './credentials';
import { WorkflowDatabase } from './subWorkflows';

export type { StoredCredential } from './credentials';

/** A node of a test workflow, without position and ids. `credentials`: type to credential ID. */
export interface TestNode {
	name: string;
	type: string;
	parameters: INodeParameters;
	credentials?: { [type: string]: string };
	settings?: Partial<Pick<INode, 'onError' | 'retryOnFail' | 'executeOnce' | 'alwaysOutputData'>>;
}

/** Shorthand for a {@link TestNode}. */
export function node(
	name: string,
	type: string,
	parameters: INodeParameters = {},
	credentials: { [type: string]: string } = {},
	settings: TestNode['settings'] = {},
): TestNode {
	return { name, type, parameters, credentials, settings };
}

export interface RunOptions {
	/** Items that the Start node hands to the first node; one empty item when left out. */
	input?: INodeExecutionData[];
	nodes: TestNode[];
	/** Left out: a straight line Start -> first -> second … */
	connections?: IConnections;
	mode?: WorkflowExecuteMode;
	executionId?: string;
	/** Aborting it stops the execution as the Stop button of the editor does. */
	cancel?: AbortSignal;
	staticData?: { [key: string]: unknown };
}

/** What came out of an execution. */
export class RunResult {
	constructor(readonly run: IRun) {}

	/** The error that ended the execution. */
	get error(): ExecutionError | undefined {
		return this.run.data.resultData.error;
	}

	/** Items of a node's output, of its last run. */
	items(nodeName: string, output = 0): INodeExecutionData[] {
		return this.task(nodeName)?.data?.main?.[output] ?? [];
	}

	hints(nodeName: string): string[] {
		return (this.task(nodeName)?.hints ?? []).map((hint) => hint.message);
	}

	task(nodeName: string): ITaskData | undefined {
		return this.run.data.resultData.runData[nodeName]?.at(-1);
	}
}

/** Hands over the items a test gives. */
class Start implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: ['main'],
		properties: [],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

export interface EngineParts {
	nodes: INodeType[];
	credentialTypes: ICredentialType[];
	/** The database of another engine, as after a restart of n8n. */
	workflows?: WorkflowDatabase;
}

/** A trigger node in its workflow. */
export interface TriggerParts {
	workflow: Workflow;
	node: INode;
	additionalData: IWorkflowExecuteAdditionalData;
	type: INodeType;
	mode: WorkflowExecuteMode;
}

let nextExecution = 1;

export class TestEngine {
	readonly credentials: TestCredentials;
	/** Workflows that nodes can call. */
	readonly workflows: WorkflowDatabase;
	private readonly types: Map<string, INodeType>;
	private readonly nodeTypes: INodeTypes;

	constructor(parts: EngineParts) {
		this.credentials = new TestCredentials(parts.credentialTypes);
		this.workflows = parts.workflows ?? new WorkflowDatabase();
		this.types = new Map(
			[new Start(), ...parts.nodes].map((type) => [type.description.name, type]),
		);
		this.nodeTypes = {
			getByName: (name) => this.typeOf(name),
			getByNameAndVersion: (name) => this.typeOf(name),
			getKnownTypes: () => ({}),
		};
	}

	/** Runs a workflow from its Start node to the end. */
	async run(options: RunOptions): Promise<RunResult> {
		await prepareCore();
		const workflow = this.workflowOf(options);
		const start = workflow.getNode('Start');
		if (start === null) throw new Error('a test workflow needs its Start node');
		const mode = options.mode ?? 'trigger';
		const executionId = options.executionId ?? String(nextExecution++);
		const additionalData = this.additionalData(executionId, mode);
		const input = options.input ?? [{ json: {} }];
		const execution = executionOf(additionalData, mode, start, input);
		const running = execution.processRunExecutionData(workflow);
		options.cancel?.addEventListener('abort', () => running.cancel(), { once: true });
		return new RunResult(await running);
	}

	/** What n8n does for `executeWorkflow`: own static data, an execution of its own, then the answer. */
	private async runSubWorkflow(
		id: string | undefined,
		input: INodeExecutionData[],
		callerMode: WorkflowExecuteMode,
	): Promise<ExecuteWorkflowData> {
		const stored = this.workflows.callable(id, callerMode === 'manual');
		await stored.before?.();
		stored.calls += 1;
		const executionId = String(nextExecution++);
		const workflow = this.workflowOf({
			nodes: stored.nodes,
			staticData: JSON.parse(stored.staticData) as { [key: string]: unknown },
			id,
		});
		const start = workflow.getNode('Start');
		if (start === null) throw new Error('a test workflow needs its Start node');
		const additionalData = this.additionalData(executionId, 'integrated');
		const execution = executionOf(additionalData, 'integrated', start, input);
		const run = await execution.processRunExecutionData(workflow);
		const staticData = workflow.staticData as { __dataChanged?: boolean };
		if (staticData.__dataChanged === true && !stored.loseWrites) {
			stored.staticData = JSON.stringify(staticData);
		}
		const { error, runData, lastNodeExecuted } = run.data.resultData;
		if (error !== undefined) throw error;
		return { executionId, data: runData[lastNodeExecuted ?? '']?.at(-1)?.data?.main ?? [null] };
	}

	/** Calls a picker's search method, as the editor does. */
	async listSearch(
		testNode: TestNode,
		method: string,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const search = this.typeOf(testNode.type).methods?.listSearch?.[method];
		if (search === undefined) throw new Error(`${testNode.type} has no search method ${method}`);
		return await search.call(await this.loadOptionsContext(testNode), filter, paginationToken);
	}

	/** Calls a dropdown's load method, as the editor does. */
	async loadOptions(testNode: TestNode, method: string): Promise<INodePropertyOptions[]> {
		const load = this.typeOf(testNode.type).methods?.loadOptions?.[method];
		if (load === undefined) throw new Error(`${testNode.type} has no load method ${method}`);
		return await load.call(await this.loadOptionsContext(testNode));
	}

	/** Calls a resource mapper's method, as the editor does. */
	async resourceMapping(testNode: TestNode, method: string): Promise<ResourceMapperFields> {
		const map = this.typeOf(testNode.type).methods?.resourceMapping?.[method];
		if (map === undefined) throw new Error(`${testNode.type} has no mapping method ${method}`);
		return await map.call(await this.loadOptionsContext(testNode));
	}

	/** What n8n-core's contexts of triggers are made of; `triggers.ts` makes them. */
	async triggerParts(
		testNode: TestNode,
		options: Pick<RunOptions, 'mode' | 'staticData'> = {},
	): Promise<TriggerParts> {
		await prepareCore();
		const workflow = this.workflowOf({ ...options, nodes: [testNode] });
		const found = workflow.getNode(testNode.name);
		if (found === null) throw new Error(`no node ${testNode.name}`);
		const mode = options.mode ?? 'trigger';
		const additionalData = this.additionalData(String(nextExecution++), mode);
		return { workflow, node: found, additionalData, type: this.typeOf(testNode.type), mode };
	}

	private async loadOptionsContext(testNode: TestNode): Promise<LoadOptionsContext> {
		await prepareCore();
		const workflow = this.workflowOf({ nodes: [testNode] });
		const found = workflow.getNode(testNode.name);
		if (found === null) throw new Error(`no node ${testNode.name}`);
		const data = this.additionalData('0', 'internal');
		// The editor sends the parameters as they stand; pickers that depend on others read them.
		data.currentNodeParameters = found.parameters;
		return new LoadOptionsContext(workflow, found, data, '');
	}

	private workflowOf(options: RunOptions & { id?: string }): Workflow {
		const named = [node('Start', 'start'), ...options.nodes];
		const connections = options.connections ?? lineOf(named.map(({ name }) => name));
		return new Workflow({
			id: options.id ?? 'test-workflow',
			name: 'Test',
			nodes: named.map((testNode, index) => this.toNode(testNode, index)),
			connections,
			active: options.mode !== 'manual',
			nodeTypes: this.nodeTypes,
			settings: { executionOrder: 'v1', timezone: 'Etc/UTC' },
			staticData: (options.staticData ?? {}) as never,
		});
	}

	private toNode(testNode: TestNode, index: number): INode {
		const { description } = this.typeOf(testNode.type);
		const credentials: INodeCredentials = {};
		for (const [type, id] of Object.entries(testNode.credentials ?? {})) {
			credentials[type] = { id, name: id };
		}
		const bare: INode = {
			id: `node-${index}`,
			name: testNode.name,
			type: testNode.type,
			typeVersion: [description.version].flat().at(-1) ?? 1,
			position: [index * 200, 0],
			parameters: testNode.parameters,
			credentials,
			...testNode.settings,
			...(description.webhooks === undefined ? {} : { webhookId: `hook-${index}` }),
		};
		// As n8n does on loading: what is not set gets its default.
		const parameters = NodeHelpers.getNodeParameters(
			description.properties,
			testNode.parameters,
			true,
			false,
			bare,
			description,
		);
		return { ...bare, parameters: parameters ?? {} };
	}

	private typeOf(name: string): INodeType {
		const type = this.types.get(name);
		if (type === undefined) throw new Error(`The test knows no node type "${name}".`);
		return type;
	}

	private additionalData(
		executionId: string,
		mode: WorkflowExecuteMode,
	): IWorkflowExecuteAdditionalData {
		const hooks = new ExecutionLifecycleHooks(mode, executionId, {
			id: 'test-workflow',
			name: 'Test',
			active: true,
			isArchived: false,
			createdAt: new Date(0),
			updatedAt: new Date(0),
			nodes: [],
			connections: {},
			activeVersionId: null,
		});
		const parts: Partial<IWorkflowExecuteAdditionalData> & { hooks: ExecutionLifecycleHooks } = {
			credentialsHelper: this.credentials,
			executionId,
			hooks,
			currentNodeExecutionIndex: 0,
			restApiUrl: 'http://127.0.0.1/rest',
			instanceBaseUrl: 'http://127.0.0.1/',
			webhookBaseUrl: 'http://127.0.0.1/webhook',
			webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
			webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
			formBaseUrl: 'http://127.0.0.1/form',
			formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
			formTestBaseUrl: 'http://127.0.0.1/form-test',
			mcpBaseUrl: 'http://127.0.0.1/mcp',
			mcpTestBaseUrl: 'http://127.0.0.1/mcp-test',
			variables: {},
			logAiEvent: () => undefined,
			setExecutionStatus: () => undefined,
			executeWorkflow: async ({ id }, _data, { inputData }) =>
				await this.runSubWorkflow(id, inputData ?? [{ json: {} }], mode),
		};
		return parts as IWorkflowExecuteAdditionalData;
	}
}

function executionOf(
	additionalData: IWorkflowExecuteAdditionalData,
	mode: WorkflowExecuteMode,
	start: INode,
	input: INodeExecutionData[],
): WorkflowExecute {
	return new WorkflowExecute(
		additionalData,
		mode,
		createRunExecutionData({
			startData: {},
			resultData: { runData: {} },
			executionData: {
				contextData: {},
				metadata: {},
				nodeExecutionStack: [{ node: start, data: { main: [input] }, source: null }],
				waitingExecution: {},
				waitingExecutionSource: {},
			},
		}),
	);
}

/** Makes an engine; see the head of this file. */
export function createEngine(parts: EngineParts): TestEngine {
	return new TestEngine(parts);
}

function lineOf(names: string[]): IConnections {
	const connections: IConnections = {};
	names.slice(0, -1).forEach((name, index) => {
		const next = names[index + 1];
		if (next !== undefined)
			connections[name] = { main: [[{ node: next, type: 'main', index: 0 }]] };
	});
	return connections;
}

let prepared: Promise<void> | undefined;

/** What n8n does at boot and the engine relies on: a store for binary data. */
async function prepareCore(): Promise<void> {
	prepared ??= (async () => {
		await Container.get(BinaryDataService).init();
	})();
	await prepared;
}
