/** Every kind of list and document over the API: bodies, links, refusals, voids and what is hidden. */
import { eventsSince, type QuickBooksSimulator } from '../../../sandbox/quickbooks';
import { DEFINITIONS } from '../../../sandbox/quickbooks/entities';
import { Caller, DAY, faultOf, NOW, startSimulator, type Body } from './harness';

let simulator: QuickBooksSimulator;
let caller: Caller;

beforeEach(async () => {
	simulator = await startSimulator();
	caller = await Caller.connect(simulator);
});

afterEach(async () => await simulator.stop());

const ref = (row: Body | undefined) => ({ value: String(row?.Id) });
const first = (entity: string, fits: (row: Body) => boolean = () => true) =>
	simulator.books.all(entity).find((row) => row.Active !== false && fits(row));
const account = (type: string) =>
	ref(first('Account', (row) => row.AccountType === type && currencyOf(row) === 'USD'));
const currencyOf = (row: Body) => (row.CurrencyRef as Body).value;
const vendor = () => ref(first('Vendor', (row) => currencyOf(row) === 'USD'));
const customer = () => ref(first('Customer', (row) => currencyOf(row) === 'USD'));
const expense = (value: number) => ({
	Amount: value,
	DetailType: 'AccountBasedExpenseLineDetail',
	AccountBasedExpenseLineDetail: { AccountRef: account('Expense') },
});
const sale = (value: number) => ({
	Amount: value,
	DetailType: 'SalesItemLineDetail',
	SalesItemLineDetail: { ItemRef: ref(first('Item')) },
});
const posting = (type: string, value: number) => ({
	Amount: value,
	DetailType: 'JournalEntryLineDetail',
	JournalEntryLineDetail: { PostingType: type, AccountRef: account('Expense') },
});

async function create(entity: string, body: Body, include = ''): Promise<Body> {
	const answer = await caller.post(`/${entity.toLowerCase()}?minorversion=75${include}`, body);
	expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
	return answer.body[entity] as Body;
}

async function refused(path: string, body: Body) {
	const answer = await caller.post(path, body);
	return { status: answer.status, ...faultOf(answer) };
}

test('every entity answers a query as what it is, and hides what is inactive', async () => {
	for (const { name, kind, hidesInactive } of DEFINITIONS) {
		const rows = await caller.rows(`select * from ${name} maxresults 1000`);
		if (kind === 'single') expect(rows).toHaveLength(1);
		if (kind === 'rate') expect(rows.every((row) => row.Id === undefined)).toBe(true);
		if (kind !== 'list' && kind !== 'transaction') continue;
		const all = simulator.books.all(name);
		const expected = hidesInactive ? all.filter((row) => row.Active !== false) : all;
		const idsOf = (list: Body[]) => list.map((row) => Number(row.Id)).sort((x, y) => x - y);
		expect({ name, ids: idsOf(rows) }).toEqual({ name, ids: idsOf(expected) });
		if (!['TaxAgency', 'JournalCode'].includes(name)) expect(rows.length).toBeGreaterThan(0);
		if (!hidesInactive) continue;
		const both = await caller.rows(
			`select * from ${name} where Active in (true, false) maxresults 1000`,
		);
		expect(both).toHaveLength(all.length);
	}
});

