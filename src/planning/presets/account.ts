/**
 * Accounts: one row each, with the parent account's code. Balance is CurrentBalance, which says
 * something for balance-sheet accounts only and is 0 on inactive ones (Intuit: account reference).
 * Classification (Asset, Equity, Expense, Liability, Revenue) tells on which side an account counts.
 */
import { listPreset } from '../lists';

export const accountPreset = listPreset({
	nameField: 'Name',
	balanceField: 'CurrentBalance',
	extraColumns: ['Classification', 'Description'],
	ownColumns: (item) => ({
		Type: item.text('AccountType'),
		'Sub Type': item.text('AccountSubType'),
		Number: item.text('AcctNum'),
		Classification: item.text('Classification'),
		Description: item.text('Description'),
	}),
});
