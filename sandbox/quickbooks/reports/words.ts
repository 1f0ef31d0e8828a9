/** Titles of reports. They are in the user's language, so no client may depend on them. */

export type ReportLanguage = 'en' | 'de';

const GERMAN: Record<string, string> = {
	Total: 'Gesamt',
	Income: 'Erträge',
	'Cost of Goods Sold': 'Herstellungskosten',
	'Gross Profit': 'Bruttogewinn',
	Expenses: 'Aufwendungen',
	'Net Operating Income': 'Betriebsergebnis',
	'Other Income': 'Sonstige Erträge',
	'Other Expenses': 'Sonstige Aufwendungen',
	'Net Other Income': 'Sonstiges Ergebnis',
	'Net Income': 'Jahresüberschuss',
	'Not Specified': 'Nicht angegeben',
	'Beginning Balance': 'Anfangssaldo',
	Debit: 'Soll',
	Credit: 'Haben',
	Current: 'Nicht fällig',
	Date: 'Datum',
	'Transaction Type': 'Vorgangsart',
	Num: 'Nr.',
	Name: 'Name',
	Account: 'Konto',
	Amount: 'Betrag',
	Balance: 'Saldo',
	ASSETS: 'AKTIVA',
	'LIABILITIES AND EQUITY': 'PASSIVA',
	Invoice: 'Rechnung',
	Bill: 'Eingangsrechnung',
	Payment: 'Zahlung',
};

export type Words = (english: string) => string;

/** English as it is; German where a translation is known, with `Total x` rebuilt. */
export function wordsOf(language: ReportLanguage): Words {
	const german: Words = (english) => {
		const known = GERMAN[english];
		if (known !== undefined) {
			return known;
		}
		const total = /^(Total(?: for)?) (.+)$/.exec(english);
		return total === null ? english : `Gesamt ${german(total[2])}`;
	};
	return language === 'de' ? german : (english) => english;
}
