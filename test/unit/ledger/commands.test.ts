import type { CommandKind, CommandOf, HeldCode } from '../../../src/ledger/commands';
import {
	Bench,
	customerOf,
	deletedInvoice,
	invoiceOf,
	minute,
	REALM,
	rejecting,
	shown,
} from './helpers';

let bench: Bench;
beforeEach(() => {
	bench = new Bench();
});

/** Runs a command of the company. */
async function run<K extends CommandKind>(command: CommandOf<K>) {
	return await bench.store.execute<K>(command);
}

describe('startRun', () => {
	test('of an empty ledger says so and asks for a first run of every entity', async () => {
		expect(await bench.start()).toEqual({
			since: [
				{ entity: 'Customer', checkpoint: null },
				{ entity: 'Invoice', checkpoint: null },
			],
			oldest: null,
			firstRun: ['Customer', 'Invoice'],
			readAgain: [],
			ledgerEmpty: true,
			ledger: 'new#0',
		});
	});

	test('answers the oldest accepted checkpoint and the entities that have none yet', async () => {
		await bench.record('a', 11, await bench.prepare('a', 10, [], { entities: ['Customer'] }));
		await bench.record('b', 21, await bench.prepare('b', 20, [], { entities: ['Invoice'] }));
		const answer = await run({
			kind: 'startRun',
			realmId: REALM,
			entities: ['Customer', 'Invoice', 'Bill'],
			at: minute(30),
		});
		expect(answer).toMatchObject({ oldest: minute(9), firstRun: ['Bill'], ledgerEmpty: false });
	});

	test('names documents of a run that was never recorded, although nothing of it is known to have landed', async () => {
		await bench.prepare('dead', 1, [invoiceOf(0, [10]), customerOf(0)]);
		expect((await bench.start()).readAgain).toEqual([
			{
				entity: 'Invoice',
				id: '145',
				reason: 'Run dead was about to load it and has not been recorded; it may have landed.',
			},
			expect.objectContaining({ entity: 'Customer' }),
		]);
	});

	test('names only documents of the entities asked for', async () => {
		await bench.prepare('dead', 1, [invoiceOf(0, [10])]);
		const answer = await run({
			kind: 'startRun',
			realmId: REALM,
			entities: ['Customer'],
			at: minute(2),
		});
		expect(answer.readAgain).toEqual([]);
	});
});

describe('the audit trail', () => {
	beforeEach(async () => {
		await bench.load('a', 1, [invoiceOf(0, [10]), customerOf(0)]);
		const prepared = await bench.prepare('b', 5, [invoiceOf(1, [12])]);
		await bench.record('b', 6, prepared, rejecting('1'));
	});

	test.each([
		['of one document', { document: { entity: 'Invoice', id: '145' } }, ['b rejected', 'a loaded']],
		['of one run', { runId: 'a' }, ['a loaded', 'a loaded']],
		['with one outcome', { outcome: 'rejected' as const }, ['b rejected']],
		['from a time on', { from: minute(6) }, ['b rejected']],
		['before a time', { to: minute(6) }, ['a loaded', 'a loaded']],
	])('%s, the newest first', async (_name, filters, expected) => {
		const { entries } = await run({ kind: 'auditTrail', realmId: REALM, filters });
		expect(entries.map(({ runId, outcome }) => `${runId} ${outcome}`)).toEqual(expected);
	});

	test('is cut at the limit, and says how much there is', async () => {
		const answer = await run({ kind: 'auditTrail', realmId: REALM, filters: {}, limit: 1 });
		expect(answer.entries).toHaveLength(1);
		expect(answer.found).toBe(3);
	});
});

