/**
 * Tax codes: one row each, with the codes of the tax rates they are made of. US companies put `TAX`
 * and `NON` on lines instead of a tax code's Id; those need not exist as records.
 */
import { listAt, objectAt, refAt } from '../fields';
import { type ListItem, listPreset } from '../lists';

export const taxCodePreset = listPreset({
	nameField: 'Name',
	extraColumns: [
		'Description',
		'Taxable',
		'Sales Tax Rate Codes',
		'Purchase Tax Rate Codes',
		'Hidden',
	],
	ownColumns: (item) => ({
		Type: item.source.TaxGroup === true ? 'Group' : '',
		Description: item.text('Description'),
		Taxable: item.text('Taxable'),
		'Sales Tax Rate Codes': rateCodes(item, 'SalesTaxRateList'),
		'Purchase Tax Rate Codes': rateCodes(item, 'PurchaseTaxRateList'),
		Hidden: item.text('Hidden'),
	}),
});

function rateCodes(item: ListItem, list: string): string {
	return listAt(objectAt(item.source, list), 'TaxRateDetail')
		.map((detail) => item.codeOf('TaxRate', refAt(detail, 'TaxRateRef')))
		.filter((code) => code !== '')
		.join(', ');
}
