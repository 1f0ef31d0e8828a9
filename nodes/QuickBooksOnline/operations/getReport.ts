import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { systemClock } from '../../../src/clock';
import { SettingError } from '../../../src/errors';
import { forEachItem } from '../../../src/n8n/items';
import { openQuickBooks } from '../../../src/n8n/quickBooks';
import { readDate } from '../../../src/quickbooks/dates';
import { REPORTS, reportNamed, type SummarizeBy } from '../../../src/quickbooks/reports/catalogue';
import type { Span } from '../../../src/quickbooks/reports/days';
import { PERIOD_CHOICES, type PeriodChoice } from '../../../src/quickbooks/reports/periods';
import { readReport } from '../../../src/quickbooks/reports/read';
import type { ReportWish } from '../../../src/quickbooks/reports/wish';
import { executionIdOf } from './output';

export const option = {
	name: 'Get Report',
	value: 'getReport',
	action: 'Get a report',
	description: 'Read a financial report as flat rows: one per figure, or one per transaction',
};

const CUSTOM = 'custom';

/** Days in one column of an aged report, and columns beside the one of what is not due: QuickBooks' own. */
const AGING_DAYS = 30;
const AGING_PERIODS = 4;

const namesOf = (test: (report: (typeof REPORTS)[number]) => boolean) =>
	REPORTS.filter(test).map(({ name }) => name);

const AS_OF = namesOf(({ kind }) => kind === 'asOf');
const DATED = namesOf(({ kind }) => kind !== 'asOf');
const DETAILS = namesOf(({ kind }) => kind === 'detail');
const FIGURES = namesOf(({ kind }) => kind !== 'detail');
const AGED = namesOf(({ name }) => name.startsWith('Aged'));

