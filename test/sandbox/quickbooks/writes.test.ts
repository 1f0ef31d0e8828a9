import type { QuickBooksSimulator } from '../../../sandbox/quickbooks';
import { Caller, faultOf, startSimulator, type Answer, type Body } from './harness';

let simulator: QuickBooksSimulator;
let caller: Caller;

beforeAll(async () => {
	simulator = await startSimulator();
	caller = await Caller.connect(simulator);
});

afterAll(async () => {
	await simulator.stop();
});

function itemLine(amount: unknown): Body {
	const item = simulator.books.all('Item')[0];
	return {
		Amount: amount,
		DetailType: 'SalesItemLineDetail',
		SalesItemLineDetail: { ItemRef: { value: item.Id } },
	};
}

function invoice(changes: Body = {}): Body {
	const customer = simulator.books.all('Customer').find((row) => row.Active);
	return { CustomerRef: { value: customer?.Id }, Line: [itemLine(10.05)], ...changes };
}

async function created(path: string, body: Body): Promise<Body> {
	const answer = await caller.post(path, body);
	expect(answer.status).toBe(200);
	const [row] = Object.values(answer.body);
	return row as Body;
}

function expectFault(answer: Answer, code: string, status = 400): void {
	expect({ status: answer.status, code: faultOf(answer).code }).toEqual({ status, code });
}

describe('reading by id', () => {
	it('answers the object under its name', async () => {
		const [bill] = simulator.books.all('Bill');
		const answer = await caller.get(`/bill/${bill.Id}`);
		expect(answer.body).toMatchObject({ Bill: bill });
		expect(answer.body.time).toMatch(/^2026-11-20T10:00:00\.000-08:00$/);
	});

	it('answers 610 for a missing id, 2030 without time for a bad one, 500 for a bad path', async () => {
		expectFault(await caller.get('/invoice/999999'), '610');
		const bad = await caller.get('/invoice/abc');
		expectFault(bad, '2030');
		expect(bad.body).not.toHaveProperty('time');
		expectFault(await caller.get('/nonsense/1'), '500');
	});

	it('serves company information for its own realm only', async () => {
		const own = await caller.get(`/companyinfo/${caller.realmId}`);
		expect(own.body.CompanyInfo).toMatchObject({ Country: 'US' });
		expectFault(await caller.get('/companyinfo/1'), '610');
	});
});

describe('create', () => {
	it('computes line ids, the closing subtotal, totals and home amounts', async () => {
		const customer = simulator.books
			.all('Customer')
			.find((row) => (row.CurrencyRef as Body).value === 'EUR' && row.Active);
		const row = await created('/invoice', {
			CustomerRef: { value: customer?.Id },
			CurrencyRef: { value: 'EUR' },
			ExchangeRate: 1.0875,
			Line: [
				itemLine(10.05),
				itemLine(0.1),
				{
					DetailType: 'DiscountLineDetail',
					DiscountLineDetail: { PercentBased: true, DiscountPercent: 10 },
				},
			],
			TxnTaxDetail: { TotalTax: 0.81 },
		});
		const lines = row.Line as Body[];
		expect(lines.map((line) => [line.Id, line.DetailType, line.Amount])).toEqual([
			['1', 'SalesItemLineDetail', 10.05],
			['2', 'SalesItemLineDetail', 0.1],
			[undefined, 'SubTotalLineDetail', 10.15],
			['3', 'DiscountLineDetail', 1.02],
		]);
		// 10.15 - 1.02 + 0.81 = 9.94; times 1.0875 = 10.80975.
		expect(row).toMatchObject({ TotalAmt: 9.94, Balance: 9.94, HomeTotalAmt: 10.81 });
		expect((lines[0].SalesItemLineDetail as Body).ItemAccountRef).toBeDefined();
	});

	it('repeats the first answer for the same requestid', async () => {
		const first = await created('/vendor?requestid=r-1', { DisplayName: 'Once only' });
		const second = await created('/vendor?requestid=r-1', { DisplayName: 'Once only' });
		expect(second).toEqual(first);
	});

	it.each([
		['an unknown property', '/vendor', { DisplayName: 'V1', Colour: 'red' }, '2010'],
		['a missing name', '/vendor', {}, '2020'],
		['a name with a colon', '/vendor', { DisplayName: 'A:B' }, '2040'],
		['a name in use by a customer', '/vendor', { DisplayName: 'adler apotheke' }, '6240'],
		['an account without type', '/account', { Name: 'New' }, '2020'],
	])('refuses %s', async (_name, path, body, code) => {
		expectFault(await caller.post(path, body), code);
	});

	it('refuses bad invoices with the service’s own codes', async () => {
		const refuse = async (changes: Body, code: string) =>
			expectFault(await caller.post('/invoice', invoice(changes)), code);
		const gone = simulator.books.all('Customer').find((row) => !row.Active);
		await refuse({ Line: undefined }, '2020');
		await refuse({ CustomerRef: { value: gone?.Id } }, '610');
		await refuse({ CustomerRef: { value: '999999' } }, '610');
		await refuse({ DocNumber: '1001' }, '6140');
		await refuse({ DocNumber: 'x'.repeat(22) }, '2050');
		await refuse({ TxnDate: '20.11.2026' }, '2030');
		await refuse({ Line: [itemLine(1.005)] }, '2080');
		await refuse({ Line: [itemLine('10')] }, '2080');
		await refuse({ Line: [{ Amount: 1, DetailType: 'Nonsense' }] }, '2030');
		const twice = await caller.post(
			'/invoice?include=allowduplicatedocnum',
			invoice({ DocNumber: '1001' }),
		);
		expect(twice.status).toBe(200);
		expectFault(await caller.post('/invoice', invoice(), 'text/plain'), '500');
	});
});

