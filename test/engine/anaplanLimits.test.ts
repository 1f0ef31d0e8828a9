/** Limits and refusals: each row of Anaplan's table of status codes, a busy model, and the request budget. */
import { loadRows } from '../../src/anaplan/load';
import type { Fault } from '../../sandbox/common/faults';
import { errorBody } from '../../sandbox/anaplan/wire';
import { clientOn, skippingClock, vendorLoad } from './anaplanEngine';
import {
	closeBench,
	CREDENTIAL,
	failureOf,
	items,
	load,
	openBench,
	vendorRow,
	type Bench,
} from './anaplanSetup';

jest.setTimeout(60_000);

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
});

afterEach(async () => await closeBench(bench));

const log = () => bench.simulator.log;
const starts = () => log().count({ method: 'POST', path: /\/tasks$/ });
const CHUNK = /\/chunks\/0$/;
const puts = () => log().count({ method: 'PUT', path: CHUNK });

function armed(status: number, more: Partial<Fault> = {}): Fault {
	const body = errorBody(status, 'As Anaplan says it', '/2/0', bench.simulator.clock.now());
	return { path: CHUNK, method: 'PUT', status, body, times: 1_000, ...more };
}

async function loadOnce() {
	const clock = skippingClock(bench.simulator);
	const loading = loadRows(clientOn(bench.simulator, clock), vendorLoad());
	return { clock, loading };
}

test.each([
	[400, 'setting', 'did not accept the request', 'Check the settings of the node'],
	[403, 'setting', 'may not do this', 'a role with access'],
	[404, 'setting', 'found nothing, or hides it', 'upper and lower case'],
	[405, 'service', 'does not take this form of request (HTTP 405)', 'custom URLs'],
	[406, 'service', 'does not take this form of request (HTTP 406)', 'custom URLs'],
	[410, 'setting', 'has moved or is gone', 'from their lists again'],
	[413, 'setting', 'too much in one piece', 'Report this'],
	[415, 'service', 'does not take this form of request (HTTP 415)', 'custom URLs'],
	[422, 'setting', 'is archived', 'out of the archive'],
	[423, 'setting', 'is locked', 'unlock the model'],
	[424, 'setting', 'offline for maintenance', 'back online'],
	[425, 'setting', 'is deployed', 'production list'],
] as const)('HTTP %i is final and told in plain words', async (status, kind, message, advice) => {
	bench.simulator.faults.arm(armed(status));
	const { loading } = await loadOnce();
	await expect(loading).rejects.toMatchObject({
		kind,
		message: expect.stringContaining(message),
		advice: expect.stringContaining(advice),
		facts: { httpStatus: status },
	});
	await expect(loading).rejects.toThrow('Anaplan says: "As Anaplan says it"');
	expect([puts(), starts()]).toEqual([1, 0]);
});

test.each([409, 500, 502, 503, 504, 408])(
	'HTTP %i of a repeatable call is repeated, and in the end told',
	async (status) => {
		const html = { body: '<html><h1>Gateway</h1></html>', contentType: 'text/html' };
		bench.simulator.faults.arm(armed(status, { times: 3, ...(status > 500 ? html : {}) }));
		const { summary } = await (await loadOnce()).loading;
		expect(summary).toMatchObject({ loaded: 1 });
		expect(puts()).toBe(4);
		bench.simulator.faults.arm(armed(status, status > 500 ? html : {}));
		const { loading } = await loadOnce();
		await expect(loading).rejects.toMatchObject({ kind: 'service', facts: { httpStatus: status } });
		await expect(loading).rejects.not.toThrow('<h1>');
	},
);

const RETRY_AFTER: ReadonlyArray<[string, (now: number) => string | undefined, number]> = [
	['seconds', () => '7', 7_000],
	['an HTTP date', (now) => new Date(now + 8_000).toUTCString(), 6_000],
	['nothing', () => undefined, 10_000],
	['words', () => 'soon', 10_000],
];

test.each(RETRY_AFTER)('a 429 that says %s about when is waited out', async (_name, at, wait) => {
	const says = at(bench.simulator.clock.now());
	bench.simulator.armTooManyRequests({ path: CHUNK, ...(says ? { retryAfter: says } : {}) });
	const { clock, loading } = await loadOnce();
	expect((await loading).summary).toMatchObject({ loaded: 1 });
	expect(Math.max(...clock.waits)).toBeGreaterThanOrEqual(wait);
	expect(Math.max(...clock.waits)).toBeLessThanOrEqual(Math.max(wait + 3_000, 10_000));
});

test('a 429 at the start of a task is waited out, because nothing was started', async () => {
	bench.simulator.armTooManyRequests({ path: /\/tasks$/, method: 'POST', retryAfter: '2' });
	const { summary } = await (await loadOnce()).loading;
	expect(summary).toMatchObject({ loaded: 1 });
	expect(starts()).toBe(2);
});

