/** Facts of a company that every record, window and report need: name, home currency, fiscal year. */
import { ServiceError } from '../errors';
import type { QuickBooksClient } from './client';
import { isObject, textAt } from './objects';
import { singleStatement } from './query';

export interface Company {
	name: string;
	/** ISO 4217. */
	homeCurrency: string;
	/** Whether documents can be in other currencies. */
	multicurrency: boolean;
	/** The month in which its fiscal year begins, 1 to 12. */
	fiscalMonth: number;
}

const MONTHS = [
	'january',
	'february',
	'march',
	'april',
	'may',
	'june',
	'july',
	'august',
	'september',
	'october',
	'november',
	'december',
];

/** A company's home currency never changes and its name seldom; an hour spares two calls per run. */
const KEEP_MS = 3_600_000;

const known = new Map<string, { company: Company; until: number }>();

/** Reads the company's name and home currency, from memory where a run of the last hour knows them. */
export async function readCompany(client: QuickBooksClient): Promise<Company> {
	const kept = known.get(client.companyKey);
	if (kept !== undefined && kept.until > client.clock.now()) return kept.company;
	const [preferences, name] = await Promise.all([readPreferences(client), readName(client)]);
	const company = { name, ...preferences };
	known.set(client.companyKey, { company, until: client.clock.now() + KEEP_MS });
	return company;
}

async function readPreferences(client: QuickBooksClient): Promise<Omit<Company, 'name'>> {
	const what = "reading the company's preferences";
	const page = await client.query('Preferences', singleStatement('Preferences'), what);
	const [row] = page.rows;
	const currency = textAt(row, 'CurrencyPrefs', 'HomeCurrency', 'value');
	if (currency !== undefined && /^[A-Z]{3}$/.test(currency)) {
		const prefs = row.CurrencyPrefs;
		return {
			homeCurrency: currency,
			multicurrency: isObject(prefs) && prefs.MultiCurrencyEnabled === true,
			fiscalMonth: monthNumber(textAt(row, 'AccountingInfoPrefs', 'FirstMonthOfFiscalYear')),
		};
	}
	throw new ServiceError(
		`QuickBooks Online did not say which home currency company ${client.realmId} has.`,
		'Open Account and settings, Advanced, Currency in QuickBooks, check the home currency, and run the workflow again.',
	);
}

/** Most companies begin their fiscal year in January, which QuickBooks' setup proposes as well. */
function monthNumber(name: string | undefined): number {
	return Math.max(0, MONTHS.indexOf((name ?? '').toLowerCase())) + 1;
}

async function readName(client: QuickBooksClient): Promise<string> {
	const what = "reading the company's name";
	const page = await client.query('CompanyInfo', singleStatement('CompanyInfo'), what);
	return textAt(page.rows[0], 'CompanyName') ?? textAt(page.rows[0], 'LegalName') ?? '';
}
