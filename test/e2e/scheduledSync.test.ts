import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnaplanSimulator, DEFAULT_USERS, DEMO_MODEL_NAME } from '../../sandbox/anaplan';
import { AnaplanReader } from '../../sandbox/demo/anaplanReader';
import { readAuditTable } from '../../sandbox/demo/audit';
import { allAgree, LISTS, TRANSACTION_MODULE, type Comparison } from '../../sandbox/demo/compare';
import { Demo, type ComparedRun } from '../../sandbox/demo/demo';
import { AMOUNTS_IMPORT, crashDuringLoad, deleteInvoiceOnItsWay } from '../../sandbox/demo/scenes';
import { isRecord, listOf } from '../../sandbox/n8n/json';
import type { CorrectionDay } from '../../sandbox/quickbooks';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const RUN_TIMEOUT_MS = 300_000;

const PASSWORD = DEFAULT_USERS[0]?.password ?? '';
const EMAIL = DEFAULT_USERS[0]?.email ?? '';

function differences(comparison: readonly Comparison[]): Comparison[] {
	return comparison.filter((line) => !line.agree);
}

/** Reads the demo model as a planner sees it. */
async function readerOf(simulator: AnaplanSimulator): Promise<AnaplanReader> {
	return await AnaplanReader.open({
		authUrl: simulator.url,
		apiUrl: simulator.url,
		email: EMAIL,
		password: PASSWORD,
		modelName: DEMO_MODEL_NAME,
	});
}

/** Rows of one document in the transaction module. */
async function rowsOfDocument(
	simulator: AnaplanSimulator,
	prefix: string,
	id: string,
): Promise<Record<string, string>[]> {
	const rows = await (await readerOf(simulator)).moduleRows(TRANSACTION_MODULE);
	return rows.filter(({ Item = '' }) => Item.includes(`-${prefix}-${id}-`));
}

const rowsSent = (run: ComparedRun) =>
	run.report.imports.reduce((sum, entry) => sum + entry.rowsSent, 0);

