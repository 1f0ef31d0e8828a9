import { decodeLedger, encodeLedger, LEDGER_VERSION, sizeOf } from '../../../src/ledger/codec';
import { AUDIT_KEPT, bounded, RUNS_KEPT } from '../../../src/ledger/bounds';
import type { CommandOf } from '../../../src/ledger/commands';
import { noCounts } from '../../../src/ledger/runs';
import { emptyCompany, type AuditEntry, type RunState } from '../../../src/ledger/types';
import { LedgerMemory } from '../../../src/ledger/workflowState';
import { Bench, customerOf, invoiceOf, minute, REALM, rejecting } from './helpers';

/** A Prepare of one invoice under a run of its own. */
function prepareOf(runId: string, id = '145'): CommandOf<'prepare'> {
	const input = invoiceOf(0, [10], { Id: id });
	const code = (row: { [column: string]: string }) => row.Code.replace('-145-', `-${id}-`);
	return {
		kind: 'prepare',
		realmId: REALM,
		run: {
			runId,
			executionId: '',
			at: minute(1),
			window: { from: null, to: minute(0), entities: ['Invoice'], expected: {}, complete: true },
		},
		documents: [{ ...input, id, rows: input.rows.map((row) => ({ ...row, Code: code(row) })) }],
	};
}

const start: CommandOf<'startRun'> = {
	kind: 'startRun',
	realmId: REALM,
	entities: ['Invoice'],
	at: minute(5),
};

/** What the database gives the next execution. */
function written(memory: LedgerMemory): unknown {
	return JSON.parse(JSON.stringify({ ledger: memory })).ledger;
}

describe('the encoded ledger', () => {
	test('gives back exactly what went in', async () => {
		const bench = new Bench();
		await bench.load('a', 1, [invoiceOf(0, [10, 5]), customerOf(0)]);
		const prepared = await bench.prepare('b', 5, [invoiceOf(1, [12]), customerOf(1)]);
		await bench.record('b', 6, prepared, rejecting('2'));
		await bench.prepare('c', 9, [invoiceOf(2, [0, 3])]);
		await bench.prepare('d', 10, [invoiceOf(3, [])]);
		const document = bench.document();
		document?.codes.push('another code, with blanks', 'WITHOUT-PREFIX');
		await bench.store.execute({ kind: 'countCalls', realmId: REALM, month: '2026-11', calls: 5 });
		const encoded: unknown = JSON.parse(JSON.stringify(encodeLedger(bench.store.state, 42)));
		expect(decodeLedger(encoded)).toEqual({ state: bench.store.state, generation: 42 });
	});

	test('takes less than 200 bytes for a settled invoice of three lines', async () => {
		const memory = new LedgerMemory();
		const size = (count: number) => {
			for (let id = 1; id <= count; id += 1) {
				const { answer } = memory.execute(prepareOf(`r${id}`, String(id)));
				const outcomes = answer.rows.map(({ row }) => ({
					code: row.Code,
					status: 'loaded' as const,
					reason: '',
					import: '',
					taskId: null,
				}));
				memory.execute({
					kind: 'record',
					realmId: REALM,
					runId: `r${id}`,
					executionId: '',
					at: minute(2),
					outcomes,
				});
			}
			const { companies } = memory.toJSON();
			return sizeOf((companies[0] as { documents: unknown }).documents);
		};
		await Promise.resolve();
		expect(size(50) / 50).toBeLessThan(200);
	});

	test.each([
		['of a newer version', { version: LEDGER_VERSION + 1 }, 'Update n8n-nodes-quickbooks-anaplan'],
		['that is none', { format: 'something' }, 'Choose the ledger workflow'],
		['that is damaged', { companies: 'x' }, 'Rebuild'],
	])('refuses a value %s and says what to do', (_name, change, advice) => {
		const value = { ...encodeLedger(new Map(), 1), ...change };
		expect(() => decodeLedger(value)).toThrow(
			expect.objectContaining({ advice: expect.stringContaining(advice) }),
		);
	});
});

