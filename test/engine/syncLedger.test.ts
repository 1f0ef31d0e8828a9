/** Sync Ledger in the chain of a sync, on the real engine against the Anaplan simulator. */
import {
	addLedger,
	ask,
	deleted,
	engineAt,
	failureOf,
	invoice,
	LEDGER,
	ledgerNode,
	openLedgerBench,
	prepared,
	REALM,
	recorded,
	sync,
	toItems,
	vendor,
	voided,
	windowOf,
	type LedgerBench,
} from './syncLedgerSetup';
import { byName, load } from './anaplanSetup';
import type { SyncLedger } from '../../nodes/SyncLedger/SyncLedger.node';

jest.setTimeout(60_000);

let bench: LedgerBench;

beforeEach(async () => {
	bench = await openLedgerBench();
});

afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	const hazards = [...bench.simulator.hazards];
	await bench.simulator.stop();
	expect(hazards).toEqual([]);
});

const sum = () => bench.simulator.model().sum('QB Transactions', 'Amount');
const uploads = () => bench.simulator.log.count({ method: 'PUT' });
const status = async () => (await ask(bench, 'status', { realmId: REALM }))[0].json;

/** An import that refuses every row, because nothing made the list items it needs. */
const WITHOUT_LINES = {
	imports: { values: [{ entity: 'Invoice', import: byName('Transactions from QuickBooks') }] },
};

