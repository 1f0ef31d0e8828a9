/**
 * Employees: one row each. Rates are in home currency per hour: Bill Rate is what customers are
 * charged, Cost Rate what the hour costs. Social security numbers, addresses and birth dates stay out.
 */
import { objectAt, textAt } from '../fields';
import { listPreset } from '../lists';

export const employeePreset = listPreset({
	nameField: 'DisplayName',
	extraColumns: ['Hired Date', 'Released Date', 'Billable', 'Bill Rate', 'Cost Rate'],
	extraNumbers: ['Bill Rate', 'Cost Rate'],
	ownColumns: (item) => ({
		Number: item.text('EmployeeNumber'),
		Email: textAt(objectAt(item.source, 'PrimaryEmailAddr'), 'Address'),
		'Hired Date': item.date('HiredDate'),
		'Released Date': item.date('ReleasedDate'),
		Billable: item.text('BillableTime'),
		'Bill Rate': item.number('BillRate'),
		'Cost Rate': item.number('CostRate'),
	}),
});
