import type { SyncRecord } from '../../../src/flow';
import { mapRecords } from '../../../src/planning/map';
import { LIST_COLUMNS } from '../../../src/planning/preset';
import { REALM, record, tombstone } from './bodies';

const VENDOR = {
	Id: '56',
	SyncToken: '3',
	DisplayName: 'Müller & Söhne, "Bau" GmbH\r\nNord 🏗️',
	CompanyName: 'Müller & Söhne GmbH',
	AcctNum: 'K-881',
	PrimaryEmailAddr: { Address: 'rechnung@mueller.example' },
	CurrencyRef: { value: 'EUR', name: 'Euro' },
	TermRef: { value: '3' },
	Balance: 1250.5,
	Active: true,
};

function only(source: SyncRecord) {
	const { rows, refused, remarks } = mapRecords([source]);
	expect(refused).toEqual([]);
	expect(remarks).toEqual([]);
	expect(rows).toHaveLength(1);
	return rows[0].row;
}

test('a vendor becomes one row with all columns, its name unchanged', () => {
	const row = only(record('Vendor', VENDOR));
	expect(Object.keys(row)).toEqual([...LIST_COLUMNS, 'Term Code']);
	expect(row).toEqual({
		Entity: 'Vendor',
		Code: `${REALM}-VEN-56`,
		Name: 'Müller & Söhne, "Bau" GmbH\r\nNord 🏗️',
		'Full Name': 'Müller & Söhne, "Bau" GmbH\r\nNord 🏗️',
		'Parent Code': '',
		Type: '',
		'Sub Type': '',
		Number: 'K-881',
		'Company Name': 'Müller & Söhne GmbH',
		Email: 'rechnung@mueller.example',
		Balance: '1250.50',
		Currency: 'EUR',
		'Home Currency': 'USD',
		'Exchange Rate': '',
		Active: 'true',
		Status: 'Active',
		'Company ID': REALM,
		'Source ID': '56',
		'Sync Token': '3',
		'Last Updated': '2026-10-05T09:12:44-07:00',
		'Transaction ID': `${REALM}-Vendor-56-v3`,
		'Sync Timestamp': '2026-10-06T03:17:00.000Z',
		'Term Code': `${REALM}-TRM-3`,
	});
});

test('an account carries its parent, type and number; a missing currency is the home currency', () => {
	const row = only(
		record('Account', {
			Id: '79',
			SyncToken: '0',
			Name: 'Landscaping Services',
			FullyQualifiedName: 'Services:Landscaping Services',
			SubAccount: true,
			ParentRef: { value: '45' },
			AccountType: 'Income',
			AccountSubType: 'ServiceFeeIncome',
			Classification: 'Revenue',
			AcctNum: '4010',
			CurrentBalance: 0,
			Active: true,
		}),
	);
	expect(row).toMatchObject({
		Code: `${REALM}-ACC-79`,
		'Full Name': 'Services:Landscaping Services',
		'Parent Code': `${REALM}-ACC-45`,
		Type: 'Income',
		'Sub Type': 'ServiceFeeIncome',
		Classification: 'Revenue',
		Number: '4010',
		Balance: '0.00',
		Currency: 'USD',
		'Exchange Rate': '1',
	});
});

test('an inactive customer keeps its name and is marked', () => {
	const row = only(
		record('Customer', {
			Id: '7',
			DisplayName: 'Kate Whelan (deleted)',
			FullyQualifiedName: 'Whelan:Kate Whelan (deleted)',
			ParentRef: { value: '6' },
			Job: true,
			Balance: 0,
			Active: false,
		}),
	);
	expect(row).toMatchObject({
		Name: 'Kate Whelan (deleted)',
		'Parent Code': `${REALM}-CUS-6`,
		Type: 'Job',
		Active: 'false',
		Status: 'Inactive',
	});
});

test('a bare tombstone gives no row that would blank the name, but a remark', () => {
	const { rows, remarks } = mapRecords([tombstone('Vendor', '56')]);
	expect(rows).toEqual([]);
	expect(remarks).toHaveLength(1);
	expect(remarks[0]).toContain('Vendor with Id 56');
});

test('a merged item that came with its data is marked as deleted', () => {
	const row = only(record('Vendor', VENDOR, { operation: 'merge' }));
	expect(row).toMatchObject({ Status: 'Deleted', Active: 'false', Name: VENDOR.DisplayName });
});

test('only control characters and broken surrogates leave a text', () => {
	const row = only(
		record('Vendor', {
			...VENDOR,
			DisplayName: 'A\u0000B\u0007\tC\nD\uD83DE\u0085 \u{1F469}‍🚀,"',
		}),
	);
	expect(row.Name).toBe('AB\tC\nDE\u0085 \u{1F469}‍🚀,"');
});

test('a name missing on a living item is refused, naming item and field', () => {
	const { refused } = mapRecords([record('Vendor', { ...VENDOR, DisplayName: undefined })]);
	expect(refused.map(({ error }) => error.message)).toEqual([
		'Vendor with Id 56 came from QuickBooks without its DisplayName.',
	]);
});

test('a balance in a currency with three decimals keeps them', () => {
	const row = only(record('Vendor', { ...VENDOR, CurrencyRef: { value: 'KWD' }, Balance: 1.5 }));
	expect(row.Balance).toBe('1.500');
});

test.each([
	['Class', 'CLS'],
	['Department', 'DEP'],
])('a %s carries its full name and its parent', (entity, prefix) => {
	const row = only(
		record(entity, {
			Id: '5000000000000142238',
			Name: 'North',
			FullyQualifiedName: 'Sales:North',
			ParentRef: { value: '5000000000000142237' },
			Active: true,
		}),
	);
	expect(row).toMatchObject({
		Code: `${REALM}-${prefix}-5000000000000142238`,
		Name: 'North',
		'Full Name': 'Sales:North',
		'Parent Code': `${REALM}-${prefix}-5000000000000142237`,
		Balance: '',
		Currency: 'USD',
	});
});