describe('a sync with a ledger', () => {
	it('loads a company, moves the checkpoint, and sends nothing twice', async () => {
		const records = [vendor('56', 'Müller'), invoice('145', [10, 5.25])];
		const first = await sync(bench, records);
		expect(recorded(first)).toMatchObject({
			prepared: 2,
			loaded: 2,
			rejected: 0,
			checkpointMoved: ['Vendor', 'Invoice'],
			alreadyRecorded: false,
		});
		expect(sum()).toBe('15.25');
		const sent = uploads();

		const second = await sync(bench, records);
		expect(prepared(second)).toEqual([]);
		expect(recorded(second)).toMatchObject({ skipped: 2, loaded: 0 });
		expect(recorded(second).checkpointMoved).toEqual(['Vendor', 'Invoice']);
		expect(uploads()).toBe(sent);

		const nothing = await sync(bench, []);
		expect(recorded(nothing).checkpoint).toBe(nothing.items('Record')[0].json.to);
		expect(uploads()).toBe(sent);
	});

	it('pairs rows with their records, and zero rows with all items of their document', async () => {
		await sync(bench, [invoice('145', [10, 5, 1])]);
		const result = await sync(bench, [vendor('1', 'A'), invoice('145', [10, 5], 1)]);
		expect(prepared(result).map(({ json, pairedItem }) => [json.Code, pairedItem])).toEqual([
			[`${REALM}-VEN-1`, { item: 0 }],
			[`${REALM}-INV-145-1`, { item: 1 }],
			[`${REALM}-INV-145-2`, { item: 2 }],
			[`${REALM}-INV-145-3`, [{ item: 1 }, { item: 2 }]],
		]);
		expect(sum()).toBe('15.00');
	});

	it('takes removed lines, voided and deleted documents out of Anaplan', async () => {
		const [one, two, three] = [invoice('1', [1, 2]), invoice('2', [4]), invoice('3', [8])];
		await sync(bench, [one, two, three]);
		expect(sum()).toBe('15.00');
		const result = await sync(bench, [
			invoice('1', [1], 1),
			voided(two, 1),
			deleted('Invoice', '3'),
		]);
		expect(recorded(result)).toMatchObject({ loaded: 3, rejected: 0, unanswered: 0 });
		expect(sum()).toBe('1.00');
		const zero = prepared(result).filter(({ json }) => json.Amount === '0.00');
		expect(zero.map(({ json }) => json.Status).sort()).toEqual(['Deleted', 'Removed', 'Removed']);
	});

	it('keeps rejected documents for the next run, and moves the checkpoint all the same', async () => {
		const records = [invoice('7', [3])];
		const refused = await sync(bench, records, { anaplan: WITHOUT_LINES });
		expect(refused.items('Anaplan', 1)).toHaveLength(1);
		expect(recorded(refused)).toMatchObject({ loaded: 0, rejected: 1 });
		expect(recorded(refused).checkpointMoved).toEqual(['Vendor', 'Invoice']);
		expect(await status()).toMatchObject({
			retryCount: 1,
			retry: [{ entity: 'Invoice', id: '7', attempts: 1 }],
		});
		// The next run reads it by id, in the same version, and it is not taken for loaded.
		expect(recorded(await sync(bench, records))).toMatchObject({ loaded: 1, skipped: 0 });
		expect(sum()).toBe('3.00');
		expect(await status()).toMatchObject({ retryCount: 0 });
	});

	it('keeps a document that could not be mapped for the next run', async () => {
		const broken = invoice('9', [1]);
		delete broken.record.TotalAmt;
		const window = {
			ledger: { mark: 'new#0', empty: true, since: { Invoice: null }, readAgain: 0 },
		};
		const result = await sync(bench, [invoice('8', [2]), broken], {
			map: { unmappableRecord: 'skip' },
			window,
		});
		expect(recorded(result)).toMatchObject({ loaded: 1, refused: 1, remark: '' });
		expect(recorded(result).checkpointMoved).toEqual(['Vendor', 'Invoice']);
		expect(await status()).toMatchObject({
			retry: [{ id: '9', reason: expect.stringContaining('without its TotalAmt') }],
		});
	});

	it('leaves the checkpoint where it is when documents got lost on the way, unless on purpose', async () => {
		const window = { expected: { Invoice: 2 } };
		const lost = await sync(bench, [invoice('1', [1])], { window });
		expect(recorded(lost)).toMatchObject({ loaded: 1, checkpointMoved: [], checkpoint: null });
		expect(lost.hints('Prepare').join()).toContain('1 of Invoice');
		const meant = await sync(bench, [invoice('1', [1])], {
			window,
			prepare: { options: { missingAccepted: true } },
		});
		expect(recorded(meant).checkpointMoved).toEqual(['Vendor', 'Invoice']);
	});

	it('loads a list of Get Many, but takes no checkpoint from it', async () => {
		const records = [invoice('1', [2])];
		const listed = await sync(bench, records, { window: { from: null } });
		expect(sum()).toBe('2.00');
		expect(recorded(listed)).toMatchObject({ loaded: 1 });
		expect(recorded(listed).checkpointMoved).toEqual([]);
		expect(listed.hints('Prepare').join()).toContain('come from Get Many');
	});

	it('records a run once', async () => {
		const window = { runId: 'the-run' };
		await sync(bench, [invoice('1', [1])], { window });
		const again = await bench.engine.run({
			input: toItems({ ...windowOf([]), ...window }),
			nodes: [ledgerNode('Record', 'record')],
		});
		expect(recorded(again)).toMatchObject({ alreadyRecorded: true, loaded: 1 });
	});

	it('keeps companies apart in one execution', async () => {
		const other = '77';
		const theirs = { ...invoice('1', [100]), realmId: other };
		const result = await sync(bench, [], {
			run: {
				input: toItems(
					invoice('1', [1]),
					theirs,
					windowOf([invoice('1', [1])]),
					windowOf([theirs], { realmId: other }),
				),
			},
		});
		if (result.error) throw new Error(failureOf(result));
		expect(sum()).toBe('101.00');
		expect(result.items('Record').map(({ json }) => [json.realmId, json.record])).toMatchObject([
			[REALM, { loaded: 1 }],
			[other, { loaded: 1 }],
		]);
		expect((await ask(bench, 'status')).map(({ json }) => json.realmId)).toEqual([REALM, other]);
		const several = await bench.engine.run({ nodes: [ledgerNode('Replay', 'replay')] });
		expect(failureOf(several)).toContain('knows 2 companies');
	});
});

