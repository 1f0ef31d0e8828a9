/**
 * Time activities: one row each, which QuickBooks does not book. Quantity is the hours, Unit Price the
 * rate customers are charged for one; Amount is what the time is worth to the customer: hours times
 * rate where it is billable or billed, else 0. Both are in home currency. The party is who worked.
 */
import type { QuickBooksObject } from '../../flow';
import { SettingError } from '../../errors';
import { documentPreset } from '../documents';
import { numberAt, refAt, textAt } from '../fields';
import { TIME_LINE } from '../keys';
import { minorUnitsOf } from '../currencies';
import { figureLine, type Line, type LineContext } from '../lines';
import { linkedDocuments } from '../linked';
import { add, type Decimal, divide, multiply, subtract, sum, whole, ZERO } from '../money';
import { type Party, partyAt } from '../parties';

const SECONDS_PER_HOUR = 3600n;
const SECONDS_PER_MINUTE = 60n;

/** A second is 0.000278 hours: six places keep every one of them apart. */
const HOUR_PLACES = 6;

const BILLED: ReadonlySet<string> = new Set(['Billable', 'HasBeenBilled']);

export const timeActivityPreset = documentPreset({
	party: workerOf,
	lines: (source, context) => [readTime(source, context)],
	total: (_source, lines) => sum(lines.map(({ amount }) => amount)),
	posting: false,
	documentStatus: (source) => textAt(source, 'BillableStatus'),
});

function workerOf(source: QuickBooksObject): Party {
	const vendor = partyAt(source, 'VendorRef', 'Vendor');
	const employee = partyAt(source, 'EmployeeRef', 'Employee');
	return vendor.id !== '' && employee.id === '' ? vendor : employee;
}

function readTime(source: QuickBooksObject, { document, currency }: LineContext): Line {
	const seconds = secondsOf(source, document);
	const rate = numberAt(source, 'HourlyRate', document);
	const billed = BILLED.has(textAt(source, 'BillableStatus'));
	const worth = multiply(seconds, rate ?? ZERO);
	return {
		...figureLine(
			TIME_LINE,
			'Time',
			billed ? divide(worth, SECONDS_PER_HOUR, minorUnitsOf(currency)) : ZERO,
			textAt(source, 'Description'),
		),
		itemId: refAt(source, 'ItemRef'),
		classId: refAt(source, 'ClassRef'),
		linked: linkedDocuments(source),
		customerId: refAt(source, 'CustomerRef'),
		quantity: divide(seconds, SECONDS_PER_HOUR, HOUR_PLACES),
		unitPrice: rate,
	};
}

/** The time worked. QuickBooks states hours and minutes, or when the work began and ended, and the break. */
function secondsOf(source: QuickBooksObject, document: string): Decimal {
	const part = (field: string, seconds: bigint) =>
		multiply(numberAt(source, field, document) ?? ZERO, whole(seconds));
	const stated = ['Hours', 'Minutes', 'Seconds'].some(
		(field) => numberAt(source, field, document) !== undefined,
	);
	if (stated) {
		return sum([
			part('Hours', SECONDS_PER_HOUR),
			part('Minutes', SECONDS_PER_MINUTE),
			part('Seconds', 1n),
		]);
	}
	const [begin, end] = ['StartTime', 'EndTime'].map((field) => Date.parse(textAt(source, field)));
	if (!(end >= begin)) {
		throw new SettingError(
			`${document} has neither hours and minutes nor a start and an end time.`,
			'Open the time activity in QuickBooks, enter the duration and save it, then read it again.',
		);
	}
	const pause = add(part('BreakHours', SECONDS_PER_HOUR), part('BreakMinutes', SECONDS_PER_MINUTE));
	return subtract(whole(Math.round((end - begin) / 1000)), pause);
}
