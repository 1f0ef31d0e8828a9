import { changeListItems, type ItemChange } from '../../../src/anaplan/listItems';
import { NetworkFailure } from '../../../src/http/types';
import { answer } from '../http/fakes';
import { LIST, MODEL, scriptedClient } from './transactional';

const lost = () => new NetworkFailure('the connection was closed', 'ECONNRESET', true);
/** The model's status between two sendings. */
const free = () => answer(200, { requestStatus: { currentStep: 'Open' } });
const named = (...names: string[]): ItemChange[] => names.map((name) => ({ name }));

test('sends lots of at most so many and puts each failure on its own row', async () => {
	const failures = [
		{
			requestIndex: 1,
			failureType: 'INCORRECT_FORMAT',
			failureMessageDetails: 'incorrect format -- column name:People, value:many',
		},
	];
	const { client, bodies } = scriptedClient(
		answer(200, { added: 1, ignored: 1, total: 2, failures }),
		answer(200, {
			added: 0,
			ignored: 1,
			total: 1,
			failures: [{ ...failures[0], requestIndex: 0 }],
		}),
	);
	const items = named('A', 'B', 'C');
	const results = await changeListItems(client, MODEL, LIST, 'add', items, ['name'], 2);
	expect(bodies()).toEqual([{ items: named('A', 'B') }, { items: named('C') }]);
	expect(results.map(({ outcome }) => outcome)).toEqual(['loaded', 'rejected', 'rejected']);
	expect(results[1]).toEqual({
		outcome: 'rejected',
		failureType: 'INCORRECT_FORMAT',
		reason: expect.stringContaining(
			'The value "many" does not fit the column "People" of the list "Cities". Correct the value',
		),
	});
});

test('a second item with the key of an earlier one is not sent, whatever the case of its name', async () => {
	const { client, bodies } = scriptedClient(answer(200, { added: 2, ignored: 0, total: 2 }));
	const items = named('Leeds', 'LEEDS', 'York');
	const results = await changeListItems(client, MODEL, LIST, 'add', items, ['name']);
	expect(bodies()).toEqual([{ items: named('Leeds', 'York') }]);
	expect(results.map(({ outcome }) => outcome)).toEqual(['loaded', 'rejected', 'loaded']);
	expect(results[1].reason).toContain('Row 1 of this run has the same name, "LEEDS"');
});

test('after a lost answer an added item that exists is no refusal, and the remark says why', async () => {
	const failures = [
		{ requestIndex: 0, failureType: 'DUPLICATE', failureMessageDetails: 'duplicate name' },
		{ requestIndex: 1, failureType: 'INCOMPLETE_DATA', failureMessageDetails: 'name' },
	];
	const { client, calls } = scriptedClient(
		lost(),
		free(),
		answer(200, { added: 0, ignored: 2, total: 2, failures }),
	);
	const results = await changeListItems(client, MODEL, LIST, 'add', named('A', 'B'), ['name']);
	expect(calls().filter((call) => call.endsWith('/items'))).toHaveLength(2);
	expect(results[0]).toMatchObject({
		outcome: 'ignored',
		reason: expect.stringContaining('most likely the first request added it'),
	});
	expect(results[1].outcome).toBe('rejected');
});

test('items that Anaplan could not recognise are never added twice', async () => {
	const { client, calls } = scriptedClient(lost());
	const list = { ...LIST, numbered: true };
	const items = [{ code: 'V1' }, { properties: { Name: 'Ann' } }];
	const sent = changeListItems(client, MODEL, list, 'add', items, ['code']);
	await expect(sent).rejects.toMatchObject({
		message: expect.stringContaining('nothing was sent twice'),
	});
	expect(calls()).toHaveLength(1);
});

test('items counted as ignored and not named are told as such, exactly where that is possible', async () => {
	const none = scriptedClient(answer(200, { added: 0, ignored: 2, total: 2 }));
	const all = await changeListItems(none.client, MODEL, LIST, 'add', named('A', 'B'), ['name']);
	expect(all.map(({ outcome }) => outcome)).toEqual(['ignored', 'ignored']);
	const some = scriptedClient(answer(200, { added: 1, ignored: 1, total: 2 }));
	const mixed = await changeListItems(some.client, MODEL, LIST, 'add', named('A', 'B'), ['name']);
	expect(mixed[1]).toMatchObject({
		outcome: 'loaded',
		reason: expect.stringContaining('counts 1 as ignored'),
	});
});

test('both forms of the answer to a deletion are read, and a deletion after a lost answer is done', async () => {
	const failures = [{ requestIndex: 1, failureType: 'Not found' }];
	for (const body of [
		{ deleted: 1, failures },
		{ result: { numberOfItemsDeleted: 1, failures } },
	]) {
		const { client } = scriptedClient(answer(200, body));
		const codes = [{ code: 'A' }, { code: 'B' }];
		const results = await changeListItems(client, MODEL, LIST, 'delete', codes, ['code']);
		expect(results.map(({ outcome }) => outcome)).toEqual(['loaded', 'rejected']);
		const again = scriptedClient(lost(), free(), answer(200, body));
		const second = await changeListItems(again.client, MODEL, LIST, 'delete', codes, ['code']);
		expect(second.map(({ outcome }) => outcome)).toEqual(['loaded', 'ignored']);
	}
	const short = scriptedClient(answer(200, { deleted: 1 }));
	const codes = [{ code: 'A' }, { code: 'B' }];
	const [first] = await changeListItems(short.client, MODEL, LIST, 'delete', codes, ['code']);
	expect(first.reason).toContain('deleted 1 of 2 items');
});

test('when a later lot fails, what has landed is kept and the rest is told', async () => {
	const { client } = scriptedClient(
		answer(200, { added: 1, ignored: 0, total: 1 }),
		answer(403, {}),
	);
	const items = named('A', 'B', 'C');
	const results = await changeListItems(client, MODEL, LIST, 'add', items, ['name'], 1);
	expect(results.map(({ outcome }) => outcome)).toEqual(['loaded', 'rejected', 'rejected']);
	expect(results[1].reason).toContain('may not do this');
	expect(results[2].reason).toContain('It was not sent');
	const first = scriptedClient(answer(403, {}));
	await expect(
		changeListItems(first.client, MODEL, LIST, 'add', items, ['name'], 1),
	).rejects.toThrow('may not do this');
});

test('a failure that names no row of the request is not lost', async () => {
	const failures = [{ failureType: 'SOMETHING_NEW', failureMessageDetails: 'odd' }];
	const { client } = scriptedClient(answer(200, { updated: 0, ignored: 1, total: 1, failures }));
	const [result] = await changeListItems(client, MODEL, LIST, 'update', [{ code: 'A' }], ['code']);
	expect(result).toMatchObject({
		outcome: 'rejected',
		reason: expect.stringContaining('Anaplan says: "SOMETHING_NEW: odd"'),
	});
});
