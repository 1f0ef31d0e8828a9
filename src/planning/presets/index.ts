/** The one table from QuickBooks' entity name to its preset. */
import type { Preset } from '../preset';
import { accountPreset } from './account';
import { billPreset } from './bill';
import { billPaymentPreset } from './billPayment';
import { budgetPreset } from './budget';
import { classPreset } from './class';
import { creditMemoPreset } from './creditMemo';
import { customerPreset } from './customer';
import { departmentPreset } from './department';
import { depositPreset } from './deposit';
import { employeePreset } from './employee';
import { estimatePreset } from './estimate';
import { invoicePreset } from './invoice';
import { itemPreset } from './item';
import { journalEntryPreset } from './journalEntry';
import { paymentPreset } from './payment';
import { paymentMethodPreset } from './paymentMethod';
import { purchasePreset } from './purchase';
import { purchaseOrderPreset } from './purchaseOrder';
import { refundReceiptPreset } from './refundReceipt';
import { salesReceiptPreset } from './salesReceipt';
import { taxCodePreset } from './taxCode';
import { taxRatePreset } from './taxRate';
import { termPreset } from './term';
import { timeActivityPreset } from './timeActivity';
import { transferPreset } from './transfer';
import { vendorPreset } from './vendor';
import { vendorCreditPreset } from './vendorCredit';

export const PRESETS: ReadonlyMap<string, Preset> = new Map([
	['Account', accountPreset],
	['Class', classPreset],
	['Department', departmentPreset],
	['Term', termPreset],
	['PaymentMethod', paymentMethodPreset],
	['TaxRate', taxRatePreset],
	['TaxCode', taxCodePreset],
	['Vendor', vendorPreset],
	['Customer', customerPreset],
	['Employee', employeePreset],
	['Item', itemPreset],
	['Invoice', invoicePreset],
	['SalesReceipt', salesReceiptPreset],
	['CreditMemo', creditMemoPreset],
	['RefundReceipt', refundReceiptPreset],
	['Estimate', estimatePreset],
	['Bill', billPreset],
	['VendorCredit', vendorCreditPreset],
	['Purchase', purchasePreset],
	['PurchaseOrder', purchaseOrderPreset],
	['Payment', paymentPreset],
	['BillPayment', billPaymentPreset],
	['Deposit', depositPreset],
	['Transfer', transferPreset],
	['JournalEntry', journalEntryPreset],
	['TimeActivity', timeActivityPreset],
	['Budget', budgetPreset],
]);
