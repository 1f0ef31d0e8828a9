/** Clients that were not written here work against the simulator as against the service. */
import OAuthClient from 'intuit-oauth';
import QuickBooks from 'node-quickbooks';
import type { QuickBooksSimulator } from '../../../sandbox/quickbooks';
import { DEFINITIONS } from '../../../sandbox/quickbooks/entities';
import { NOW, REDIRECT, startSimulator, type Body } from './harness';

const REPORTS = [
	'ProfitAndLoss',
	'ProfitAndLossDetail',
	'BalanceSheet',
	'TrialBalance',
	'GeneralLedger',
	'JournalReport',
	'TransactionList',
	'CashFlow',
	'AgedReceivables',
	'AgedPayables',
	'VendorBalance',
	'CustomerBalance',
] as const;

let simulator: QuickBooksSimulator;

beforeAll(async () => {
	simulator = await startSimulator();
	const discovery = (await (
		await fetch(`${simulator.url}/.well-known/openid_configuration`)
	).json()) as Record<string, string>;
	Object.assign(OAuthClient, {
		authorizeEndpoint: discovery.authorization_endpoint,
		tokenEndpoint: discovery.token_endpoint,
		revokeEndpoint: discovery.revocation_endpoint,
		environment: { sandbox: `${simulator.url}/`, production: `${simulator.url}/` },
	});
	Object.assign(QuickBooks, {
		V3_ENDPOINT_BASE_URL: `${simulator.url}/v3/company/`,
		TOKEN_URL: discovery.token_endpoint,
		REVOKE_URL: discovery.revocation_endpoint,
	});
});

afterAll(async () => {
	await simulator.stop();
});

function oauthClient(secret = simulator.clientSecret): OAuthClient {
	return new OAuthClient({
		clientId: simulator.clientId,
		clientSecret: secret,
		environment: 'sandbox',
		redirectUri: REDIRECT,
	});
}

async function signIn(client: OAuthClient): Promise<Body> {
	const scope = 'com.intuit.quickbooks.accounting';
	const callback = await simulator.decide(client.authorizeUri({ scope, state: 'abc' }));
	return tokenOf(await client.createToken(callback));
}

function tokenOf(answer: unknown): Body {
	return (answer as { json: Body }).json;
}

async function booksClient(): Promise<QuickBooks> {
	const client = oauthClient();
	const tokens = await signIn(client);
	return new QuickBooks(
		simulator.clientId,
		simulator.clientSecret,
		String(tokens.access_token),
		false,
		client.getToken().realmId,
		true,
		false,
		'75',
		'2.0',
		String(tokens.refresh_token),
	);
}

/** Calls a method of node-quickbooks and waits for its callback. */
async function call<T = Body>(run: (done: (error: unknown, data?: unknown) => void) => void) {
	return await new Promise<T>((resolve, reject) => {
		run((error, data) => {
			if (error) {
				reject(error as Error);
			} else {
				resolve(data as T);
			}
		});
	});
}

