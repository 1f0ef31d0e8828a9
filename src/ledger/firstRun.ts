/** Whether a run may take an empty ledger for the beginning. */
import { SettingError } from '../errors';
import type { CommandOf } from './commands';
import { type Applied, type CompanySlice, noChanges } from './slice';
import { isEmptyLedger } from './startRun';

/**
 * @throws SettingError when the ledger knows nothing of the company while Anaplan already holds keys of
 * it: the ledger was lost or is the wrong one, and a first load would leave old lines standing.
 */
export function checkFirstRun(
	{ head }: CompanySlice,
	command: CommandOf<'checkFirstRun'>,
): Applied<'checkFirstRun'> {
	const ledgerEmpty = isEmptyLedger(head);
	if (ledgerEmpty && command.modelHoldsOurKeys && command.firstLoadConfirmed !== true) {
		throw new SettingError(
			`The sync ledger knows nothing of company ${head.realmId}, but the Anaplan model already holds its keys. Was the ledger lost, or is this the wrong one?`,
			'Choose the ledger that was used before, or bring it back with Import (from an export) or Rebuild (from the keys in Anaplan). Confirm a first load only if the data in Anaplan may be left as it is.',
		);
	}
	return { changes: noChanges(), answer: { ledgerEmpty } };
}
