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
	expect(Object.keys(row).sort()).toEqual([...LIST_COLUMNS].sort());
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
