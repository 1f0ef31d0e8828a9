import { setTimeout as sleep } from 'node:timers/promises';
import { pressConsentButton } from './consent';
import {
	finishedFrom,
	isFinished,
	summaryFrom,
	type ExecutionSummary,
	type FinishedExecution,
} from './executions';
import { isRecord, listOf, recordOf, stringOf, type JsonRecord } from './json';
import { withOneOffSchedule } from './schedule';
import { N8nRestError, type N8nSession } from './session';
import { editedWorkflow, type CredentialReference, type WorkflowEdits } from './workflowEdits';

/** Pause between two looks at the list of executions. */
const LOOK_AGAIN_MS = 200;
/** How long an execution may take unless the caller says otherwise. */
const EXECUTION_TIMEOUT_MS = 120_000;
/** Executions asked for at once; the ones a test waits for are always among the latest. */
const LATEST_EXECUTIONS = 20;
/**
 * The most that n8n gives at once. It sorts by start and continues below the last id, so where workers
 * start executions out of the order of their ids, those at the edge of a page are in neither.
 */
const MOST_EXECUTIONS = 100;
/** First distance between "now" and a one-off schedule; doubled when activation was slower. */
const SCHEDULE_LEAD_MS = 3_000;
const SCHEDULE_ATTEMPTS = 4;

/** What a credential test said. */
export interface CredentialTestResult {
	readonly status: 'OK' | 'Error';
	readonly message: string;
}

/** A node type as n8n describes it to the editor, as far as the sandbox looks at it. */
export interface NodeTypeSummary {
	readonly name: string;
	readonly credentials: readonly string[];
}

/** What a person does in the editor, over n8n's own REST interface, as the owner. */
export class N8nApi {
	#nodeTypes: Promise<readonly NodeTypeSummary[]> | undefined;

	constructor(readonly session: N8nSession) {}

	/** Sets the owner up on a new server, signs in on one that has an owner. */
	async signIn(email: string, password: string): Promise<void> {
		const settings = recordOf(await this.session.call('GET', '/settings'), 'settings');
		const users = isRecord(settings.userManagement) ? settings.userManagement : {};
		if (users.showSetupOnFirstLoad === true) {
			const owner = { email, password, firstName: 'Sandbox', lastName: 'Owner' };
			await this.session.call('POST', '/owner/setup', owner);
		} else {
			await this.session.call('POST', '/login', { emailOrLdapLoginId: email, password });
		}
	}

	/** @returns the new credential's reference for workflows */
	async createCredential(
		type: string,
		name: string,
		data: Readonly<JsonRecord>,
	): Promise<CredentialReference> {
		const made = recordOf(
			await this.session.call('POST', '/credentials', { type, name, data }),
			'a credential',
		);
		return { id: stringOf(made, 'id'), name: stringOf(made, 'name') };
	}

	/** Saves fields of a credential again; n8n keeps the tokens it stored. */
	async updateCredential(id: string, data: Readonly<JsonRecord>): Promise<void> {
		const { type, name } = await this.#credential(id);
		await this.session.call('PATCH', `/credentials/${id}`, { id, type, name, data });
	}

	/**
	 * Connects an OAuth2 credential through the real redirect: n8n's authorize address, the
	 * provider's consent page, and n8n's callback in the owner's session.
	 *
	 * @param consent takes the authorize address and answers where the provider redirects to
	 * @throws Error with n8n's own words when the callback page reports a failure
	 */
	async connectOAuth2(
		credentialId: string,
		consent: (authorizeUrl: string) => Promise<string> = pressConsentButton,
	): Promise<void> {
		const path = `/oauth2-credential/auth?id=${encodeURIComponent(credentialId)}`;
		const authorizeUrl = await this.session.call('GET', path);
		if (typeof authorizeUrl !== 'string') throw new Error('n8n gave no authorize address.');
		const page = await this.session.openPage(await consent(authorizeUrl));
		const { connected } = await this.#credential(credentialId);
		// The page tells the editor's window how it went; a failure has status 200 as well.
		const succeeded = page.status === 200 && /postMessage\('success'/.test(page.html);
		if (!succeeded || !connected) {
			const text = page.html
				.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
				.replace(/<[^>]*>/g, ' ')
				.replace(/\s+/g, ' ')
				.trim();
			throw new Error(`n8n did not connect the credential: ${text.slice(0, 500)}`);
		}
	}

	/** Presses the editor's "Test" for a stored credential. */
	async testCredential(id: string): Promise<CredentialTestResult> {
		const { type, name, data } = await this.#credential(id);
		const answer = recordOf(
			await this.session.call('POST', '/credentials/test', {
				credentials: { id, type, name, data },
			}),
			'a test result',
		);
		return {
			status: answer.status === 'OK' ? 'OK' : 'Error',
			message: typeof answer.message === 'string' ? answer.message : '',
		};
	}

	/** The node types n8n has loaded. */
	async nodeTypes(): Promise<readonly NodeTypeSummary[]> {
		this.#nodeTypes ??= this.session.file('/types/nodes.json').then((types) =>
			listOf(types)
				.filter(isRecord)
				.map((type) => ({
					name: stringOf(type, 'name'),
					credentials: listOf(type.credentials)
						.filter(isRecord)
						.map((entry) => stringOf(entry, 'name')),
				})),
		);
		return await this.#nodeTypes;
	}

