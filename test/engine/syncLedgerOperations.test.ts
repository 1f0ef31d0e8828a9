/** What Sync Ledger does beside a sync: looking, replaying, forgetting, moving, rebuilding. */
import {
	addLedger,
	ask,
	failureOf,
	invoice,
	LEDGER,
	ledgerNode,
	lineList,
	openLedgerBench,
	prepared,
	REALM,
	recorded,
	sync,
	toItems,
	vendor,
	type LedgerBench,
} from './syncLedgerSetup';
import { byName } from './anaplanSetup';

jest.setTimeout(60_000);

let bench: LedgerBench;

beforeEach(async () => {
	bench = await openLedgerBench();
});

afterEach(async () => {
	const hazards = [...bench.simulator.hazards];
	await bench.simulator.stop();
	expect(hazards).toEqual([]);
});

const sum = () => bench.simulator.model().sum('QB Transactions', 'Amount');

/** A store parameter that chooses another ledger workflow. */
function chosen(id: string) {
	return { __rl: true, mode: 'list', value: id, cachedResultName: id };
}

describe('the audit trail', () => {
	it('comes out of Record Outcome with one entry per document, ready for a Data Table', async () => {
		await sync(bench, [invoice('1', [10])]);
		const result = await sync(bench, [
			invoice('1', [12.5], 1),
			vendor('2', 'A'),
			invoice('3', [1]),
		]);
		const entries = result.items('Record', 1);
		const [first] = entries;
		expect(first).toMatchObject({
			json: {
				company_id: REALM,
				entity: 'Invoice',
				source_id: '1',
				document_number: '101',
				version: '1',
				operation: 'upsert',
				outcome: 'loaded',
				amount_before: '10.00',
				amount_after: '12.50',
				currency: 'USD',
				replay: false,
				imports: 'Transaction Lines from QuickBooks, Transactions from QuickBooks',
				transaction_id: `${REALM}-Invoice-1-v1`,
			},
		});
		// The row of the invoice is the only item it came from, on the input Loaded.
		expect(first.pairedItem).toEqual([{ item: 0, input: 0 }]);
		expect(entries).toHaveLength(3);
		for (const { json } of entries) {
			for (const [column, value] of Object.entries(json)) {
				expect(column).toMatch(/^[a-z][a-z_]*$/);
				expect(['string', 'number', 'boolean']).toContain(typeof value);
			}
		}
		const skipped = await sync(bench, [invoice('1', [12.5], 1)]);
		expect(skipped.items('Record', 1).map(({ json }) => json.outcome)).toEqual(['skipped']);
	});

	it('can be searched by document, outcome and run', async () => {
		const one = await sync(bench, [invoice('1', [10]), vendor('1', 'A')]);
		await sync(bench, [invoice('1', [11], 1)]);
		const found = async (filters: object, more: object = {}) =>
			(await ask(bench, 'auditTrail', { filters, returnAll: true, ...more } as never)).map(
				({ json }) => `${json.entity} ${json.version} ${json.outcome}`,
			);
		expect(await found({ entity: 'Invoice', id: '1' })).toEqual([
			'Invoice 1 loaded',
			'Invoice 0 loaded',
		]);
		expect(await found({ runId: one.items('Record')[0].json.runId })).toHaveLength(2);
		expect(await found({ outcome: 'rejected' })).toEqual([]);
		expect(await found({ to: '2020-01-01' })).toEqual([]);
		expect(await found({}, { returnAll: false, limit: 1 })).toEqual(['Invoice 1 loaded']);
		const half = await bench.engine.run({
			nodes: [ledgerNode('Trail', 'auditTrail', { filters: { id: '1' } })],
		});
		expect(failureOf(half)).toContain('without its Entity');
	});
});

