/** Vendors: one row each. Vendors have no hierarchy in QuickBooks. */
import { objectAt, textAt } from '../fields';
import { listPreset } from '../lists';

export const vendorPreset = listPreset({
	nameField: 'DisplayName',
	balanceField: 'Balance',
	ownColumns: ({ record }) => ({
		Number: textAt(record, 'AcctNum'),
		'Company Name': textAt(record, 'CompanyName'),
		Email: textAt(objectAt(record, 'PrimaryEmailAddr'), 'Address'),
	}),
});