	/**
	 * Imports a template and sets what a person would set.
	 *
	 * @returns the new workflow's id
	 * @throws Error when the template uses a node type that n8n has not loaded
	 */
	async importWorkflow(template: unknown, edits: WorkflowEdits = {}): Promise<string> {
		const types = new Map<string, readonly string[]>();
		for (const type of await this.nodeTypes()) {
			types.set(type.name, [...(types.get(type.name) ?? []), ...type.credentials]);
		}
		const draft = editedWorkflow(template, edits, (type) => types.get(type) ?? []);
		const unknown = draft.nodes.map((node) => String(node.type)).filter((type) => !types.has(type));
		if (unknown.length > 0) {
			throw new Error(`n8n has not loaded the node types ${[...new Set(unknown)].join(', ')}.`);
		}
		const made = await this.session.call('POST', '/workflows', draft);
		return stringOf(recordOf(made, 'a workflow'), 'id');
	}

	/** The workflow as stored. */
	async workflow(id: string): Promise<JsonRecord> {
		return recordOf(await this.session.call('GET', `/workflows/${id}`), 'a workflow');
	}

	/** Saves parts of a workflow, for instance its nodes. */
	async updateWorkflow(id: string, changes: Readonly<JsonRecord>): Promise<void> {
		await this.session.call('PATCH', `/workflows/${id}`, changes);
	}

	/** Publishes the saved version, so that its triggers run. */
	async activate(id: string): Promise<void> {
		const versionId = stringOf(await this.workflow(id), 'versionId');
		await this.session.call('POST', `/workflows/${id}/activate`, { versionId });
	}

	async deactivate(id: string): Promise<void> {
		await this.session.call('POST', `/workflows/${id}/deactivate`, {});
	}

	/**
	 * Runs a workflow as the editor's button does and waits for its end.
	 *
	 * @param trigger name of the node to start from
	 */
	async runManually(
		id: string,
		trigger: string,
		timeoutMs = EXECUTION_TIMEOUT_MS,
	): Promise<FinishedExecution> {
		const answer = recordOf(
			await this.session.call('POST', `/workflows/${id}/run`, {
				triggerToStartFrom: { name: trigger },
			}),
			'a started execution',
		);
		if (answer.executionId === undefined) {
			throw new Error('n8n did not start the workflow; it waits for a call of its webhook.');
		}
		return await this.#finished(String(answer.executionId), Date.now() + timeoutMs);
	}

