/** The whole sync from the accepted checkpoint: Fetch to Record Outcome, against both simulators. */
import { AnaplanApi } from '../../credentials/AnaplanApi.credentials';
import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { Anaplan } from '../../nodes/Anaplan/Anaplan.node';
import { QuickBooksOnlineFetch } from '../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { QuickBooksToAnaplan } from '../../nodes/QuickBooksToAnaplan/QuickBooksToAnaplan.node';
import { SyncLedger } from '../../nodes/SyncLedger/SyncLedger.node';
import { QuickBooksSimulator } from '../../sandbox/quickbooks';
import { byName, TABLE } from './anaplanSetup';
import { node, TestEngine, type RunResult } from './harness';
import { CONNECTION_NAME, connectQuickBooks, QUICKBOOKS } from './quickBooksFetchSetup';
import {
	chain,
	failureOf,
	LEDGER,
	openLedgerBench,
	prepared,
	recorded,
	type LedgerBench,
} from './syncLedgerSetup';

jest.setTimeout(180_000);

const DOCUMENTS = ['Invoice', 'Bill', 'Payment'];
const IMPORTS = [
	...TABLE,
	{ entity: 'Payment', import: byName('Transactions from QuickBooks') },
	{ entity: 'Payment', import: byName('Transaction Lines from QuickBooks') },
];

let quickBooks: QuickBooksSimulator;
let bench: LedgerBench;

beforeAll(async () => {
	quickBooks = await QuickBooksSimulator.start({ scale: { vendors: 5 } });
	const { simulator, engine, ledger } = await openLedgerBench();
	const whole = new TestEngine({
		nodes: [
			new QuickBooksOnlineFetch(),
			new QuickBooksToAnaplan(),
			new SyncLedger(),
			new Anaplan(),
		],
		credentialTypes: [new AnaplanApi(), new QuickBooksOnlineOAuth2Api()],
		workflows: engine.workflows,
	});
	const anaplan = 'Anaplan (Finance)';
	whole.credentials.put({
		id: anaplan,
		name: anaplan,
		type: 'anaplanApi',
		data: engine.credentials.read(anaplan),
	});
	await connectQuickBooks(whole, quickBooks);
	bench = { simulator, engine: whole, ledger };
});

afterAll(async () => {
	await bench.simulator.stop();
	await quickBooks.stop();
});

async function syncNow(): Promise<RunResult> {
	const rest = chain(bench, { anaplan: { imports: { values: IMPORTS } } });
	const parameters = {
		operation: 'getChanges',
		start: 'acceptedCheckpoint',
		firstLoadFrom: '2015-01-01T00:00:00Z',
		ledgerWorkflow: LEDGER,
	};
	const result = await bench.engine.run({
		nodes: [
			node('Fetch', 'quickBooksOnlineFetch', parameters, { [QUICKBOOKS]: CONNECTION_NAME }),
			...rest.nodes,
		],
		connections: {
			...rest.connections,
			Start: { main: [[{ node: 'Fetch', type: 'main', index: 0 }]] },
			Fetch: { main: [[{ node: 'Map', type: 'main', index: 0 }]] },
		},
	});
	if (result.error) throw new Error(failureOf(result));
	return result;
}

/** What QuickBooks and Anaplan say all documents are worth, in home currency, in cents. */
function totals(): { quickBooks: number; anaplan: number } {
	const books = new Map(Object.entries(quickBooks.books.totals()));
	const cents = (text: string | undefined) => Math.round(Number(text ?? 0) * 100);
	return {
		quickBooks: DOCUMENTS.reduce((sum, entity) => sum + cents(books.get(entity)?.homeTotal), 0),
		anaplan: cents(bench.simulator.model().sum('QB Transactions', 'Home Amount')),
	};
}

const uploads = () => bench.simulator.log.count({ method: 'PUT' });

it('agrees after a first load, after corrections, and sends nothing when nothing changed', async () => {
	const first = await syncNow();
	expect(recorded(first)).toMatchObject({ rejected: 0, unanswered: 0, remark: '' });
	expect(recorded(first).checkpointMoved).toHaveLength(6);
	expect(totals().anaplan).toBe(totals().quickBooks);
	expect(totals().anaplan).not.toBe(0);

	const { books } = quickBooks;
	const open = books.all('Invoice').filter((row) => Number(row.TotalAmt) > 0);
	const several = open.find((row) => Array.isArray(row.Line) && row.Line.length > 2);
	const [plain] = open.filter((row) => row !== several);
	const [bill] = books.all('Bill');
	if (several === undefined) throw new Error('the seeded company has no invoice with two lines');
	const lines = Array.isArray(several.Line) ? several.Line.slice(1) : [];
	books.update('Invoice', several.Id, { Line: lines });
	books.void('Invoice', plain.Id);
	books.delete('Bill', bill.Id);
	const before = totals();
	expect(before.anaplan).not.toBe(before.quickBooks);

	const second = await syncNow();
	expect(recorded(second)).toMatchObject({ rejected: 0, unanswered: 0, remark: '' });
	expect(totals().anaplan).toBe(before.quickBooks);
	expect(prepared(second).some(({ json }) => json.Status === 'Removed')).toBe(true);
	expect(prepared(second).some(({ json }) => json.Status === 'Deleted')).toBe(true);

	const sent = uploads();
	const third = await syncNow();
	expect(prepared(third)).toEqual([]);
	expect(uploads()).toBe(sent);
	expect(recorded(third).checkpointMoved).not.toEqual([]);
	expect(bench.simulator.hazards).toEqual([]);
});