test.each([
	['STANDARD', 'Standard'],
	['Standard', 'Standard'],
	['DATE_DRIVEN', 'DateDriven'],
])('a term of the type %s says when documents are due', (Type, shown) => {
	const row = only(
		record('Term', {
			Id: '3',
			Name: '2% 10 Net 30',
			Type,
			DueDays: 30,
			DiscountPercent: 2,
			DiscountDays: 10,
			DayOfMonthDue: 15,
			Active: true,
		}),
	);
	expect(row).toMatchObject({
		Code: `${REALM}-TRM-3`,
		Type: shown,
		'Due Days': '30',
		'Discount Percent': '2',
		'Discount Days': '10',
		'Due Day of Month': '15',
		'Due Next Month Days': '',
	});
});

test('a payment method says whether it is a credit card', () => {
	const row = only(record('PaymentMethod', { Id: '4', Name: 'Visa', Type: 'CREDIT_CARD' }));
	expect(row).toMatchObject({ Code: `${REALM}-PMT-4`, Name: 'Visa', Type: 'CREDIT_CARD' });
});

test('a tax rate states its percentage, or of a list of rates the one that begins last', () => {
	const body = { Id: '7', Name: 'State', RateValue: 7.1, AgencyRef: { value: '2' } };
	expect(only(record('TaxRate', body))).toMatchObject({ Rate: '7.1', 'Agency ID': '2' });
	const EffectiveTaxRate = [
		{ RateValue: 19, EffectiveDate: '2021-01-01T00:00:00-07:00' },
		{ RateValue: 16, EffectiveDate: '2020-07-01T00:00:00-07:00', EndDate: '2020-12-31' },
	];
	const row = only(record('TaxRate', { Id: '8', Name: 'VAT', EffectiveTaxRate }));
	expect(row).toMatchObject({ Code: `${REALM}-TXR-8`, Rate: '19' });
	expect(only(record('TaxRate', { Id: '9', Name: 'Free', RateValue: 0 })).Rate).toBe('0');
});

test('a tax code lists the codes of its rates, on sales and on purchases', () => {
	const row = only(
		record('TaxCode', {
			Id: '2',
			Name: 'California',
			Taxable: true,
			TaxGroup: true,
			SalesTaxRateList: {
				TaxRateDetail: [
					{ TaxRateRef: { value: '7', name: 'State' }, TaxOrder: 0 },
					{ TaxRateRef: { value: '8' } },
				],
			},
			PurchaseTaxRateList: { TaxRateDetail: [] },
		}),
	);
	expect(row).toMatchObject({
		Code: `${REALM}-TXC-2`,
		Type: 'Group',
		Taxable: 'true',
		'Sales Tax Rate Codes': `${REALM}-TXR-7, ${REALM}-TXR-8`,
		'Purchase Tax Rate Codes': '',
	});
	// US companies put it on lines; where QuickBooks lists it, it has a code like the others.
	expect(only(record('TaxCode', { Id: 'NON', Name: 'Non' })).Code).toBe(`${REALM}-TXC-NON`);
});

test('an employee carries number, dates and rates, and nothing private', () => {
	const row = only(
		record('Employee', {
			Id: '55',
			DisplayName: 'Emily Platt',
			EmployeeNumber: 'E-12',
			HiredDate: '2024-02-29',
			ReleasedDate: '2026-06-30',
			BillableTime: true,
			BillRate: 75,
			CostRate: 41.255,
			SSN: 'XXX-XX-XXXX',
			BirthDate: '1990-01-01',
			PrimaryAddr: { Line1: '45 N. Elm Street' },
			Active: true,
		}),
	);
	expect(row).toMatchObject({
		Code: `${REALM}-EMP-55`,
		Number: 'E-12',
		'Hired Date': '2024-02-29',
		'Released Date': '2026-06-30',
		Billable: 'true',
		'Bill Rate': '75',
		'Cost Rate': '41.255',
	});
	for (const secret of ['XXX-XX-XXXX', '1990-01-01', '45 N. Elm Street']) {
		expect(Object.values(row)).not.toContain(secret);
	}
});

test('an item carries the accounts its lines are booked on', () => {
	const row = only(
		record('Item', {
			Id: '11',
			Name: 'Pump',
			FullyQualifiedName: 'Design:Fountains:Pump',
			SubItem: true,
			ParentRef: { value: '3' },
			Sku: 'P-1',
			Type: 'Inventory',
			Taxable: true,
			UnitPrice: 15,
			PurchaseCost: 10.1234567,
			QtyOnHand: -3.5,
			InvStartDate: '2026-01-01',
			IncomeAccountRef: { value: '79', name: 'Sales of Product Income' },
			ExpenseAccountRef: { value: '80' },
			AssetAccountRef: { value: '81' },
			ClassRef: { value: '9' },
			Active: true,
		}),
	);
	expect(row).toMatchObject({
		Code: `${REALM}-ITM-11`,
		'Parent Code': `${REALM}-ITM-3`,
		Type: 'Inventory',
		Number: 'P-1',
		'Income Account Code': `${REALM}-ACC-79`,
		'Expense Account Code': `${REALM}-ACC-80`,
		'Asset Account Code': `${REALM}-ACC-81`,
		'Class Code': `${REALM}-CLS-9`,
		'Unit Price': '15',
		'Purchase Cost': '10.1234567',
		'Quantity On Hand': '-3.5',
		'Inventory Start Date': '2026-01-01',
		Balance: '',
	});
});
