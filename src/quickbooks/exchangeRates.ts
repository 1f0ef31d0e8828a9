/**
 * Exchange rates as QuickBooks keeps them for a date. Sources: Intuit's entity reference (rates are
 * asked for by currency and date, and have no Id) and the query sample of its .NET SDK.
 */
import { ServiceError, SettingError } from '../errors';
import type { QuickBooksObject, SyncRecord } from '../flow';
import type { QuickBooksClient } from './client';
import { readCompany } from './company';
import { toUtc } from './dates';
import { textAt } from './objects';
import { ratesStatement } from './query';
import { liveRecord, type RecordContext } from './records';
import { contextOf, type Fetched, runIdOf, windowOf } from './window';

const ENTITY = 'ExchangeRate';
const CURRENCY = /^[A-Z]{3}$/;

/**
 * Rates of currencies on a date, in home currency for one unit.
 * @param options.currencies ISO 4217 codes; the home currency needs none and is left out
 * @param options.date YYYY-MM-DD
 * @throws SettingError where no code is given, or one is no code
 */
export async function fetchExchangeRates(
	client: QuickBooksClient,
	options: { currencies: readonly string[]; date: string; executionId: string },
): Promise<Fetched> {
	const codes = codesOf(options.currencies);
	const runId = runIdOf(client, options.executionId);
	const company = await readCompany(client);
	const foreign = codes.filter((code) => code !== company.homeCurrency);
	if (foreign.length === 0) {
		throw new SettingError(
			`${codes.join(', ')} is the company's home currency, which has no exchange rate.`,
			'Enter the codes of foreign currencies, for example EUR.',
		);
	}
	const statement = ratesStatement(foreign, options.date);
	const page = await client.query(ENTITY, statement, 'reading exchange rates');
	const context = contextOf(client, company, runId);
	const records = page.rows.map((row) => rateRecord(row, page.time, context));
	const missing = foreign.filter(
		(code) => !records.some(({ record }) => record.SourceCurrencyCode === code),
	);
	return {
		records,
		window: {
			...windowOf(client, company, runId, [ENTITY], records),
			from: null,
			to: toUtc(page.time),
			complete: missing.length === 0,
			remarks: missing.map(
				(code) =>
					`QuickBooks has no exchange rate of ${code} for ${options.date}. Check the code, and that the currency is in use in QuickBooks.`,
			),
		},
	};
}

function codesOf(currencies: readonly string[]): string[] {
	const codes = [...new Set(currencies.map((code) => code.trim().toUpperCase()))];
	const wrong = codes.find((code) => !CURRENCY.test(code));
	if (codes.length > 0 && wrong === undefined) return codes;
	throw new SettingError(
		wrong === undefined
			? 'Currencies is empty, and QuickBooks gives exchange rates by currency only.'
			: `"${wrong}" in Currencies is not the code of a currency.`,
		'Enter codes of three letters, separated by commas, for example EUR, GBP.',
	);
}

/** A rate has no Id, and its SyncToken is often missing: currency and date, and 0, stand for them. */
function rateRecord(row: QuickBooksObject, time: string, context: RecordContext): SyncRecord {
	const currency = textAt(row, 'SourceCurrencyCode');
	const date = textAt(row, 'AsOfDate');
	if (currency === undefined || date === undefined) {
		throw new ServiceError(
			'QuickBooks Online sent an exchange rate without its currency or its date.',
			'Run the workflow again; if it stays, report the problem with the time of the run.',
		);
	}
	const named = { ...row, Id: `${currency}-${date}`, SyncToken: textAt(row, 'SyncToken') ?? '0' };
	return { ...liveRecord(ENTITY, named, time, context), record: row };
}