	/** The latest executions of a workflow, newest first. */
	async listExecutions(workflowId: string): Promise<ExecutionSummary[]> {
		return (await this.#executionPage(workflowId, LATEST_EXECUTIONS)).executions;
	}

	/** All executions of a workflow, newest first. */
	async allExecutions(workflowId: string): Promise<ExecutionSummary[]> {
		const all = new Map<string, ExecutionSummary>();
		for (let cursor: string | undefined; ; ) {
			const page = await this.#executionPage(workflowId, MOST_EXECUTIONS, cursor);
			for (const execution of page.executions) all.set(execution.id, execution);
			cursor = page.next;
			if (cursor === undefined) return [...all.values()].sort(newestFirst);
		}
	}

	async #executionPage(
		workflowId: string,
		limit: number,
		cursor?: string,
	): Promise<{ executions: ExecutionSummary[]; next: string | undefined }> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const page = `limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
		const answer = recordOf(
			await this.session.call('GET', `/executions?filter=${filter}&${page}`),
			'a list of executions',
		);
		return {
			executions: listOf(answer.results).map(summaryFrom).sort(newestFirst),
			next: typeof answer.nextCursor === 'string' ? answer.nextCursor : undefined,
		};
	}

	/** One finished execution with its data. */
	async execution(id: string): Promise<FinishedExecution> {
		return finishedFrom(await this.session.call('GET', `/executions/${id}`));
	}

	/**
	 * Waits for the first execution of a workflow that is newer than another one, and for its end.
	 *
	 * @param after id of the last execution already known; '0' for any
	 * @throws Error when none starts and ends in time
	 */
	async waitForExecution(
		workflowId: string,
		after: string,
		timeoutMs = EXECUTION_TIMEOUT_MS,
	): Promise<FinishedExecution> {
		const deadline = Date.now() + timeoutMs;
		while (Date.now() < deadline) {
			const newer = (await this.listExecutions(workflowId)).filter(
				(execution) => Number(execution.id) > Number(after),
			);
			const first = newer.at(-1);
			if (first) return await this.#finished(first.id, deadline);
			await sleep(LOOK_AGAIN_MS);
		}
		throw new Error(`No execution of workflow ${workflowId} started within ${timeoutMs / 1000} s.`);
	}

	/** Id of the newest execution of a workflow, '0' when there is none. */
	async lastExecutionId(workflowId: string): Promise<string> {
		return (await this.listExecutions(workflowId))[0]?.id ?? '0';
	}

	/**
	 * Runs a workflow as n8n would in production: its Schedule Trigger is set to a moment a few
	 * seconds ahead, the workflow is published, n8n's own scheduler starts it, and afterwards it is
	 * as it was before, published or not.
	 *
	 * @throws Error when the workflow has no Schedule Trigger or the schedule does not start it
	 */
	async runScheduled(
		workflowId: string,
		timeoutMs = EXECUTION_TIMEOUT_MS,
	): Promise<FinishedExecution> {
		const before = await this.workflow(workflowId);
		const wasActive = before.active === true;
		if (wasActive) await this.deactivate(workflowId);
		const after = await this.lastExecutionId(workflowId);
		try {
			await this.#activateForMoment(workflowId, before);
			return await this.waitForExecution(workflowId, after, timeoutMs);
		} finally {
			await this.deactivate(workflowId);
			// Settings are merged, so a zone that was not set has to be given back as n8n's default.
			const settings = isRecord(before.settings) ? before.settings : {};
			await this.updateWorkflow(workflowId, {
				nodes: before.nodes,
				settings: { ...settings, timezone: settings.timezone ?? 'DEFAULT' },
			});
			if (wasActive) await this.activate(workflowId);
		}
	}

	/** Publishes with a one-off schedule; tries a later moment when publishing took too long. */
	async #activateForMoment(workflowId: string, before: JsonRecord): Promise<void> {
		const settings = isRecord(before.settings) ? before.settings : {};
		for (let attempt = 0; attempt < SCHEDULE_ATTEMPTS; attempt++) {
			const moment = new Date(Date.now() + SCHEDULE_LEAD_MS * 2 ** attempt);
			moment.setUTCMilliseconds(0);
			await this.updateWorkflow(workflowId, {
				nodes: withOneOffSchedule(listOf(before.nodes), moment),
				// The expression is in UTC, whatever zone the template asks for.
				settings: { ...settings, timezone: 'UTC' },
			});
			await this.activate(workflowId);
			if (Date.now() < moment.getTime()) return;
			await this.deactivate(workflowId);
		}
		throw new Error('n8n took too long to publish the workflow before its scheduled moment.');
	}

	async #finished(executionId: string, deadline: number): Promise<FinishedExecution> {
		while (Date.now() < deadline) {
			const answer = await this.session
				.call('GET', `/executions/${executionId}`)
				.catch((error: unknown) => {
					// An execution is listed a moment before its data can be read.
					if (error instanceof N8nRestError && error.status === 404) return undefined;
					throw error;
				});
			if (answer !== undefined && isFinished(summaryFrom(answer))) return finishedFrom(answer);
			await sleep(LOOK_AGAIN_MS);
		}
		throw new Error(`Execution ${executionId} had not ended in the time given.`);
	}

	async #credential(
		id: string,
	): Promise<{ type: string; name: string; data: JsonRecord; connected: boolean }> {
		const found = recordOf(
			await this.session.call('GET', `/credentials/${id}?includeData=true`),
			'a credential',
		);
		const data = isRecord(found.data) ? found.data : {};
		return {
			type: stringOf(found, 'type'),
			name: stringOf(found, 'name'),
			data,
			connected: data.oauthTokenData === true,
		};
	}
}

function newestFirst(one: ExecutionSummary, other: ExecutionSummary): number {
	return Number(other.id) - Number(one.id);
}
