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

async function checkpoint(entity = 'Invoice'): Promise<string | null | undefined> {
	return (await bench.start()).since.find((item) => item.entity === entity)?.checkpoint;
}

describe('what landed', () => {
	test('a document is loaded when all its rows are, and the audit trail tells the whole story', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10, 5])]);
		const prepared = await bench.prepare('b', 5, [invoiceOf(1, [12])]);
		const answer = await bench.record('b', 6, prepared);
		expect(bench.document()).toMatchObject({
			version: '1',
			codes: [`${REALM}-INV-145-1`],
			pending: [],
			retry: null,
		});
		expect(answer.audit).toEqual([
			{
				at: minute(6),
				runId: 'b',
				executionId: 'execution b',
				realmId: REALM,
				entity: 'Invoice',
				id: '145',
				documentNumber: '1037',
				transactionId: `${REALM}-Invoice-145-v1`,
				version: '1',
				operation: 'upsert',
				outcome: 'loaded',
				replay: false,
				reason: '',
				imports: ['Transactions from QuickBooks'],
				tasks: ['A1B2'],
				windowFrom: null,
				windowTo: minute(4),
				readAt: '2026-10-06T03:17:00.000Z',
				loadedAt: minute(6),
				rows: 2,
				zeroRows: 1,
				amountBefore: '15.00',
				amountAfter: '12.00',
				currency: 'USD',
			},
		]);
	});

	test('the first load of a document starts from zero', async () => {
		const prepared = await bench.prepare('a', 1, [invoiceOf(0, [10])]);
		const { audit } = await bench.record('a', 2, prepared);
		expect(audit[0]).toMatchObject({ amountBefore: '0.00', amountAfter: '10.00' });
	});

	test('a deletion takes the amount to zero, a list item has none', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10]), customerOf(0)]);
		const prepared = await bench.prepare('b', 5, [deletedInvoice(minute(4)), customerOf(1)]);
		const { audit } = await bench.record('b', 6, prepared);
		expect(audit).toMatchObject([
			{ operation: 'delete', amountBefore: '10.00', amountAfter: '0.00', documentNumber: '1037' },
			{ amountBefore: '', amountAfter: '', documentNumber: 'Müller & Söhne, "Süd"' },
		]);
	});

	test('a row that went into two imports is loaded only where both took it', async () => {
		const prepared = await bench.prepare('a', 1, [invoiceOf(0, [10])]);
		const { rows } = prepared;
		const answer = await bench.store.execute({
			kind: 'record',
			realmId: REALM,
			runId: 'a',
			executionId: 'execution 77',
			at: minute(2),
			outcomes: [
				{ code: rows[0].row.Code, status: 'loaded', reason: '', import: 'Lines', taskId: 'T1' },
				{
					code: rows[0].row.Code,
					status: 'rejected',
					reason: 'Invalid date',
					import: 'Amounts',
					taskId: 'T2',
				},
			],
		});
		expect(answer.audit[0]).toMatchObject({
			outcome: 'rejected',
			reason: 'Invalid date',
			imports: ['Lines', 'Amounts'],
			tasks: ['T1', 'T2'],
			executionId: 'execution 77',
		});
	});
});