test('a Retry-After of hours ends the run with an error', async () => {
	bench.simulator.armTooManyRequests({ path: CHUNK, retryAfter: '7200' });
	await expect((await loadOnce()).loading).rejects.toThrow('too many requests');
	expect(puts()).toBe(1);
});

test.each(['seconds', 'http-date', 'none'] as const)(
	"the service's own limiter (Retry-After: %s) is lived with",
	async (retryAfter) => {
		await bench.simulator.stop();
		bench = await openBench({ requestBurst: 4, switches: { retryAfter } });
		const { summary } = await (await loadOnce()).loading;
		expect(summary).toMatchObject({ loaded: 1, rejected: 0 });
		expect(log().count({ status: 429 })).toBeGreaterThan(0);
	},
);

test('a refused token is renewed once; a second refusal is told as such', async () => {
	bench.simulator.faults.arm(armed(401, { times: 1 }));
	expect((await (await loadOnce()).loading).summary).toMatchObject({ loaded: 1 });
	bench.simulator.faults.arm(armed(401));
	await expect((await loadOnce()).loading).rejects.toMatchObject({
		message: expect.stringContaining('refused the sign-in token while uploading chunk 1'),
		advice: expect.stringContaining('Test the Anaplan credential'),
	});
});

test('a model that somebody else keeps busy is waited for by its status, not by calls that hang', async () => {
	bench.simulator.switches.busyHangs = true;
	bench.simulator.timing.runMs = 90_000;
	const clock = skippingClock(bench.simulator);
	const client = clientOn(bench.simulator, clock);
	const model = bench.simulator.model();
	model.setDefaultFile('customers.csv', 'Code\n');
	await client.json({
		method: 'POST',
		path: `/workspaces/${model.workspaceId}/models/${model.id}/imports/${model.importNamed('Customers from QuickBooks').id}/tasks`,
		headers: { 'content-type': 'application/json' },
		body: '{"localeName":"en_US"}',
		repeat: 'once',
		what: 'starting somebody else',
	});
	bench.simulator.clock.advance(1_000);
	await expect(loadRows(client, vendorLoad({ waitMs: 20_000 }))).rejects.toMatchObject({
		message: expect.stringMatching(
			/was busy for \d+ minutes? and answers nothing meanwhile.*Processing/,
		),
		advice: expect.stringContaining('"Wait At Most"'),
	});
	const { summary } = await loadRows(client, vendorLoad());
	expect(summary).toMatchObject({ loaded: 1 });
	expect(clock.waits.filter((wait) => wait === 5_000).length).toBeGreaterThan(10);
	// The other import read a file that nobody had uploaded; that is its affair.
	await bench.simulator.stop();
	expect(bench.simulator.hazards.map(({ kind }) => kind)).toEqual(['defaultFileUsed']);
	bench = await openBench();
});

test('tasks are watched while the model is busy with them', async () => {
	bench.simulator.switches.busyHangs = true;
	bench.simulator.timing.runMs = 400;
	const result = await load(bench, items(vendorRow('1', 'One')));
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan')).toHaveLength(2);
});

test('a call that never gets an answer ends, and says that the model may be busy', async () => {
	bench.simulator.faults.arm({ path: /\/files(\?|$)/, delayMs: 2_000 });
	const client = clientOn(bench.simulator, skippingClock(bench.simulator));
	const call = { method: 'GET', repeat: 'safe', what: 'listing the files', timeoutMs: 30 } as const;
	await expect(client.json({ ...call, path: '/files' })).rejects.toMatchObject({
		message: expect.stringContaining('Anaplan gave no answer while listing the files: 127.0.0.1:'),
		advice: expect.stringContaining('while a long import, export or process runs in the model'),
	});
});

test("the credential's share of the request limit paces its calls, and a change counts at once", async () => {
	const gaps = () => {
		const times = log()
			.all({ path: '/2/0/' })
			.map(({ at }) => at);
		return times.slice(1).map((at, index) => at - times[index]);
	};
	await bench.simulator.stop();
	bench = await openBench({}, { requestShare: 10 });
	const check = async () => await load(bench, items({}), { operation: 'checkSetup' });
	expect((await check()).error).toBeUndefined();
	// One a second; calls may arrive a little closer than they left.
	expect(Math.min(...gaps())).toBeGreaterThan(900);
	const data = bench.engine.credentials.read(CREDENTIAL);
	const entry = { id: CREDENTIAL, type: 'anaplanApi', name: CREDENTIAL };
	bench.engine.credentials.put({ ...entry, data: { ...data, requestShare: 100 } });
	log().clear();
	expect((await check()).error).toBeUndefined();
	expect(gaps().filter((gap) => gap < 900).length).toBeGreaterThan(3);
});

test('a share that is none is refused with the name of the credential', async () => {
	await bench.simulator.stop();
	bench = await openBench({}, { requestShare: 0 });
	const { message } = failureOf(await load(bench, items(vendorRow('1', 'One'))));
	expect(message).toContain('The credential "Anaplan (Finance)" has the share 0');
	expect(log().count()).toBe(0);
});
