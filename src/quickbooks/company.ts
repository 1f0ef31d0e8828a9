/** Facts of a company that every record and window carry: its name and its home currency. */
import { ServiceError } from '../errors';
import type { QuickBooksClient } from './client';
import { textAt } from './objects';
import { singleStatement } from './query';

export interface Company {
	name: string;
	/** ISO 4217. */
	homeCurrency: string;
}

/** A company's home currency never changes and its name seldom; an hour spares two calls per run. */
const KEEP_MS = 3_600_000;

const known = new Map<string, { company: Company; until: number }>();

/** Reads the company's name and home currency, from memory where a run of the last hour knows them. */
export async function readCompany(client: QuickBooksClient): Promise<Company> {
	const kept = known.get(client.companyKey);
	if (kept !== undefined && kept.until > client.clock.now()) return kept.company;
	const [homeCurrency, name] = await Promise.all([readHomeCurrency(client), readName(client)]);
	const company = { name, homeCurrency };
	known.set(client.companyKey, { company, until: client.clock.now() + KEEP_MS });
	return company;
}

async function readHomeCurrency(client: QuickBooksClient): Promise<string> {
	const what = "reading the company's preferences";
	const page = await client.query('Preferences', singleStatement('Preferences'), what);
	const currency = textAt(page.rows[0], 'CurrencyPrefs', 'HomeCurrency', 'value');
	if (currency !== undefined && /^[A-Z]{3}$/.test(currency)) return currency;
	throw new ServiceError(
		`QuickBooks Online did not say which home currency company ${client.realmId} has.`,
		'Open Account and settings, Advanced, Currency in QuickBooks, check the home currency, and run the workflow again.',
	);
}

async function readName(client: QuickBooksClient): Promise<string> {
	const what = "reading the company's name";
	const page = await client.query('CompanyInfo', singleStatement('CompanyInfo'), what);
	return textAt(page.rows[0], 'CompanyName') ?? textAt(page.rows[0], 'LegalName') ?? '';
}