describe('documents that are paid', () => {
	test('a bill payment lowers the balances of bill and vendor, and its deletion restores them', async () => {
		const before = simulator.books.get('Vendor', vendor().value)?.Balance as number;
		const bill = await create('Bill', { VendorRef: vendor(), Line: [expense(100.1)] });
		const credit = await create('VendorCredit', { VendorRef: vendor(), Line: [expense(30)] });
		expect([bill.Balance, credit.Balance]).toEqual([100.1, 30]);
		const line = (row: Body, type: string, value: number) => ({
			Amount: value,
			LinkedTxn: [{ TxnId: row.Id, TxnType: type }],
		});
		const body = {
			VendorRef: vendor(),
			PayType: 'Check',
			CheckPayment: { BankAccountRef: account('Bank') },
			TotalAmt: 20,
			Line: [line(bill, 'Bill', 50), line(credit, 'VendorCredit', 30)],
		};
		const payment = await create('BillPayment', body);
		const { books } = simulator;
		const paid = books.get('Bill', String(bill.Id));
		expect(paid).toMatchObject({ Balance: 50.1, SyncToken: '1' });
		expect(paid?.LinkedTxn).toEqual([{ TxnId: payment.Id, TxnType: 'BillPaymentCheck' }]);
		expect(books.get('VendorCredit', String(credit.Id))?.Balance).toBe(0);
		expect(books.get('Vendor', vendor().value)?.Balance).toBeCloseTo(before + 50.1, 2);
		await caller.post('/billpayment?operation=delete', { Id: payment.Id, SyncToken: '0' });
		expect(books.get('Bill', String(bill.Id))?.Balance).toBe(100.1);
		expect(books.get('Vendor', vendor().value)?.Balance).toBeCloseTo(before + 70.1, 2);
		expect(await refused('/billpayment', { ...body, TotalAmt: 19 })).toMatchObject({
			status: 400,
			code: '6000',
		});
	});

	test('a deposit pulls in receipts by lines without Id and DetailType, and lets go of them', async () => {
		const receipt = await create('SalesReceipt', { CustomerRef: customer(), Line: [sale(80)] });
		expect(receipt).toMatchObject({ TotalAmt: 80, Balance: 0 });
		const deposit = await create('Deposit', {
			DepositToAccountRef: account('Bank'),
			CashBack: { AccountRef: account('Bank'), Amount: 5 },
			Line: [
				{ Amount: 80, LinkedTxn: [{ TxnId: receipt.Id, TxnType: 'SalesReceipt', TxnLineId: '0' }] },
				{
					Amount: 1.5,
					DetailType: 'DepositLineDetail',
					DepositLineDetail: { AccountRef: account('Other Income') },
				},
			],
		});
		expect(deposit).toMatchObject({ TotalAmt: 76.5, HomeTotalAmt: 76.5 });
		simulator.switches.depositTotal = 'beforeCashBack';
		const path = `/deposit/${String(deposit.Id)}`;
		expect((await caller.get(path)).body.Deposit).toMatchObject({
			TotalAmt: 81.5,
			HomeTotalAmt: 81.5,
		});
		const [linked, plain] = deposit.Line as Body[];
		expect(Object.keys(linked).sort()).toEqual(['Amount', 'LinkedTxn']);
		expect(plain.Id).toBe('1');
		const stored = simulator.books.get('SalesReceipt', String(receipt.Id));
		expect(stored?.LinkedTxn).toEqual([{ TxnId: deposit.Id, TxnType: 'Deposit' }]);
		simulator.books.delete('SalesReceipt', String(receipt.Id));
		expect(simulator.books.get('Deposit', String(deposit.Id))).toMatchObject({ TotalAmt: -3.5 });
	});
});

describe('what single entities demand', () => {
	test('a journal entry balances, numbers its lines from 0 and has no total', async () => {
		const Line = [posting('Debit', 70.07), posting('Credit', 70), posting('Credit', 0.07)];
		const entry = await create('JournalEntry', { Line });
		expect((entry.Line as Body[]).map((line) => line.Id)).toEqual(['0', '1', '2']);
		expect(entry.TotalAmt).toBe(0);
		expect(await refused('/journalentry', { Line: Line.slice(0, 2) })).toMatchObject({
			code: '6000',
			detail: expect.stringContaining('do not balance'),
		});
	});

	test.each([
		['/purchase', () => ({ AccountRef: account('Bank'), PaymentType: 'Barter' }), '2030'],
		['/purchase', () => ({ AccountRef: account('Bank'), PaymentType: 'CreditCard' }), '6000'],
		[
			'/purchase',
			() => ({ AccountRef: account('Bank'), PaymentType: 'Check', Credit: true }),
			'6000',
		],
	])('%s is refused where it contradicts itself (%#)', async (path, body, code) => {
		expect((await refused(path, { ...body(), Line: [expense(1)] })).code).toBe(code);
	});

	test('a transfer needs two accounts, a time activity a worker, an employee a name', async () => {
		const bank = account('Bank');
		const transfer = { FromAccountRef: bank, ToAccountRef: bank, Amount: 5 };
		expect((await refused('/transfer', transfer)).code).toBe('6000');
		expect((await refused('/timeactivity', { NameOf: 'Employee' })).code).toBe('2020');
		expect((await refused('/employee', { Title: 'Dr.' })).code).toBe('2020');
		expect((await refused('/term', { Name: 'Never' })).code).toBe('2020');
		expect((await refused('/taxrate', { Name: 'Mine' })).code).toBe('500');
		const made = await create('Employee', { GivenName: 'Ada', FamilyName: 'Byron' });
		expect(made.DisplayName).toBe('Ada Byron');
		expect((await refused('/vendor', { DisplayName: 'Ada Byron' })).code).toBe('6240');
	});

	test('a kind of line that the document does not take is refused', async () => {
		const body = { VendorRef: vendor(), Line: [sale(5)] };
		expect((await refused('/bill', body)).code).toBe('2030');
	});
});