export const fields: INodeProperties[] = [
	{
		displayName: 'Report',
		name: 'report',
		type: 'options',
		options: REPORTS.map(({ label, name, description }) => ({
			name: label,
			value: name,
			description,
		})),
		default: 'ProfitAndLoss',
		description:
			'Report to read. Its rows come as items, the last item says what was read and whether anything needs a look.',
	},
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: [
			{ name: 'Custom', value: CUSTOM, description: 'From a start date to an end date' },
			{ name: 'Last Fiscal Year', value: 'lastFiscalYear' },
			{ name: 'Last Month', value: 'lastMonth' },
			{ name: 'This Fiscal Year', value: 'thisFiscalYear' },
			{ name: 'This Fiscal Year to Date', value: 'thisFiscalYearToDate' },
			{ name: 'This Month', value: 'thisMonth' },
		],
		default: 'lastMonth',
		description:
			"Days that the report covers, counted in the workflow's time zone. The fiscal year is the one of the company. Ranges of more than six months are read in parts and put together.",
		displayOptions: { show: { report: DATED } },
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		required: true,
		default: '',
		placeholder: 'e.g. 2026-01-01',
		description: 'First day of the report',
		displayOptions: { show: { report: DATED, period: [CUSTOM] } },
	},
	{
		displayName: 'End Date',
		name: 'endDate',
		type: 'dateTime',
		required: true,
		default: '',
		placeholder: 'e.g. 2026-12-31',
		description: 'Last day of the report',
		displayOptions: { show: { report: DATED, period: [CUSTOM] } },
	},
	{
		displayName: 'Report Date',
		name: 'reportDate',
		type: 'dateTime',
		default: '',
		placeholder: 'e.g. 2026-12-31',
		description: 'Day as of which balances are read; today where it is empty',
		displayOptions: { show: { report: AS_OF } },
	},
	{
		displayName: 'Accounting Method',
		name: 'accountingMethod',
		type: 'options',
		options: [
			{ name: 'Accrual', value: 'Accrual', description: 'When documents are dated' },
			{ name: 'Cash', value: 'Cash', description: 'When documents are paid' },
		],
		default: 'Accrual',
		description: 'When income and expense count',
		displayOptions: { show: { report: namesOf(({ hasMethod }) => hasMethod) } },
	},
	{
		displayName: 'Summarize By',
		name: 'summarizeBy',
		type: 'options',
		options: [
			{ name: 'Class', value: 'Classes' },
			{ name: 'Customer', value: 'Customers' },
			{ name: 'Department (Location)', value: 'Departments' },
			{ name: 'Employee', value: 'Employees' },
			{ name: 'Fiscal Quarter', value: 'FiscalQuarter' },
			{ name: 'Fiscal Year', value: 'FiscalYear' },
			{ name: 'Month', value: 'Month' },
			{ name: 'Product or Service', value: 'ProductsAndServices' },
			{ name: 'Quarter', value: 'Quarter' },
			{ name: 'Total', value: 'Total', description: 'One figure per row for the whole period' },
			{ name: 'Vendor', value: 'Vendors' },
			{ name: 'Year', value: 'Year' },
		],
		default: 'Total',
		description:
			'What each row is split by. Quarters and years are those of the calendar, fiscal ones those of the company; the first and the last period can be partial.',
		displayOptions: {
			show: {
				report: namesOf(({ summaries, name }) => summaries.length > 0 && name !== 'TrialBalance'),
			},
		},
	},
	{
		displayName: 'Summarize By',
		name: 'summarizeBalancesBy',
		type: 'options',
		options: [
			{ name: 'Fiscal Quarter', value: 'FiscalQuarter' },
			{ name: 'Fiscal Year', value: 'FiscalYear' },
			{ name: 'Month', value: 'Month' },
			{ name: 'Quarter', value: 'Quarter' },
			{ name: 'Total', value: 'Total', description: 'The balances on the last day only' },
			{ name: 'Year', value: 'Year' },
		],
		default: 'Total',
		description: 'At the end of which periods balances are read; each one costs a call',
		displayOptions: { show: { report: ['TrialBalance'] } },
	},
	{
		displayName: 'Include Totals',
		name: 'includeTotals',
		type: 'boolean',
		default: false,
		description:
			'Whether to output the rows and columns that add up others too. They are marked as totals; never add them to the figures.',
		displayOptions: { show: { report: FIGURES } },
	},
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'multiOptions',
		options: [
			{ name: 'Account', value: 'account_name' },
			{ name: 'Amount', value: 'subt_nat_amount' },
			{ name: 'Balance', value: 'rbal_nat_amount' },
			{ name: 'Class', value: 'klass_name' },
			{ name: 'Credit', value: 'credit_amt' },
			{ name: 'Currency', value: 'currency' },
			{ name: 'Customer', value: 'cust_name' },
			{ name: 'Date', value: 'tx_date' },
			{ name: 'Debit', value: 'debt_amt' },
			{ name: 'Department (Location)', value: 'dept_name' },
			{ name: 'Document Number', value: 'doc_num' },
			{ name: 'Exchange Rate', value: 'exch_rate' },
			{ name: 'Memo', value: 'memo' },
			{ name: 'Name', value: 'name' },
			{ name: 'Product or Service', value: 'item_name' },
			{ name: 'Split Account', value: 'split_acc' },
			{ name: 'Transaction Type and ID', value: 'txn_type' },
			{ name: 'Vendor', value: 'vend_name' },
		],
		default: [],
		description:
			"Columns to read; the report's usual ones where none is chosen. Amounts are those of the home currency.",
		displayOptions: { show: { report: DETAILS } },
	},
	{
		displayName: 'Filters',
		name: 'reportFilters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description:
			'IDs as QuickBooks counts them. A filter that the report does not know is refused, because QuickBooks would ignore it.',
		options: [
			idsField('Account IDs', 'account', 'General Ledger and Profit and Loss Detail only'),
			idsField('Class IDs', 'class', 'Only what is posted to these classes'),
			idsField('Customer IDs', 'customer', 'Only what is posted to these customers'),
			idsField(
				'Department IDs',
				'department',
				'Only what is posted to these departments (locations)',
			),
			idsField('Item IDs', 'item', 'Only what is posted with these products and services'),
			idsField('Vendor IDs', 'vendor', 'Only what is posted to these vendors'),
		],
	},
	{
		displayName: 'Options',
		name: 'reportOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { report: AGED } },
		options: [
			{
				displayName: 'Count Days Until',
				name: 'agingMethod',
				type: 'options',
				options: [
					{ name: 'Report Date', value: 'reportDate' },
					{ name: 'Today', value: 'today' },
				],
				default: 'reportDate',
				description: 'Up to which day overdue days are counted',
			},
			{
				displayName: 'Days per Period',
				name: 'agingDays',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 999 },
				default: AGING_DAYS,
				description: 'Length of each period of overdue days',
			},
			{
				displayName: 'Number of Periods',
				name: 'agingPeriods',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 999 },
				default: AGING_PERIODS,
				description: 'How many periods of overdue days there are',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'columnOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { report: DETAILS } },
		options: [
			{
				displayName: 'Other Columns',
				name: 'otherColumns',
				type: 'string',
				default: '',
				placeholder: 'e.g. create_by,last_mod_date',
				description:
					"Keys of further columns from Intuit's report reference, separated by commas. Each comes under its key. Choose the usual ones under Columns as well.",
			},
		],
	},
];