describe('the scheduled sync on a real n8n server', () => {
	let folder = '';
	let demo: Demo;
	let first: ComparedRun;
	let second: ComparedRun;
	let corrections: CorrectionDay;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'qba-e2e-'));
		demo = await Demo.start(folder, () => undefined);
		first = await demo.run();
	}, START_TIMEOUT_MS);

	afterAll(async () => {
		await demo?.stop();
		await rm(folder, { recursive: true, force: true });
	}, RUN_TIMEOUT_MS);

	it('loads the whole company, so that all totals agree to the cent', () => {
		expect(differences(first.comparison)).toEqual([]);
		expect(allAgree(first.comparison)).toBe(true);
		expect(first.report.rejected).toBe(0);
		expect(first.report.ledger).toMatchObject({ skipped: 0, kept: 0, checkpoint: first.report.to });
		const totals = demo.quickBooks.books.totals();
		for (const entity of ['Account', 'Vendor', 'Customer', 'Bill', 'Payment']) {
			expect({ entity, read: first.report.read[entity] }).toEqual({
				entity,
				read: totals[entity]?.count,
			});
		}
	});

	it(
		'follows changes, a void, a removed line, a deletion, an inactivation and a merge',
		async () => {
			expect(demo.quickBooks.books.liveDay()).not.toEqual([]);
			corrections = demo.quickBooks.books.correctionDay();
			second = await demo.run();
			expect(differences(second.comparison)).toEqual([]);
			expect(second.comparison).not.toEqual(first.comparison);
			expect(second.report.ledger.kept).toBe(0);
			expect(rowsSent(second)).toBeGreaterThan(0);
			expect(rowsSent(second)).toBeLessThan(rowsSent(first) / 2);
			const bill = await rowsOfDocument(demo.anaplan, 'BIL', corrections.deletedBill);
			expect(bill.length).toBeGreaterThan(0);
			expect(
				bill.filter(({ Amount, Status }) => Number(Amount) !== 0 || Status !== 'Deleted'),
			).toEqual([]);
			const invoice = await rowsOfDocument(demo.anaplan, 'INV', corrections.shortenedInvoice);
			expect(invoice.filter(({ Status }) => Status === 'Removed')).toHaveLength(1);
			// One more of the payment that let go of the voided invoice, or none where it was unpaid.
			const module = await (await readerOf(demo.anaplan)).moduleRows(TRANSACTION_MODULE);
			const gone = module.filter(({ Status = '' }) => ['Removed', 'Deleted'].includes(Status));
			expect(second.report.ledger.zeroRows).toBe(gone.length);
			expect(gone.filter(({ Amount }) => Number(Amount) !== 0)).toEqual([]);
			for (const [entity, id] of [
				['Vendor', corrections.inactivatedVendor],
				['Customer', corrections.mergedCustomer.loser],
			] as const) {
				const items = await (await readerOf(demo.anaplan)).listItems(LISTS[entity] ?? '');
				const item = items.find(({ code }) => code.endsWith(`-${id}`));
				expect(item?.properties.Status).toBe('Inactive');
			}
		},
		RUN_TIMEOUT_MS,
	);

	it('counts its calls as the services count them', () => {
		// The first load also asks Anaplan whether it holds the company already, which is no load.
		expect(first.report.calls.quickBooksRun).toBe(first.report.calls.quickBooksLog);
		const { calls } = second.report;
		expect(calls.quickBooksRun).toBe(calls.quickBooksLog);
		expect(calls.anaplanRun).toBe(calls.anaplanLog);
		expect(calls.anaplanLog).toBeGreaterThan(0);
	});

	it(
		'writes nothing to Anaplan when nothing has changed, and settles the time all the same',
		async () => {
			const third = await demo.run();
			expect(third.report.writes).toEqual({ uploads: 0, tasks: 0 });
			expect(third.report.ledger).toMatchObject({ loaded: 0, checkpoint: third.report.to });
			expect(third.report.to > second.report.to).toBe(true);
			expect(differences(third.comparison)).toEqual([]);
		},
		RUN_TIMEOUT_MS,
	);

	it(
		'loses and doubles nothing when n8n is killed in the middle of a load',
		async () => {
			demo.quickBooks.books.liveDay();
			expect(await crashDuringLoad(demo)).toBe(true);
			// What the dead run had sent on its way and no run ever recorded.
			deleteInvoiceOnItsWay(demo);
			const fourth = await demo.run();
			expect(differences(fourth.comparison)).toEqual([]);
			expect(fourth.report.rejected).toBe(0);
			expect(fourth.report.ledger.zeroRows).toBeGreaterThan(0);
		},
		RUN_TIMEOUT_MS,
	);

	it(
		'tells the history of an invoice, in the ledger and in the data table',
		async () => {
			const trail = await demo.auditTrail('Invoice', corrections.shortenedInvoice);
			const [loaded, shortened, ...later] = trail;
			expect([loaded, shortened].map((entry) => entry?.outcome)).toEqual(['loaded', 'loaded']);
			expect(shortened?.amount_before).toBe(loaded?.amount_after);
			const invoice = demo.quickBooks.books.get('Invoice', corrections.shortenedInvoice);
			expect(Number(shortened?.amount_after)).toBe(invoice?.TotalAmt);
			expect(shortened?.run_id).toBe(second.report.runId);
			expect(later.filter(({ outcome }) => outcome !== 'skipped')).toEqual([]);
			const rows = (await readAuditTable(demo.n8n.api)).filter(
				({ entity, source_id }) =>
					entity === 'Invoice' && source_id === corrections.shortenedInvoice,
			);
			expect(rows.map(({ entry_key }) => entry_key)).toEqual(
				expect.arrayContaining([loaded?.entry_key, shortened?.entry_key]),
			);
			expect(rows.find(({ entry_key }) => entry_key === shortened?.entry_key)).toMatchObject({
				amount_before: shortened?.amount_before,
				amount_after: shortened?.amount_after,
				transaction_id: shortened?.transaction_id,
				zero_rows: 1,
				replay: false,
			});
		},
		RUN_TIMEOUT_MS,
	);

	it(
		'keeps a document that Anaplan rejects, and loads it once the model is put right',
		async () => {
			const { books } = demo.quickBooks;
			const [invoice] = books.all('Invoice').filter(({ TotalAmt }) => Number(TotalAmt) > 0);
			if (invoice === undefined) throw new Error('The company has no invoice.');
			books.update('Invoice', invoice.Id, { TxnDate: '2026-10-07' });
			const amounts = demo.anaplan.model().importNamed(AMOUNTS_IMPORT);
			const { dateFormat } = amounts;
			amounts.dateFormat = 'dd/MM/yyyy';
			const refused = await demo.run();
			expect(refused.report.rejected).toBeGreaterThan(0);
			expect(refused.report.ledger.loaded).toBe(0);
			const trail = await demo.auditTrail('Invoice', invoice.Id);
			expect(trail.at(-1)).toMatchObject({ outcome: 'rejected' });
			expect(String(trail.at(-1)?.reason)).toMatch(/date/i);

			amounts.dateFormat = dateFormat;
			const retried = await demo.run();
			expect(retried.report.rejected).toBe(0);
			expect(retried.report.ledger.loaded).toBeGreaterThan(0);
			expect(differences(retried.comparison)).toEqual([]);
			expect((await demo.auditTrail('Invoice', invoice.Id)).at(-1)).toMatchObject({
				outcome: 'loaded',
			});
		},
		RUN_TIMEOUT_MS,
	);

	it('does nothing that Anaplan warns of', () => {
		expect(demo.anaplan.hazards).toEqual([]);
	});

	it('keeps tokens and passwords out of its log and its executions', async () => {
		const executions = await demo.n8n.api.listExecutions(demo.workflowId);
		expect(executions.length).toBeGreaterThan(1);
		const texts = [await demo.n8n.log()];
		for (const { id } of executions) {
			texts.push(JSON.stringify((await demo.n8n.api.execution(id)).data.resultData));
		}
		for (const secret of [PASSWORD, demo.quickBooks.clientSecret, 'AnaplanAuthToken ', 'Bearer ']) {
			expect(texts.filter((text) => text.includes(secret))).toEqual([]);
		}
	});

	describe('when something is wrong', () => {
		let spare: AnaplanSimulator;
		let credentialId = '';
		let trigger = '';

		/** Points the Anaplan credential somewhere, as a person would in the credential's window. */
		async function pointAnaplanAt(url: string, password = PASSWORD): Promise<void> {
			await demo.n8n.api.updateCredential(credentialId, {
				region: 'custom',
				customAuthUrl: url,
				customApiUrl: url,
				customAppUrl: url,
				signIn: 'basic',
				email: EMAIL,
				password,
			});
		}

		async function failure(): Promise<string> {
			const run = await demo.n8n.api.runManually(demo.workflowId, trigger, RUN_TIMEOUT_MS);
			expect(run.status).toBe('error');
			const { message = '', description = '' } = run.error ?? {};
			expect(description).not.toBe('');
			return `${message} ${description}`;
		}

		beforeAll(async () => {
			// A run with nothing to load would never come across what is wrong.
			demo.quickBooks.books.liveDay();
			const { nodes } = await demo.n8n.api.workflow(demo.workflowId);
			for (const node of listOf(nodes).filter(isRecord)) {
				if (String(node.type).endsWith('.scheduleTrigger')) trigger = String(node.name);
				const credentials = isRecord(node.credentials) ? node.credentials : {};
				const anaplan = isRecord(credentials.anaplanApi) ? credentials.anaplanApi : {};
				if (typeof anaplan.id === 'string') credentialId = anaplan.id;
			}
		});

		beforeEach(async () => {
			spare = await AnaplanSimulator.start();
			await pointAnaplanAt(spare.url);
		});
		afterEach(async () => await spare.stop());

		it(
			'says that the password is wrong',
			async () => {
				await pointAnaplanAt(spare.url, 'not-the-password');
				expect(await failure()).toMatch(/password/i);
			},
			RUN_TIMEOUT_MS,
		);

		it(
			'names an import that does not exist',
			async () => {
				spare.model().removeImport('Vendors from QuickBooks');
				expect(await failure()).toContain('Vendors from QuickBooks');
			},
			RUN_TIMEOUT_MS,
		);

		it(
			'names a column that was renamed, before anything is uploaded',
			async () => {
				spare.model().renameColumn('Vendors from QuickBooks', 'Parent Code', 'Parent');
				expect(await failure()).toMatch(/"Parent"/);
				expect(spare.log.count({ method: 'PUT' })).toBe(0);
			},
			RUN_TIMEOUT_MS,
		);

		it.each([
			['LOCKED', /locked/i],
			['ARCHIVED', /archived/i],
		] as const)(
			'says that the model is %s',
			async (state, words) => {
				spare.model().activeState = state;
				expect(await failure()).toMatch(words);
			},
			RUN_TIMEOUT_MS,
		);

		it(
			'names a host that cannot be reached',
			async () => {
				const gone = await AnaplanSimulator.start();
				await gone.stop();
				await pointAnaplanAt(gone.url);
				expect(await failure()).toContain(new URL(gone.url).host);
			},
			RUN_TIMEOUT_MS,
		);

		it(
			'loads what all the failed runs had left, once everything is put right',
			async () => {
				await pointAnaplanAt(demo.anaplan.url);
				const mended = await demo.run();
				expect(mended.report.ledger.loaded).toBeGreaterThan(0);
				expect(differences(mended.comparison)).toEqual([]);
			},
			RUN_TIMEOUT_MS,
		);

		it(
			'asks to reconnect when the QuickBooks connection was revoked',
			async () => {
				demo.quickBooks.disconnect();
				expect(await failure()).toMatch(/reconnect|connect .*again/i);
			},
			RUN_TIMEOUT_MS,
		);
	});
});