test('the status counts documents and shows the retry set and the last runs', async () => {
	await bench.load('a', 1, [invoiceOf(0, [10]), customerOf(0)]);
	await bench.load('b', 5, [deletedInvoice(minute(4))]);
	const prepared = await bench.prepare('c', 8, [customerOf(1)]);
	await bench.record('c', 9, prepared, rejecting('24'));
	await run({ kind: 'countCalls', realmId: REALM, month: '2026-11', calls: 12 });
	expect(await run({ kind: 'status', realmId: REALM, at: minute(10) })).toMatchObject({
		ledgerEmpty: false,
		checkpoints: [
			{ entity: 'Customer', checkpoint: minute(7) },
			{ entity: 'Invoice', checkpoint: minute(7) },
		],
		documents: { known: 2, loaded: 0, uncertain: 1, onTheirWay: 0, deleted: 1 },
		retry: [{ entity: 'Customer', id: '24', attempts: 1 }],
		retryCount: 1,
		runs: [{ runId: 'c' }, { runId: 'b' }, { runId: 'a' }],
		calls: [{ month: '2026-11', calls: 12 }],
	});
});

describe('Replay', () => {
	beforeEach(async () => {
		await bench.load('a', 1, [invoiceOf(0, [10]), customerOf(0)]);
	});

	test.each([
		[
			'documents',
			{ by: 'documents' as const, documents: [{ entity: 'Invoice', id: '145' }] },
			['Invoice/145'],
		],
		['a run', { by: 'run' as const, runId: 'a' }, ['Invoice/145', 'Customer/24']],
		['a window', { by: 'window' as const, from: minute(0), to: minute(1) }, ['Invoice/145']],
		['all that were rejected', { by: 'rejected' as const }, []],
	])('by %s marks what the next run reads again', async (_name, scope, expected) => {
		const answer = await run({ kind: 'replay', realmId: REALM, scope, at: minute(5) });
		expect(answer.documents).toEqual(expected);
		expect(await bench.readAgain()).toEqual(expected);
	});

	test('sends a loaded version again under the same transaction ID, and the audit trail says replay', async () => {
		const scope = { by: 'documents' as const, documents: [{ entity: 'Invoice', id: '145' }] };
		await run({ kind: 'replay', realmId: REALM, scope, at: minute(5) });
		const prepared = await bench.prepare('b', 6, [invoiceOf(0, [10])]);
		expect(prepared.rows[0].row['Transaction ID']).toBe(`${REALM}-Invoice-145-v0`);
		const { audit } = await bench.record('b', 7, prepared);
		expect(audit[0]).toMatchObject({ replay: true, outcome: 'loaded', amountBefore: '10.00' });
		expect(await bench.readAgain()).toEqual([]);
	});

	test('asked for while a run is under way holds for the next run', async () => {
		const prepared = await bench.prepare('b', 5, [invoiceOf(1, [11])]);
		const scope = { by: 'documents' as const, documents: [{ entity: 'Invoice', id: '145' }] };
		await run({ kind: 'replay', realmId: REALM, scope, at: minute(6) });
		await bench.record('b', 7, prepared);
		expect(await bench.readAgain()).toEqual(['Invoice/145']);
	});

	test('of what the ledger does not know is an error', async () => {
		const documents = [{ entity: 'Invoice', id: '9' }];
		await expect(
			run({ kind: 'replay', realmId: REALM, scope: { by: 'documents', documents }, at: minute(5) }),
		).rejects.toThrow('knows no Invoice with Id 9');
		await expect(
			run({ kind: 'replay', realmId: REALM, scope: { by: 'run', runId: 'x' }, at: minute(5) }),
		).rejects.toThrow('knows no run x');
	});
});

