/**
 * The cash basis: what stands on invoices, bills and their credits counts when it is paid, by the
 * share that was paid. A payment without a document stays in the receivables or payables.
 */
import { cents as toCents } from './rounding';
import { isOpenType, type Chart } from './chart';
import type { Entry, Leg } from './entry';
import type { Applications } from './entries/payments';

/** Replaces every open document by one entry per application of a payment. */
export function cashBasis(
	documents: Entry[],
	applications: Applications,
	chart: Chart,
	isPaidAtOnce: (entry: Entry) => boolean,
): Entry[] {
	return documents.flatMap((entry) => {
		if (isPaidAtOnce(entry)) {
			return [entry];
		}
		const open = entry.legs.find((leg) => isOpenType(chart.get(leg.accountId)));
		return open === undefined ? [] : shares(entry, open, applications);
	});
}

function shares(entry: Entry, open: Leg, applications: Applications): Entry[] {
	const others = entry.legs.filter((leg) => leg !== open);
	const whole = Math.abs(open.foreignCents);
	const sign = Math.sign(open.foreignCents);
	const counted = others.map(() => 0);
	let paid = 0;
	let paidHome = 0;
	const pieces: Entry[] = [];
	for (const application of applications.get(entry.id) ?? []) {
		paid += application.foreignCents;
		paidHome += application.homeCents;
		const wanted = others.map((leg) => toCents(leg.cents, paid, whole));
		correct(wanted, others, -sign * paidHome);
		const legs = others.map((leg, index) => ({ ...leg, cents: wanted[index] - counted[index] }));
		wanted.forEach((value, index) => {
			counted[index] = value;
		});
		const date = application.date < entry.date ? entry.date : application.date;
		pieces.push({
			...entry,
			date,
			legs: [{ ...open, cents: sign * application.homeCents }, ...legs].filter(
				(leg) => leg.cents !== 0,
			),
		});
	}
	return pieces;
}

/** Puts what rounding left on the largest leg, so that the piece adds up to 0. */
function correct(wanted: number[], legs: Leg[], total: number): void {
	let largest = 0;
	legs.forEach((leg, index) => {
		if (Math.abs(leg.cents) > Math.abs(legs[largest].cents)) {
			largest = index;
		}
	});
	if (legs.length > 0) {
		wanted[largest] += total - wanted.reduce((sum, value) => sum + value, 0);
	}
}
