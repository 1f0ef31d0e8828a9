/** The one table from QuickBooks' entity name to its preset. */
import type { Preset } from '../preset';
import { accountPreset } from './account';
import { billPreset } from './bill';
import { classPreset } from './class';
import { customerPreset } from './customer';
import { departmentPreset } from './department';
import { employeePreset } from './employee';
import { invoicePreset } from './invoice';
import { itemPreset } from './item';
import { paymentPreset } from './payment';
import { paymentMethodPreset } from './paymentMethod';
import { taxCodePreset } from './taxCode';
import { taxRatePreset } from './taxRate';
import { termPreset } from './term';
import { vendorPreset } from './vendor';

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
	['Bill', billPreset],
	['Payment', paymentPreset],
]);