describe('Forget', () => {
	beforeEach(async () => {
		await bench.load('a', 1, [invoiceOf(0, [10]), customerOf(0)]);
	});

	test('a document: it is loaded as if it were new, the checkpoint stays', async () => {
		const scope = { by: 'documents' as const, documents: [{ entity: 'Invoice', id: '145' }] };
		expect(await run({ kind: 'forget', realmId: REALM, scope, at: minute(5) })).toEqual({
			documents: 1,
			checkpoint: false,
		});
		expect(shown(await bench.prepare('b', 6, [invoiceOf(0, [10])]))).toEqual(['1 10.00 Active']);
		expect((await bench.start()).firstRun).toEqual([]);
	});

	test('an entity: its documents and its checkpoint, so that the next run is a first run for it', async () => {
		const scope = { by: 'entity' as const, entity: 'Invoice' };
		expect(await run({ kind: 'forget', realmId: REALM, scope, at: minute(5) })).toEqual({
			documents: 1,
			checkpoint: true,
		});
		expect((await bench.start()).firstRun).toEqual(['Invoice']);
		expect(bench.document('Customer/24')).toBeDefined();
	});

	test('a document that is on its way comes back into the retry set with the keys that landed', async () => {
		const prepared = await bench.prepare('b', 5, [invoiceOf(1, [12, 3])]);
		const scope = { by: 'documents' as const, documents: [{ entity: 'Invoice', id: '145' }] };
		await run({ kind: 'forget', realmId: REALM, scope, at: minute(6) });
		await bench.record('b', 7, prepared);
		expect(bench.document()).toMatchObject({
			version: null,
			codes: [`${REALM}-INV-145-1`, `${REALM}-INV-145-2`],
		});
		expect(await bench.readAgain()).toEqual(['Invoice/145']);
	});
});

describe('Rebuild', () => {
	const code = (line: number) => `${REALM}-INV-145-${line}`;

	test('makes documents in doubt from keys: the next read sends what is current and zeroes the rest', async () => {
		const codes: HeldCode[] = [
			{ code: code(1) },
			{ code: code(2), values: { Amount: '5', 'Home Amount': '5' } },
			{ code: code(3), values: { Amount: '0', 'Home Amount': '0.00', Quantity: '' } },
			{ code: code(4), values: { Amount: '0' } },
			{ code: code(5), values: { Amount: '0', 'Home Amount': '0', Quantity: '8' } },
			{ code: `${REALM}-CUS-24`, values: { Name: 'Kept', Currency: 'EUR' } },
			{ code: '9341453908059399-INV-1-1' },
			{ code: `${REALM}-XXX-1` },
			{ code: `${REALM}-INV-145` },
		];
		expect(await run({ kind: 'rebuild', realmId: REALM, codes, at: minute(5) })).toEqual({
			documents: 2,
			codes: 9,
			foreign: 1,
			unreadable: [`${REALM}-XXX-1`, `${REALM}-INV-145`],
		});
		expect(await bench.start()).toMatchObject({
			ledgerEmpty: false,
			firstRun: ['Customer', 'Invoice'],
		});
		expect(await bench.readAgain()).toEqual(['Invoice/145', 'Customer/24']);
		const answer = await bench.prepare('a', 6, [invoiceOf(7, [12])]);
		expect(shown(answer)).toEqual([
			'1 12.00 Active',
			'2 0.00 Removed',
			'4 0.00 Removed',
			'5 0.00 Removed',
		]);
	});

	test('of a ledger that is not empty keeps what it knows and doubts all of it', async () => {
		await bench.load('a', 1, [invoiceOf(3, [10])]);
		await run({ kind: 'rebuild', realmId: REALM, codes: [{ code: code(2) }], at: minute(5) });
		expect(bench.document()).toMatchObject({
			version: null,
			newest: null,
			codes: [code(1), code(2)],
		});
		expect((await bench.prepare('b', 6, [invoiceOf(2, [10])])).counts.stale).toBe(0);
	});

	test('a list item that is gone and whose name was not read is left to the user, with a remark', async () => {
		await run({
			kind: 'rebuild',
			realmId: REALM,
			codes: [{ code: `${REALM}-CUS-24` }],
			at: minute(5),
		});
		const gone = { ...customerOf(0), operation: 'merge' as const, version: 'deleted', rows: [] };
		const answer = await bench.prepare('a', 6, [gone]);
		expect(answer.rows).toEqual([]);
		expect(answer.remarks.join()).toContain('mark them in Anaplan by hand (1): Customer 24');
	});
});