describe('update, void and delete', () => {
	it('refuses a stale SyncToken and keeps what a sparse update leaves out', async () => {
		const row = await created('/invoice', invoice({ PrivateNote: 'one' }));
		const change = { Id: row.Id, SyncToken: '0', sparse: true, DueDate: '2026-12-24' };
		const changed = await created('/invoice', change);
		expect(changed).toMatchObject({ SyncToken: '1', PrivateNote: 'one', DueDate: '2026-12-24' });
		expectFault(await caller.post('/invoice', change), '5010');
	});

	it('sends back what it was given and keeps its total and line ids', async () => {
		const row = await created('/invoice', invoice({ Line: [itemLine(10.05), itemLine(3)] }));
		const again = await created('/invoice', row);
		expect(again.TotalAmt).toBe(13.05);
		expect(again.Line).toEqual(row.Line);
	});

	it('moves the invoice’s balance with its payments, as new versions', async () => {
		const row = await created('/invoice', invoice());
		const payment = await created('/payment', {
			CustomerRef: row.CustomerRef,
			TotalAmt: 12,
			Line: [{ Amount: 10.05, LinkedTxn: [{ TxnId: row.Id, TxnType: 'Invoice' }] }],
		});
		expect(payment.UnappliedAmt).toBe(1.95);
		expect(simulator.books.get('Invoice', String(row.Id))).toMatchObject({
			Balance: 0,
			SyncToken: '1',
			LinkedTxn: [{ TxnId: payment.Id, TxnType: 'Payment' }],
		});
		await caller.post('/payment?operation=delete', payment);
		expect(simulator.books.get('Invoice', String(row.Id))).toMatchObject({
			Balance: 10.05,
			LinkedTxn: [],
		});
	});

	it('voids to zero amounts with the lines kept, and lets payments go', async () => {
		const row = await created('/invoice', invoice({ PrivateNote: 'memo' }));
		const payment = await created('/payment', {
			CustomerRef: row.CustomerRef,
			TotalAmt: 4,
			Line: [{ Amount: 4, LinkedTxn: [{ TxnId: row.Id, TxnType: 'Invoice' }] }],
		});
		expectFault(
			await caller.post('/invoice?operation=void', { Id: row.Id, SyncToken: '0' }),
			'5010',
		);
		const voided = await created('/invoice?operation=void', { Id: row.Id, SyncToken: '1' });
		expect(simulator.books.get('Payment', String(payment.Id))).toMatchObject({
			TotalAmt: 4,
			UnappliedAmt: 4,
			Line: [],
		});
		expect(voided).toMatchObject({ TotalAmt: 0, Balance: 0, PrivateNote: 'Voided - memo' });
		expect((voided.Line as Body[]).map((line) => line.Amount)).toEqual([0, 0]);
		expect(voided.DocNumber).toBe(row.DocNumber);
	});

	it('answers the void of a bill with HTTP 200 and a fault', async () => {
		const [bill] = simulator.books.all('Bill');
		const answer = await caller.post('/bill?operation=void', bill);
		expectFault(answer, '10000', 200);
		expect(answer.body.Fault).toMatchObject({ type: 'SystemFault' });
	});

	it('deletes transactions for good and list entities never', async () => {
		const row = await created('/invoice', invoice());
		const gone = await caller.post('/invoice?operation=delete', { Id: row.Id, SyncToken: '0' });
		expect(gone.body.Invoice).toEqual({ domain: 'QBO', status: 'Deleted', Id: row.Id });
		expectFault(await caller.get(`/invoice/${String(row.Id)}`), '610');
		const [vendor] = simulator.books.all('Vendor');
		expectFault(await caller.post('/vendor?operation=delete', vendor), '500');
		const off = { Id: vendor.Id, SyncToken: vendor.SyncToken, sparse: true, Active: false };
		expect((await created('/vendor', off)).DisplayName).toMatch(/ \(deleted\)$/);
	});
});

describe('batch', () => {
	it('answers each item on its own', async () => {
		const answer = await caller.post('/batch', {
			BatchItemRequest: [
				{ bId: 'a', Query: "select * from Vendor where Id = '2'" },
				{ bId: 'b', operation: 'create', Vendor: { DisplayName: 'Batch vendor' } },
				{ bId: 'c', operation: 'create', Vendor: { DisplayName: 'Batch vendor' } },
			],
		});
		expect(answer.status).toBe(200);
		expect(answer.body.BatchItemResponse).toMatchObject([
			{ bId: 'a', QueryResponse: { maxResults: 1 } },
			{ bId: 'b', Vendor: { DisplayName: 'Batch vendor' } },
			{ bId: 'c', Fault: { Error: [{ code: '6240' }] } },
		]);
	});

	it('takes 30 items at most', async () => {
		const items = Array.from({ length: 31 }, (_, index) => ({
			bId: String(index),
			Query: 'select * from Term',
		}));
		expect((await caller.post('/batch', { BatchItemRequest: items })).status).toBe(400);
		const fewer = await caller.post('/batch', { BatchItemRequest: items.slice(1) });
		expect(fewer.status).toBe(200);
	});
});
