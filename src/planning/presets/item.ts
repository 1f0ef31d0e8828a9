/**
 * Items (products and services): one row each, with the parent's code. Lines by item need not name an
 * account in QuickBooks; the accounts here are where such a line is booked: sales on the income
 * account, purchases on the asset account of an inventory item and else on the expense account.
 */
import { refAt } from '../fields';
import { listPreset } from '../lists';

export const itemPreset = listPreset({
	nameField: 'Name',
	extraColumns: [
		'Description',
		'Income Account Code',
		'Expense Account Code',
		'Asset Account Code',
		'Class Code',
		'Tax Code ID',
		'Taxable',
		'Unit Price',
		'Purchase Cost',
		'Quantity On Hand',
		'Inventory Start Date',
	],
	extraNumbers: ['Unit Price', 'Purchase Cost', 'Quantity On Hand'],
	ownColumns: (item) => ({
		Type: item.text('Type'),
		Number: item.text('Sku'),
		Description: item.text('Description'),
		'Income Account Code': item.code('IncomeAccountRef', 'Account'),
		'Expense Account Code': item.code('ExpenseAccountRef', 'Account'),
		'Asset Account Code': item.code('AssetAccountRef', 'Account'),
		'Class Code': item.code('ClassRef', 'Class'),
		'Tax Code ID': refAt(item.source, 'SalesTaxCodeRef'),
		Taxable: item.text('Taxable'),
		'Unit Price': item.number('UnitPrice'),
		'Purchase Cost': item.number('PurchaseCost'),
		'Quantity On Hand': item.number('QtyOnHand'),
		'Inventory Start Date': item.date('InvStartDate'),
	}),
});
