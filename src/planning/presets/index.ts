/** The one table from QuickBooks' entity name to its preset. */
import type { Preset } from '../preset';
import { accountPreset } from './account';
import { billPreset } from './bill';
import { customerPreset } from './customer';
import { invoicePreset } from './invoice';
import { paymentPreset } from './payment';
import { vendorPreset } from './vendor';

export const PRESETS: ReadonlyMap<string, Preset> = new Map([
	['Account', accountPreset],
	['Vendor', vendorPreset],
	['Customer', customerPreset],
	['Invoice', invoicePreset],
	['Bill', billPreset],
	['Payment', paymentPreset],
]);