test('voids are done, refused, answered with a fault in a 200, or ignored', async () => {
	const { books } = simulator;
	const voided = async (entity: string) => {
		const row = books.all(entity).find((one) => one.TotalAmt !== 0 || entity === 'JournalEntry');
		const path = `/${entity.toLowerCase()}?operation=void`;
		return await caller.post(path, { Id: row?.Id, SyncToken: row?.SyncToken });
	};
	const receipt = await voided('SalesReceipt');
	expect(receipt.body.SalesReceipt).toMatchObject({ TotalAmt: 0, PrivateNote: /^Voided/ });
	for (const entity of ['Purchase', 'BillPayment', 'VendorCredit', 'Deposit']) {
		const answer = await voided(entity);
		expect([entity, answer.status, faultOf(answer).code]).toEqual([entity, 400, '500']);
	}
	const bill = await voided('Bill');
	expect([bill.status, faultOf(bill).code]).toEqual([200, '10000']);
	const before = books.all('JournalEntry');
	const entry = await voided('JournalEntry');
	expect([entry.status, entry.body.BatchItemResponse]).toEqual([200, []]);
	expect(books.all('JournalEntry')).toEqual(before);
});

test('lists are not deleted, documents and budgets are; only names of lists get the suffix', async () => {
	const method = first('PaymentMethod');
	const gone = await refused('/paymentmethod?operation=delete', {
		Id: method?.Id,
		SyncToken: method?.SyncToken,
	});
	expect(gone.code).toBe('500');
	const update = { Id: method?.Id, SyncToken: method?.SyncToken, sparse: true, Active: false };
	const hidden = await create('PaymentMethod', update);
	expect(hidden.Name).toBe(`${String(method?.Name)} (deleted)`);
	const budget = first('Budget');
	const off = { Id: budget?.Id, SyncToken: budget?.SyncToken, sparse: true, Active: false };
	expect((await create('Budget', off)).Name).toBe(budget?.Name);
	const del = { Id: budget?.Id, SyncToken: String(Number(budget?.SyncToken) + 1) };
	const answer = await caller.post('/budget?operation=delete', del);
	expect(answer.body.Budget).toEqual({ domain: 'QBO', status: 'Deleted', Id: budget?.Id });
});

test('change data capture reports deletions of new kinds and refuses what it does not know', async () => {
	const since = encodeURIComponent(new Date(NOW - DAY).toISOString());
	const { books } = simulator;
	const transfer = books.all('Transfer')[0];
	books.delete('Transfer', transfer.Id);
	const answer = await caller.get(`/cdc?entities=Transfer,Budget&changedSince=${since}`);
	expect(answer.text).toContain('"status":"Deleted"');
	for (const entity of ['TimeActivity', 'TaxCode', 'TaxRate', 'Preferences', 'ExchangeRate']) {
		const refusal = await caller.get(`/cdc?entities=Bill,${entity}&changedSince=${since}`);
		expect([entity, refusal.status, faultOf(refusal).code]).toEqual([entity, 400, '500']);
	}
});

test('webhooks tell of what they know: no tax codes, no deleted budget, a void as a void', () => {
	const { books, clock } = simulator;
	const since = books.now();
	clock.advance(1_000);
	const receipt = books.all('SalesReceipt')[0];
	books.void('SalesReceipt', receipt.Id);
	books.inactivate('TaxCode', books.all('TaxCode')[0].Id);
	const [kept, gone] = books.all('Budget');
	books.update('Budget', kept.Id, { Name: 'Renamed' });
	books.delete('Budget', gone.Id);
	books.delete('TimeActivity', books.all('TimeActivity')[0].Id);
	const entities = ['SalesReceipt', 'TaxCode', 'Budget', 'TimeActivity'];
	const events = eventsSince(books, entities, since + 1);
	expect(events.map(({ entity, operation }) => `${entity} ${operation}`)).toEqual([
		'SalesReceipt void',
		'Budget updated',
		'TimeActivity deleted',
	]);
});

