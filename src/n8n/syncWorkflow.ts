/** Runs a sync workflow as a sub-workflow, and says in the user's words why it did not work. */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { CancelledError, PackError, ServiceError, SettingError } from '../errors';
import { textAt } from '../quickbooks/objects';
import { cancelSignalOf } from './transport';

/** A workflow as its picker gives it. */
export interface WorkflowChoice {
	id: string;
	/** For messages; in quotes. */
	name: string;
}

/**
 * The workflow of a picker: a list choice, an ID, or an expression that gives the ID.
 * @throws SettingError where none is chosen, or the calling workflow itself
 */
export function readSyncWorkflow(context: IExecuteFunctions, parameter: string): WorkflowChoice {
	const value: unknown = context.getNodeParameter(parameter, 0, '');
	const id = (typeof value === 'string' ? value : (textAt(value, 'value') ?? '')).trim();
	if (id === '') {
		throw new SettingError(
			'No sync workflow is chosen.',
			'Import the template scheduled-sync.json, set it up, publish (activate) it, and choose it as Sync Workflow.',
		);
	}
	if (id === context.getWorkflow().id) {
		throw new SettingError(
			'The sync workflow is this workflow itself.',
			'Choose the workflow that reads QuickBooks and loads Anaplan, made from the template scheduled-sync.json.',
		);
	}
	return { id, name: `"${textAt(value, 'cachedResultName') ?? id}"` };
}

/**
 * Runs the workflow and waits for its end; what it puts out is its own business.
 * @param json of the one item that its start node hands over
 * @throws SettingError where it cannot be run, ServiceError where it ran and failed
 */
export async function runSyncWorkflow(
	context: IExecuteFunctions,
	workflow: WorkflowChoice,
	json: IDataObject,
): Promise<void> {
	try {
		await context.executeWorkflow({ id: workflow.id }, [{ json }]);
	} catch (error) {
		throw callError(context, workflow, error);
	}
}

function callError(
	context: IExecuteFunctions,
	{ name }: WorkflowChoice,
	error: unknown,
): PackError {
	if (cancelSignalOf(context)?.aborted === true) {
		return new CancelledError(`the sync workflow ${name} was at work`);
	}
	const message = error instanceof Error ? error.message : String(error);
	// n8n's own words (2.41).
	if (/is not active/i.test(message)) {
		return new SettingError(
			`The sync workflow ${name} is not active.`,
			'Open it in n8n and publish (activate) it. Nothing is lost: its next run reads everything since the last one.',
		);
	}
	if (/workflow does not exist/i.test(message)) {
		return new SettingError(
			`The sync workflow ${name} does not exist in this n8n.`,
			'Choose the workflow made from the template scheduled-sync.json as Sync Workflow.',
		);
	}
	if (/missing node to start|no start node|executeWorkflowTrigger/i.test(message)) {
		return new SettingError(
			`The sync workflow ${name} cannot be called: it has no start for that.`,
			'Add an Execute Workflow Trigger ("When Executed by Another Workflow") that accepts all data, connect it to the nodes that its schedule starts, and publish it.',
		);
	}
	const why = textAt(error, 'description') ?? '';
	return new ServiceError(
		`The sync workflow ${name} failed: ${message.replace(/\.$/, '')}.`,
		`${why === '' ? 'Its latest execution in n8n shows where.' : why} Nothing is lost: the next run reads everything since the last accepted checkpoint.`,
	);
}
