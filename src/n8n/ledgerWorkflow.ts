/** The ledger as the other nodes see it: a workflow that is called with one command at a time. */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { CancelledError, PackError, ServiceError, SettingError } from '../errors';
import type { AnswerOf, Command, CommandKind, CommandOf } from '../ledger/commands';
import type { LedgerStore } from '../ledger/store';
import { Turns } from '../turns';
import {
	errorOf,
	isLedgerReply,
	MESSAGE_FORM,
	PROCESS_MARK,
	type LedgerReply,
	type LedgerRequest,
} from './ledgerMessages';
import { cancelSignalOf } from './transport';

/** What the store needs of a node's context. */
export type LedgerCaller = Pick<
	IExecuteFunctions,
	'executeWorkflow' | 'addExecutionHints' | 'getWorkflow'
>;

/**
 * One call of a ledger workflow at a time in this process, so that n8n's writes of its static data
 * reach the database in the order of the changes.
 */
const turns = new Turns();

export class LedgerWorkflowStore implements LedgerStore {
	/** How full the ledger is, where the last command said so; else blank. */
	warning = '';

	/** @param workflowName what the user knows the workflow by, for messages */
	constructor(
		private readonly caller: LedgerCaller,
		private readonly workflowId: string,
		private readonly workflowName: string,
	) {}

	/**
	 * @throws SettingError as the command says, and where the workflow is none that keeps a ledger
	 * @throws ServiceError when n8n did not store the change
	 */
	async execute<K extends CommandKind>(command: CommandOf<K>): Promise<AnswerOf<K>> {
		return (await this.call({ what: 'command', command: command as Command })) as AnswerOf<K>;
	}

	async companies(): Promise<string[]> {
		return (await this.call({ what: 'companies' })) as string[];
	}

	private async call(ask: LedgerRequest['ask']): Promise<unknown> {
		const signal = cancelSignalOf(this.caller);
		const what = 'waiting for the ledger workflow';
		return await turns.take(this.workflowId, signal, what, async () => {
			const reply = await this.ask(ask);
			if (reply.changed) await this.confirmStored(reply.generation);
			this.warn(reply.warning);
			return reply.answer;
		});
	}

	/** n8n only logs when it cannot save static data, so what is stored is read back. */
	private async confirmStored(generation: number): Promise<void> {
		const stored = await this.ask({ what: 'stored' });
		if (stored.generation >= generation) return;
		throw new ServiceError(
			`n8n did not keep the change in the ledger workflow ${this.workflowName}: it holds state ${stored.generation} instead of ${generation}.`,
			"Look into n8n's log for a database error, and check that the workflow's own settings were not changed. Run the workflow again when that is mended, or choose PostgreSQL as Ledger Store.",
		);
	}

	private async ask(ask: LedgerRequest['ask']): Promise<Extract<LedgerReply, { ok: true }>> {
		const request: LedgerRequest = {
			kind: 'ledgerRequest',
			form: MESSAGE_FORM,
			process: PROCESS_MARK,
			ask,
		};
		const reply = await this.run(request);
		if (!isLedgerReply(reply)) throw this.noLedger();
		if (reply.form !== MESSAGE_FORM) {
			throw new SettingError(
				`The ledger workflow ${this.workflowName} answers in form ${reply.form}; this node knows form ${MESSAGE_FORM}.`,
				'Restart n8n after the update of n8n-nodes-quickbooks-anaplan, so that all nodes run the same version.',
			);
		}
		if (!reply.ok) throw errorOf(reply.fault);
		return reply;
	}

	private async run(request: LedgerRequest): Promise<unknown> {
		// A plain copy: what the memory of the ledger keeps must not change with the caller's items.
		const json = JSON.parse(JSON.stringify(request)) as IDataObject;
		try {
			const { data } = await this.caller.executeWorkflow({ id: this.workflowId }, [{ json }]);
			return data[0]?.[0]?.json;
		} catch (error) {
			throw this.callError(error);
		}
	}

	private callError(error: unknown): PackError {
		if (cancelSignalOf(this.caller)?.aborted === true) {
			return new CancelledError('the ledger workflow was at work');
		}
		const message = error instanceof Error ? error.message : String(error);
		// n8n's own words (2.41): "Workflow is not active and cannot be executed."
		if (/not active/i.test(message)) {
			return new SettingError(
				`The ledger workflow ${this.workflowName} is not active.`,
				'Open it in n8n and publish (activate) it, then run this workflow again.',
			);
		}
		if (/does not exist/i.test(message)) {
			return new SettingError(
				`The ledger workflow ${this.workflowName} does not exist in this n8n.`,
				'Import the template ledger.json, activate it, and choose it as Ledger Workflow. If the workflow was deleted, its ledger went with it: bring it back with Import or Rebuild.',
			);
		}
		return new SettingError(
			`The ledger workflow ${this.workflowName} could not be run: ${message.replace(/\.$/, '')}.`,
			'Check that it is the workflow made from ledger.json, that its settings allow this workflow to call it, and look at its executions.',
		);
	}

	private noLedger(): SettingError {
		return new SettingError(
			`The workflow ${this.workflowName} keeps no ledger: it did not answer as one.`,
			'Choose the workflow made from the template ledger.json. Its last node must be Sync Ledger with the operation Keep the Ledger.',
		);
	}

	private warn(warning: string): void {
		if (warning === '' || warning === this.warning) return;
		this.warning = warning;
		this.caller.addExecutionHints({ message: warning, type: 'warning', location: 'outputPane' });
	}
}