describe('intuit-oauth', () => {
	it('signs in, refreshes with a new refresh token, reads the company and revokes', async () => {
		const client = oauthClient();
		const first = await signIn(client);
		expect(first).toMatchObject({
			token_type: 'bearer',
			expires_in: 3600,
			x_refresh_token_expires_in: 8_726_400,
		});
		const realmId = client.getToken().realmId;
		expect(realmId).toBe(simulator.books.company.realmId);
		const second = tokenOf(await client.refresh());
		expect(second.refresh_token).not.toBe(first.refresh_token);
		const path = `/v3/company/${realmId}/companyinfo/${realmId}`;
		const company = tokenOf(await client.makeApiCall({ url: path }));
		expect((company.CompanyInfo as Body).CompanyName).toBe(simulator.books.company.name);
		await client.revoke({ refresh_token: String(second.refresh_token) });
		await expect(client.refreshUsingToken(String(second.refresh_token))).rejects.toThrow(
			'invalid_grant',
		);
	});

	it('reports a wrong client secret', async () => {
		await expect(signIn(oauthClient('wrong'))).rejects.toThrow('invalid_client');
	});

	it('gets every entity and every report by its address', async () => {
		const client = oauthClient();
		await signIn(client);
		const { realmId } = client.getToken();
		const get = async (path: string) =>
			tokenOf(await client.makeApiCall({ url: `/v3/company/${realmId}/${path}` }));
		for (const { name, kind } of DEFINITIONS) {
			const answer = await get(`query?query=${encodeURIComponent(`select * from ${name}`)}`);
			const rows = (answer.QueryResponse as { [key: string]: Body[] })[name] ?? [];
			if (kind !== 'list' && kind !== 'transaction') continue;
			const listed = simulator.books.all(name).filter((row) => row.Active !== false);
			expect({ name, count: rows.length }).toEqual({ name, count: Math.min(listed.length, 100) });
			if (rows.length === 0) continue;
			expect((await get(`${name.toLowerCase()}/${String(rows[0].Id)}`))[name]).toEqual(rows[0]);
		}
		for (const name of REPORTS) {
			const report = await get(`reports/${name}?start_date=2026-01-01&end_date=2026-06-30`);
			expect(report).toMatchObject({ Header: { ReportName: name } });
		}
	});

	it('reads the fault of a bad query', async () => {
		const client = oauthClient();
		await signIn(client);
		const { realmId } = client.getToken();
		const url = `/v3/company/${realmId}/query?query=select%20*%20from%20Custmoer`;
		await expect(client.makeApiCall({ url })).rejects.toMatchObject({ code: '4001' });
	});
});

