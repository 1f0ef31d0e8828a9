/**
 * Random filters and conditions against the simulator's parser: every statement that is sent is
 * understood and finds exactly the right rows; what it would refuse is refused before, in plain words.
 */
import { Prng } from '../../../sandbox/common/ids';
import { Books } from '../../../sandbox/quickbooks/books';
import { runQuery } from '../../../sandbox/quickbooks/query/run';
import type { Row } from '../../../sandbox/quickbooks/rows';
import { ServiceFault } from '../../../sandbox/quickbooks/serviceFault';
import { DEFAULT_SWITCHES } from '../../../sandbox/quickbooks/switches';
import { SettingError } from '../../../src/errors';
import { type ExpertWhere, readExpertWhere } from '../../../src/quickbooks/expertWhere';
import { readFilters, type FilterRow } from '../../../src/quickbooks/filters';
import { countStatement, type QueryFilter, selectStatement } from '../../../src/quickbooks/query';

/** More at a look: `STATEMENTS=20000 jest …`. */
const SEEDS = Number(process.env.STATEMENTS ?? 400);
const PIECES = [
	"'",
	'\\',
	'%',
	'+',
	'&',
	'🧾',
	'ß',
	'“',
	'’',
	'"',
	' ',
	',',
	'=',
	'(',
	'A',
	'b',
	'7',
	"\\'",
];

const books = new Books(
	{ realmId: '9130', name: 'Names', homeCurrency: 'USD', multicurrency: false },
	{ now: () => Date.parse('2026-11-20T12:00:00Z') },
);
const names = new Prng(7);
for (let count = 0; count < 150; count++) {
	const DisplayName = `${textOf(names)}${count}`;
	const { Id } = books.create('Vendor', { DisplayName, CompanyName: textOf(names) });
	if (names.chance(0.2)) books.inactivate('Vendor', Id);
}
const VENDORS = books.all('Vendor');

function textOf(prng: Prng): string {
	return Array.from({ length: prng.int(1, 4) }, () => prng.pick(PIECES)).join('');
}

/** What is found, or undefined where QuickBooks refuses the statement. */
function idsOf(filters: readonly QueryFilter[]): string[] | undefined {
	const statement = selectStatement({
		entity: 'Vendor',
		filters,
		startPosition: 1,
		maxResults: 1_000,
	});
	const rows = (runQuery(statement, books, DEFAULT_SWITCHES).Vendor ?? []) as Row[];
	const { totalCount } = runQuery(countStatement('Vendor', filters), books, DEFAULT_SWITCHES);
	expect(totalCount).toBe(rows.length);
	return rows.map(({ Id }) => Id).sort();
}

/** The same, by plain comparison of texts. */
function fits(row: Row, { field, operator, value }: QueryFilter): boolean {
	const actual = String(row[field]).toLowerCase();
	const wanted = (Array.isArray(value) ? value : [value]).map((one) => String(one).toLowerCase());
	const [first] = wanted;
	switch (operator) {
		case '=':
		case 'IN':
			return wanted.includes(actual);
		case '<':
			return actual < first;
		case '>':
			return actual > first;
		case '<=':
			return actual <= first;
		case '>=':
			return actual >= first;
		case 'LIKE':
			return isLike(actual, first.split('%'));
	}
}

