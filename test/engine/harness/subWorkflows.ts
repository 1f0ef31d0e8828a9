/**
 * Workflows that nodes can call, with their static data as n8n's database holds it: every execution
 * gets its own copy at the start, and what it changed is written back whole at the end, before the
 * caller goes on.
 */
import { ApplicationError } from 'n8n-workflow';

import type { TestNode } from './index';

export interface StoredWorkflow {
	nodes: TestNode[];
	/** Published; production callers are refused without it. */
	active: boolean;
	/** JSON, as the database keeps it. */
	staticData: string;
	/** Executions so far. */
	calls: number;
	/** n8n logs a failed write of static data and goes on. */
	loseWrites: boolean;
	/** Runs before each execution is started, for instance to let calls overlap. */
	before?: () => Promise<void>;
}

export class WorkflowDatabase {
	private readonly stored = new Map<string, StoredWorkflow>();

	/** Saves and publishes a workflow: Start -> first -> second … */
	add(id: string, nodes: TestNode[]): StoredWorkflow {
		const workflow: StoredWorkflow = {
			nodes,
			active: true,
			staticData: '{}',
			calls: 0,
			loseWrites: false,
		};
		this.stored.set(id, workflow);
		return workflow;
	}

	/** @throws ApplicationError in n8n's words (2.41) where it cannot be called */
	callable(id: string | undefined, manual: boolean): StoredWorkflow {
		const workflow = this.stored.get(id ?? '');
		if (workflow === undefined) throw new ApplicationError('Workflow does not exist.');
		if (!workflow.active && !manual) {
			throw new ApplicationError('Workflow is not active and cannot be executed.');
		}
		return workflow;
	}
}