describe('the memory of the process and static data', () => {
	test('an older copy never replaces what the process knows', () => {
		const memory = new LedgerMemory();
		memory.execute(prepareOf('a'));
		const older = written(memory);
		memory.execute(prepareOf('b', '146'));
		memory.takeIn(older);
		expect(memory.execute(start).answer.readAgain).toHaveLength(2);
	});

	test('after a start the stored ledger is taken in', () => {
		const before = new LedgerMemory();
		before.execute(prepareOf('a'));
		const after = new LedgerMemory();
		after.takeIn(written(before));
		expect(after.execute(start).answer.readAgain).toHaveLength(1);
		expect(after.companies()).toEqual([REALM]);
	});

	test('a full copy replaces what came of an empty one', () => {
		const before = new LedgerMemory();
		before.execute(prepareOf('a'));
		const after = new LedgerMemory();
		after.takeIn(undefined);
		expect(after.execute(start)).toMatchObject({ changed: false, answer: { ledgerEmpty: true } });
		after.takeIn(written(before));
		expect(after.execute(start).answer.ledgerEmpty).toBe(false);
	});

	test('what an overlapping execution writes holds the changes of the others', () => {
		const memory = new LedgerMemory();
		const first: { ledger?: unknown } = {};
		const second: { ledger?: unknown } = {};
		memory.execute(prepareOf('a'));
		first.ledger = memory;
		memory.execute(prepareOf('b', '146'));
		second.ledger = memory;
		// The second ends first, the first writes last.
		const stored: unknown = JSON.parse(JSON.stringify(first)).ledger;
		expect(decodeLedger(stored).state.get(REALM)?.documents.size).toBe(2);
	});

	test('a live value of another execution is understood', () => {
		const other = new LedgerMemory();
		other.execute(prepareOf('a'));
		const memory = new LedgerMemory();
		memory.takeIn(other);
		expect(memory.companies()).toEqual([REALM]);
	});

	test('looking changes nothing, and a command that fails leaves nothing behind', () => {
		const memory = new LedgerMemory();
		const command = prepareOf('a');
		const [document] = command.documents;
		const twice = {
			...command,
			documents: [{ ...document, rows: [...document.rows, ...document.rows] }],
		};
		expect(() => memory.execute(twice)).toThrow('stands on two rows');
		expect(memory.execute(start)).toMatchObject({ changed: false });
		expect(memory.toJSON()).toMatchObject({ generation: 0, companies: [] });
	});
});

describe('the limit', () => {
	const full = () => {
		const probe = new LedgerMemory();
		const { answer } = probe.execute(prepareOf('a'));
		return { bytes: sizeOf(written(probe)), rows: answer.rows };
	};

	test('is announced from 70 percent on', () => {
		const { bytes } = full();
		expect(new LedgerMemory(Math.floor(bytes / 0.69)).execute(prepareOf('a')).warning).toBe('');
		expect(new LedgerMemory(Math.floor(bytes / 0.72)).execute(prepareOf('a')).warning).toContain(
			'percent full',
		);
	});

	test('refuses to prepare before anything is loaded, and says where to go', () => {
		const memory = new LedgerMemory(full().bytes - 1);
		expect(() => memory.execute(prepareOf('a'))).toThrow(
			expect.objectContaining({ advice: expect.stringContaining('PostgreSQL') }),
		);
		expect(memory.companies()).toEqual([]);
	});

	test('never keeps a run from being recorded', () => {
		const { bytes, rows } = full();
		const memory = new LedgerMemory(bytes);
		memory.execute(prepareOf('a'));
		const reason = 'Invalid line item identifier '.repeat(50);
		const outcomes = rows.map(({ row }) => ({
			code: row.Code,
			status: 'rejected' as const,
			reason,
			import: '',
			taskId: null,
		}));
		const executed = memory.execute({
			kind: 'record',
			realmId: REALM,
			runId: 'a',
			executionId: '',
			at: minute(2),
			outcomes,
		});
		expect(executed.answer.counts.rejected).toBe(1);
		expect(sizeOf(written(memory))).toBeGreaterThan(bytes);
	});
});

describe('what the ledger workflow keeps', () => {
	const runOf = (number: number, recorded: boolean): [string, RunState] => [
		`r${number}`,
		{
			runId: `r${number}`,
			executionId: '',
			startedAt: minute(number),
			recordedAt: recorded ? minute(number) : null,
			from: null,
			to: minute(number),
			entities: [],
			complete: true,
			expected: new Map(),
			missingAccepted: false,
			epoch: 0,
			documents: new Map(),
			doubles: new Map(),
			counts: noCounts(),
			moved: [],
			remark: '',
		},
	];

	test('the newest runs, and all that may still be recorded', () => {
		const runs = new Map(
			Array.from({ length: RUNS_KEPT + 10 }, (_item, index) => runOf(index, index !== 3)),
		);
		const kept = [...bounded({ ...emptyCompany(REALM), runs }).runs.keys()];
		expect(kept).toHaveLength(RUNS_KEPT + 1);
		expect(kept.slice(0, 2)).toEqual(['r3', 'r10']);
	});

	test('the newest entries of the audit trail; skipped documents go first', async () => {
		const bench = new Bench();
		await bench.load('a', 1, [invoiceOf(0, [10])]);
		const [entry] = bench.store.state.get(REALM)?.audit ?? [];
		const audit = Array.from(
			{ length: AUDIT_KEPT + 2 },
			(_item, index): AuditEntry => ({
				...entry,
				id: String(index),
				outcome: index % 2 ? 'skipped' : 'loaded',
			}),
		);
		const kept = bounded({ ...emptyCompany(REALM), audit }).audit;
		expect(kept[0].id).toBe('0');
		expect(kept.every(({ outcome }) => outcome === 'loaded')).toBe(true);
		const loaded = audit.map((item) => ({ ...item, outcome: 'loaded' as const }));
		expect(bounded({ ...emptyCompany(REALM), audit: loaded }).audit).toHaveLength(AUDIT_KEPT);
	});
});