describe('calls', () => {
	const count = async (calls: number) =>
		await run({ kind: 'countCalls', realmId: REALM, month: '2026-11', calls });

	test('are added up per month', async () => {
		await count(3);
		await run({ kind: 'countCalls', realmId: REALM, month: '2026-10', calls: 9 });
		expect(await count(4)).toEqual({ month: '2026-11', calls: 7, limit: 500_000, warning: '' });
	});

	test.each([
		[349_999, ''],
		[350_000, '70 percent'],
		[450_000, '90 percent'],
	])('%i calls: warning "%s"', async (calls, warning) => {
		const answer = await count(calls);
		if (warning === '') expect(answer.warning).toBe('');
		else expect(answer.warning).toContain(warning);
	});
});

describe('known documents', () => {
	const known = async (entity: string) =>
		(await run({ kind: 'knownDocuments', realmId: REALM, entity })).ids;

	test('are those of the entity, on their way or loaded', async () => {
		expect(await known('Invoice')).toEqual([]);
		await bench.prepare('a', 1, [invoiceOf(0, [10]), customerOf(0)]);
		expect(await known('Invoice')).toEqual(['145']);
		expect(await known('Customer')).toEqual(['24']);
	});

	test('leave a deletion out only once it has landed', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10])]);
		const answer = await bench.prepare('b', 3, [deletedInvoice(minute(3))]);
		expect(await known('Invoice')).toEqual(['145']);
		await bench.record('b', 4, answer);
		expect(await known('Invoice')).toEqual([]);
	});
});

describe('an empty ledger', () => {
	const check = async (modelHoldsOurKeys: boolean, firstLoadConfirmed?: boolean) =>
		await run({ kind: 'checkFirstRun', realmId: REALM, modelHoldsOurKeys, firstLoadConfirmed });

	test('beside a model that holds our keys stops with a question', async () => {
		await expect(check(true)).rejects.toThrow('Was the ledger lost, or is this the wrong one?');
	});

	test('beside a model without our keys, or with a confirmed first load, goes on', async () => {
		await expect(check(false)).resolves.toEqual({ ledgerEmpty: true });
		await expect(check(true, true)).resolves.toEqual({ ledgerEmpty: true });
	});

	test('is no question once the ledger knows the company', async () => {
		await bench.load('a', 1, []);
		await expect(check(true)).resolves.toEqual({ ledgerEmpty: false });
	});
});

describe('Export and Import', () => {
	async function exported(): Promise<unknown> {
		const { state } = await run({ kind: 'exportState', realmId: REALM, at: minute(20) });
		return JSON.parse(JSON.stringify(state));
	}

	beforeEach(async () => {
		await bench.load('a', 1, [invoiceOf(0, [10, 5]), customerOf(0)]);
		const prepared = await bench.prepare('b', 5, [invoiceOf(1, [12])]);
		await bench.record('b', 6, prepared, rejecting('2'));
		await bench.prepare('c', 9, [invoiceOf(2, [13])]);
	});

	test('move a company to another store without loss, runs under way included', async () => {
		const target = new Bench();
		const state = await exported();
		await target.store.execute({ kind: 'importState', realmId: REALM, state, at: minute(21) });
		expect(target.store.state).toEqual(bench.store.state);
	});

	test('an import does not replace a ledger unless told to, and then stops runs from moving its checkpoint', async () => {
		const state = await exported();
		await expect(
			run({ kind: 'importState', realmId: REALM, state, at: minute(21) }),
		).rejects.toThrow('would take its place');
		await run({ kind: 'importState', realmId: REALM, state, at: minute(21), replace: true });
		expect((await bench.record('c', 22, { rows: [] })).remark).toContain('imported');
	});

	test('an import of another company is refused', async () => {
		const state = await exported();
		await expect(
			run({ kind: 'importState', realmId: '77', state, at: minute(21) }),
		).rejects.toThrow(`The export is of company ${REALM}`);
	});

	test('an empty ledger is not exported', async () => {
		await expect(run({ kind: 'exportState', realmId: '77', at: minute(1) })).rejects.toThrow(
			'nothing to export',
		);
	});
});
