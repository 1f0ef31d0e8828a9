/** Vendors: one row each. Vendors have no hierarchy in QuickBooks. */
import { objectAt, textAt } from '../fields';
import { listPreset } from '../lists';

export const vendorPreset = listPreset({
	nameField: 'DisplayName',
	balanceField: 'Balance',
	extraColumns: ['Term Code'],
	ownColumns: (item) => ({
		Number: item.text('AcctNum'),
		'Company Name': item.text('CompanyName'),
		Email: textAt(objectAt(item.source, 'PrimaryEmailAddr'), 'Address'),
		'Term Code': item.code('TermRef', 'Term'),
	}),
});
