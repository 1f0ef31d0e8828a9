/** The one entrance to the ledger's logic. */
import { auditTrail } from './auditTrail';
import { countCalls } from './calls';
import type { CommandKind, CommandOf } from './commands';
import { checkFirstRun } from './firstRun';
import { forget } from './forget';
import { knownDocuments } from './known';
import { prepare } from './prepare';
import { rebuild } from './rebuild';
import { record } from './record';
import { replay } from './replay';
import type { Applied, CompanySlice } from './slice';
import { startRun } from './startRun';
import { status } from './status';
import { exportState, importState } from './transfer';

type Handler<K extends CommandKind> = (slice: CompanySlice, command: CommandOf<K>) => Applied<K>;

const HANDLERS: { [K in CommandKind]: Handler<K> } = {
	startRun,
	prepare,
	record,
	auditTrail,
	status,
	replay,
	forget,
	exportState,
	importState,
	rebuild,
	countCalls,
	knownDocuments,
	checkFirstRun,
};

/**
 * Applies a command to a company. Pure: the slice is not changed, no clock, no randomness.
 * @throws SettingError as the command says; nothing is to be written then.
 */
export function applyCommand<K extends CommandKind>(
	slice: CompanySlice,
	command: CommandOf<K>,
): Applied<K> {
	const handler: Handler<K> = HANDLERS[command.kind as K];
	return handler(slice, command);
}