/** Parts follow one another; the first stands at the start and the last at the end. */
function isLike(text: string, [first, ...parts]: string[]): boolean {
	const last = parts.pop();
	if (last === undefined) return text === first;
	if (!text.startsWith(first)) return false;
	let at = first.length;
	for (const part of parts) {
		const found = text.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return text.length - last.length >= at && text.endsWith(last);
}

test('filters of the table find exactly the rows that fit, whatever their values hold', () => {
	let found = 0;
	for (let seed = 1; seed <= SEEDS; seed++) {
		const prng = new Prng(seed);
		const rows = Array.from({ length: prng.int(1, 3) }, () => filterRow(prng));
		const filters = readFilters('Vendor', rows, 'America/New_York');
		const hidden = (row: Row) =>
			row.Active === false && !filters.some(({ field }) => field === 'Active');
		const wanted = VENDORS.filter(
			(row) => !hidden(row) && filters.every((filter) => fits(row, filter)),
		).map(({ Id }) => Id);
		expect({ seed, ids: idsOf(filters) }).toEqual({ seed, ids: wanted.sort() });
		found += wanted.length;
	}
	expect(found).toBeGreaterThan(SEEDS / 4);
});

function filterRow(prng: Prng): FilterRow {
	const vendor = prng.pick(VENDORS);
	const kind = prng.int(1, 5);
	if (kind === 1) {
		return {
			field: 'Active',
			operator: 'oneOf',
			value: prng.pick(['true,false', 'true', 'FALSE']),
		};
	}
	if (kind === 2) return { field: 'Id', operator: 'oneOf', value: [vendor.Id, '999'] };
	const field = prng.pick(['DisplayName', 'CompanyName']);
	const operator = prng.pick([
		'equals',
		'lessThan',
		'greaterThan',
		'atMost',
		'atLeast',
		'oneOf',
		'like',
	]);
	const text = String(vendor[field]);
	const value = operator === 'like' ? `%${text.slice(1)}%` : prng.chance(0.7) ? text : `x${text}`;
	// An empty value is refused; that is another test.
	const filled = value.trim() === '' ? 'x' : value;
	return { field, operator, value: operator === 'oneOf' ? [filled, 'none'] : filled };
}

test.each(['a\nb', 'a\r', '\u0000', 'a\tb', ' '])(
	'a filter with the value %j is refused in words',
	(value) => {
		const filters = readFilters('Vendor', [{ field: 'DisplayName', value }], 'UTC');
		expect(() => countStatement('Vendor', filters)).toThrow(/filter on DisplayName/);
	},
);

test('a condition of an expert is sent only where QuickBooks understands it, and means the same', () => {
	let accepted = 0;
	let refused = 0;
	for (let seed = 1; seed <= SEEDS * 5; seed++) {
		const text = conditionOf(new Prng(seed));
		const raw = rawAnswer(text);
		let read: ExpertWhere;
		try {
			read = readExpertWhere('Vendor', text);
		} catch (error) {
			expect(error).toBeInstanceOf(SettingError);
			expect((error as SettingError).message).toMatch(/^Where \(Expert\), character \d+: .+\.$/);
			refused += 1;
			continue;
		}
		// Whether QuickBooks can filter by a field that is not known, it alone can say.
		if (read.warnings.some((warning) => warning.includes('not among the fields'))) continue;
		// Sent as it was written it would have found the same, and would not have been refused.
		expect({ seed, text, ids: idsOf(read.filters) }).toEqual({ seed, text, ids: raw });
		accepted += 1;
	}
	expect(accepted).toBeGreaterThan(SEEDS / 4);
	expect(refused).toBeGreaterThan(SEEDS / 4);
});

function rawAnswer(text: string): string[] | undefined {
	try {
		const statement = `SELECT * FROM Vendor WHERE ${text} ORDERBY MetaData.LastUpdatedTime STARTPOSITION 1 MAXRESULTS 1000`;
		const rows = (runQuery(statement, books, DEFAULT_SWITCHES).Vendor ?? []) as Row[];
		return rows.map(({ Id }) => Id).sort();
	} catch (error) {
		if (error instanceof ServiceFault) return undefined;
		throw error;
	}
}

/** Mostly right, with a slip here and there. */
function conditionOf(prng: Prng): string {
	const conditions = Array.from({ length: prng.int(1, 2) }, () => oneCondition(prng));
	const words = conditions.flatMap((condition, index) =>
		index === 0 ? condition : [prng.chance(0.9) ? prng.pick(['AND', 'and']) : 'OR', ...condition],
	);
	if (prng.chance(0.2)) words.splice(prng.int(0, words.length - 1), 1);
	if (prng.chance(0.2)) words.splice(prng.int(0, words.length), 0, prng.pick(SLIPS));
	return words.join(prng.pick([' ', '  ', '\n']));
}

const SLIPS = [
	"'",
	"''",
	'(',
	')',
	',',
	'OR',
	'NOT',
	'7',
	'!=',
	'\\',
	'“',
	';',
	'true',
	'ORDERBY',
	'MAXRESULTS',
	'*',
];

function oneCondition(prng: Prng): string[] {
	const vendor = prng.pick(VENDORS);
	const literal = (text: string) =>
		prng.chance(0.9)
			? `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
			: prng.pick([`'${text}'`, text, `"${text}"`]);
	switch (prng.int(1, 5)) {
		case 1:
			return ['Active', 'IN', '(', 'true', ',', prng.pick(['false', 'FALSE', "'false'"]), ')'];
		case 2:
			return ['Id', prng.pick(['=', 'IN', '>']), ...list(literal(vendor.Id), prng)];
		case 3:
			return ['Active', '=', prng.pick(['true', 'false', 'yes'])];
		case 4:
			return [
				'MetaData.CreateTime',
				prng.pick(['>=', '<', 'LIKE']),
				literal(prng.pick(['2026-11-01T00:00:00-08:00', '2026-11-20T12:00:00Z', 'today'])),
			];
		default: {
			const field = prng.pick(['DisplayName', 'displayname', 'CompanyName']);
			const text = String(vendor[field === 'CompanyName' ? field : 'DisplayName']);
			return [field, prng.pick(['=', '<', '>=', 'LIKE', 'like']), literal(text)];
		}
	}
}

function list(value: string, prng: Prng): string[] {
	return prng.chance(0.5) ? [value] : ['(', value, ',', "'3'", ')'];
}
