/** Counts metered calls to QuickBooks per month. */
import type { CommandOf } from './commands';
import { CALL_WARNINGS_PERCENT, CALLS_PER_MONTH } from './limits';
import { type Applied, type CompanySlice, noChanges } from './slice';

export function countCalls(
	slice: CompanySlice,
	{ month, calls }: CommandOf<'countCalls'>,
): Applied<'countCalls'> {
	const total = (slice.head.calls.get(month) ?? 0) + calls;
	const changes = noChanges();
	if (calls > 0) {
		changes.head = { ...slice.head, calls: new Map(slice.head.calls).set(month, total) };
	}
	return {
		changes,
		answer: { month, calls: total, limit: CALLS_PER_MONTH, warning: warningOf(month, total) },
	};
}

function warningOf(month: string, total: number): string {
	const percent = Math.floor((total / CALLS_PER_MONTH) * 100);
	if (!CALL_WARNINGS_PERCENT.some((level) => percent >= level)) return '';
	return `${total.toLocaleString('en-US')} metered calls to QuickBooks were made in ${month}: ${percent} percent of the ${CALLS_PER_MONTH.toLocaleString('en-US')} that Intuit's free tier includes. Run the workflow less often, or check the tier of the app at Intuit.`;
}
