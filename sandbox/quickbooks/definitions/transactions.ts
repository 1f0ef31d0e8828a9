/** Documents, time and budgets. */
import { DATED, money, NUMBERED, record, type EntityDefinition } from './define';

const SALES_OTHERS =
	'CustomerMemo SalesTermRef BillAddr ShipAddr BillEmail EmailStatus PrintStatus ApplyTaxAfterDiscount HomeTotalAmt HomeBalance Balance Deposit AllowOnlineACHPayment DueDate ShipDate ShipMethodRef TrackingNum ProjectRef';
const RECEIPT_OTHERS =
	'DepositToAccountRef PaymentMethodRef PaymentRefNum PaymentType CheckPayment CreditCardPayment TxnSource';
const CUSTOMER_FILTER: ['CustomerRef', 'ref'] = ['CustomerRef', 'ref'];

const SALES: EntityDefinition[] = [
	money('Invoice', {
		filters: [...NUMBERED, CUSTOMER_FILTER],
		others: SALES_OTHERS,
		required: ['CustomerRef', 'Line'],
		voids: 'done',
		events: 'CUDVE',
	}),
	money('CreditMemo', {
		filters: [...NUMBERED, CUSTOMER_FILTER],
		others: `${SALES_OTHERS} RemainingCredit InvoiceRef PaymentMethodRef`,
		required: ['CustomerRef', 'Line'],
		voids: 'done',
		events: 'CUDVE',
	}),
	money('SalesReceipt', {
		filters: [...NUMBERED, ['TotalAmt', 'number']],
		others: `${SALES_OTHERS} ${RECEIPT_OTHERS} CustomerRef`,
		required: ['Line'],
		voids: 'done',
		events: 'CUDVE',
	}),
	money('RefundReceipt', {
		filters: NUMBERED,
		others: `${SALES_OTHERS} ${RECEIPT_OTHERS} CustomerRef`,
		required: ['Line', 'DepositToAccountRef'],
		voids: 'done',
		events: 'CUDVE',
	}),
	money('Estimate', {
		filters: NUMBERED,
		others: `${SALES_OTHERS} CustomerRef TxnStatus ExpirationDate AcceptedDate AcceptedBy`,
		required: ['CustomerRef', 'Line'],
		events: 'CUDE',
	}),
];

const PURCHASES: EntityDefinition[] = [
	money('Bill', {
		filters: [...NUMBERED, ['VendorRef', 'ref']],
		others: 'DueDate APAccountRef SalesTermRef VendorAddr Balance',
		required: ['VendorRef', 'Line'],
		voids: 'fault',
		events: 'CUD',
	}),
	money('VendorCredit', {
		filters: NUMBERED,
		others: 'VendorRef APAccountRef VendorAddr Balance',
		required: ['VendorRef', 'Line'],
		events: 'CUD',
	}),
	money('Purchase', {
		filters: NUMBERED,
		others:
			'AccountRef PaymentType PaymentMethodRef PaymentRefNum EntityRef Credit PrintStatus RemitToAddr PurchaseEx',
		required: ['AccountRef', 'PaymentType', 'Line'],
		events: 'CUDV',
	}),
	money('PurchaseOrder', {
		filters: NUMBERED,
		others:
			'VendorRef APAccountRef POStatus POEmail EmailStatus DueDate Memo ShipTo ShipAddr VendorAddr SalesTermRef',
		required: ['VendorRef', 'Line'],
		events: 'CUDE',
	}),
];

const MONEY_MOVES: EntityDefinition[] = [
	money('Payment', {
		filters: [...DATED, CUSTOMER_FILTER],
		others:
			'UnappliedAmt ARAccountRef DepositToAccountRef PaymentMethodRef PaymentRefNum ProcessPayment',
		required: ['CustomerRef', 'TotalAmt'],
		voids: 'done',
		events: 'CUDVE',
	}),
	money('BillPayment', {
		filters: NUMBERED,
		others: 'VendorRef PayType CheckPayment CreditCardPayment APAccountRef ProcessBillPayment',
		required: ['VendorRef', 'TotalAmt', 'PayType', 'Line'],
		events: 'CUDV',
	}),
	money('Deposit', {
		filters: DATED,
		others: 'DepositToAccountRef CashBack HomeTotalAmt',
		required: ['DepositToAccountRef', 'Line'],
		events: 'CUD',
	}),
	money('Transfer', {
		filters: DATED,
		others: 'FromAccountRef ToAccountRef Amount',
		required: ['FromAccountRef', 'ToAccountRef', 'Amount'],
		events: 'CUDV',
	}),
	money('JournalEntry', {
		filters: NUMBERED,
		others: 'Adjustment HomeTotalAmt',
		required: ['Line'],
		voids: 'ignored',
		events: 'CUD',
	}),
];

export const TRANSACTIONS: EntityDefinition[] = [
	...SALES,
	...PURCHASES,
	...MONEY_MOVES,
	record('TimeActivity', {
		filters: DATED,
		others:
			'NameOf EmployeeRef VendorRef CustomerRef ItemRef ClassRef DepartmentRef PayrollItemRef BillableStatus Taxable HourlyRate CostRate Hours Minutes Seconds BreakHours BreakMinutes StartTime EndTime Description',
		required: ['NameOf'],
		cdc: false,
		events: 'CUD',
	}),
	record('Budget', {
		filters: [
			['Name', 'text'],
			['Active', 'boolean'],
		],
		others: 'StartDate EndDate BudgetType BudgetEntryType BudgetDetail',
		required: ['Name', 'BudgetType', 'BudgetEntryType', 'StartDate', 'EndDate'],
		hidesInactive: true,
		events: 'CU',
	}),
];