describe('Replay', () => {
	it('lets the next run send documents again, with the same transaction ID and marked', async () => {
		const records = [invoice('1', [10]), invoice('2', [5])];
		const first = await sync(bench, records);
		const [answer] = await ask(bench, 'replay', {
			replayScope: 'documents',
			entity: 'Invoice',
			documentIds: '1',
		});
		expect(answer.json).toEqual({ realmId: REALM, count: 1, documents: ['Invoice/1'] });
		const again = await sync(bench, records);
		expect(prepared(again).map(({ json }) => json.Code)).toEqual([`${REALM}-INV-1-1`]);
		const entries = again.items('Record', 1).map(({ json }) => json);
		const sent = entries.find(({ source_id }) => source_id === '1');
		expect(sent).toMatchObject({
			replay: true,
			outcome: 'loaded',
			transaction_id: first.items('Record', 1)[0].json.transaction_id,
		});
		expect(sum()).toBe('15.00');
	});

	it.each([
		['by run', (runId: string) => ({ replayScope: 'run', runId }), 2],
		[
			'by window',
			() => ({ replayScope: 'window', from: '2026-10-05T00:00:00Z', to: '2026-10-06T00:00:00Z' }),
			2,
		],
		['all rejected', () => ({ replayScope: 'rejected' }), 0],
	])('%s', async (_scope, parameters, count) => {
		const first = await sync(bench, [invoice('1', [10]), vendor('2', 'A')]);
		const runId = String(first.items('Record')[0].json.runId);
		const [{ json }] = await ask(bench, 'replay', parameters(runId));
		expect(json.count).toBe(count);
	});

	it('refuses what it does not know', async () => {
		await sync(bench, [invoice('1', [10])]);
		const failed = async (parameters: object) =>
			failureOf(
				await bench.engine.run({
					nodes: [ledgerNode('Replay', 'replay', parameters as never)],
				}),
			);
		const documents = { replayScope: 'documents', entity: 'Invoice' };
		expect(await failed({ ...documents, documentIds: '99' })).toContain('no Invoice with Id 99');
		expect(await failed({ ...documents, documentIds: 'R-1' })).toContain('"R-1"');
		expect(await failed({ replayScope: 'run', runId: 'nope' })).toContain('no run nope');
	});
});

describe('Forget', () => {
	it('wants a confirmation, then forgets the documents only', async () => {
		await sync(bench, [invoice('1', [10]), invoice('2', [5])]);
		const parameters = { forgetScope: 'documents', entity: 'Invoice', documentIds: '1' };
		const refused = await bench.engine.run({
			nodes: [ledgerNode('Forget', 'forget', parameters)],
		});
		expect(failureOf(refused)).toContain('not confirmed');
		const [{ json }] = await ask(bench, 'forget', { ...parameters, forgetConfirmed: true });
		expect(json).toMatchObject({ documents: 1, checkpoint: false });
		const again = await sync(bench, [invoice('1', [10]), invoice('2', [5])]);
		expect(recorded(again)).toMatchObject({ loaded: 1, skipped: 1 });
	});

	it('forgets an entity with its checkpoint', async () => {
		await sync(bench, [invoice('1', [10]), vendor('2', 'A')]);
		const [{ json }] = await ask(bench, 'forget', {
			forgetScope: 'entity',
			entity: 'Invoice',
			forgetConfirmed: true,
		});
		expect(json).toMatchObject({ documents: 1, checkpoint: true });
		const [{ json: status }] = await ask(bench, 'status');
		expect(status.checkpoints).toMatchObject([{ entity: 'Vendor' }]);
	});
});

describe('another ledger', () => {
	it.each(['binary', 'json'])('takes an export as %s, once', async (form) => {
		await sync(bench, [invoice('1', [10, 5])]);
		addLedger(bench.engine, `${LEDGER}-copy`);
		const exported = await ask(bench, 'exportState', { exportAs: form });
		const parameters = { importFrom: form, ledgerWorkflow: chosen(`${LEDGER}-copy`) };
		const [{ json }] = await ask(bench, 'importState', parameters, { input: exported });
		expect(json).toMatchObject({ realmId: REALM, documents: 1, runs: 1, audit: 1 });
		const twice = await bench.engine.run({
			input: exported,
			nodes: [ledgerNode('Import', 'importState', parameters)],
		});
		expect(failureOf(twice)).toContain('already knows company');
		await ask(bench, 'importState', { ...parameters, replace: true }, { input: exported });
		const status = async (id: string) =>
			(await ask(bench, 'status', { ledgerWorkflow: chosen(id) }))[0].json;
		expect(await status(`${LEDGER}-copy`)).toEqual(await status(LEDGER));
	});

	it('is moved to with everything, compared, and works on from there', async () => {
		await sync(bench, [invoice('1', [10, 5]), vendor('2', 'A')]);
		const target = `${LEDGER}-new`;
		addLedger(bench.engine, target);
		const parameters = {
			ledgerStore: 'betweenWorkflows',
			targetWorkflow: chosen(target),
		};
		// Once, however many items come in.
		const answers = await ask(bench, 'move', parameters, { input: toItems({}, {}) });
		expect(answers).toHaveLength(1);
		const [{ json }] = answers;
		expect(json).toMatchObject({
			realmId: REALM,
			documents: 2,
			verified: true,
			dropped: { runs: 0, audit: 0 },
			next: expect.stringContaining('every Sync Ledger node'),
		});
		const exported = async (id: string) => {
			const [item] = await ask(bench, 'exportState', {
				exportAs: 'json',
				ledgerWorkflow: chosen(id),
			});
			return (item.json.state as { company: unknown }).company;
		};
		expect(await exported(target)).toEqual(await exported(LEDGER));
		const same = await bench.engine.run({
			nodes: [ledgerNode('Move', 'move', { ...parameters, targetWorkflow: chosen(LEDGER) })],
		});
		expect(failureOf(same)).toContain('the same one');
	});
});