describe('what did not land', () => {
	test('one rejected row puts the document into the retry set with the reason, and nothing of it is certain', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10, 5])]);
		const prepared = await bench.prepare('b', 5, [invoiceOf(1, [12, 6, 7])]);
		const answer = await bench.record('b', 6, prepared, rejecting('3'));
		expect(answer.counts).toMatchObject({ loaded: 0, rejected: 1 });
		expect(answer.audit[0]).toMatchObject({ amountBefore: '15.00', amountAfter: '', loadedAt: '' });
		expect(bench.document()).toMatchObject({
			version: null,
			codes: [1, 2, 3].map((line) => `${REALM}-INV-145-${line}`),
			retry: { reason: 'Invalid line item identifier: X', attempts: 1, since: minute(6) },
		});
		expect(await bench.readAgain()).toEqual(['Invoice/145']);
	});

	test('attempts are counted until the document lands', async () => {
		for (const run of [1, 2, 3]) {
			const prepared = await bench.prepare(`r${run}`, run * 5, [invoiceOf(0, [10])]);
			await bench.record(`r${run}`, run * 5 + 1, prepared, rejecting('1'));
		}
		expect(bench.document()?.retry).toMatchObject({ attempts: 3, since: minute(6) });
		await bench.load('r4', 30, [invoiceOf(0, [10])]);
		expect(bench.document()?.retry).toBeNull();
	});

	test('a row without an answer keeps the document for the next run and the checkpoint where it was', async () => {
		const prepared = await bench.prepare('a', 1, [invoiceOf(0, [10, 5])]);
		const answer = await bench.record('a', 2, prepared, (outcome) =>
			outcome.code.endsWith('-2') ? undefined : outcome,
		);
		expect(answer).toMatchObject({
			moved: [],
			remark:
				'The checkpoint did not move: Anaplan gave no answer for 1 document. The next run loads them again.',
			counts: { unanswered: 1 },
		});
		expect(await checkpoint()).toBeNull();
		expect(await bench.readAgain()).toEqual(['Invoice/145']);
	});

	test('a run that read earlier does not take away the mark of a later version that could not be mapped', async () => {
		const refuse = async (runId: string, at: number, readAt: string) =>
			await bench.store.execute({
				kind: 'prepare',
				realmId: REALM,
				run: {
					runId,
					executionId: '',
					at: minute(at),
					window: {
						from: null,
						to: minute(at),
						entities: ['Invoice'],
						expected: {},
						complete: true,
					},
				},
				documents: [],
				refused: [{ entity: 'Invoice', id: '145', reason: 'It has no exchange rate.', readAt }],
			});
		const readAt = (time: string) => ({ ...invoiceOf(3, [10]), readAt: time });
		await refuse('fast', 5, minute(4));
		await bench.load('slow', 6, [readAt(minute(3))]);
		expect(await bench.readAgain()).toEqual(['Invoice/145']);
		await bench.load('next', 9, [readAt(minute(8))]);
		expect(await bench.readAgain()).toEqual([]);
	});

	test('a mark set after Prepare outlives the record of that run', async () => {
		const prepared = await bench.prepare('a', 1, [invoiceOf(0, [10])]);
		await bench.store.execute({
			kind: 'prepare',
			realmId: REALM,
			run: {
				runId: 'b',
				executionId: '',
				at: minute(2),
				window: { from: null, to: minute(2), entities: ['Invoice'], expected: {}, complete: true },
			},
			documents: [],
			refused: [
				{ entity: 'Invoice', id: '145', reason: 'It has no exchange rate.', readAt: minute(2) },
			],
		});
		await bench.record('a', 3, prepared);
		expect(bench.document()?.retry?.reason).toBe('It has no exchange rate.');
		expect(await bench.readAgain()).toEqual(['Invoice/145']);
	});
});

describe('the checkpoint', () => {
	test('moves to the end of the window when everything was answered, rejected documents included', async () => {
		const prepared = await bench.prepare('a', 5, [invoiceOf(0, [10])]);
		const answer = await bench.record('a', 6, prepared, rejecting('1'));
		expect(answer.moved).toEqual(['Customer', 'Invoice']);
		expect(await checkpoint()).toBe(minute(4));
	});

	test('moves when nothing changed', async () => {
		await bench.load('a', 5, []);
		expect(await checkpoint()).toBe(minute(4));
	});

	test('never goes back', async () => {
		await bench.load('a', 9, []);
		expect(
			(await bench.record('b', 11, await bench.prepare('b', 10, [], { to: minute(3) }))).moved,
		).toEqual([]);
		expect(await checkpoint()).toBe(minute(8));
	});

	test('stays where the read may have missed something', async () => {
		const prepared = await bench.prepare('a', 5, [], { complete: false });
		expect((await bench.record('a', 6, prepared)).remark).toContain('may have missed changes');
		expect(await checkpoint()).toBeNull();
	});

	test('stays where documents were lost on the way to Prepare, unless that is accepted', async () => {
		const window = { expected: { Invoice: 2 } };
		const prepared = await bench.prepare('a', 5, [invoiceOf(0, [1])], window);
		expect(prepared.answerable).toBe(false);
		const answer = await bench.record('a', 6, prepared);
		expect(answer.moved).toEqual([]);
		expect(answer.remark).toContain('never reached Prepare (1 of Invoice)');
		await bench.record('b', 8, await bench.prepare('b', 7, [], window, { missingAccepted: true }));
		expect(await checkpoint()).toBe(minute(6));
	});

	test('stays where the read began after it, so that the time in between is not lost', async () => {
		await bench.load('a', 5, []);
		const prepared = await bench.prepare('b', 20, [], { from: minute(10) });
		expect((await bench.record('b', 21, prepared)).remark).toContain('were not read');
		expect(await checkpoint()).toBe(minute(4));
	});

	test('stays where an entity was forgotten while the run was under way', async () => {
		await bench.load('a', 5, []);
		const { ledger } = await bench.start();
		await bench.store.execute({
			kind: 'forget',
			realmId: REALM,
			scope: { by: 'entity', entity: 'Invoice' },
			at: minute(7),
		});
		const prepared = await bench.prepare('b', 8, [], { from: minute(4) }, { ledger });
		expect((await bench.record('b', 9, prepared)).remark).toContain('forgotten in part');
		expect(await checkpoint()).toBeNull();
	});
});

