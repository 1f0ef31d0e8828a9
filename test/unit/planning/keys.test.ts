import { ENTITIES, type EntityEntry } from '../../../src/entities';
import { lineKey, listKey, MAX_CODE_LENGTH } from '../../../src/planning/keys';
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

test('every planned list has a preset, and numeric columns are columns', () => {
	const lists = ENTITIES.filter(({ planned, kind }) => planned && kind === 'list');
	expect([...PRESETS.keys()]).toEqual(expect.arrayContaining(lists.map(({ name }) => name)));
	for (const name of PRESETS.keys()) expect(entry(name).planned).toBe(true);
	for (const preset of PRESETS.values()) {
		expect(new Set(preset.columns).size).toBe(preset.columns.length);
		expect(preset.columns).toEqual(expect.arrayContaining([...preset.numericColumns]));
	}
});