describe('an empty ledger beside a model that holds keys', () => {
	const INVOICES = [invoice('1', [10, 5]), invoice('2', [1])];

	/** The ledger is lost: a new workflow in its place. */
	async function lost(): Promise<string> {
		await sync(bench, INVOICES);
		const id = `${LEDGER}-empty`;
		addLedger(bench.engine, id);
		return id;
	}

	it('stops with a question instead of a first load, unless confirmed', async () => {
		const ledgerWorkflow = chosen(await lost());
		const sent = bench.simulator.log.count({ method: 'PUT' });
		const stopped = await sync(bench, INVOICES, { prepare: { ledgerWorkflow } });
		expect(failureOf(stopped)).toMatch(/already holds its keys.*Rebuild/s);
		expect(bench.simulator.log.count({ method: 'PUT' })).toBe(sent);
		const confirmed = await sync(bench, INVOICES, {
			prepare: { ledgerWorkflow, keysFrom: 'confirmed' },
		});
		expect(prepared(confirmed)).toHaveLength(3);
	});

	it('is rebuilt from the list, and the next run zeroes what vanished meanwhile', async () => {
		const ledgerWorkflow = chosen(await lost());
		const [{ json }] = await ask(bench, 'rebuild', {
			...lineList(bench.simulator),
			realmId: REALM,
			ledgerWorkflow,
		});
		expect(json).toMatchObject({ documents: 2, codes: 3, foreign: 0, unreadable: [] });
		const next = await sync(bench, [invoice('1', [10], 1), invoice('2', [1])], {
			prepare: { ledgerWorkflow },
		});
		expect(prepared(next).map((item) => [item.json.Code, item.json.Amount])).toEqual([
			[`${REALM}-INV-1-1`, '10.00'],
			[`${REALM}-INV-1-2`, '0.00'],
			[`${REALM}-INV-2-1`, '1.00'],
		]);
		expect(sum()).toBe('11.00');
	});

	it('is rebuilt from a list whose workspace and model are chosen by name', async () => {
		const ledgerWorkflow = chosen(await lost());
		const named = {
			workspaceId: byName('Finance'),
			modelId: byName('quickbooks planning hub'),
			listId: byName('QB Transaction Lines'),
		};
		const [{ json }] = await ask(bench, 'rebuild', { ...named, realmId: REALM, ledgerWorkflow });
		expect(json).toMatchObject({ documents: 2, codes: 3 });
		const unknown = ledgerNode('Rebuild', 'rebuild', {
			...named,
			modelId: byName('Hub'),
			realmId: REALM,
			ledgerWorkflow,
		});
		expect(failureOf(await bench.engine.run({ nodes: [unknown] }))).toContain(
			'This Anaplan user sees no model called "Hub" in the workspace "Finance".',
		);
	});

	it('is rebuilt from items, which may say that a key holds zero', async () => {
		const ledgerWorkflow = chosen(await lost());
		const input = toItems(
			{ Key: `${REALM}-INV-1-1`, Amount: '10', 'Home Amount': '10' },
			{ Key: `${REALM}-INV-1-2`, Amount: '0', 'Home Amount': '0' },
			{ Key: '77-INV-1-1' },
		);
		const parameters = { keysFrom: 'items', codeField: 'Key', realmId: REALM, ledgerWorkflow };
		const [{ json, pairedItem }] = await ask(bench, 'rebuild', parameters, { input });
		expect(json).toMatchObject({ documents: 1, codes: 3, foreign: 1 });
		expect(pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		const wrong = await bench.engine.run({
			input,
			nodes: [ledgerNode('Rebuild', 'rebuild', { ...parameters, realmId: '88' })],
		});
		expect(failureOf(wrong)).toContain('None of the 3 codes belongs to company 88');
	});

	it('needs a list to look into, and says so', async () => {
		const result = await sync(bench, INVOICES, { prepare: { listId: byName('No such list') } });
		expect(failureOf(result)).toMatch(/list/i);
	});
});

it('finds the lists of the chosen model', async () => {
	const found = await bench.engine.listSearch(
		ledgerNode('Rebuild', 'rebuild', lineList(bench.simulator)),
		'searchLists',
		'lines',
	);
	expect(found.results.map(({ name }) => name)).toEqual(['QB Transaction Lines']);
	const named = { ...lineList(bench.simulator), modelId: byName('QuickBooks Planning Hub') };
	const same = await bench.engine.listSearch(
		ledgerNode('Rebuild', 'rebuild', named),
		'searchLists',
		'lines',
	);
	expect(same).toEqual(found);
});