test('references lose their names where the switch says so, other names stay', async () => {
	const query = '/query?query=select%20*%20from%20Invoice%20maxresults%201000';
	const names = (text: string) => text.match(/"name":/g)?.length ?? 0;
	const named = (await caller.get(query)).text;
	simulator.switches.refNames = 'missing';
	const bare = (await caller.get(query)).text;
	expect(names(named)).toBeGreaterThan(100);
	expect(bare).not.toMatch(/"value":"[^"]*","name"/);
	// What is left are QuickBooks' Java leftovers, which are no references.
	expect(names(bare)).toBe(named.match(/"name":"\{http/g)?.length ?? 0);
	const ids = (text: string) => text.match(/"value":"[^"]*"/g);
	expect(ids(bare)).toEqual(ids(named));
});

describe('custom fields', () => {
	const all = '&include=enhancedAllCustomFields';

	test('three of text come unasked, all where they are asked for, in every kind of answer', async () => {
		simulator.switches.allCustomFieldsIn = ['read', 'query', 'cdc', 'batch', 'write'];
		const CustomField = [
			{ DefinitionId: '1', StringValue: 'a' },
			{ DefinitionId: '4', NumberValue: 2.5 },
			{ DefinitionId: '2', StringValue: 'b' },
			{ DefinitionId: '3', StringValue: 'c' },
			{ DefinitionId: '6', StringValue: 'd' },
			{ DefinitionId: '99', StringValue: 'unknown' },
		];
		const body = { CustomerRef: customer(), Line: [sale(1)], CustomField };
		const few = await create('Invoice', body);
		const idsOf = (row: unknown) =>
			((row as Body).CustomField as Body[]).map((field) => field.DefinitionId);
		expect(idsOf(few)).toEqual(['1', '2', '3']);
		const id = String(few.Id);
		const statement = encodeURIComponent(`select * from Invoice where Id = '${id}'`);
		const since = encodeURIComponent(new Date(NOW - 1_000).toISOString());
		const wanted = ['1', '4', '2', '3', '6'];
		const query = await caller.get(`/query?query=${statement}${all}`);
		expect(idsOf(((query.body.QueryResponse as Body).Invoice as Body[])[0])).toEqual(wanted);
		const read = await caller.get(`/invoice/${id}?minorversion=75${all}`);
		expect(idsOf(read.body.Invoice)).toEqual(wanted);
		const cdc = await caller.get(`/cdc?entities=Invoice&changedSince=${since}${all}`);
		expect(cdc.text).toContain('"DefinitionId":"6"');
		expect((await caller.get(`/cdc?entities=Invoice&changedSince=${since}`)).text).not.toContain(
			'"DefinitionId":"6"',
		);
		const item = { bId: '1', Query: `select * from Invoice where Id = '${id}'` };
		const batch = await caller.post(`/batch?minorversion=75${all}`, { BatchItemRequest: [item] });
		expect(batch.text).toContain('"DefinitionId":"6"');
		simulator.switches.allCustomFieldsIn = ['read', 'query'];
		const deaf = await caller.get(`/cdc?entities=Invoice&changedSince=${since}${all}`);
		expect(deaf.text).not.toContain('"DefinitionId":"6"');
	});

	test('a value of another type is refused', async () => {
		const CustomField = [{ DefinitionId: '4', StringValue: 'much' }];
		const body = { CustomerRef: customer(), Line: [sale(1)], CustomField };
		expect((await refused('/invoice', body)).code).toBe('2030');
	});
});

describe('exchange rates', () => {
	const select = (where: string) => `select * from ExchangeRate where ${where}`;

	test('are asked for by currency and date, and hold from the day they are entered', async () => {
		const set = { SourceCurrencyCode: 'EUR', AsOfDate: '2026-11-02', Rate: 1.2345 };
		await caller.post('/exchangerate', set);
		const rows = await caller.rows(
			select("SourceCurrencyCode in ('EUR', 'GBP', 'XXX') and AsOfDate = '2026-11-05'"),
		);
		expect(rows).toMatchObject([
			{ SourceCurrencyCode: 'EUR', TargetCurrencyCode: 'USD', Rate: 1.2345 },
			{ SourceCurrencyCode: 'GBP', AsOfDate: '2026-11-05' },
		]);
		const before = await caller.get('/exchangerate?sourcecurrencycode=EUR&asofdate=2026-11-01');
		expect((before.body.ExchangeRate as Body).Rate).not.toBe(1.2345);
	});

	test('are neither counted nor sorted, and there are none without multicurrency', async () => {
		expect((await caller.query('select count(*) from ExchangeRate')).status).toBe(400);
		const sorted = await caller.query(`${select("AsOfDate = '2026-11-05'")} orderby AsOfDate`);
		expect(faultOf(sorted).code).toBe('4001');
		await simulator.stop();
		simulator = await startSimulator({ companies: [{ multicurrency: false }] });
		caller = await Caller.connect(simulator);
		const answer = await caller.get('/exchangerate?sourcecurrencycode=EUR');
		expect(faultOf(answer).code).toBe('6000');
	});
});