describe('a run that dies', () => {
	/** Prepare went through, Anaplan did not. */
	async function failedLoad(amounts: number[]): Promise<void> {
		bench.simulator.model().activeState = 'ARCHIVED';
		const failed = await sync(bench, [invoice('1', amounts)], {
			prepare: { keysFrom: 'confirmed' },
		});
		expect(failureOf(failed)).toContain('archived');
		bench.simulator.model().activeState = 'UNLOCKED';
	}

	it('leaves its keys behind, so that the next run zeroes what it no longer sends', async () => {
		await failedLoad([1, 2]);
		expect(await status()).toMatchObject({ checkpoints: [], documents: { onTheirWay: 1 } });
		const next = await sync(bench, [invoice('1', [1], 1)]);
		expect(prepared(next).map(({ json }) => [json.Code, json.Amount])).toEqual([
			[`${REALM}-INV-1-1`, '1.00'],
			[`${REALM}-INV-1-2`, '0.00'],
		]);
		expect(sum()).toBe('1.00');
	});

	it('is known after a restart of n8n, from what the database holds', async () => {
		await failedLoad([1, 2]);
		const after = restarted();
		expect((await ask(after, 'status', { realmId: REALM }))[0].json).toMatchObject({
			documents: { onTheirWay: 1 },
		});
		expect(prepared(await sync(after, [invoice('1', [1], 1)]))).toHaveLength(2);
	});

	it('cannot be loaded from where it stopped once its time is over', async () => {
		const loadBefore = new Date(Date.now() - 1).toISOString();
		const { error } = await load(
			bench,
			toItems(
				{ ...windowOf([]), loadBefore },
				{
					Entity: 'Vendor',
					Code: `${REALM}-VEN-1`,
					Name: 'A',
					'Parent Code': '',
					Currency: '',
					Active: 'true',
					Status: 'Active',
					'Transaction ID': 'x',
				},
			),
		);
		expect(error?.message).toContain(loadBefore);
		expect((error as { description?: string }).description).toContain('from the beginning');
		expect(uploads()).toBe(0);
	});

	it('says so in Record Outcome where the load failed with Continue On Fail', async () => {
		const result = await bench.engine.run({
			input: toItems({ error: 'The model is archived.' }),
			nodes: [ledgerNode('Record', 'record')],
			connections: { Start: { main: [[{ node: 'Record', type: 'main', index: 1 }]] } },
		});
		expect(failureOf(result)).toContain('The load failed');
		expect(failureOf(result)).toContain('The model is archived.');
	});
});

/** The same database under a process that has just started. */
function restarted(): LedgerBench {
	let fresh: SyncLedger | undefined;
	jest.isolateModules(() => {
		const module: typeof import('../../nodes/SyncLedger/SyncLedger.node') = jest.requireActual(
			'../../nodes/SyncLedger/SyncLedger.node',
		);
		fresh = new module.SyncLedger();
	});
	return { ...bench, engine: engineAt(bench.simulator, bench.engine.workflows, fresh) };
}