describe('recording', () => {
	test('the same run twice changes nothing the second time', async () => {
		const prepared = await bench.prepare('a', 1, [invoiceOf(0, [10])]);
		await bench.record('a', 2, prepared);
		const before = structuredClone(bench.store.state);
		const again = await bench.record('a', 9, prepared, rejecting('1'));
		expect(again).toMatchObject({ alreadyRecorded: true, counts: { loaded: 1 }, audit: [] });
		expect(bench.store.state).toEqual(before);
	});

	test('a run the ledger does not know is an error that says what to do', async () => {
		await expect(bench.record('x', 2, { rows: [] })).rejects.toThrow('knows no run x');
	});
});

describe('runs that overlap', () => {
	test('with different versions both go into the retry set: who came last in Anaplan is unknown', async () => {
		const slow = await bench.prepare('slow', 1, [invoiceOf(0, [10, 5])]);
		const fast = await bench.prepare('fast', 2, [invoiceOf(1, [12])]);
		expect((await bench.record('fast', 3, fast)).counts).toMatchObject({ conflict: 1, loaded: 0 });
		expect((await bench.record('slow', 4, slow)).counts).toMatchObject({ conflict: 1, loaded: 0 });
		expect(bench.document()).toMatchObject({ version: null, pending: [] });
		const next = await bench.prepare('next', 9, [invoiceOf(1, [12])]);
		expect(shown(next)).toEqual(['1 12.00 Active', '2 0.00 Removed']);
		await bench.record('next', 10, next);
		expect(bench.document()).toMatchObject({ version: '1', retry: null });
	});

	test('the keys of both are remembered, whoever was recorded last', async () => {
		const slow = await bench.prepare('slow', 1, [invoiceOf(0, [10])]);
		const fast = await bench.prepare('fast', 2, [invoiceOf(1, [12, 5, 6])]);
		await bench.record('fast', 3, fast);
		await bench.record('slow', 4, slow);
		const next = await bench.prepare('next', 9, [invoiceOf(2, [9])]);
		expect(shown(next)).toEqual(['1 9.00 Active', '2 0.00 Removed', '3 0.00 Removed']);
	});

	test('a run that did not overlap any more is not in doubt', async () => {
		await bench.load('one', 1, [invoiceOf(0, [10])]);
		const two = await bench.prepare('two', 3, [invoiceOf(1, [12])]);
		expect((await bench.record('two', 4, two)).counts).toMatchObject({ loaded: 1, conflict: 0 });
	});

	test('with the same version it does not matter who came last', async () => {
		const one = await bench.prepare('one', 1, [invoiceOf(0, [10])]);
		const two = await bench.prepare('two', 2, [invoiceOf(0, [10])]);
		expect((await bench.record('two', 3, two)).counts.loaded).toBe(1);
		expect((await bench.record('one', 4, one)).counts.loaded).toBe(1);
		expect(bench.document()).toMatchObject({ version: '0', retry: null });
	});

	test('a run that died with another version keeps the document in doubt for a day, not longer', async () => {
		await bench.prepare('dead', 1, [invoiceOf(0, [10, 5])]);
		const soon = await bench.load('soon', 5, [invoiceOf(1, [12])]);
		expect(shown(soon)).toEqual(['1 12.00 Active', '2 0.00 Removed']);
		expect(await bench.readAgain()).toEqual(['Invoice/145']);
		const later = await bench.load('later', 5 + 24 * 60, [invoiceOf(1, [12])]);
		expect(shown(later)).toEqual(['1 12.00 Active', '2 0.00 Removed']);
		expect(await bench.readAgain()).toEqual([]);
		expect(bench.document()).toMatchObject({ version: '1', pending: [] });
	});

	test('a run that died with the same version leaves no doubt once it was loaded again', async () => {
		await bench.prepare('dead', 1, [invoiceOf(0, [10])]);
		expect(await bench.readAgain()).toEqual(['Invoice/145']);
		await bench.load('soon', 5, [invoiceOf(0, [10])]);
		expect(await bench.readAgain()).toEqual([]);
		expect((await bench.prepare('next', 9, [invoiceOf(0, [10])])).counts.skipped).toBe(1);
	});

	test('a run that is recorded after it was given up puts its documents back into the retry set', async () => {
		const dead = await bench.prepare('dead', 1, [invoiceOf(0, [10, 5])]);
		await bench.load('later', 5 + 24 * 60, [invoiceOf(1, [12])]);
		expect(bench.document()?.version).toBe('1');
		await bench.record('dead', 10 + 24 * 60, dead);
		expect(bench.document()).toMatchObject({
			version: null,
			codes: [`${REALM}-INV-145-1`, `${REALM}-INV-145-2`],
		});
		expect(await bench.readAgain()).toEqual(['Invoice/145']);
	});

	test('an empty document that was overtaken does not step over the newer version', async () => {
		const empty = await bench.prepare('empty', 1, [invoiceOf(0, [])]);
		const full = await bench.prepare('full', 2, [invoiceOf(1, [12])]);
		expect((await bench.record('full', 3, full)).counts.loaded).toBe(1);
		await bench.record('empty', 4, empty);
		expect(bench.document()).toMatchObject({ version: '1', codes: [`${REALM}-INV-145-1`] });
	});
});
