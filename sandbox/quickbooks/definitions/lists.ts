/** Lists, the two single objects, and exchange rates. */
import { list, special, type EntityDefinition, type PropertyType } from './define';

const PERSON_OTHERS =
	'Title Suffix MiddleName PrintOnCheckName PrimaryPhone AlternatePhone Mobile Fax PrimaryEmailAddr WebAddr BillAddr Balance CurrencyRef AcctNum BillRate CostRate';
const PERSON_FILTERS: Array<[string, PropertyType]> = [
	['DisplayName', 'text'],
	['GivenName', 'text'],
	['FamilyName', 'text'],
];
const NAME: Array<[string, PropertyType]> = [['Name', 'text']];

export const LISTS: EntityDefinition[] = [
	list('Account', {
		nameProperty: 'Name',
		nested: true,
		filters: [...NAME, ['AccountType', 'text']],
		others:
			'AcctNum Description SubAccount ParentRef FullyQualifiedName Classification AccountSubType CurrentBalance CurrentBalanceWithSubAccounts CurrencyRef TaxCodeRef',
		required: ['Name', 'AccountType'],
		money: true,
		events: 'CUDM',
	}),
	list('Vendor', {
		nameProperty: 'DisplayName',
		filters: [...PERSON_FILTERS, ['CompanyName', 'text']],
		others: `${PERSON_OTHERS} Vendor1099 TermRef APAccountRef TaxIdentifier`,
		required: ['DisplayName'],
		money: true,
		events: 'CUDM',
	}),
	list('Customer', {
		nameProperty: 'DisplayName',
		nested: true,
		filters: [...PERSON_FILTERS, ['CompanyName', 'text']],
		others: `${PERSON_OTHERS} FullyQualifiedName ParentRef Job Level BillWithParent IsProject BalanceWithJobs SalesTermRef PaymentMethodRef DefaultTaxCodeRef CustomerTypeRef Taxable ShipAddr Notes PreferredDeliveryMethod`,
		required: ['DisplayName'],
		money: true,
		events: 'CUDM',
	}),
	list('Employee', {
		nameProperty: 'DisplayName',
		filters: PERSON_FILTERS,
		others:
			'Title Suffix MiddleName PrintOnCheckName PrimaryPhone Mobile PrimaryEmailAddr PrimaryAddr EmployeeNumber HiredDate ReleasedDate BirthDate Gender BillableTime BillRate CostRate SSN Organization V4IDPseudonym',
		events: 'CUDM',
	}),
	list('Item', {
		nameProperty: 'Name',
		nested: true,
		filters: [...NAME, ['Type', 'text']],
		others:
			'Sku Description UnitPrice PurchaseCost PurchaseDesc IncomeAccountRef ExpenseAccountRef AssetAccountRef TrackQtyOnHand QtyOnHand InvStartDate SubItem ParentRef Level FullyQualifiedName Taxable SalesTaxCodeRef ClassRef ItemGroupDetail',
		required: ['Name', 'Type'],
		events: 'CUDM',
	}),
	list('Class', {
		nameProperty: 'Name',
		nested: true,
		filters: NAME,
		others: 'FullyQualifiedName SubClass ParentRef',
		required: ['Name'],
		events: 'CUDM',
	}),
	list('Department', {
		nameProperty: 'Name',
		nested: true,
		filters: NAME,
		others: 'FullyQualifiedName SubDepartment ParentRef',
		required: ['Name'],
		events: 'CUM',
	}),
	list('Term', {
		nameProperty: 'Name',
		filters: NAME,
		others:
			'Type DueDays DiscountPercent DiscountDays DayOfMonthDue DueNextMonthDays DiscountDayOfMonth',
		required: ['Name'],
		events: 'CU',
	}),
	list('PaymentMethod', {
		nameProperty: 'Name',
		filters: NAME,
		others: 'Type',
		required: ['Name'],
		events: 'CUM',
	}),
	// Tax codes and rates are made with the tax service's own call, which is not imitated.
	list('TaxCode', {
		nameProperty: 'Name',
		filters: NAME,
		others:
			'Description Taxable TaxGroup Hidden TaxCodeConfigType SalesTaxRateList PurchaseTaxRateList',
		cdc: false,
		writable: false,
	}),
	list('TaxRate', {
		nameProperty: 'Name',
		filters: NAME,
		others:
			'Description RateValue AgencyRef TaxReturnLineRef SpecialTaxType DisplayType EffectiveTaxRate OriginalTaxRate',
		cdc: false,
		writable: false,
	}),
	special('CompanyInfo', 'single', {
		others:
			'CompanyName LegalName Country FiscalYearStartMonth CompanyStartDate CompanyAddr Email SupportedLanguages NameValue',
	}),
	special('Preferences', 'single', {
		others:
			'AccountingInfoPrefs CurrencyPrefs ReportPrefs TaxPrefs SalesFormsPrefs VendorAndPurchasesPrefs OtherPrefs',
		events: 'U',
	}),
	special('ExchangeRate', 'rate', {
		filters: [
			['SourceCurrencyCode', 'text'],
			['AsOfDate', 'date'],
		],
		others: 'TargetCurrencyCode Rate',
	}),
	// Known to the service; this company has none and the simulator does not let a client write them.
	...['TaxAgency', 'JournalCode'].map((name) =>
		list(name, { nameProperty: 'Name', cdc: false, writable: false, events: 'CU' }),
	),
];
