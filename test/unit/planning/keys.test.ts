import { ENTITIES, type EntityEntry } from '../../../src/entities';
import { fittingLineId, lineKey, listKey, MAX_CODE_LENGTH } from '../../../src/planning/keys';
import { PRESETS } from '../../../src/planning/presets';
import { transactionIdOf } from '../../../src/transactionId';
import { REALM } from './bodies';

const entry = (name: string): EntityEntry => {
	const found = ENTITIES.find((entity) => entity.name === name);
	if (found === undefined) throw new Error(name);
	return found;
};

test('keys are made of realm, prefix, Id and line Id', () => {
	expect(listKey(REALM, entry('Vendor'), '56')).toBe('9341453908059321-VEN-56');
	expect(lineKey(REALM, entry('Invoice'), '145', 'TAX', 'Invoice 1037')).toBe(
		'9341453908059321-INV-145-TAX',
	);
});

test('a key of 60 characters passes and one of 61 is refused with its length', () => {
	const id = '1'.repeat(MAX_CODE_LENGTH - `${REALM}-BIL--1`.length);
	expect(lineKey(REALM, entry('Bill'), id, '1', 'Bill 7')).toHaveLength(60);
	expect(() => lineKey(REALM, entry('Bill'), `${id}1`, '1', 'Bill 7')).toThrow(
		/^Bill 7: its code .* has 61 characters, but Anaplan takes 60 at most\.$/,
	);
});

test.each(['', ' 5', '5#', '#5', 'a b', '5\n'])('refuses the key part %p', (id) => {
	expect(() => listKey(REALM, entry('Vendor'), id)).toThrow(/cannot be a code in Anaplan/);
});

test('the transaction ID carries the version, or says deleted', () => {
	const object = { realmId: REALM, entity: 'Invoice', id: '145' };
	expect(transactionIdOf({ ...object, syncToken: '2' })).toBe(`${REALM}-Invoice-145-v2`);
	expect(transactionIdOf({ ...object, syncToken: null })).toBe(`${REALM}-Invoice-145-deleted`);
	expect(() => transactionIdOf({ ...object, realmId: '', syncToken: '2' })).toThrow(/realm ID/);
});

test('every planned entity has a preset, and numeric columns are columns', () => {
	const planned = ENTITIES.filter((entity) => entity.planned);
	expect([...PRESETS.keys()].sort()).toEqual(planned.map(({ name }) => name).sort());
	for (const preset of PRESETS.values()) {
		expect(new Set(preset.columns).size).toBe(preset.columns.length);
		expect(preset.columns).toEqual(expect.arrayContaining([...preset.numericColumns]));
	}
});

test('a column that holds numbers in one preset holds them in all', () => {
	const presets = [...PRESETS.values()];
	const numeric = new Set(presets.flatMap(({ numericColumns }) => numericColumns));
	for (const preset of presets) {
		expect(preset.columns.filter((column) => numeric.has(column)).sort()).toEqual(
			[...preset.numericColumns].sort(),
		);
	}
});

test('a line ID that fits stays, and one that does not becomes the same short one every time', () => {
	const [realm, budget] = ['4620816365179422850', entry('Budget')];
	const cell = '1150040001-20260101-K5000000000000142238';
	expect(fittingLineId(REALM, budget, '7', '79-20260101-K9')).toBe('79-20260101-K9');
	const short = fittingLineId(realm, budget, '7', cell);
	expect(short).toMatch(/^H[0-9a-f]{12}$/);
	expect(fittingLineId(realm, budget, '7', cell)).toBe(short);
	expect(fittingLineId(realm, budget, '7', `${cell}1`)).not.toBe(short);
	expect(lineKey(realm, budget, '7', short, 'Budget 2026').length).toBeLessThanOrEqual(60);
});
