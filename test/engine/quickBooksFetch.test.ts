/** The Fetch node under the real engine, against the QuickBooks simulator. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { QuickBooksOnlineFetch } from '../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { QuickBooksSimulator, type QuickBooksOptions } from '../../sandbox/quickbooks';
import { createEngine, node, type RunResult, type TestEngine } from './harness';
import {
	type Connection,
	CONNECTION_NAME,
	connectQuickBooks,
	errorOf,
	QUICKBOOKS,
	recordsOf,
	skipPauses,
	windowOf,
} from './quickBooksFetchSetup';

const DAY = 86_400_000;
const HOUR = 3_600_000;

let simulator: QuickBooksSimulator;
let engine: TestEngine;

beforeEach(async () => {
	// A simulator of its own for each test: its port keeps what the process shares apart.
	await start();
});

afterEach(async () => {
	jest.restoreAllMocks();
	await simulator.stop();
});

async function start(options: QuickBooksOptions = {}): Promise<void> {
	// A busy machine can bunch calls. The limits have tests of their own.
	const switches = { requestsPerSecond: 100, ...options.switches };
	simulator = await QuickBooksSimulator.start({ ...options, switches });
	engine = createEngine({
		nodes: [new QuickBooksOnlineFetch()],
		credentialTypes: [new QuickBooksOnlineOAuth2Api()],
	});
	await connect();
}

async function restart(options: QuickBooksOptions): Promise<void> {
	await simulator.stop();
	await start(options);
}

async function connect(change: Connection = {}): Promise<void> {
	await connectQuickBooks(engine, simulator, change);
}

function fetchNode(parameters: object) {
	return node('Fetch', 'quickBooksOnlineFetch', parameters as never, {
		[QUICKBOOKS]: CONNECTION_NAME,
	});
}

async function getChanges(parameters: object = {}, more: object = {}): Promise<RunResult> {
	return await engine.run({
		nodes: [fetchNode({ operation: 'getChanges', ...parameters })],
		...more,
	});
}

async function getMany(parameters: object, more: object = {}): Promise<RunResult> {
	return await engine.run({ nodes: [fetchNode({ operation: 'getMany', ...parameters })], ...more });
}

const tokenRequests = () => simulator.log.count({ path: '/oauth2/v1/tokens/bearer' });
const apiRequests = () => simulator.log.count({ path: '/v3/company/' });

describe('Get Changes', () => {
	test('brings what changed, with tombstones and voids, and the window last', async () => {
		const { books } = simulator;
		const since = new Date(Date.now() - 5_000).toISOString();
		const [first, second, third] = books.all('Invoice');
		books.update('Invoice', first.Id, { PrivateNote: 'Changed' });
		books.void('Invoice', second.Id);
		books.delete('Invoice', third.Id);
		const vendor = books.create('Vendor', { DisplayName: 'Ärzte, "Co" & Söhne 🧾' });
		const result = await getChanges({ start: 'sinceDate', since }, { executionId: '42' });
		const found = recordsOf(result);
		const operationOf = (entity: string, id: string) =>
			found.find((record) => record.entity === entity && record.id === id)?.operation;
		expect(operationOf('Invoice', first.Id)).toBe('upsert');
		expect(operationOf('Invoice', second.Id)).toBe('void');
		expect(operationOf('Invoice', third.Id)).toBe('delete');
		expect(operationOf('Vendor', vendor.Id)).toBe('upsert');
		const { realmId } = books.company;
		expect(found.find(({ operation }) => operation === 'delete')).toMatchObject({
			syncToken: null,
			transactionId: `${realmId}-Invoice-${third.Id}-deleted`,
		});
		const window = windowOf(result);
		expect(window).toMatchObject({
			runId: `42-${realmId}`,
			realmId,
			companyName: books.company.name,
			homeCurrency: 'USD',
			complete: true,
			remarks: [],
		});
		expect(Object.values(window.expected).reduce((a, b) => a + b)).toBe(found.length);
		expect(window.entities).toEqual([
			'Account',
			'Vendor',
			'Customer',
			'Invoice',
			'Bill',
			'Payment',
		]);
		expect(simulator.log.count({ path: '/cdc' })).toBe(1);
		expect(window.quickBooksCalls).toBe(apiRequests());
		expect(result.hints('Fetch')).toEqual([]);
		expect(apiRequests()).toBe(simulator.log.count({ path: 'minorversion=75' }));
	});

	test('runs once, however many items come in, and every item keeps its origin', async () => {
		const input = [{ json: {} }, { json: {} }, { json: {} }];
		const result = await getChanges({ entities: ['Invoice'] }, { input });
		windowOf(result);
		expect(simulator.log.count({ path: '/cdc' })).toBe(1);
		for (const item of result.items('Fetch')) {
			expect(item.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		}
	});

	test('brings the window alone when nothing changed', async () => {
		await restart({ companies: [{ empty: true }] });
		const result = await getChanges();
		expect(recordsOf(result)).toEqual([]);
		expect(windowOf(result)).toMatchObject({ complete: true, expected: { Invoice: 0 } });
	});

	test('reads from further back than thirty days by query, inactive names included', async () => {
		const { books } = simulator;
		const result = await getChanges({ start: 'lastDays', days: 300 });
		const found = recordsOf(result);
		for (const entity of ['Account', 'Vendor', 'Customer', 'Invoice', 'Bill', 'Payment']) {
			const live = found.filter(
				(record) => record.entity === entity && record.operation !== 'delete',
			);
			expect(live.map(({ id }) => id).sort()).toEqual(
				books
					.all(entity)
					.map(({ Id }) => Id)
					.sort(),
			);
		}
		const window = windowOf(result);
		expect(window.remarks[0]).toContain('On a first load that is expected');
		expect(result.hints('Fetch')).toEqual(window.remarks);
	});

	test.each([
		['a DateTime of an expression', '={{ $now.minus({ hours: 5 }) }}'],
		['text with an offset', '={{ $now.setZone("Asia/Tokyo").minus({ hours: 5 }).toISO() }}'],
		[
			'text without one, in the time zone of the workflow',
			'={{ $now.setZone("Etc/UTC").minus({ hours: 5 }).toFormat("yyyy-MM-dd\'T\'HH:mm:ss") }}',
		],
	])('takes as start %s', async (_name, since) => {
		const result = await getChanges({ start: 'sinceDate', since, entities: ['Bill'] });
		const from = Date.parse(windowOf(result).from ?? '');
		expect(Math.abs(Date.now() - 5 * 3_600_000 - from)).toBeLessThan(30_000);
	});

	test.each([
		['nothing', '={{ "" }}', 'Since is empty.'],
		['text that is no date', 'last Tuesday', '"last Tuesday" in Since is not a date.'],
		['the future', '={{ $now.plus({ days: 3 }) }}', 'lies in the future'],
	])('refuses as start %s', async (_name, since, problem) => {
		const { message } = errorOf(await getChanges({ start: 'sinceDate', since }));
		expect(message).toContain(problem);
		expect(apiRequests()).toBe(0);
	});

	test('a deletion that lost its status comes as one, and a clock that is off is told', async () => {
		const { books } = simulator;
		simulator.switches.cdcDeletedStatus = 'lost';
		const [gone] = books.all('Bill');
		simulator.clock.advance(2 * 3_600_000);
		books.delete('Bill', gone.Id);
		const result = await getChanges({ start: 'lastDays', days: 1, entities: ['Bill'] });
		const found = recordsOf(result).find(({ id }) => id === gone.Id);
		expect(found).toMatchObject({ operation: 'delete', syncToken: null });
		const window = windowOf(result);
		expect(window.complete).toBe(true);
		expect(window.remarks).toEqual([expect.stringContaining("2 hours behind QuickBooks'")]);
		expect(result.hints('Fetch')).toEqual(window.remarks);
	});

	test("a clock that is ahead is told, the window ends by QuickBooks', and a start in its future is refused", async () => {
		simulator.clock.advance(-3 * HOUR);
		const bills = { start: 'lastDays', days: 1, entities: ['Bill'] };
		const window = windowOf(await getChanges(bills));
		expect(window.remarks).toEqual([expect.stringContaining("3 hours ahead of QuickBooks'")]);
		expect(Math.abs(Date.parse(window.to) - simulator.clock.now())).toBeLessThan(HOUR / 2);
		simulator.clock.advance(-2 * DAY);
		expect(errorOf(await getChanges(bills)).message).toContain('lies in the future');
	});

	test.each([
		[29.9, true],
		[30.1, false],
	])(
		'from %d days back deletions of the last thirty come; complete: %p',
		async (days, complete) => {
			const { books } = simulator;
			const [gone] = books.all('Payment');
			books.at(simulator.clock.now() - 29 * DAY, () => books.delete('Payment', gone.Id));
			const result = await getChanges({ start: 'lastDays', days, entities: ['Payment'] });
			expect(recordsOf(result)).toContainEqual(
				expect.objectContaining({ id: gone.Id, operation: 'delete' }),
			);
			expect(windowOf(result).complete).toBe(complete);
			expect(result.hints('Fetch')).toHaveLength(complete ? 0 : 1);
		},
	);

	test('an answer that may be cut is asked again; what stays unsure is said', async () => {
		const { books } = simulator;
		const since = new Date(Date.now() - 2_000).toISOString();
		const [gone] = books.all('Bill');
		books.delete('Bill', gone.Id);
		const [template] = books.all('Bill');
		for (let count = 0; count < 1_050; count++) {
			books.create('Bill', { VendorRef: template.VendorRef, Line: template.Line });
		}
		const result = await getChanges({ start: 'sinceDate', since });
		const bills = recordsOf(result).filter(({ entity }) => entity === 'Bill');
		expect(bills.filter(({ operation }) => operation === 'upsert').length).toBeGreaterThanOrEqual(
			1_050,
		);
		const window = windowOf(result);
		expect(window.complete).toBe(false);
		expect(window.remarks[0]).toMatch(/^Bills: /);
		expect(result.hints('Fetch')).toEqual(window.remarks);
	});
});

describe('Get Many', () => {
	test('reads a list that fits filters, with all its pages', async () => {
		const { books } = simulator;
		const from = new Date(Date.now() - 60 * DAY).toISOString().slice(0, 10);
		const wanted = books.all('Invoice').filter((row) => String(row.TxnDate) >= from);
		const filters = { filter: [{ field: 'TxnDate', operator: 'atLeast', value: from }] };
		const result = await getMany({ entity: 'Invoice', returnAll: true, filters });
		expect(
			recordsOf(result)
				.map(({ id }) => id)
				.sort(),
		).toEqual(wanted.map(({ Id }) => Id).sort());
		expect(wanted.length).toBeGreaterThan(0);
		expect(windowOf(result)).toMatchObject({ from: null, complete: true });
	});

	test('finds names with quotes and backslashes', async () => {
		const name = 'O\'Brien \\ Söhne, "Ltd" 🧾';
		const { Id } = simulator.books.create('Vendor', { DisplayName: name });
		const filters = { filter: [{ field: 'DisplayName', operator: 'equals', value: name }] };
		const result = await getMany({ entity: 'Vendor', filters });
		expect(recordsOf(result).map(({ id }) => id)).toEqual([Id]);
	});

	test('a filter that fits nothing ends with the window, not with an error', async () => {
		const filters = { filter: [{ field: 'DocNumber', operator: 'equals', value: 'none such' }] };
		const result = await getMany({ entity: 'Bill', returnAll: true, filters });
		expect(recordsOf(result)).toEqual([]);
		expect(simulator.log.count({ path: 'COUNT' })).toBe(1);
	});

	test('leaves inactive names out when told to', async () => {
		const { books } = simulator;
		const all = await getMany({ entity: 'Account', returnAll: true });
		expect(recordsOf(all)).toHaveLength(books.all('Account').length);
		const active = await getMany({ entity: 'Account', returnAll: true, includeInactive: false });
		const kept = books.all('Account').filter((row) => row.Active !== false);
		expect(recordsOf(active)).toHaveLength(kept.length);
		expect(kept.length).toBeLessThan(books.all('Account').length);
	});

	test.each([
		['is not said', []],
		['is that of the page', ['Vendor']],
	])(
		'reads more than two pages while rows change underneath; their total %s',
		async (_, counted) => {
			await restart({ companies: [{ scale: { vendors: 2_300 } }] });
			simulator.switches.totalCountEntities = counted;
			simulator.switches.totalCountOf = 'page';
			const { books } = simulator;
			const page = /query=SELECT%20\*%20FROM%20Vendor/;
			simulator.faults.arm({ path: page, nth: 2, delayMs: 400 });
			const running = getMany({ entity: 'Vendor', returnAll: true });
			while (simulator.log.count({ path: page }) < 2) {
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			const [first, second] = books.all('Vendor');
			books.update('Vendor', first.Id, { CompanyName: 'Changed meanwhile' });
			books.inactivate('Vendor', second.Id);
			books.create('Vendor', { DisplayName: 'Added meanwhile' });
			const found = recordsOf(await running);
			expect(found.map(({ id }) => id).sort()).toEqual(
				books
					.all('Vendor')
					.map(({ Id }) => Id)
					.sort(),
			);
			expect(found.find(({ id }) => id === first.Id)?.record.CompanyName).toBe('Changed meanwhile');
			expect(simulator.log.count({ path: page })).toBeGreaterThan(2);
		},
	);

	test('a list that keeps differing from the count is an error', async () => {
		simulator.faults.arm({
			path: /COUNT/,
			body: { QueryResponse: { totalCount: 99 }, time: new Date().toISOString() },
		});
		const filters = { filter: [{ field: 'DocNumber', operator: 'equals', value: 'none such' }] };
		const { message } = errorOf(await getMany({ entity: 'Bill', returnAll: true, filters }));
		expect(message).toContain('counts 99 objects but listed 0');
	});

	test('a page that QuickBooks cut short never passes as the whole list', async () => {
		const { books } = simulator;
		// One row fewer than there are, on the only page, every time.
		const entity = 'Account';
		const rows = books.all(entity);
		const short = { [entity]: rows.slice(1), startPosition: 1, maxResults: rows.length - 1 };
		simulator.faults.arm({
			path: /query=SELECT%20\*%20FROM%20Account/,
			body: { QueryResponse: short, time: new Date().toISOString() },
		});
		const { message, advice } = errorOf(await getMany({ entity, returnAll: true }));
		expect(message).toContain(`counts ${rows.length} objects but listed ${rows.length - 1}`);
		expect(advice).toContain('Run the workflow again');
		const trusting = await getMany({ entity, returnAll: true, verifyCount: false });
		expect(recordsOf(trusting)).toHaveLength(rows.length - 1);
	});

	test('an expert adds a condition, which is checked before anything is sent', async () => {
		const { books } = simulator;
		const name = "O'Brien \\ Söhne +1% & Co 🧾";
		const { Id } = books.create('Vendor', { DisplayName: name });
		books.create('Vendor', { DisplayName: "O'Brien's other" });
		const where =
			"DisplayName LIKE 'O\\'Brien \\\\ S%' and MetaData.CreateTime > '2020-01-01T00:00:00Z'";
		const filters = { filter: [{ field: 'Active', operator: 'equals', value: 'true' }] };
		const result = await getMany({ entity: 'Vendor', filters, useWhere: true, where });
		expect(recordsOf(result).map(({ id }) => id)).toEqual([Id]);
		const calls = apiRequests();
		const wrong = { entity: 'Vendor', useWhere: true, where: "DisplayName = 'A' OR Id = '1'" };
		const { message, advice } = errorOf(await getMany(wrong));
		expect(message).toBe('Where (Expert), character 19: QuickBooks knows no OR.');
		expect(advice).toContain('Use IN');
		expect(apiRequests()).toBe(calls);
		const unsure = await getMany({ entity: 'Vendor', useWhere: true, where: "AcctNum = '7'" });
		expect(errorOf(unsure).message).toContain('did not understand the query');
	});

	test('a condition too long for an address goes as the text of a POST', async () => {
		const { books } = simulator;
		const bills = books.all('Bill').slice(0, 3);
		const numbers = bills.map(({ DocNumber }) => String(DocNumber));
		const others = Array.from({ length: 900 }, (_, index) => `none-${index}`);
		const where = `DocNumber IN (${[...others, ...numbers].map((one) => `'${one}'`).join(', ')})`;
		const result = await getMany({ entity: 'Bill', useWhere: true, where });
		expect(
			recordsOf(result)
				.map(({ id }) => id)
				.sort(),
		).toEqual(bills.map(({ Id }) => Id).sort());
		expect(simulator.log.count({ method: 'POST', path: '/query?minorversion' })).toBe(2);
	});

	test('runs for each item, with its own window and pairing, and expressions', async () => {
		const input = [{ json: { entity: 'Vendor' } }, { json: { entity: 'Bill' } }];
		const result = await getMany(
			{ entity: '={{ $json.entity }}', limit: 2 },
			{ input, executionId: '7' },
		);
		const items = result.items('Fetch');
		expect(items.map(({ json }) => `${json.kind} ${json.entity ?? json.runId}`)).toEqual([
			'record Vendor',
			'record Vendor',
			`window 7-${simulator.books.company.realmId}`,
			'record Bill',
			'record Bill',
			`window 7.1-${simulator.books.company.realmId}`,
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0, 1, 1, 1].map((item) => ({ item })),
		);
		expect(result.hints('Fetch')).toHaveLength(2);
	});

	test('with Continue On Fail a failed item becomes an item with the error', async () => {
		const input = [{ json: { entity: 'JournalCode' } }, { json: { entity: 'Bill' } }];
		const continuing = fetchNode({
			operation: 'getMany',
			entity: '={{ $json.entity }}',
			limit: 1,
		});
		const result = await engine.run({
			input,
			nodes: [{ ...continuing, settings: { onError: 'continueRegularOutput' } }],
		});
		const [failed, ...others] = result.items('Fetch');
		expect(failed.json.error).toContain('"JournalCode" is not an entity');
		expect(others).toHaveLength(2);
	});

	test("a filter QuickBooks cannot use fails in QuickBooks' words", async () => {
		const filters = { filter: [{ field: 'Balance', operator: 'equals', value: 'x' }] };
		const { message, advice } = errorOf(await getMany({ entity: 'Vendor', filters }));
		expect(message).toContain('did not understand the query while reading vendors');
		expect(advice).toMatch(/filters.*intuit_tid/);
	});

	test('offers the fields of the chosen entity', async () => {
		const fields = await engine.loadOptions(
			fetchNode({ operation: 'getMany', entity: 'Bill' }),
			'getFilterFields',
		);
		expect(fields.map(({ value }) => value)).toContain('VendorRef');
	});
});

describe('Connection', () => {
	test('a missing realm ID says to connect again', async () => {
		await connect({ callback: { state: 'state' } });
		const { message, advice } = errorOf(await getChanges());
		expect(message).toContain('"QuickBooks of Larkspur" does not know its QuickBooks company');
		expect(advice).toContain('press Connect again');
		expect(apiRequests()).toBe(0);
	});

	test('the override stands in for a missing realm ID', async () => {
		const { realmId } = simulator.books.company;
		await connect({ callback: {}, data: { realmIdOverride: ` ${realmId} ` } });
		expect(windowOf(await getChanges()).realmId).toBe(realmId);
	});

	test.each([
		[{ oauthTokenData: undefined }, /is not connected to QuickBooks/],
		[{ realmIdOverride: 'Larkspur' }, /realm ID "Larkspur".*is not a number/],
		[{ customApiUrl: '' }, /no usable API URL/],
	])('a credential with %p says what is missing', async (data, message) => {
		await connect({ data });
		expect(errorOf(await getChanges()).message).toMatch(message);
	});

	test('a token with more than five minutes left is not renewed', async () => {
		await connect({ expiresInMs: 6 * 60_000 });
		windowOf(await getChanges());
		expect(tokenRequests()).toBe(0);
	});

	test('under five minutes it is renewed once, for many items and parallel executions', async () => {
		simulator.switches.refreshRotation = 'single-use';
		await connect({ expiresInMs: 4 * 60_000 });
		const input = [{ json: {} }, { json: {} }, { json: {} }];
		const runs = await Promise.all([
			getMany({ entity: 'Vendor', limit: 1 }, { input }),
			getMany({ entity: 'Bill', limit: 1 }, { input }),
			getChanges({}, { mode: 'manual' }),
		]);
		for (const run of runs) expect(run.error).toBeUndefined();
		windowOf(await getChanges());
		expect(tokenRequests()).toBe(1);
		expect(simulator.log.count({ status: 401 })).toBe(0);
	});

	test('a refused token is renewed once, each call is replayed once, and the new one is stored', async () => {
		const before = engine.credentials.read('QuickBooks of Larkspur').oauthTokenData;
		simulator.tokens.expireAccessTokens();
		windowOf(await getChanges());
		expect(tokenRequests()).toBe(1);
		const after = engine.credentials.read('QuickBooks of Larkspur').oauthTokenData;
		expect(after).not.toEqual(before);
		const refused = simulator.log.all({ status: 401 });
		for (const { path } of refused) expect(simulator.log.count({ path, status: 200 })).toBe(1);
		expect(refused.length).toBeGreaterThan(0);
		windowOf(await getChanges());
		expect(tokenRequests()).toBe(1);
	});

	test('a token that somebody else has renewed meanwhile spares the renewal', async () => {
		windowOf(await getChanges());
		simulator.tokens.expireAccessTokens();
		const stale = engine.credentials.read('QuickBooks of Larkspur');
		await connect();
		const fresh = engine.credentials.read('QuickBooks of Larkspur');
		// The execution begins with the old token and finds the new one when it looks again.
		let reads = 0;
		jest.spyOn(engine.credentials, 'getDecrypted').mockImplementation(async () => {
			reads += 1;
			return structuredClone(reads === 1 ? stale : fresh);
		});
		windowOf(await getChanges());
		expect(tokenRequests()).toBe(0);
	});

	test('a revoked connection becomes a plain request to connect again', async () => {
		simulator.disconnect();
		const { message, advice } = errorOf(await getChanges());
		expect(message).toBe(
			'QuickBooks has ended the connection of the credential "QuickBooks of Larkspur".',
		);
		expect(advice).toContain('press Connect again');
		expect(tokenRequests()).toBe(1);
	});

	test('a wrong client secret is named', async () => {
		await connect({ expiresInMs: 0, data: { clientSecret: 'wrong' } });
		expect(errorOf(await getChanges()).message).toContain('client ID or client secret');
	});

	test.each(['good', 'expired', 'revoked'])(
		'with a connection that is %s, no token and no secret reaches items or errors',
		async (state) => {
			if (state === 'expired') simulator.tokens.expireAccessTokens();
			if (state === 'revoked') simulator.disconnect();
			const text = JSON.stringify((await getChanges()).run.data.resultData);
			expect(text).toContain('Fetch');
			expect(text).not.toContain('eyJ');
			expect(text).not.toContain('RT1-');
			expect(text).not.toContain(simulator.clientSecret);
		},
	);
});

describe('Trouble', () => {
	const throttle =
		'<?xml version="1.0"?><IntuitResponse time="2026-11-20T06:53:30.722-07:00" xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message><Detail>The request limit was reached.  Try again later</Detail></Error></Fault></IntuitResponse>';

	test('a 429 in XML is waited for and passes', async () => {
		simulator.faults.arm({
			path: /\/cdc/,
			status: 429,
			body: throttle,
			contentType: 'application/xml',
			headers: { 'Retry-After': '1' },
			times: 1,
		});
		const started = Date.now();
		const window = windowOf(await getChanges());
		expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
		expect(window.quickBooksCalls).toBe(apiRequests());
		expect(simulator.log.count({ path: '/cdc' })).toBe(2);
	});

	test('a 503 in HTML that stays ends with a clear error', async () => {
		skipPauses();
		simulator.faults.arm({
			path: /\/cdc/,
			status: 503,
			body: '<html><body>Service Unavailable</body></html>',
			contentType: 'text/html',
		});
		const { message, advice } = errorOf(await getChanges());
		expect(message).toBe(
			'QuickBooks Online had a fault of its own (status 503) while reading changes of accounts, vendors, customers, invoices, bills, payments, and it did not go away by trying again.',
		);
		expect(advice).toContain('status.developer.intuit.com');
		expect(simulator.log.count({ path: '/cdc' })).toBe(6);
	});

	test('a lost connection is tried again', async () => {
		skipPauses();
		simulator.faults.arm({ path: /\/cdc/, reset: true, times: 2 });
		windowOf(await getChanges());
		expect(simulator.log.count({ path: '/cdc' })).toBe(3);
	});

	test('an unreachable host ends soon, naming host and remedy', async () => {
		skipPauses();
		const closed = createServer();
		await new Promise<void>((resolve) => {
			closed.listen(0, '127.0.0.1', resolve);
		});
		const { port } = closed.address() as AddressInfo;
		await new Promise((resolve) => closed.close(resolve));
		await connect({ data: { customApiUrl: `http://127.0.0.1:${port}` } });
		const { message, advice } = errorOf(await getChanges());
		expect(message).toContain('QuickBooks Online could not be reached');
		expect(message).toContain(`127.0.0.1:${port}`);
		expect(advice).toContain('custom URLs');
	});

	test('stopping the execution ends the waiting', async () => {
		simulator.faults.arm({ path: /\/cdc/, status: 429, body: throttle });
		const cancel = new AbortController();
		const running = getChanges({}, { cancel: cancel.signal });
		while (simulator.log.count({ path: '/cdc', status: 429 }) === 0) {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		cancel.abort();
		const result = await running;
		expect(result.run.status).toBe('canceled');
		expect(simulator.log.count({ path: '/cdc' })).toBe(1);
	});
});
