/**
 * Accounts: one row each, with the parent account's code. Balance is CurrentBalance, which says
 * something for balance-sheet accounts only and is 0 on inactive ones (Intuit: account reference).
 */
import { textAt } from '../fields';
import { listPreset } from '../lists';

export const accountPreset = listPreset({
	nameField: 'Name',
	balanceField: 'CurrentBalance',
	ownColumns: ({ record }) => ({
		Type: textAt(record, 'AccountType'),
		'Sub Type': textAt(record, 'AccountSubType'),
		Number: textAt(record, 'AcctNum'),
	}),
});
