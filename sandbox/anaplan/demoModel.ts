/** The demo model: the lists, module, files and imports that QuickBooks data goes into. */
import type { SimClock } from '../common/clock';
import type { ColumnMapping } from './store/definitions';
import type { DataFormat } from './store/formats';
import { AnaplanModel } from './store/model';

/** 32 hexadecimal digits, lower case. */
export const DEMO_WORKSPACE_ID = '8a81b09d5e8c4f1b015e93c7a2d64f30';
export const DEMO_WORKSPACE_NAME = 'Finance';
/** 32 hexadecimal digits, upper case. */
export const DEMO_MODEL_ID = 'A3C98F0B27D14E6C9B5F1D20E87C46AB';
export const DEMO_MODEL_NAME = 'QuickBooks Planning Hub';

/** Headers of the list files after Code, with the formats of their properties. */
const LIST_PROPERTIES: ReadonlyArray<{ name: string; format: DataFormat }> = [
	{ name: 'Name', format: 'TEXT' },
	{ name: 'Parent Code', format: 'TEXT' },
	{ name: 'Currency', format: 'TEXT' },
	{ name: 'Active', format: 'BOOLEAN' },
	{ name: 'Status', format: 'TEXT' },
	{ name: 'Transaction ID', format: 'TEXT' },
];

const LINE_ITEMS: ReadonlyArray<{ name: string; format: DataFormat }> = [
	{ name: 'Amount', format: 'NUMBER' },
	{ name: 'Home Amount', format: 'NUMBER' },
	{ name: 'Entity', format: 'TEXT' },
	{ name: 'Document Number', format: 'TEXT' },
	{ name: 'Transaction Date', format: 'DATE' },
	{ name: 'Period', format: 'TEXT' },
	{ name: 'Party Code', format: 'TEXT' },
	{ name: 'Account Code', format: 'TEXT' },
	{ name: 'Currency', format: 'TEXT' },
	{ name: 'Status', format: 'TEXT' },
	{ name: 'Transaction ID', format: 'TEXT' },
];

export function buildDemoModel(clock: SimClock): AnaplanModel {
	const model = new AnaplanModel(DEMO_WORKSPACE_ID, DEMO_MODEL_ID, DEMO_MODEL_NAME, clock);
	addMasterList(model, 'Accounts', 'accounts.csv', [{ name: 'Type', format: 'TEXT' }]);
	addMasterList(model, 'Vendors', 'vendors.csv', []);
	addMasterList(model, 'Customers', 'customers.csv', []);
	model.addList({
		name: 'QB Transaction Lines',
		numbered: true,
		productionData: true,
		display: 'code',
		properties: [
			{ name: 'Entity', format: 'TEXT' },
			{ name: 'Document Number', format: 'TEXT' },
		],
	});
	model.addFile({ name: 'transaction-lines.csv' });
	model.addImport({
		name: 'Transaction Lines from QuickBooks',
		fileName: 'transaction-lines.csv',
		target: { list: 'QB Transaction Lines' },
		columns: [
			{ header: 'Code', target: { to: 'code' } },
			toProperty('Entity'),
			toProperty('Document Number'),
		],
	});
	model.addModule('QB Transactions', 'QB Transaction Lines', LINE_ITEMS);
	model.addFile({ name: 'transactions.csv' });
	model.addImport({
		name: 'Transactions from QuickBooks',
		fileName: 'transactions.csv',
		target: { module: 'QB Transactions' },
		columns: [
			{ header: 'Code', target: { to: 'item' } },
			...LINE_ITEMS.map(
				({ name }): ColumnMapping => ({
					header: name,
					target: { to: 'lineItem', lineItem: name },
				}),
			),
		],
	});
	return model;
}

/**
 * A flat numbered list with its file and import. QuickBooks names repeat and can be longer than 60
 * characters, so the name is a property and only the code identifies an item.
 */
function addMasterList(
	model: AnaplanModel,
	noun: string,
	fileName: string,
	extra: ReadonlyArray<{ name: string; format: DataFormat }>,
): void {
	const properties = [...LIST_PROPERTIES, ...extra];
	model.addList({
		name: `QB ${noun}`,
		numbered: true,
		productionData: true,
		display: { property: 'Name' },
		properties,
	});
	model.addFile({ name: fileName });
	model.addImport({
		name: `${noun} from QuickBooks`,
		fileName,
		target: { list: `QB ${noun}` },
		columns: [
			{ header: 'Code', target: { to: 'code' } },
			...properties.map(({ name }) => toProperty(name)),
		],
	});
}

function toProperty(name: string): ColumnMapping {
	return { header: name, target: { to: 'property', property: name } };
}
