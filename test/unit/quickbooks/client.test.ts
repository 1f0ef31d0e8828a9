import { QuickBooksClient } from '../../../src/quickbooks/client';
import { Pacer } from '../../../src/http/pacing';
import { answer, FakeClock, ScriptedTransport, type Scripted } from '../http/fakes';

const TIME = '2026-11-20T04:00:00.000-08:00';

function open(...script: Scripted[]) {
	const transport = new ScriptedTransport(script);
	const clock = new FakeClock();
	const client = new QuickBooksClient({
		realmId: '9130',
		baseUrl: 'https://quickbooks.test',
		tokens: { get: async () => 'token', renew: async () => 'token' },
		transport,
		pacer: new Pacer({ perMinute: 99, perSecond: 99, concurrent: 10 }, clock),
		clock,
	});
	return { client, transport };
}

test('asks for JSON, names itself and the minor version', async () => {
	const { client, transport } = open(answer(200, { QueryResponse: {}, time: TIME }));
	await client.query('Bill', 'SELECT * FROM Bill', 'reading bills');
	expect(transport.sent[0].url.href).toBe(
		'https://quickbooks.test/v3/company/9130/query?query=SELECT%20*%20FROM%20Bill&minorversion=75&include=enhancedAllCustomFields',
	);
	expect(transport.sent[0].headers).toMatchObject({
		accept: 'application/json',
		authorization: 'Bearer token',
		'user-agent': 'n8n-nodes-quickbooks-anaplan',
	});
});

test('a statement too long for a URL goes as the body of a POST', async () => {
	const { client, transport } = open(answer(200, { QueryResponse: {}, time: TIME }));
	const statement = `SELECT * FROM Bill WHERE Id IN (${"'123', ".repeat(900)}'1')`;
	await client.query('Bill', statement, 'reading bills');
	expect(transport.sent[0]).toMatchObject({ method: 'POST', body: statement });
	expect(transport.sent[0].headers['content-type']).toBe('application/text');
	expect(transport.sent[0].url.search).toBe('?minorversion=75&include=enhancedAllCustomFields');
});

test('amounts of up to 15 digits and their cents survive', async () => {
	const body = `{"QueryResponse":{"Bill":[{"Id":"1","TotalAmt":9999999999999.99}]},"time":"${TIME}"}`;
	const { client } = open(answer(200, body));
	const { rows } = await client.query('Bill', 'SELECT * FROM Bill', 'reading bills');
	expect(String(rows[0].TotalAmt)).toBe('9999999999999.99');
});

test.each([
	['no QueryResponse', { time: TIME }],
	['rows that are no list', { QueryResponse: { Bill: {} }, time: TIME }],
	['rows that are no objects', { QueryResponse: { Bill: [null] }, time: TIME }],
	['no time', { QueryResponse: {} }],
	['a list', []],
])('an answer with %s is an error, never an empty list', async (_name, body) => {
	const { client } = open(answer(200, body));
	await expect(client.query('Bill', 'SELECT * FROM Bill', 'reading bills')).rejects.toThrow(
		'unknown shape while reading bills',
	);
});

test('a count without a number is an error, never zero', async () => {
	const { client } = open(answer(200, { QueryResponse: {}, time: TIME }));
	await expect(client.count('SELECT COUNT(*) FROM Bill', 'counting')).rejects.toThrow(
		'unknown shape',
	);
});

test('a change answer without CDCResponse is an error, never "nothing changed"', async () => {
	const { client } = open(answer(200, { QueryResponse: {}, time: TIME }));
	await expect(client.changes(['Bill'], TIME, 'reading changes')).rejects.toThrow('unknown shape');
});

test('a fault inside a good answer ends the call', async () => {
	const fault = { Fault: { Error: [{ Message: 'm', code: '6190' }] }, time: TIME };
	const { client } = open(answer(200, fault));
	await expect(client.count('SELECT COUNT(*) FROM Bill', 'counting')).rejects.toThrow(
		'subscription',
	);
});

test('groups of one entity that come in parts are put together', async () => {
	const part = (id: string) => ({ Bill: [{ Id: id, SyncToken: '0' }] });
	const body = {
		CDCResponse: [{ QueryResponse: [part('1')] }, { QueryResponse: [part('2'), {}] }],
		time: TIME,
	};
	const { client } = open(answer(200, body));
	const changes = await client.changes(['Bill', 'Invoice'], TIME, 'reading changes');
	expect(changes.groups.get('Bill')?.live).toHaveLength(2);
	expect(changes.objects).toBe(2);
	expect(changes.groups.has('Invoice')).toBe(false);
});

test('statements of a batch are matched by their bId, and a refused one is told apart', async () => {
	const field = (id: number) => ({ DefinitionId: String(id), Name: `Field ${id}` });
	const bill = (...fields: number[]) => ({ Id: '1', CustomField: fields.map(field) });
	const { client, transport } = open(
		answer(200, {
			BatchItemResponse: [
				{ bId: '2', QueryResponse: { Invoice: [bill(1, 2, 3)] } },
				{ bId: '1', Fault: { Error: [{ Message: 'no', code: '4001' }] } },
				{ bId: '0', QueryResponse: { Bill: [bill(1, 2, 3, 4)] } },
				{ bId: '3', QueryResponse: {} },
			],
			time: TIME,
		}),
	);
	const queries = ['Bill', 'Vendor', 'Invoice', 'Term'].map((entity) => ({
		entity,
		statement: `SELECT * FROM ${entity}`,
	}));
	const pages = await client.queryTogether(queries, 'reading by ID');
	expect(pages).toEqual([
		{ rows: [bill(1, 2, 3, 4)], time: TIME },
		undefined,
		{ rows: [bill(1, 2, 3)], time: TIME },
		{ rows: [], time: TIME },
	]);
	expect(transport.sent[0].url.search).toBe('?minorversion=75&include=enhancedAllCustomFields');
	expect(client.calls).toBe(1);
});

test('a deletion that lost its status is a deletion all the same', async () => {
	const gone = { Id: '9', domain: 'QBO', MetaData: { LastUpdatedTime: TIME } };
	const living = { Id: '8', SyncToken: '0' };
	const { client } = open(
		answer(200, { CDCResponse: [{ QueryResponse: [{ Bill: [living, gone] }] }], time: TIME }),
	);
	const { groups } = await client.changes(['Bill'], TIME, 'reading changes of bills');
	expect(groups.get('Bill')).toEqual({ live: [living], deleted: [gone] });
});
