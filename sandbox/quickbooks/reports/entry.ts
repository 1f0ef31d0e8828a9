/** The double entry behind a document: what every report is made of. */

/** Who or what a leg belongs to beside its account; blank where there is none. */
export interface Dimensions {
	customerId: string;
	vendorId: string;
	employeeId: string;
	classId: string;
	departmentId: string;
	itemId: string;
}

export const NO_DIMENSIONS: Readonly<Dimensions> = {
	customerId: '',
	vendorId: '',
	employeeId: '',
	classId: '',
	departmentId: '',
	itemId: '',
};

/** One line of an entry. */
export interface Leg extends Dimensions {
	accountId: string;
	/** Home currency in cents; a debit is positive, a credit negative. */
	cents: number;
	/** The same in the document's currency. */
	foreignCents: number;
	memo: string;
	/** Of a payment: the document that this part pays or uses up. */
	appliesTo?: string;
}

export interface Party {
	kind: 'Customer' | 'Vendor' | 'Employee';
	id: string;
	name: string;
}

/** A document as the books keep it. Its legs add up to 0. */
export interface Entry {
	entity: string;
	id: string;
	/** As reports call the kind of document: `Bill Payment (Check)`. */
	type: string;
	/** `YYYY-MM-DD`. */
	date: string;
	dueDate: string;
	docNumber: string;
	memo: string;
	currency: string;
	/** Home units of one unit of `currency`. */
	rate: number;
	party: Party | undefined;
	/** The first one stands for the document: receivables of an invoice, the bank of a check. */
	legs: Leg[];
	createdMs: number;
	updatedMs: number;
}

/** A leg with the entry it belongs to. */
export interface Line {
	entry: Entry;
	leg: Leg;
}

export function linesOf(entries: Iterable<Entry>): Line[] {
	const lines: Line[] = [];
	for (const entry of entries) {
		for (const leg of entry.legs) {
			lines.push({ entry, leg });
		}
	}
	return lines;
}
