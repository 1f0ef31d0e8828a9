/** Customers, sub-customers, jobs and projects: one row each, with the parent customer's code. */
import { objectAt, textAt } from '../fields';
import { listPreset } from '../lists';

export const customerPreset = listPreset({
	nameField: 'DisplayName',
	balanceField: 'Balance',
	ownColumns: ({ record }) => ({
		Type: record.IsProject === true ? 'Project' : record.Job === true ? 'Job' : 'Customer',
		'Company Name': textAt(record, 'CompanyName'),
		Email: textAt(objectAt(record, 'PrimaryEmailAddr'), 'Address'),
	}),
});
