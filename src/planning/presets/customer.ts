/** Customers, sub-customers, jobs and projects: one row each, with the parent customer's code. */
import { objectAt, textAt } from '../fields';
import { listPreset } from '../lists';

export const customerPreset = listPreset({
	nameField: 'DisplayName',
	balanceField: 'Balance',
	extraColumns: ['Term Code', 'Payment Method Code'],
	ownColumns: (item) => ({
		Type:
			item.source.IsProject === true ? 'Project' : item.source.Job === true ? 'Job' : 'Customer',
		'Company Name': item.text('CompanyName'),
		Email: textAt(objectAt(item.source, 'PrimaryEmailAddr'), 'Address'),
		'Term Code': item.code('SalesTermRef', 'Term'),
		'Payment Method Code': item.code('PaymentMethodRef', 'PaymentMethod'),
	}),
});
