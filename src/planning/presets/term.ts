/**
 * Payment terms: due so many days after the document (Type `Standard`), or on a day of the month
 * (Type `DateDriven`), with the discount for paying earlier.
 */
import { listPreset } from '../lists';

/** The entity reference writes STANDARD and DATE_DRIVEN, the schema Standard and DateDriven. */
const TYPES: ReadonlyMap<string, string> = new Map([
	['STANDARD', 'Standard'],
	['DATE_DRIVEN', 'DateDriven'],
]);

const NUMBERS = [
	'Due Days',
	'Discount Percent',
	'Discount Days',
	'Due Day of Month',
	'Due Next Month Days',
	'Discount Day of Month',
] as const;

export const termPreset = listPreset({
	nameField: 'Name',
	extraColumns: NUMBERS,
	extraNumbers: NUMBERS,
	ownColumns: (item) => ({
		Type: TYPES.get(item.text('Type')) ?? item.text('Type'),
		'Due Days': item.number('DueDays'),
		'Discount Percent': item.number('DiscountPercent'),
		'Discount Days': item.number('DiscountDays'),
		'Due Day of Month': item.number('DayOfMonthDue'),
		'Due Next Month Days': item.number('DueNextMonthDays'),
		'Discount Day of Month': item.number('DiscountDayOfMonth'),
	}),
});