function idsField(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', default: '', placeholder: 'e.g. 12,15', description };
}

/** Runs once per input item; each run ends with its own report item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await forEachItem(context, async (itemIndex) => {
		const wish = wishOf(context, itemIndex);
		const { rows, summary } = await readReport(await openQuickBooks(context), wish);
		for (const message of summary.remarks) {
			context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
		}
		return [...rows, summary].map((json) => ({
			json: json as unknown as IDataObject,
			pairedItem: { item: itemIndex },
		}));
	});
}

function wishOf(context: IExecuteFunctions, itemIndex: number): ReportWish {
	const text = (name: string, usual: string) =>
		String(context.getNodeParameter(name, itemIndex, usual));
	const report = reportNamed(text('report', ''));
	const today = readDate(new Date(systemClock.now()), context.getTimezone()) ?? '';
	const by = report.name === 'TrialBalance' ? 'summarizeBalancesBy' : 'summarizeBy';
	const aging = context.getNodeParameter('reportOptions', itemIndex, {}) as IDataObject;
	return {
		report,
		today,
		period:
			report.kind === 'asOf'
				? asOf(dateOf(context, itemIndex, 'reportDate', 'Report Date') ?? today)
				: periodOf(context, itemIndex),
		accountingMethod: text('accountingMethod', 'Accrual') === 'Cash' ? 'Cash' : 'Accrual',
		summarizeBy: report.summaries.length > 0 ? (text(by, 'Total') as SummarizeBy) : 'Total',
		filters: filtersOf(context, itemIndex),
		columns: columnsOf(context, itemIndex),
		includeTotals: context.getNodeParameter('includeTotals', itemIndex, false) === true,
		aging: {
			days: wholeNumber(aging.agingDays ?? AGING_DAYS, 'Days per Period'),
			periods: wholeNumber(aging.agingPeriods ?? AGING_PERIODS, 'Number of Periods'),
			fromReportDate: aging.agingMethod !== 'today',
		},
		// The first item's run is the execution's; further ones are runs of their own.
		executionId: executionIdOf(context) + (itemIndex === 0 ? '' : `.${itemIndex}`),
	};
}

function asOf(date: string): Span {
	return { start: date, end: date };
}

function periodOf(context: IExecuteFunctions, itemIndex: number): Span | PeriodChoice {
	const chosen: unknown = context.getNodeParameter('period', itemIndex);
	const known = PERIOD_CHOICES.find((choice) => choice === chosen);
	if (known !== undefined) return known;
	return {
		start: needDate(context, itemIndex, 'startDate', 'Start Date'),
		end: needDate(context, itemIndex, 'endDate', 'End Date'),
	};
}

function needDate(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	label: string,
): string {
	const date = dateOf(context, itemIndex, name, label);
	if (date !== undefined) return date;
	throw new SettingError(`${label} is empty.`, 'Choose a date, or another Period.');
}

/** Undefined where the field is empty. */
function dateOf(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	label: string,
): string | undefined {
	const value: unknown = context.getNodeParameter(name, itemIndex, '');
	if (value === '' || value === undefined || value === null) return undefined;
	const date = readDate(value, context.getTimezone());
	if (date !== undefined) return date;
	throw new SettingError(
		`"${String(value)}" in ${label} is not a date.`,
		'Choose a date, or write one such as 2026-11-01.',
	);
}

function filtersOf(context: IExecuteFunctions, itemIndex: number): ReportWish['filters'] {
	const given = context.getNodeParameter('reportFilters', itemIndex, {}) as IDataObject;
	return Object.fromEntries(
		Object.entries(given).map(([name, ids]) => [name, String(ids ?? '').replaceAll(/\s/g, '')]),
	);
}

function columnsOf(context: IExecuteFunctions, itemIndex: number): string[] {
	const chosen = context.getNodeParameter('columns', itemIndex, []) as string[];
	const { otherColumns } = context.getNodeParameter('columnOptions', itemIndex, {}) as IDataObject;
	const others = String(otherColumns ?? '')
		.split(',')
		.map((key) => key.trim())
		.filter((key) => key !== '');
	return [...new Set([...chosen, ...others])];
}

function wholeNumber(value: unknown, label: string): number {
	if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 999)
		return value;
	throw new SettingError(
		`${label} is ${String(value)}, which is not a whole number from 1 to 999.`,
		'Correct it under Options of this node.',
	);
}