describe('node-quickbooks', () => {
	it('pages through all customers', async () => {
		const client = await booksClient();
		const found = await call((done) => client.findCustomers({ fetchAll: true, limit: 10 }, done));
		const customers = (found.QueryResponse as { Customer: Body[] }).Customer;
		const expected = simulator.books.all('Customer').filter((row) => row.Active);
		expect(new Set(customers.map((row) => row.Id))).toEqual(new Set(expected.map((r) => r.Id)));
	});

	it('filters with quotes and backslashes in the value', async () => {
		const client = await booksClient();
		const found = await call((done) =>
			client.findVendors([{ field: 'DisplayName', value: "D'Angelo & O'Neill LLP" }], done),
		);
		expect((found.QueryResponse as { Vendor: Body[] }).Vendor).toHaveLength(1);
	});

	it('counts invoices', async () => {
		const client = await booksClient();
		const found = await call((done) => client.findInvoices({ count: true }, done));
		expect(found.QueryResponse).toEqual({ totalCount: simulator.books.totals().Invoice.count });
	});

	it('creates, reads, changes, voids and deletes an invoice', async () => {
		const client = await booksClient();
		const item = simulator.books.all('Item')[0];
		const customer = simulator.books.all('Customer')[1];
		const created = await call((done) =>
			client.createInvoice(
				{
					CustomerRef: { value: customer.Id },
					Line: [
						{
							Amount: 20.1,
							DetailType: 'SalesItemLineDetail',
							SalesItemLineDetail: { ItemRef: { value: item.Id } },
						},
					],
				},
				done,
			),
		);
		expect(created).toMatchObject({ TotalAmt: 20.1, SyncToken: '0' });
		const id = String(created.Id);
		const changed = await call((done) =>
			client.updateInvoice({ Id: id, SyncToken: '0', PrivateNote: 'later' }, done),
		);
		expect(changed).toMatchObject({ SyncToken: '1', PrivateNote: 'later', TotalAmt: 20.1 });
		await call((done) => client.voidInvoice(id, done));
		const voided = await call((done) => client.getInvoice(id, done));
		expect(voided).toMatchObject({ TotalAmt: 0, PrivateNote: 'Voided - later', SyncToken: '2' });
		await call((done) => client.deleteInvoice(id, done));
		await expect(call((done) => client.getInvoice(id, done))).rejects.toThrow(/400/);
	});

	it('reads changes, company information and a batch', async () => {
		const client = await booksClient();
		const since = new Date(NOW - 86_400_000).toISOString();
		const changes = await call((done) =>
			client.changeDataCapture(['Invoice', 'Vendor'], since, done),
		);
		const [answer] = changes.CDCResponse as Array<{ QueryResponse: Body[] }>;
		expect(answer.QueryResponse).toHaveLength(2);
		const { realmId } = simulator.books.company;
		const company = await call((done) => client.getCompanyInfo(realmId, done));
		expect(company.CompanyName).toBe(simulator.books.company.name);
		const batch = await call((done) =>
			client.batch([{ bId: '1', Query: 'select * from Term' }] as never, done),
		);
		expect(batch.BatchItemResponse).toMatchObject([{ bId: '1' }]);
	});

	it('asks for every report', async () => {
		const client = await booksClient();
		const span = { start_date: '2026-01-01', end_date: '2026-06-30' };
		type Done = (error: unknown, data?: unknown) => void;
		const asked: Array<[(typeof REPORTS)[number], (done: Done) => void]> = [
			['ProfitAndLoss', (done) => client.reportProfitAndLoss(span, done)],
			['ProfitAndLossDetail', (done) => client.reportProfitAndLossDetail(span, done)],
			['BalanceSheet', (done) => client.reportBalanceSheet(span, done)],
			['TrialBalance', (done) => client.reportTrialBalance(span, done)],
			['GeneralLedger', (done) => client.reportGeneralLedgerDetail(span, done)],
			['JournalReport', (done) => client.reportJournalReport(span, done)],
			['TransactionList', (done) => client.reportTransactionList(span, done)],
			['CashFlow', (done) => client.reportCashFlow(span, done)],
			['AgedReceivables', (done) => client.reportAgedReceivables(span, done)],
			['AgedPayables', (done) => client.reportAgedPayables(span, done)],
			['VendorBalance', (done) => client.reportVendorBalance(span, done)],
			['CustomerBalance', (done) => client.reportCustomerBalance(span, done)],
		];
		expect(asked.map(([name]) => name)).toEqual(REPORTS);
		for (const [name, run] of asked) {
			const report = await call(run);
			expect(report).toMatchObject({
				Header: { ReportName: name, EndPeriod: '2026-06-30', Currency: 'USD' },
			});
			expect((report.Columns as { Column: Body[] }).Column.length).toBeGreaterThan(1);
			expect((report.Rows as { Row: Body[] }).Row.length).toBeGreaterThan(0);
		}
	});

	it.each([
		['Account', 'Accounts'],
		['Bill', 'Bills'],
		['BillPayment', 'BillPayments'],
		['Budget', 'Budgets'],
		['Class', 'Classes'],
		['CreditMemo', 'CreditMemos'],
		['Customer', 'Customers'],
		['Department', 'Departments'],
		['Deposit', 'Deposits'],
		['Employee', 'Employees'],
		['Estimate', 'Estimates'],
		['Invoice', 'Invoices'],
		['Item', 'Items'],
		['JournalEntry', 'JournalEntries'],
		['Payment', 'Payments'],
		['PaymentMethod', 'PaymentMethods'],
		['Purchase', 'Purchases'],
		['PurchaseOrder', 'PurchaseOrders'],
		['RefundReceipt', 'RefundReceipts'],
		['SalesReceipt', 'SalesReceipts'],
		['TaxCode', 'TaxCodes'],
		['TaxRate', 'TaxRates'],
		['Term', 'Terms'],
		['TimeActivity', 'TimeActivities'],
		['Transfer', 'Transfers'],
		['Vendor', 'Vendors'],
		['VendorCredit', 'VendorCredits'],
	])('finds all %s objects and reads one', async (entity, plural) => {
		const client = await booksClient();
		const method = (name: string) =>
			(Reflect.get(client, name) as (...given: unknown[]) => void).bind(client);
		const found = await call((done) => method(`find${plural}`)({ fetchAll: true }, done));
		const rows = (found.QueryResponse as { [key: string]: Body[] })[entity];
		const listed = simulator.books.all(entity).filter((row) => row.Active !== false);
		expect(new Set(rows.map((row) => row.Id))).toEqual(new Set(listed.map((row) => row.Id)));
		// The client has no such method for budgets.
		if (entity === 'Budget') return;
		const one = await call((done) => method(`get${entity}`)(String(rows[0].Id), done));
		expect(one).toEqual(rows[0]);
	});

	it('writes documents of the new kinds, and deletes them', async () => {
		const client = await booksClient();
		const { books } = simulator;
		const accountOf = (type: string) => ({
			value: String(books.all('Account').find((row) => row.AccountType === type)?.Id),
		});
		const posting = (PostingType: string) => ({
			Amount: 12.34,
			DetailType: 'JournalEntryLineDetail',
			JournalEntryLineDetail: { PostingType, AccountRef: accountOf('Expense') },
		});
		const entry = await call((done) =>
			client.createJournalEntry({ Line: [posting('Debit'), posting('Credit')] }, done),
		);
		expect(entry).toMatchObject({ SyncToken: '0', TotalAmt: 0 });
		await call((done) => client.deleteJournalEntry(String(entry.Id), done));
		expect(books.get('JournalEntry', String(entry.Id))).toBeUndefined();
		const employee = await call((done) =>
			client.createEmployee({ GivenName: 'Grace', FamilyName: 'Hopper' }, done),
		);
		const time = await call((done) =>
			client.createTimeActivity(
				{ NameOf: 'Employee', EmployeeRef: { value: String(employee.Id) }, Hours: 7, Minutes: 30 },
				done,
			),
		);
		expect(time).toMatchObject({ Hours: 7, EmployeeRef: { name: 'Grace Hopper' } });
		const [from, to] = books.all('Account').filter((row) => row.AccountType === 'Bank');
		const transfer = await call((done) =>
			client.createTransfer(
				{ FromAccountRef: { value: from.Id }, ToAccountRef: { value: to.Id }, Amount: 99.5 },
				done,
			),
		);
		expect(transfer).toMatchObject({ Amount: 99.5 });
		const rate = await call((done) =>
			client.getExchangeRate({ sourcecurrencycode: 'EUR', asofdate: '2026-11-02' }, done),
		);
		expect(rate.ExchangeRate).toMatchObject({
			SourceCurrencyCode: 'EUR',
			TargetCurrencyCode: 'USD',
		});
	});

	it('finds company information and preferences, and gets the latter', async () => {
		const client = await booksClient();
		const companies = await call((done) => client.findCompanyInfos({ limit: 1 }, done));
		expect((companies.QueryResponse as { CompanyInfo: Body[] }).CompanyInfo).toMatchObject([
			{ CompanyName: simulator.books.company.name },
		]);
		const found = await call((done) => client.findPreferenceses({ limit: 1 }, done));
		const [preferences] = (found.QueryResponse as { Preferences: Body[] }).Preferences;
		expect(preferences.CurrencyPrefs).toMatchObject({ HomeCurrency: { value: 'USD' } });
		expect(await call((done) => client.getPreferences(done))).toEqual(preferences);
	});

	it('refreshes its tokens and goes on', async () => {
		const client = await booksClient();
		simulator.tokens.expireAccessTokens();
		await expect(call((done) => client.findTerms({ limit: 1 }, done))).rejects.toThrow(/401/);
		await call((done) => client.refreshAccessToken(done));
		const found = await call((done) => client.findTerms({ limit: 1 }, done));
		expect((found.QueryResponse as { Term: Body[] }).Term).toHaveLength(1);
	});
});
