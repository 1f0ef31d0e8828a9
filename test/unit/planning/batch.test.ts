import type { SyncWindow } from '../../../src/flow';
import { mapBatch } from '../../../src/planning/batch';
import { invoice, REALM, record, tombstone } from './bodies';

const WINDOW: SyncWindow = {
	kind: 'window',
	runId: 'run-1',
	realmId: REALM,
	companyName: 'Sandbox Company',
	homeCurrency: 'USD',
	from: null,
	to: '2026-10-06T03:17:00Z',
	entities: ['Invoice'],
	expected: { Invoice: 1 },
	complete: true,
	remarks: ['said before'],
	quickBooksCalls: 2,
};

const broken = () => record('Invoice', invoice({ Id: '146', TotalAmt: undefined }));

test('the window passes through when nothing changed', () => {
	expect(mapBatch([WINDOW])).toEqual({
		outcomes: [{ kind: 'window', window: WINDOW }],
		looseRemarks: [],
	});
});

test('remarks join those of the window, and the input is not changed', () => {
	const input = structuredClone(WINDOW);
	const { outcomes, looseRemarks } = mapBatch([tombstone('Invoice', '9'), input]);
	expect(outcomes[0]).toEqual({ kind: 'record', record: tombstone('Invoice', '9') });
	expect(outcomes[1]).toMatchObject({
		window: { complete: true, remarks: ['said before', expect.stringContaining('Id 9')] },
	});
	expect(input).toEqual(WINDOW);
	expect(looseRemarks).toEqual([]);
});

test('a window whose run lacks a record is no longer complete, and says which', () => {
	const { outcomes } = mapBatch([WINDOW, broken(), record('Invoice', invoice())]);
	expect(outcomes.map(({ kind }) => kind)).toEqual(['window', 'refused', 'rows']);
	expect(outcomes[0]).toMatchObject({
		window: { complete: false, remarks: ['said before', expect.stringContaining('(Id 146)')] },
	});
});

test('a ledger that keeps refused records leaves the window complete; nothing else does', () => {
	const ledger = { mark: 'new#0', empty: true, since: { Invoice: null }, readAgain: 0 };
	const completeOf = (window: SyncWindow, refusedPassOn: boolean) => {
		const [outcome] = mapBatch([window, broken()], refusedPassOn).outcomes;
		return outcome.kind === 'window' && outcome.window.complete;
	};
	expect(completeOf({ ...WINDOW, ledger }, true)).toBe(true);
	expect(completeOf({ ...WINDOW, ledger }, false)).toBe(false);
	expect(completeOf(WINDOW, true)).toBe(false);
	expect(completeOf({ ...WINDOW, ledger, complete: false }, true)).toBe(false);
});

test('a document without any line is passed on, an older version of one is not', () => {
	const empty = record('Invoice', invoice({ Line: [], TotalAmt: 0, TxnTaxDetail: undefined }));
	const older = { ...empty, syncToken: '0' };
	const newer = { ...empty, syncToken: '7' };
	const input = structuredClone({ ...WINDOW, expected: { Invoice: 2, Bill: 1 } });
	const { outcomes } = mapBatch([older, newer, input]);
	expect(outcomes[0]).toEqual({ kind: 'rows', rows: [] });
	expect(outcomes[1]).toEqual({ kind: 'record', record: newer });
	expect(outcomes[2]).toMatchObject({ window: { expected: { Invoice: 1, Bill: 1 } } });
	expect(input.expected).toEqual({ Invoice: 2, Bill: 1 });
});

test('each company keeps its own remarks', () => {
	const other = { ...WINDOW, realmId: '77', remarks: [] };
	const { outcomes, looseRemarks } = mapBatch([WINDOW, other, broken()]);
	expect(outcomes[0]).toMatchObject({ window: { complete: false } });
	expect(outcomes[1]).toMatchObject({ window: { complete: true, remarks: [] } });
	expect(looseRemarks).toEqual([]);
});

test('remarks without a window are handed back', () => {
	expect(mapBatch([tombstone('Invoice', '9')]).looseRemarks).toHaveLength(1);
});

test.each([[{ name: 'x' }], [{}], [{ kind: 'outcome' }]])('%p is neither', (json) => {
	const [outcome] = mapBatch([json]).outcomes;
	expect(outcome).toMatchObject({
		kind: 'foreign',
		error: { advice: expect.stringContaining('QuickBooks Online Fetch') },
	});
});

test.each(['entity', 'id', 'realmId', 'transactionId', 'syncToken', 'record', 'readAt'])(
	'a record without its %s is recognised as damaged on the way',
	(field) => {
		const damaged = Object.fromEntries(
			Object.entries(record('Invoice', invoice())).filter(([name]) => name !== field),
		);
		const [outcome] = mapBatch([damaged]).outcomes;
		expect(outcome).toMatchObject({
			kind: 'foreign',
			error: { message: expect.stringContaining(`"${field}"`) },
		});
	},
);
