/**
 * The ledger workflow's own side: keeps the ledger in the memory of the process and in the static data
 * of its workflow, and answers one request at a time.
 */
import { SettingError } from '../errors';
import { readEnvelope } from '../ledger/codec';
import { readNumber } from '../ledger/read';
import { LedgerMemory } from '../ledger/workflowState';
import {
	faultOf,
	isLedgerRequest,
	MESSAGE_FORM,
	PROCESS_MARK,
	type LedgerReply,
	type LedgerRequest,
} from './ledgerMessages';

/** Where the ledger stands in the static data. */
const STATIC_KEY = 'ledger';

interface Kept {
	memory: LedgerMemory;
	limitBytes: number;
	/** The memory's generation, counted along so that nothing has to be encoded to know it. */
	generation: number;
}

/** One per process; n8n loads this module once. */
export class LedgerKeeper {
	private readonly kept = new Map<string, Kept>();

	/**
	 * Answers a request; a fault is an answer too. It does not wait anywhere, so nothing comes between
	 * the reading and the writing of the ledger.
	 * @param readStaticData gives the workflow's global static data, as n8n gave it to this execution;
	 * not called for a request that is refused
	 * @param json of the item that came in
	 */
	answer(
		workflowId: string,
		readStaticData: () => { [key: string]: unknown },
		json: unknown,
		limitBytes: number,
	): LedgerReply {
		try {
			const request = readRequest(json);
			return this.answerTo(workflowId, readStaticData(), request, limitBytes);
		} catch (error) {
			return { kind: 'ledgerReply', form: MESSAGE_FORM, ok: false, fault: faultOf(error) };
		}
	}

	private answerTo(
		workflowId: string,
		staticData: { [key: string]: unknown },
		{ ask }: LedgerRequest,
		limitBytes: number,
	): LedgerReply {
		const stored = staticData[STATIC_KEY];
		if (ask.what === 'stored') return reply(null, false, generationOf(stored), '');
		const kept = this.open(workflowId, stored, limitBytes);
		if (ask.what === 'companies') {
			return reply(kept.memory.companies(), false, kept.generation, '');
		}
		const { answer, changed, warning } = kept.memory.execute(ask.command as never);
		if (changed) {
			kept.generation += 1;
			// The same object for every execution: whoever writes last writes everything.
			staticData[STATIC_KEY] = kept.memory;
		}
		return reply(answer, changed, kept.generation, warning);
	}

	private open(workflowId: string, stored: unknown, limitBytes: number): Kept {
		let kept = this.kept.get(workflowId);
		if (kept === undefined || kept.limitBytes !== limitBytes) {
			const memory = new LedgerMemory(limitBytes);
			memory.takeIn(kept?.memory);
			kept = { memory, limitBytes, generation: kept?.generation ?? 0 };
			this.kept.set(workflowId, kept);
		}
		kept.memory.takeIn(stored);
		kept.generation = Math.max(kept.generation, generationOf(stored));
		return kept;
	}
}

function generationOf(stored: unknown): number {
	if (stored === undefined || stored === null) return 0;
	return readNumber(readEnvelope(stored).generation, 'the generation');
}

function reply(
	answer: unknown,
	changed: boolean,
	generation: number,
	warning: string,
): LedgerReply {
	// A plain copy: the caller may change its items, never what the memory holds.
	const copy: unknown = JSON.parse(JSON.stringify(answer));
	return {
		kind: 'ledgerReply',
		form: MESSAGE_FORM,
		ok: true,
		answer: copy,
		changed,
		generation,
		warning,
	};
}

/** @throws SettingError for anything but a request of this form */
function readRequest(json: unknown): LedgerRequest {
	if (!isLedgerRequest(json)) {
		throw new SettingError(
			'This workflow keeps the sync ledger; it has nothing to do by itself.',
			'Activate it and choose it as Ledger Workflow in QuickBooks Online Fetch and Sync Ledger of your sync workflow.',
		);
	}
	if (json.form !== MESSAGE_FORM) {
		throw new SettingError(
			`The ledger workflow was asked in form ${json.form}; it knows form ${MESSAGE_FORM}.`,
			'Restart n8n after the update of n8n-nodes-quickbooks-anaplan, so that all nodes run the same version.',
		);
	}
	if (json.process !== PROCESS_MARK) {
		throw new SettingError(
			'The ledger workflow was asked by an n8n process that has ended; nobody waits for the answer, and nothing was changed.',
			'Nothing has to be done: the next run of the sync goes on from what the ledger holds.',
		);
	}
	return json;
}
