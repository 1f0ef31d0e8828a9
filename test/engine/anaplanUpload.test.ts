/** Uploads of many chunks: in parallel, each repeated by itself, and never completed by halves. */
import { loadRows } from '../../src/anaplan/load';
import { toSourceRow } from '../../src/anaplan/rows';
import { UPLOADS_AT_ONCE } from '../../src/anaplan/files';
import { systemClock } from '../../src/clock';
import { clientOn, skippingClock, vendorLoad } from './anaplanEngine';
import { closeBench, openBench, vendorRow, type Bench } from './anaplanSetup';

jest.setTimeout(60_000);

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench));

const ROWS = 4_000;
const rows = Array.from({ length: ROWS }, (_, index) =>
	toSourceRow(vendorRow(String(index), `Größe "${index}"\nzwei Zeilen`), index),
);
/** A chunk for every 500 rows. */
const SMALL_CHUNKS = { chunking: { bytes: 40_000 } };

const log = () => bench.simulator.log;
const chunkPath = (index: number | string) => new RegExp(`/chunks/${index}$`);
const puts = (index: number | string = '\\d+') =>
	log().count({ method: 'PUT', path: chunkPath(index) });
const completions = () => log().count({ path: /\/complete$/ });
const starts = () => log().count({ method: 'POST', path: /\/tasks$/ });
const bulk = (signal?: AbortSignal) => ({
	client: clientOn(bench.simulator, skippingClock(bench.simulator), signal),
	request: vendorLoad(SMALL_CHUNKS, { rows }),
});

async function untilTrue(condition: () => boolean, what: string): Promise<void> {
	while (!condition()) await systemClock.sleep(10, undefined, what);
}

test('chunks are under way together, up to the limit, and the file is whole', async () => {
	bench.simulator.faults.arm({ method: 'PUT', path: chunkPath('\\d+'), delayMs: 150 });
	const { client, request } = bulk();
	const loading = loadRows(client, request);
	const open = () =>
		log()
			.all({ method: 'PUT', path: chunkPath('\\d+') })
			.filter(({ status }) => status === 0).length;
	let most = 0;
	const watch = setInterval(() => (most = Math.max(most, open())), 5);
	const { summary } = await loading.finally(() => clearInterval(watch));
	expect(most).toBe(UPLOADS_AT_ONCE);
	expect(summary).toMatchObject({ loaded: ROWS, rejected: 0 });
	expect(puts()).toBeGreaterThan(5);
	expect(bench.simulator.model().items('QB Vendors')).toHaveLength(ROWS);
});

test('a chunk that fails is repeated by itself', async () => {
	bench.simulator.armGatewayError(502, { method: 'PUT', path: chunkPath(1), times: 2 });
	bench.simulator.faults.arm({ method: 'PUT', path: chunkPath(3), reset: true, times: 1 });
	bench.simulator.faults.arm({ method: 'PUT', path: chunkPath(4), loseAnswer: true, times: 1 });
	bench.simulator.armTooManyRequests({ method: 'PUT', path: chunkPath(5), retryAfter: '3' });
	const { client, request } = bulk();
	const { summary } = await loadRows(client, request);
	expect(summary).toMatchObject({ loaded: ROWS, rejected: 0 });
	expect([0, 1, 2, 3, 4, 5].map((index) => puts(index))).toEqual([1, 3, 1, 2, 2, 2]);
	expect([completions(), starts()]).toEqual([1, 1]);
});

test('a chunk that fails for good fails the upload: it is not completed and nothing is run', async () => {
	bench.simulator.armGatewayError(503, { method: 'PUT', path: chunkPath(2), times: 1_000 });
	const { client, request } = bulk();
	await expect(loadRows(client, request)).rejects.toMatchObject({
		message:
			'Anaplan has trouble (HTTP 503) and could not finish uploading chunk 3 of "vendors.csv".',
	});
	expect([completions(), starts()]).toEqual([0, 0]);
	// Nothing goes on behind the error.
	const seen = log().count();
	await systemClock.sleep(100, undefined, 'watching for further calls');
	expect(log().count()).toBe(seen);
	// The next load begins a new file and needs nothing of the old one.
	bench.simulator.faults.clear();
	const again = await loadRows(client, request);
	expect(again.summary).toMatchObject({ loaded: ROWS, rejected: 0 });
});

test('a token that expires in the middle of an upload is renewed once, and the upload goes on', async () => {
	bench.simulator.faults.arm({ method: 'PUT', path: chunkPath('\\d+'), delayMs: 60 });
	const { client, request } = bulk();
	const loading = loadRows(client, request);
	await untilTrue(() => puts() >= 4, 'waiting for the upload');
	bench.simulator.expireTokens();
	const { summary } = await loading;
	expect(summary).toMatchObject({ loaded: ROWS, rejected: 0 });
	expect(log().count({ path: '/token/authenticate' })).toBe(2);
	expect(log().count({ method: 'PUT', path: chunkPath('\\d+'), status: 401 })).toBeGreaterThan(0);
});

test('stopping the execution stops an upload; nothing is completed or run', async () => {
	bench.simulator.faults.arm({ method: 'PUT', path: chunkPath('\\d+'), delayMs: 100 });
	const stop = new AbortController();
	const { client, request } = bulk(stop.signal);
	const loading = loadRows(client, request);
	const stopped = expect(loading).rejects.toMatchObject({ kind: 'cancelled' });
	await untilTrue(() => puts() >= 2, 'waiting for the upload');
	stop.abort();
	await stopped;
	await systemClock.sleep(50, undefined, 'letting what is on the wire arrive');
	const seen = log().count();
	await systemClock.sleep(200, undefined, 'watching for further calls');
	expect(log().count()).toBe(seen);
	expect([completions(), starts()]).toEqual([0, 0]);
});

test('one chunk is announced as one and needs no completion', async () => {
	const { client } = bulk();
	await loadRows(client, vendorLoad());
	expect([puts(), completions(), starts()]).toEqual([1, 0, 1]);
});
