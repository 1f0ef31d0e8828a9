/** Terms, payment methods, people and taxes of the seed company. Names are ours, awkward on purpose. */
import type { Books } from '../books';
import { text, type JsonObject } from '../rows';

/** Whatever a list item says beyond its name; `inactive` ones are made so afterwards. */
type Line = [name: string, more: JsonObject, inactive?: 'inactive'];

const TERMS: Line[] = [
	['Due on receipt', { Type: 'STANDARD', DueDays: 0 }],
	['Net 15', { Type: 'STANDARD', DueDays: 15, DiscountPercent: 2, DiscountDays: 5 }],
	['Net 60', { Type: 'STANDARD', DueDays: 60 }],
	['15th, next month', { Type: 'DATE_DRIVEN', DayOfMonthDue: 15, DueNextMonthDays: 10 }],
	['Net 90 (old)', { Type: 'STANDARD', DueDays: 90 }, 'inactive'],
];

const PAYMENT_METHODS: Line[] = [
	['Cash', { Type: 'NON_CREDIT_CARD' }],
	['Check', { Type: 'NON_CREDIT_CARD' }],
	['Visa', { Type: 'CREDIT_CARD' }],
	['MasterCard', { Type: 'CREDIT_CARD' }],
	['Überweisung', { Type: 'NON_CREDIT_CARD' }],
	['Diners Club', { Type: 'CREDIT_CARD' }, 'inactive'],
];

const EMPLOYEES: Line[] = [
	['', { GivenName: 'Emily', FamilyName: 'Platt', EmployeeNumber: '7', BillRate: 45 }],
	['', { GivenName: 'Jörg', FamilyName: 'Weiß', EmployeeNumber: '8', BillRate: 62.5 }],
	['', { GivenName: 'John', FamilyName: 'Johnson, Jr.', HiredDate: '2024-02-01' }],
	['', { GivenName: 'Siobhán', FamilyName: "O'Dowd", BillableTime: true, CostRate: 31.25 }],
	['', { GivenName: 'Former', FamilyName: 'Gardener', ReleasedDate: '2026-03-31' }, 'inactive'],
];

/** Documents of the seed name rate 3 and code 2, so the order matters. */
const TAX_RATES: Line[] = [
	['Out of scope', { RateValue: 0, Description: 'No sales tax' }],
	['Valley City', { RateValue: 1.5, Description: 'City part' }],
	['Gold County', { RateValue: 8, Description: 'State and county' }],
	['Gold County (until 2024)', { RateValue: 7.75, Description: 'Old rate' }, 'inactive'],
];

const TAX_CODES: Array<[name: string, rates: number[], inactive?: 'inactive']> = [
	['Out of state', [1]],
	['Gold County', [3]],
	['Gold County & Valley City', [3, 2]],
	['Gold County (until 2024)', [4], 'inactive'],
];

/** Enters them, after everything that was in the books before. */
export function seedMoreLists(books: Books): void {
	enter(books, 'Term', TERMS);
	enter(books, 'PaymentMethod', PAYMENT_METHODS);
	for (const [, person, inactive] of EMPLOYEES) {
		const name = `${text(person, 'GivenName')} ${text(person, 'FamilyName')}`;
		enter(books, 'Employee', [[name, { ...person, PrintOnCheckName: name }, inactive]]);
	}
	enter(
		books,
		'TaxRate',
		TAX_RATES.map(([name, more, inactive]): Line => {
			const usual = { AgencyRef: { value: '1' }, SpecialTaxType: 'NONE', DisplayType: 'ReadOnly' };
			return [name, { ...usual, ...more }, inactive];
		}),
	);
	enter(
		books,
		'TaxCode',
		TAX_CODES.map(([name, rates, inactive]): Line => {
			const SalesTaxRateList = {
				TaxRateDetail: rates.map((rate, index) => ({
					TaxRateRef: { value: String(rate) },
					TaxTypeApplicable: 'TaxOnAmount',
					TaxOrder: index,
				})),
			};
			const usual = { Description: name, Taxable: true, TaxGroup: true, Hidden: false };
			return [name, { ...usual, SalesTaxRateList }, inactive];
		}),
	);
}

function enter(books: Books, entity: string, lines: Line[]): void {
	for (const [name, more, inactive] of lines) {
		const key = entity === 'Employee' ? 'DisplayName' : 'Name';
		const row = books.create(entity, { [key]: name, ...more });
		if (inactive) {
			books.inactivate(entity, row.Id);
		}
	}
}
