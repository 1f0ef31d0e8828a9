/** The chart of accounts: about sixty accounts, nested up to three levels, some inactive. */

export interface AccountSeed {
	number: string;
	name: string;
	type: string;
	subType: string;
	/** Number of the parent account. */
	parent?: string;
	currency?: string;
	inactive?: boolean;
	/** Whole cents; balance-sheet accounts only. */
	balance?: number;
}

type Line = [string, string, string, string, Partial<AccountSeed>?];

const LINES: Line[] = [
	['1010', 'Checking', 'Bank', 'Checking', { balance: 4_210_377 }],
	['1020', 'Savings', 'Bank', 'Savings', { balance: 1_800_000 }],
	['1030', 'Girokonto München (EUR)', 'Bank', 'Checking', { currency: 'EUR', balance: 912_345 }],
	['1040', 'Petty cash, front desk', 'Bank', 'CashOnHand', { balance: 31_250 }],
	['1100', 'Accounts Receivable (A/R)', 'Accounts Receivable', 'AccountsReceivable'],
	[
		'1110',
		'Accounts Receivable (A/R) - EUR',
		'Accounts Receivable',
		'AccountsReceivable',
		{ currency: 'EUR' },
	],
	['1200', 'Undeposited Funds', 'Other Current Asset', 'UndepositedFunds', { balance: 206_252 }],
	['1210', 'Inventory Asset', 'Other Current Asset', 'Inventory', { balance: 59_625 }],
	['1220', 'Prepaid expenses', 'Other Current Asset', 'PrepaidExpenses', { balance: 120_000 }],
	['1221', 'Prepaid insurance', 'Other Current Asset', 'PrepaidExpenses', { parent: '1220' }],
	['1500', 'Truck', 'Fixed Asset', 'Vehicles', { balance: 1_349_500 }],
	[
		'1510',
		'Truck: original cost',
		'Fixed Asset',
		'Vehicles',
		{ parent: '1500', balance: 1_349_500 },
	],
	['1520', 'Depreciation', 'Fixed Asset', 'AccumulatedDepreciation', { parent: '1500' }],
	['1600', 'Security deposits', 'Other Asset', 'SecurityDeposits', { balance: 300_000 }],
	['2010', 'Accounts Payable (A/P)', 'Accounts Payable', 'AccountsPayable'],
	[
		'2020',
		'Accounts Payable (A/P) - EUR',
		'Accounts Payable',
		'AccountsPayable',
		{ currency: 'EUR' },
	],
	['2100', 'Mastercard', 'Credit Card', 'CreditCard', { balance: 15_772 }],
	['2110', 'Visa "Platinum"', 'Credit Card', 'CreditCard'],
	['2200', 'Sales tax payable', 'Other Current Liability', 'SalesTaxPayable', { balance: 37_098 }],
	['2210', 'Umsatzsteuer', 'Other Current Liability', 'SalesTaxPayable', { currency: 'EUR' }],
	[
		'2300',
		'Loan Payable',
		'Other Current Liability',
		'OtherCurrentLiabilities',
		{ balance: 400_000 },
	],
	['2500', 'Notes Payable', 'Long Term Liability', 'NotesPayable', { balance: 2_500_000 }],
	['3010', 'Opening Balance Equity', 'Equity', 'OpeningBalanceEquity'],
	['3020', 'Retained Earnings', 'Equity', 'RetainedEarnings'],
	['3030', "Owner's draw", 'Equity', 'OwnersEquity'],
	['4000', 'Services', 'Income', 'ServiceFeeIncome'],
	['4010', 'Design income', 'Income', 'ServiceFeeIncome', { parent: '4000' }],
	['4020', 'Landscaping, weekly', 'Income', 'ServiceFeeIncome', { parent: '4000' }],
	['4030', 'Job services', 'Income', 'ServiceFeeIncome', { parent: '4000' }],
	['4040', 'Consulting', 'Income', 'ServiceFeeIncome', { parent: '4030' }],
	['4100', 'Sales of Product Income', 'Income', 'SalesOfProductIncome'],
	['4110', 'Fountains & pumps', 'Income', 'SalesOfProductIncome', { parent: '4100' }],
	['4120', 'Plants, soil', 'Income', 'SalesOfProductIncome', { parent: '4100' }],
	['4200', 'Discounts given', 'Income', 'DiscountsRefundsGiven'],
	['4300', 'Pest control', 'Income', 'ServiceFeeIncome', { inactive: true }],
	['5010', 'Subcontractors', 'Cost of Goods Sold', 'CostOfLaborCos'],
	['5100', 'Materials', 'Cost of Goods Sold', 'SuppliesMaterialsCogs'],
	['5110', 'Materials: pumps', 'Cost of Goods Sold', 'SuppliesMaterialsCogs', { parent: '5100' }],
	['5120', 'Materials: plants', 'Cost of Goods Sold', 'SuppliesMaterialsCogs', { parent: '5100' }],
	['6010', 'Advertising 📣', 'Expense', 'AdvertisingPromotional'],
	['6020', 'Automobile', 'Expense', 'Auto'],
	['6021', 'Fuel', 'Expense', 'Auto', { parent: '6020' }],
	['6022', 'Fuel, diesel', 'Expense', 'Auto', { parent: '6021' }],
	['6030', 'Bank charges', 'Expense', 'BankCharges'],
	['6040', 'Büromaterial', 'Expense', 'OfficeGeneralAdministrativeExpenses'],
	['6050', 'Insurance', 'Expense', 'Insurance'],
	['6051', "Workers' compensation", 'Expense', 'Insurance', { parent: '6050' }],
	['6060', 'Legal & Professional Fees', 'Expense', 'LegalProfessionalFees'],
	['6061', 'Accounting', 'Expense', 'LegalProfessionalFees', { parent: '6060' }],
	['6062', 'Lawyer', 'Expense', 'LegalProfessionalFees', { parent: '6060' }],
	['6070', 'Meals and "Entertainment"', 'Expense', 'EntertainmentMeals'],
	['6080', 'Rent or Lease', 'Expense', 'RentOrLeaseOfBuildings'],
	['6090', 'Utilities', 'Expense', 'Utilities'],
	['6091', 'Gas and Electric', 'Expense', 'Utilities', { parent: '6090' }],
	['6092', 'Telephone', 'Expense', 'Utilities', { parent: '6090' }],
	[
		'6100',
		'Stationery (old)',
		'Expense',
		'OfficeGeneralAdministrativeExpenses',
		{ inactive: true },
	],
	['6110', 'Travel', 'Expense', 'Travel'],
	['7010', 'Interest earned', 'Other Income', 'InterestEarned'],
	['8010', 'Depreciation expense', 'Other Expense', 'Depreciation'],
	['8020', 'Exchange Gain or Loss', 'Other Expense', 'ExchangeGainOrLoss'],
	['8030', 'Penalties & Settlements', 'Other Expense', 'PenaltiesSettlements', { inactive: true }],
];

export const ACCOUNTS: AccountSeed[] = LINES.map(([number, name, type, subType, more]) => ({
	number,
	// A colon separates levels in QuickBooks and may not stand in a name.
	name: name.replace(':', ' -'),
	type,
	subType,
	...more,
}));

const CLASSIFICATION: Record<string, string> = {
	Income: 'Revenue',
	'Other Income': 'Revenue',
	'Cost of Goods Sold': 'Expense',
	Expense: 'Expense',
	'Other Expense': 'Expense',
	Equity: 'Equity',
	'Accounts Payable': 'Liability',
	'Credit Card': 'Liability',
	'Other Current Liability': 'Liability',
	'Long Term Liability': 'Liability',
};

/** The read-only classification that follows from an account's type. */
export function classificationOf(type: string): string {
	return CLASSIFICATION[type] ?? 'Asset';
}
