/**
 * Tax rates: one row each. Rate is in percent. A rate that changes over time carries a list of rates
 * with the dates from which they hold; where no rate is stated beside that list, the one that begins
 * last counts.
 */
import type { QuickBooksObject } from '../../flow';
import { listAt, refAt, textAt } from '../fields';
import { listPreset } from '../lists';

export const taxRatePreset = listPreset({
	nameField: 'Name',
	extraColumns: ['Rate', 'Agency ID', 'Description'],
	extraNumbers: ['Rate'],
	ownColumns: (item) => ({
		Type: item.text('SpecialTaxType'),
		Rate: item.number('RateValue') || item.number('RateValue', latestRate(item.source)),
		'Agency ID': refAt(item.source, 'AgencyRef'),
		Description: item.text('Description'),
	}),
});

function latestRate(source: QuickBooksObject): QuickBooksObject {
	const begins = (rate: QuickBooksObject) => textAt(rate, 'EffectiveDate');
	return listAt(source, 'EffectiveTaxRate').reduce<QuickBooksObject>(
		(latest, rate) => (begins(rate) >= begins(latest) ? rate : latest),
		{},
	);
}
