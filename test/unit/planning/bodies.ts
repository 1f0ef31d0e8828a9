/** QuickBooks bodies as the service sends them, and the records around them. */
import type { QuickBooksObject, RecordOperation, SyncRecord } from '../../../src/flow';

export const REALM = '9341453908059321';

export function record(
	entity: string,
	body: QuickBooksObject,
	changes: Partial<SyncRecord> & { operation?: RecordOperation } = {},
): SyncRecord {
	const id = changes.id ?? body.Id ?? '1';
	const syncToken = changes.syncToken === undefined ? (body.SyncToken ?? '0') : changes.syncToken;
	return {
		kind: 'record',
		entity,
		id,
		realmId: REALM,
		operation: 'upsert',
		syncToken,
		updatedAt: '2026-10-05T09:12:44-07:00',
		transactionId: `${REALM}-${entity}-${id}-${syncToken === null ? 'deleted' : `v${syncToken}`}`,
		runId: 'run-1',
		homeCurrency: 'USD',
		readAt: '2026-10-06T03:17:00.000Z',
		record: body,
		...changes,
	};
}

/** What change data capture says of a deleted object. */
export function tombstone(entity: string, id: string): SyncRecord {
	return record(
		entity,
		{ domain: 'QBO', status: 'Deleted', Id: id, MetaData: { LastUpdatedTime: '2026-10-05' } },
		{ operation: 'delete', syncToken: null },
	);
}

/** An invoice of a US company: items, a subtotal, a discount and sales tax. */
export function invoice(changes: QuickBooksObject = {}): QuickBooksObject {
	return {
		domain: 'QBO',
		sparse: false,
		Id: '145',
		SyncToken: '2',
		MetaData: {
			CreateTime: '2026-10-01T11:02:12-07:00',
			LastUpdatedTime: '2026-10-05T09:12:44-07:00',
		},
		DocNumber: '1037',
		TxnDate: '2026-10-01',
		DueDate: '2026-10-31',
		CurrencyRef: { value: 'USD', name: 'United States Dollar' },
		CustomerRef: { value: '24', name: 'Sonnenschein "Family" Store, Inc.' },
		DepartmentRef: { value: '3' },
		ClassRef: { value: '9' },
		GlobalTaxCalculation: 'TaxExcluded',
		Line: [
			{
				Id: '1',
				LineNum: 1,
				Description: 'Rock fountain,\n"large" 🪨',
				Amount: 275,
				DetailType: 'SalesItemLineDetail',
				SalesItemLineDetail: {
					ItemRef: { value: '5', name: 'Rock Fountain' },
					ItemAccountRef: { value: '79', name: 'Sales of Product Income' },
					UnitPrice: 275,
					Qty: 1,
					TaxCodeRef: { value: 'TAX' },
				},
			},
			{
				Id: '2',
				LineNum: 2,
				Amount: 87.5,
				DetailType: 'SalesItemLineDetail',
				SalesItemLineDetail: {
					ItemRef: { value: '6' },
					ItemAccountRef: { value: '81' },
					ClassRef: { value: '11' },
					TaxCodeRef: { value: 'NON' },
				},
			},
			{ Amount: 362.5, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
			{
				Id: '3',
				Amount: 36.25,
				DetailType: 'DiscountLineDetail',
				DiscountLineDetail: {
					PercentBased: true,
					DiscountPercent: 10,
					DiscountAccountRef: { value: '86', name: 'Discounts given' },
				},
			},
		],
		TxnTaxDetail: { TxnTaxCodeRef: { value: '2' }, TotalTax: 26.1, TaxLine: [] },
		TotalAmt: 352.35,
		Balance: 352.35,
		...changes,
	};
}

/** A bill with one line by account and one by item. */
export function bill(changes: QuickBooksObject = {}): QuickBooksObject {
	return {
		Id: '25',
		SyncToken: '0',
		DocNumber: 'R-7781',
		TxnDate: '2026-09-30',
		DueDate: '2026-10-30',
		CurrencyRef: { value: 'USD' },
		VendorRef: { value: '56', name: 'Müller & Söhne GmbH' },
		APAccountRef: { value: '33' },
		Line: [
			{
				Id: '1',
				LineNum: 1,
				Description: 'Office rent',
				Amount: 900,
				DetailType: 'AccountBasedExpenseLineDetail',
				AccountBasedExpenseLineDetail: {
					AccountRef: { value: '17', name: 'Rent or Lease' },
					ClassRef: { value: '4' },
					BillableStatus: 'NotBillable',
					TaxCodeRef: { value: 'NON' },
				},
			},
			{
				Id: '2',
				Amount: 103.55,
				DetailType: 'ItemBasedExpenseLineDetail',
				ItemBasedExpenseLineDetail: { ItemRef: { value: '11' }, Qty: 1, UnitPrice: 103.55 },
				LinkedTxn: [{ TxnId: '71', TxnType: 'PurchaseOrder', TxnLineId: '1' }],
			},
		],
		TotalAmt: 1003.55,
		Balance: 1003.55,
		...changes,
	};
}

/** A payment of two invoices, one credit memo used, and something left over. */
export function payment(changes: QuickBooksObject = {}): QuickBooksObject {
	return {
		Id: '12',
		SyncToken: '0',
		TxnDate: '2026-10-04',
		CurrencyRef: { value: 'USD' },
		CustomerRef: { value: '24' },
		ARAccountRef: { value: '84' },
		DepositToAccountRef: { value: '4' },
		PaymentRefNum: 'chq 5521',
		Line: [
			{ Amount: 100, LinkedTxn: [{ TxnId: '130', TxnType: 'Invoice' }], LineEx: { any: [] } },
			{ Amount: 55.5, LinkedTxn: [{ TxnId: '96', TxnType: 'Invoice' }] },
			{ Amount: 30, LinkedTxn: [{ TxnId: '73', TxnType: 'CreditMemo' }] },
		],
		UnappliedAmt: 20,
		TotalAmt: 145.5,
		...changes,
	};
}

/** One column of rows. */
export function column(rows: ReadonlyArray<{ [name: string]: string }>, name: string): string[] {
	return rows.map((row) => row[name]);
}

/** The sum of a column, counted in whole minor units by text, independent of the code under test. */
export function minorSum(
	rows: ReadonlyArray<{ [name: string]: string }>,
	name: string,
	places: number,
): bigint {
	return rows.reduce((total, row) => total + minor(row[name], places), 0n);
}

/** `-12.34` at 2 places -> -1234n. Fails on anything but plain decimals of at most so many places. */
export function minor(text: string, places: number): bigint {
	const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
	if (match === null) throw new Error(`not a plain decimal: ${text}`);
	const fraction = (match[3] ?? '').padEnd(places, '0');
	if (fraction.length > places) throw new Error(`more than ${places} places: ${text}`);
	return BigInt(`${match[1]}${match[2]}${fraction}`);
}

/** A small seeded generator (mulberry32): whole numbers from 0 to below `limit`. */
export function seeded(seed: number): (limit: number) => number {
	let state = seed;
	return (limit) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
	};
}
