/** The ledger workflow's own side: who is answered, and what that may touch. */
import { LedgerKeeper } from '../../../src/n8n/ledgerKeeper';
import { MESSAGE_FORM, PROCESS_MARK, type LedgerRequest } from '../../../src/n8n/ledgerMessages';

const LIMIT_BYTES = 1_000_000;
const WORKFLOW = 'ledger';

const countCalls: LedgerRequest['ask'] = {
	what: 'command',
	command: {
		kind: 'countCalls',
		realmId: '9341453908059321',
		month: '2026-11',
		calls: 3,
	},
};

function request(more: Partial<LedgerRequest> = {}): LedgerRequest {
	return {
		kind: 'ledgerRequest',
		form: MESSAGE_FORM,
		process: PROCESS_MARK,
		ask: countCalls,
		...more,
	};
}

test('answers this process and keeps the change in the static data', () => {
	const staticData: { [key: string]: unknown } = {};
	const reply = new LedgerKeeper().answer(WORKFLOW, () => staticData, request(), LIMIT_BYTES);
	expect(reply).toMatchObject({ ok: true, changed: true, generation: 1 });
	expect(staticData.ledger).toBeDefined();
});

test('refuses a request of a process that died, and does not even look at the static data', () => {
	const readStaticData = jest.fn(() => ({}));
	const rerun = request({ process: 'a process before this one' });
	const reply = new LedgerKeeper().answer(WORKFLOW, readStaticData, rerun, LIMIT_BYTES);
	expect(reply).toMatchObject({ ok: false, fault: { kind: 'setting' } });
	expect(JSON.stringify(reply)).toContain('process that has ended');
	expect(readStaticData).not.toHaveBeenCalled();
});

test('goes on from what the database holds after such a refusal', () => {
	const stored: { [key: string]: unknown } = {};
	new LedgerKeeper().answer(WORKFLOW, () => stored, request(), LIMIT_BYTES);
	const database = JSON.parse(JSON.stringify(stored)) as { [key: string]: unknown };

	const afterRestart = new LedgerKeeper();
	const rerun = request({ process: 'a process before this one' });
	afterRestart.answer(WORKFLOW, () => ({}), rerun, LIMIT_BYTES);
	const reply = afterRestart.answer(WORKFLOW, () => database, request(), LIMIT_BYTES);
	expect(reply).toMatchObject({ ok: true, generation: 2, answer: { calls: 6 } });
});
