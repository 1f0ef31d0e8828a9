/**
 * Counts the calls that Intuit meters, for everything this process does: reads are counted per month and
 * app (Intuit: app partner program), whichever node makes them. A ledger takes the counts over when a
 * sync runs, so that pickers, polls and single reads show in the month's figure too.
 */

/** Calls of one month (`2026-11`, in UTC). */
export interface MonthlyCalls {
	month: string;
	calls: number;
}

/** Counts per company until somebody takes them. */
export class CallMeter {
	private readonly counts = new Map<string, Map<string, number>>();

	/**
	 * @param company tells companies apart across environments
	 * @param now epoch milliseconds
	 */
	count(company: string, now: number): void {
		this.add(company, new Date(now).toISOString().slice(0, 'yyyy-mm'.length), 1);
	}

	/** What was counted since the last time; it belongs to the caller now. */
	take(company: string): MonthlyCalls[] {
		const months = this.counts.get(company) ?? new Map<string, number>();
		this.counts.delete(company);
		return [...months].map(([month, calls]) => ({ month, calls }));
	}

	/** Gives back what could not be stored. */
	giveBack(company: string, { month, calls }: MonthlyCalls): void {
		this.add(company, month, calls);
	}

	private add(company: string, month: string, calls: number): void {
		const months = this.counts.get(company) ?? new Map<string, number>();
		this.counts.set(company, months.set(month, (months.get(month) ?? 0) + calls));
	}
}

/** The meter of this process. */
export const callMeter = new CallMeter();
