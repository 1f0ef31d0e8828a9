import type { PlanningRow, QuickBooksObject, SyncRecord } from '../../../src/flow';
import { mapRecords } from '../../../src/planning/map';
import { TRANSACTION_COLUMNS } from '../../../src/planning/preset';
import { bill, column, invoice, payment, REALM, record, tombstone } from './bodies';

interface Mapped {
	rows: PlanningRow[];
	remarks: string[];
}

function mapped(source: SyncRecord): Mapped {
	const { rows, refused, remarks } = mapRecords([source]);
	expect(refused.map(({ error }) => error.message)).toEqual([]);
	return { rows: rows.map(({ row }) => row), remarks };
}

function refusal(source: SyncRecord): string {
	const { rows, refused } = mapRecords([source]);
	expect(rows).toEqual([]);
	expect(refused).toHaveLength(1);
	return refused[0].error.message;
}

const item = (Id: string | undefined, Amount: number | undefined, more: QuickBooksObject = {}) => ({
	Id,
	Amount,
	DetailType: 'SalesItemLineDetail',
	SalesItemLineDetail: { ItemRef: { value: '5' } },
	...more,
});

describe('invoices', () => {
	test('have one row per line with account, party, class and tax, and add up', () => {
		const { rows, remarks } = mapped(record('Invoice', invoice()));
		expect(remarks).toEqual([]);
		expect(column(rows, 'Code')).toEqual(
			['1', '2', '3', 'TAX'].map((line) => `${REALM}-INV-145-${line}`),
		);
		expect(column(rows, 'Line Type')).toEqual(['Item', 'Item', 'Discount', 'Tax']);
		expect(column(rows, 'Amount')).toEqual(['275.00', '87.50', '-36.25', '26.10']);
		expect(column(rows, 'Home Amount')).toEqual(['275.00', '87.50', '-36.25', '26.10']);
		expect(column(rows, 'Account Code')).toEqual([
			`${REALM}-ACC-79`,
			`${REALM}-ACC-81`,
			`${REALM}-ACC-86`,
			'',
		]);
		expect(column(rows, 'Class ID')).toEqual(['9', '11', '9', '']);
	});

	test('have all columns, the first line in full', () => {
		const { rows } = mapped(record('Invoice', invoice()));
		for (const row of rows) {
			expect(Object.keys(row).sort()).toEqual([...TRANSACTION_COLUMNS].sort());
		}
		expect(rows[0]).toEqual({
			Entity: 'Invoice',
			Code: `${REALM}-INV-145-1`,
			'Document ID': '145',
			'Document Number': '1037',
			'Line ID': '1',
			'Line Type': 'Item',
			'Transaction Date': '2026-10-01',
			'Due Date': '2026-10-31',
			Period: '2026-10',
			'Party Code': `${REALM}-CUS-24`,
			'Account Code': `${REALM}-ACC-79`,
			'Item ID': '5',
			'Class ID': '9',
			'Department ID': '3',
			'Linked Document': '',
			Description: 'Rock fountain,\n"large" 🪨',
			Amount: '275.00',
			'Home Amount': '275.00',
			Currency: 'USD',
			'Home Currency': 'USD',
			'Exchange Rate': '1',
			Status: 'Active',
			'Company ID': REALM,
			'Source ID': '145',
			'Sync Token': '2',
			'Last Updated': '2026-10-05T09:12:44-07:00',
			'Transaction ID': `${REALM}-Invoice-145-v2`,
			'Sync Timestamp': '2026-10-06T03:17:00.000Z',
			'Customer Code': `${REALM}-CUS-24`,
			'Vendor Code': '',
			'Employee Code': '',
			'Item Code': `${REALM}-ITM-5`,
			'Class Code': `${REALM}-CLS-9`,
			'Department Code': `${REALM}-DEP-3`,
			'Payment Account Code': '',
			'Payment Method Code': '',
			'Term Code': '',
			'Tax Code ID': 'TAX',
			Quantity: '1',
			'Unit Price': '275',
			'Document Status': '',
			Posting: 'true',
		});
	});

	test("count a group's nested lines and never its own amount too", () => {
		const group = {
			Id: '2',
			Amount: 50,
			DetailType: 'GroupLineDetail',
			GroupLineDetail: {
				GroupItemRef: { value: '30' },
				Line: [item('3', 20), item('4', 30)],
			},
		};
		const { rows, remarks } = mapped(
			record('Invoice', invoice({ Line: [item('1', 10), group], TotalAmt: 60, TxnTaxDetail: {} })),
		);
		expect(column(rows, 'Line ID')).toEqual(['1', '3', '4']);
		expect(column(rows, 'Amount')).toEqual(['10.00', '20.00', '30.00']);
		expect(remarks).toEqual([]);
	});

	test('let a group without nested lines stand for itself', () => {
		const group = { Id: '2', Amount: 50, DetailType: 'GroupLineDetail', GroupLineDetail: {} };
		const { rows } = mapped(
			record('Invoice', invoice({ Line: [group], TotalAmt: 50, TxnTaxDetail: {} })),
		);
		expect(rows.map((row) => [row['Line Type'], row.Amount])).toEqual([['Group', '50.00']]);
	});

	test('keep a description line with an Id at 0 and drop one without', () => {
		const Line = [
			item('1', 10),
			{
				Id: '2',
				DetailType: 'DescriptionOnly',
				Description: 'Thank you',
				DescriptionLineDetail: {},
			},
			{ DetailType: 'DescriptionOnly', Description: 'See terms', DescriptionLineDetail: {} },
		];
		const { rows, remarks } = mapped(
			record('Invoice', invoice({ Line, TotalAmt: 10, TxnTaxDetail: {} })),
		);
		expect(rows.map((row) => [row['Line ID'], row.Amount, row.Description])).toEqual([
			['1', '10.00', ''],
			['2', '0.00', 'Thank you'],
		]);
		expect(remarks).toEqual([]);
	});

	test('drop a subtotal in the middle of the document', () => {
		const Line = [
			item('1', 10),
			{ Amount: 10, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
			item('2', 5),
		];
		const { rows } = mapped(record('Invoice', invoice({ Line, TotalAmt: 15, TxnTaxDetail: {} })));
		expect(column(rows, 'Line ID')).toEqual(['1', '2']);
	});

	test('key lines without an Id, or with one already taken, by place and say so', () => {
		const Line = [item('1', 10), item(undefined, 5), item('1', 2)];
		const { rows, remarks } = mapped(
			record('Invoice', invoice({ Line, TotalAmt: 17, TxnTaxDetail: {} })),
		);
		expect(column(rows, 'Line ID')).toEqual(['1', 'P2', 'P3']);
		expect(remarks).toHaveLength(1);
		expect(remarks[0]).toContain('Invoice 1037 (Id 145) line P2; Invoice 1037 (Id 145) line P3');
	});

	test('keep net lines of a tax-inclusive document and its tax', () => {
		const Line = [
			item('1', 83.33, {
				SalesItemLineDetail: { ItemRef: { value: '5' }, TaxInclusiveAmt: 100 },
			}),
		];
		const { rows, remarks } = mapped(
			record(
				'Invoice',
				invoice({
					Line,
					GlobalTaxCalculation: 'TaxInclusive',
					TxnTaxDetail: { TotalTax: 16.67 },
					TotalAmt: 100,
				}),
			),
		);
		expect(column(rows, 'Amount')).toEqual(['83.33', '16.67']);
		expect(remarks).toEqual([]);
	});

	test('do not count the tax twice where the lines already include it', () => {
		const { rows, remarks } = mapped(
			record(
				'Invoice',
				invoice({
					Line: [item('1', 100)],
					GlobalTaxCalculation: 'TaxInclusive',
					TxnTaxDetail: { TotalTax: 16.67 },
					TotalAmt: 100,
				}),
			),
		);
		expect(rows.map((row) => [row['Line ID'], row.Amount])).toEqual([
			['1', '100.00'],
			['TAX', '0.00'],
		]);
		expect(remarks[0]).toContain('Invoice 1037 (Id 145)');
	});

	test('state a tax of 0, so that a tax taken away overwrites the old figure', () => {
		const { rows } = mapped(
			record(
				'Invoice',
				invoice({ Line: [item('1', 9)], TxnTaxDetail: { TotalTax: 0 }, TotalAmt: 9 }),
			),
		);
		expect(rows.map((row) => [row['Line ID'], row.Amount])).toEqual([
			['1', '9.00'],
			['TAX', '0.00'],
		]);
	});

	test('show a difference to the total as a row of its own', () => {
		const { rows, remarks } = mapped(record('Invoice', invoice({ TotalAmt: 352.36 })));
		expect(rows.at(-1)).toMatchObject({
			Code: `${REALM}-INV-145-DIFF`,
			'Line Type': 'Difference',
			Amount: '0.01',
			'Home Amount': '0.01',
		});
		expect(remarks).toHaveLength(1);
		expect(remarks[0]).toContain('Invoice 1037 (Id 145) by 0.01 USD');
	});

	test('are refused without a total, a date or a number where one must be', () => {
		expect(refusal(record('Invoice', invoice({ TotalAmt: undefined })))).toMatch(
			/^Invoice 1037 \(Id 145\) came from QuickBooks without its TotalAmt/,
		);
		expect(refusal(record('Invoice', invoice({ TxnDate: undefined })))).toMatch(/its TxnDate/);
		expect(refusal(record('Invoice', invoice({ TxnDate: '2026-02-30' })))).toMatch(
			/TxnDate \(2026-02-30\) is not a date/,
		);
		expect(refusal(record('Invoice', invoice({ DueDate: '31.10.2026' })))).toMatch(/DueDate/);
		expect(refusal(record('Invoice', invoice({ DueDate: '2026-11-00' })))).toMatch(/DueDate/);
		expect(refusal(record('Invoice', invoice({ DueDate: '2025-02-29' })))).toMatch(/DueDate/);
		expect(refusal(record('Invoice', invoice({ DueDate: '2026-13-01' })))).toMatch(/DueDate/);
		const Line = [item('7', undefined, { Amount: 'ten' })];
		expect(refusal(record('Invoice', invoice({ Line })))).toBe(
			'Invoice 1037 (Id 145): line 7, Amount is not a number (ten).',
		);
	});

	test('that are voided have a row of 0 for every line, tax included', () => {
		const body = invoice();
		const Line = (body.Line as QuickBooksObject[]).map((line) => ({ ...line, Amount: 0 }));
		const source = record(
			'Invoice',
			{
				...body,
				Line,
				TxnTaxDetail: { TotalTax: 0 },
				TotalAmt: 0,
				Balance: 0,
				PrivateNote: 'Voided',
			},
			{ operation: 'void' },
		);
		const { rows, remarks } = mapped(source);
		expect(column(rows, 'Code')).toEqual(column(mapped(record('Invoice', body)).rows, 'Code'));
		expect(new Set(column(rows, 'Amount'))).toEqual(new Set(['0.00']));
		expect(new Set(column(rows, 'Home Amount'))).toEqual(new Set(['0.00']));
		expect(new Set(column(rows, 'Status'))).toEqual(new Set(['Voided']));
		expect(remarks).toEqual([]);
	});

	test('that are voided need neither total nor rate, and count 0 whatever their lines say', () => {
		const { rows } = mapped(
			record('Invoice', invoice({ TotalAmt: undefined, CurrencyRef: { value: 'EUR' } }), {
				operation: 'void',
			}),
		);
		expect(new Set(column(rows, 'Amount'))).toEqual(new Set(['0.00']));
		expect(new Set(column(rows, 'Exchange Rate'))).toEqual(new Set(['']));
	});

	test('that were deleted give no rows, and a remark with their number', () => {
		const { rows, refused, remarks } = mapRecords([
			tombstone('Invoice', '145'),
			tombstone('Invoice', '146'),
		]);
		expect([rows, refused]).toEqual([[], []]);
		expect(remarks).toHaveLength(1);
		expect(remarks[0]).toMatch(/\(2\): Invoice with Id 145; Invoice with Id 146\.$/);
	});

	test('without any line are not passed over in silence', () => {
		const { rows, remarks } = mapped(
			record('Invoice', invoice({ Line: [], TxnTaxDetail: {}, TotalAmt: 0 })),
		);
		expect(rows).toEqual([]);
		expect(remarks[0]).toContain('Invoice 1037 (Id 145)');
	});
});

describe('currencies', () => {
	const foreign = (changes: QuickBooksObject) =>
		record('Invoice', {
			...invoice({ CurrencyRef: { value: 'EUR' }, ExchangeRate: 1.1, TxnTaxDetail: {} }),
			...changes,
		});

	test('home amounts are rounded per line and the remainder goes to the largest line', () => {
		// 3 x 0.05 x 1.1 = 0.055 -> 0.06 each, 0.18; the whole 0.15 x 1.1 = 0.165 -> 0.17.
		const { rows, remarks } = mapped(
			foreign({ Line: [item('1', 0.05), item('2', 0.05), item('3', 0.05)], TotalAmt: 0.15 }),
		);
		expect(column(rows, 'Home Amount')).toEqual(['0.05', '0.06', '0.06']);
		expect(column(rows, 'Exchange Rate')).toEqual(['1.1', '1.1', '1.1']);
		expect(remarks).toEqual([]);
	});

	test("QuickBooks' own home total wins over amount times rate", () => {
		const { rows, remarks } = mapped(
			foreign({
				Line: [item('1', 10), item('2', 90)],
				TotalAmt: 100,
				HomeTotalAmt: 110.01,
			}),
		);
		expect(column(rows, 'Home Amount')).toEqual(['11.00', '99.01']);
		expect(remarks).toEqual([]);
	});

	test('a home total that rounding cannot explain is followed, and remarked', () => {
		const { rows, remarks } = mapped(
			foreign({ Line: [item('1', 10), item('2', 90)], TotalAmt: 100, HomeTotalAmt: 115 }),
		);
		expect(column(rows, 'Home Amount')).toEqual(['11.00', '104.00']);
		expect(remarks).toHaveLength(1);
		expect(remarks[0]).toContain('Invoice 1037 (Id 145)');
	});

	test.each([undefined, null, 0, -1])('the rate %p in a foreign currency is refused', (rate) => {
		expect(refusal(foreign({ ExchangeRate: rate }))).toBe(
			'Invoice 1037 (Id 145) is in EUR, but has no exchange rate to USD.',
		);
	});

	test('minor units follow the currencies: yen document, dinar company', () => {
		const { rows } = mapped(
			record(
				'Bill',
				bill({
					CurrencyRef: { value: 'JPY' },
					ExchangeRate: 0.002052,
					Line: [
						{
							Id: '1',
							Amount: 120001,
							DetailType: 'AccountBasedExpenseLineDetail',
							AccountBasedExpenseLineDetail: { AccountRef: { value: '17' } },
						},
					],
					TotalAmt: 120001,
				}),
				{ homeCurrency: 'KWD' },
			),
		);
		expect(rows[0]).toMatchObject({ Amount: '120001', 'Home Amount': '246.242' });
	});

	test('huge amounts lose nothing', () => {
		const { rows } = mapped(
			foreign({
				Line: [item('1', undefined, { Amount: '99999999999999999.99' })],
				TotalAmt: '99999999999999999.99',
				ExchangeRate: '1.000000001',
			}),
		);
		expect(rows[0].Amount).toBe('99999999999999999.99');
		expect(rows[0]['Home Amount']).toBe('100000000099999999.99');
	});
});

describe('bills', () => {
	test('carry the vendor, the account of account lines and the item of item lines', () => {
		const { rows } = mapped(record('Bill', bill()));
		expect(
			rows.map((row) => [row.Code, row['Line Type'], row['Account Code'], row['Item ID']]),
		).toEqual([
			[`${REALM}-BIL-25-1`, 'Account', `${REALM}-ACC-17`, ''],
			[`${REALM}-BIL-25-2`, 'Item', '', '11'],
		]);
		expect(column(rows, 'Party Code')).toEqual([`${REALM}-VEN-56`, `${REALM}-VEN-56`]);
		expect(column(rows, 'Linked Document')).toEqual(['', 'PurchaseOrder 71']);
		expect(column(rows, 'Amount')).toEqual(['900.00', '103.55']);
	});
});

describe('payments', () => {
	test('have one row per linked document, credits negative, and the unapplied part', () => {
		const { rows, remarks } = mapped(record('Payment', payment()));
		expect(
			rows.map((row) => [row.Code, row['Line Type'], row['Linked Document'], row.Amount]),
		).toEqual([
			[`${REALM}-PAY-12-Invoice-130`, 'Applied', 'Invoice 130', '100.00'],
			[`${REALM}-PAY-12-Invoice-96`, 'Applied', 'Invoice 96', '55.50'],
			[`${REALM}-PAY-12-CreditMemo-73`, 'Credit', 'CreditMemo 73', '-30.00'],
			[`${REALM}-PAY-12-UNAPPLIED`, 'Unapplied', '', '20.00'],
		]);
		expect(new Set(column(rows, 'Account Code'))).toEqual(new Set([`${REALM}-ACC-84`]));
		expect(new Set(column(rows, 'Document Number'))).toEqual(new Set(['chq 5521']));
		expect(new Set(column(rows, 'Due Date'))).toEqual(new Set(['']));
		expect(remarks).toEqual([]);
	});

	test('keep the keys of their lines when one is added in front', () => {
		const { Line } = payment();
		const more = [
			{ Amount: 5, LinkedTxn: [{ TxnId: '99', TxnType: 'Invoice' }] },
			...(Line as QuickBooksObject[]),
		];
		const { rows } = mapped(record('Payment', payment({ Line: more, TotalAmt: 150.5 })));
		expect(column(rows, 'Line ID')).toEqual([
			'Invoice-99',
			'Invoice-130',
			'Invoice-96',
			'CreditMemo-73',
			'UNAPPLIED',
		]);
	});

	test('of 0 that only apply a credit memo add up to 0 without a difference', () => {
		const { rows, remarks } = mapped(
			record(
				'Payment',
				payment({
					Line: [
						{ Amount: 30, LinkedTxn: [{ TxnId: '130', TxnType: 'Invoice' }] },
						{ Amount: 30, LinkedTxn: [{ TxnId: '73', TxnType: 'CreditMemo' }] },
					],
					UnappliedAmt: 0,
					TotalAmt: 0,
				}),
			),
		);
		expect(column(rows, 'Amount')).toEqual(['30.00', '-30.00', '0.00']);
		expect(remarks).toEqual([]);
	});

	test('that are voided set every row to 0, the unapplied part too', () => {
		const { rows } = mapped(record('Payment', payment(), { operation: 'void' }));
		expect(column(rows, 'Amount')).toEqual(['0.00', '0.00', '0.00', '0.00']);
		expect(column(rows, 'Line ID').at(-1)).toBe('UNAPPLIED');
	});

	test('that pay one document in two lines get two keys', () => {
		const Line = [1, 2].map((Amount) => ({
			Amount,
			LinkedTxn: [{ TxnId: '130', TxnType: 'Invoice' }],
		}));
		const { rows } = mapped(record('Payment', payment({ Line, UnappliedAmt: 0, TotalAmt: 3 })));
		expect(column(rows, 'Line ID')).toEqual(['Invoice-130', 'P2', 'UNAPPLIED']);
	});
});