describe('the ledger workflow', () => {
	it('merges calls that overlap', async () => {
		const runs = Array.from({ length: 8 }, (_, index) => invoice(String(index + 1), [1]));
		await sync(bench, []);
		bench.ledger.before = async () => await new Promise((resolve) => setImmediate(resolve));
		const results = await Promise.all(runs.map(async (record) => await sync(bench, [record])));
		for (const result of results) expect(recorded(result)).toMatchObject({ loaded: 1 });
		expect(await status()).toMatchObject({ documents: { known: 8, loaded: 8, onTheirWay: 0 } });
		expect((await ask(restarted(), 'status', { realmId: REALM }))[0].json).toMatchObject({
			documents: { loaded: 8 },
		});
	});

	it('is refused in queue mode before anything is read', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		const result = await sync(bench, [invoice('1', [1])]);
		expect(failureOf(result)).toMatch(/queue mode.*PostgreSQL/s);
		expect(bench.ledger.calls).toBe(0);
		expect(bench.simulator.log.count({})).toBe(0);
	});

	it('works for manual executions, published or not', async () => {
		bench.ledger.active = false;
		const result = await sync(bench, [invoice('1', [1])], { run: { mode: 'manual' } });
		expect(recorded(result)).toMatchObject({ loaded: 1 });
		expect(bench.ledger.staticData).toContain('Invoice');
		const production = await sync(bench, []);
		expect(failureOf(production)).toMatch(/"The Ledger" is not active.*publish/s);
	});

	it('stops the run before anything is uploaded when n8n does not keep the change', async () => {
		await sync(bench, [invoice('1', [1])]);
		const sent = uploads();
		bench.ledger.loseWrites = true;
		expect(failureOf(await sync(bench, [invoice('2', [1])]))).toContain('did not keep the change');
		expect(uploads()).toBe(sent);
		bench.ledger.loseWrites = false;
		expect(recorded(await sync(bench, [invoice('2', [1])]))).toMatchObject({ loaded: 1 });
	});

	it('hands errors of the ledger back with their advice', async () => {
		const result = await bench.engine.run({
			nodes: [ledgerNode('Export', 'exportState', { realmId: REALM })],
		});
		expect(failureOf(result)).toMatch(/nothing to export.*Get Status/s);
		expect(result.error?.name).toBe('NodeOperationError');
	});

	it('says what it is to a person who runs it', async () => {
		const result = await bench.engine.run({ nodes: [ledgerNode('Keep', 'keep')] });
		expect(failureOf(result)).toMatch(/keeps the sync ledger.*choose it/s);
	});

	it('is told apart from other workflows and from none', async () => {
		bench.engine.workflows.add('other', []);
		const choose = async (ledgerWorkflow: string) =>
			failureOf(
				await bench.engine.run({ nodes: [ledgerNode('Status', 'status', { ledgerWorkflow })] }),
			);
		expect(await choose('other')).toContain('keeps no ledger');
		expect(await choose('gone')).toContain('does not exist');
		expect(await choose('test-workflow')).toContain('this workflow itself');
	});

	it('says how full it is, and takes nothing new when it is full', async () => {
		const small = addLedger(bench.engine, LEDGER, { sizeLimit: 1 });
		bench.ledger = small;
		const lines = Array.from({ length: 20 }, () => 1);
		const many = (from: number) =>
			Array.from({ length: 600 }, (_, index) => invoice(String(from + index), lines));
		let warnings: string[] = [];
		let failure = '';
		for (let from = 1; failure === '' && from < 30_000; from += 600) {
			const records = many(from);
			const result = await bench.engine.run({
				input: toItems(...records, windowOf(records)),
				nodes: [
					{ name: 'Map', type: 'quickBooksToAnaplan', parameters: {} },
					ledgerNode('Prepare', 'prepare', { keysFrom: 'confirmed' }),
				],
			});
			if (result.error) failure = failureOf(result);
			else {
				const window = result.items('Prepare').at(-1)?.json as { remarks?: string[] } | undefined;
				expect(window?.remarks).toEqual(result.hints('Prepare'));
				warnings = warnings.concat(result.hints('Prepare'));
			}
		}
		expect(warnings.at(-1)).toMatch(/percent full/);
		expect(failure).toMatch(/ledger workflow is full.*PostgreSQL/s);
	});
});

describe('input that does not fit', () => {
	const failed = async (...jsons: object[]) =>
		failureOf(
			await bench.engine.run({
				input: toItems(...jsons),
				nodes: [ledgerNode('Prepare', 'prepare', { keysFrom: 'confirmed' })],
			}),
		);

	it.each<[string, () => object[], RegExp]>([
		['no window', () => [{ ...deleted('Invoice', '1'), rows: 0 }], /window item is missing/],
		['a record that was never mapped', () => [invoice('1', [1]), windowOf([])], /was not mapped/],
		['a row without its columns', () => [{ Code: 'x' }, windowOf([])], /column "Entity"/],
		['two windows of a company', () => [windowOf([]), windowOf([])], /Two windows/],
		[
			'a row of a company without a window',
			() => [{ ...deleted('Invoice', '1'), rows: 0 }, windowOf([], { realmId: '77' })],
			/window item of that company is missing/,
		],
	])('%s is refused', async (_what, jsons, message) => {
		expect(await failed(...jsons())).toMatch(message);
		expect(bench.ledger.staticData).toBe('{}');
	});
});
