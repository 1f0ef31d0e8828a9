/** The two entities of which a company has exactly one. */
import type { Books } from './books';
import type { Row } from './rows';

const META = {
	CreateTime: '2024-01-15T09:00:00-08:00',
	LastUpdatedTime: '2024-01-15T09:00:00-08:00',
};

export function companyInfo(books: Books): Row {
	const { name, fiscalYearStartMonth = 'January', tracksClasses = true } = books.company;
	const address = {
		Id: '1',
		Line1: '123 Sierra Way',
		City: 'San Pablo',
		Country: 'USA',
		CountrySubDivisionCode: 'CA',
		PostalCode: '87999',
	};
	return {
		CompanyName: name,
		LegalName: name,
		CompanyAddr: address,
		CustomerCommunicationAddr: address,
		LegalAddr: address,
		CompanyStartDate: '2024-01-15',
		FiscalYearStartMonth: fiscalYearStartMonth,
		Country: 'US',
		Email: { Address: 'books@company.example' },
		WebAddr: {},
		SupportedLanguages: 'en',
		NameValue: [
			{ Name: 'NeoEnabled', Value: 'true' },
			{ Name: 'OfferingSku', Value: `QuickBooks Online ${tracksClasses ? 'Plus' : 'Essentials'}` },
			{ Name: 'SubscriptionStatus', Value: 'SUBSCRIBED' },
		],
		domain: 'QBO',
		sparse: false,
		Id: '1',
		SyncToken: '4',
		MetaData: META,
	};
}

export function preferences(books: Books): Row {
	const { homeCurrency, multicurrency, fiscalYearStartMonth = 'January' } = books.company;
	const tracksClasses = books.company.tracksClasses !== false;
	return {
		AccountingInfoPrefs: {
			FirstMonthOfFiscalYear: fiscalYearStartMonth,
			UseAccountNumbers: true,
			TaxYearMonth: 'January',
			ClassTrackingPerTxn: false,
			ClassTrackingPerTxnLine: tracksClasses,
			TrackDepartments: tracksClasses,
			DepartmentTerminology: 'Location',
			CustomerTerminology: 'Customers',
		},
		CurrencyPrefs: {
			MultiCurrencyEnabled: multicurrency,
			HomeCurrency: { value: homeCurrency },
		},
		ReportPrefs: { ReportBasis: 'Accrual', CalcAgingReportFromTxnDate: false },
		TaxPrefs: { UsingSalesTax: true, PartnerTaxEnabled: false, TaxGroupCodeRef: { value: '2' } },
		SalesFormsPrefs: { CustomTxnNumbers: false, AllowDeposit: true, AllowDiscount: true },
		VendorAndPurchasesPrefs: { TrackingByCustomer: true, BillableExpenseTracking: true },
		OtherPrefs: {
			NameValue: [{ Name: 'SalesFormsPrefs.DefaultCustomerMessage', Value: 'Thanks' }],
		},
		domain: 'QBO',
		sparse: false,
		Id: '1',
		SyncToken: '6',
		MetaData: META,
	};
}
