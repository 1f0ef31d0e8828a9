/** Names and words of the seed company: ours alone, and awkward on purpose. */

/** Longer than the 60 characters an Anaplan list item may have. */
const LONG_NAME =
	'Northern Lights Cooperative for Sustainable Timber, Paper & Packaging Supplies of the Upper Valley';

export interface PartySeed {
	name: string;
	company?: string;
	given?: string;
	family?: string;
	email?: string;
	currency?: string;
	/** Index of the parent in the same list. */
	parent?: number;
	inactive?: boolean;
}

export const VENDORS: PartySeed[] = [
	{ name: 'Acorn Office Supply, Inc.', email: 'orders@acorn.example' },
	{ name: 'Ångström Instruments AB', currency: 'EUR' },
	{ name: 'Bäckerei Müller & Söhne', currency: 'EUR', given: 'Jürgen', family: 'Müller' },
	{ name: 'Bob\'s "Best" Burgers' },
	{ name: 'Café Zoë ☕', email: 'hello@zoe.example' },
	{ name: 'Delta Freight; Logistics' },
	{ name: 'Druckerei Süd GmbH', company: 'Druckerei Süd GmbH\nZweigstelle Köln', currency: 'EUR' },
	{ name: "D'Angelo & O'Neill LLP" },
	{ name: 'Evergreen Cleaning Co.' },
	{ name: 'Farmer Direct 🥕🥬' },
	{ name: 'Global Telecom (West)' },
	{ name: 'Harbor Print\nSecond Floor' },
	{ name: 'Iron & Oak Carpentry' },
	{ name: 'Jet Parcel 24/7' },
	{ name: 'Kestrel Insurance, Ltd., London Branch', currency: 'EUR' },
	{ name: 'Łódź Metalworks', currency: 'EUR' },
	{ name: 'Marigold Florists' },
	{ name: LONG_NAME },
	{ name: 'Nimbus Hosting' },
	{ name: 'Old Mill Storage', inactive: true },
	{ name: 'PG&E Lookalike Power' },
	{ name: 'Pam\'s Catering, "To Go"' },
	{ name: 'Quartz Tiles' },
	{ name: 'R&D Lab Services' },
	{ name: 'São Paulo Coffee Traders' },
	{ name: 'Sunrise Staffing' },
	{ name: 'Tanaka 田中 Electronics' },
	{ name: 'Umbrella Water Works' },
	{ name: 'Vintage Motors', inactive: true },
	{ name: 'Westfield Realty' },
	{ name: 'Xenon Lighting' },
	{ name: '007 Security Services' },
	{ name: '=Formula Media' },
	{ name: 'Zephyr Air, HVAC & Heating' },
	{ name: 'Backslash \\ Brothers' },
	{ name: 'Percent 100% Organic' },
	{ name: 'Tab Software' },
	{ name: 'Curly ’Quote’ Press' },
	{ name: 'Hôtel de l’Étoile', currency: 'EUR' },
	{ name: 'Blue Ridge Fuel' },
];

export const CUSTOMERS: PartySeed[] = [
	{ name: 'Adler Apotheke', currency: 'EUR', email: 'einkauf@adler.example' },
	{ name: 'Amy\'s Bird Sanctuary, "North"' },
	{ name: 'Bauer & Bauer OHG', currency: 'EUR' },
	{ name: 'Blue Lagoon Resort 🏝️', email: 'ap@lagoon.example' },
	{ name: 'Pool renovation', parent: 3 },
	{ name: 'Spa, phase 2', parent: 3 },
	{ name: 'Sauna door', parent: 5 },
	{ name: 'Cool Cars, Inc.' },
	{ name: 'Diego Rodríguez', given: 'Diego', family: 'Rodríguez' },
	{ name: 'Dukes Basketball Camp' },
	{ name: 'Élan Vital SARL', currency: 'EUR' },
	{ name: 'Freeman Sporting Goods' },
	{ name: '0969 Ocean View Road', parent: 11 },
	{ name: '55 Twin Lane', parent: 11 },
	{ name: 'Geeta Kalapatapu', given: 'Geeta', family: 'Kalapatapu' },
	{ name: 'Grünwald\nGartenbau', company: 'Grünwald Gartenbau\nHauptstraße 1', currency: 'EUR' },
	{ name: 'Helping Hands; Charity' },
	{ name: 'Île de Ré Voyages', currency: 'EUR' },
	{ name: 'Jeff\'s "Jalopies"' },
	{ name: "John O'Melia" },
	{ name: 'Kate Whelan' },
	{ name: 'Køge Kommune', currency: 'EUR' },
	{ name: 'Lumen Studio ✨' },
	{ name: 'Mark Cho' },
	{ name: 'Mountain Peak Outfitters, LLC' },
	{ name: 'Store fit-out, Denver', parent: 24 },
	{ name: 'Store fit-out, Boulder', parent: 24, inactive: true },
	{ name: 'Nächste Etage KG', currency: 'EUR' },
	{ name: 'Oslo Design Kollektiv', currency: 'EUR' },
	{ name: 'Paulsen Medical Supplies' },
	{ name: 'Quick & Easy Repairs' },
	{ name: 'Red Rock Diner', inactive: true },
	{ name: 'Rondonuwu Fruit and Vegi' },
	{ name: 'Shara Barnett' },
	{ name: 'Barnett Design', parent: 33 },
	{ name: 'Sonnenschein Family Store' },
	{ name: 'Sushi by Katsuyuki 寿司' },
	{ name: 'Travis Waldron' },
	{ name: 'Über-Büro GmbH & Co. KG', currency: 'EUR' },
	{ name: 'Video Games by Dan 🎮' },
	{ name: 'Wedding Planning, by Whitney' },
	{ name: 'Weiskopf Consulting' },
	{ name: "Xavier's School" },
	{ name: 'Young & Gifted (Foundation)' },
	{ name: 'Zażółć Gęślą Jaźń', currency: 'EUR' },
	{ name: 'Zoo, Aquarium & Park' },
	{ name: 'Café Zoë ☕ (customer)' },
	{ name: '-Dash First Ltd' },
	{ name: 'Backslash \\ and "quotes"' },
	{ name: `${LONG_NAME} (Retail)` },
];

/** Item: name, type, unit price in cents, income account number, expense account number. */
export const ITEMS: Array<[string, 'Service' | 'NonInventory', number, string, string]> = [
	['Design', 'Service', 12_500, '4010', '5010'],
	['Gardening, weekly', 'Service', 4_599, '4020', '5010'],
	['Installation', 'Service', 8_750, '4030', '5010'],
	['Pump "Aqua 3"', 'NonInventory', 21_995, '4110', '5110'],
	['Fountain', 'NonInventory', 37_549, '4110', '5110'],
	['Sod (m²)', 'NonInventory', 1_033, '4120', '5120'],
	['Concrete', 'NonInventory', 333, '4120', '5120'],
	['Sprinkler head', 'NonInventory', 207, '4120', '5120'],
	['Trimming', 'Service', 3_501, '4020', '5010'],
	['Consulting ⏱', 'Service', 15_000, '4040', '5010'],
	['Hauling', 'Service', 6_067, '4030', '5010'],
	['Soil, 2 cubic ft. bag', 'NonInventory', 649, '4120', '5120'],
];

export const DESCRIPTIONS = [
	'Weekly service',
	'Custom design, "Rose garden"',
	'Materials\nas agreed on site',
	'Maßarbeit nach Plan',
	'Rush order; delivered 🚚',
	'Line with a trailing backslash \\',
	'Labour, 2 people',
];
