import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnaplanSimulator, DEFAULT_USERS, DEMO_MODEL_NAME } from '../../sandbox/anaplan';
import { AnaplanReader } from '../../sandbox/demo/anaplanReader';
import { allAgree, TRANSACTION_MODULE, type Comparison } from '../../sandbox/demo/compare';
import { Demo, type ComparedRun } from '../../sandbox/demo/demo';
import { isRecord, listOf } from '../../sandbox/n8n/json';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const RUN_TIMEOUT_MS = 300_000;

const PASSWORD = DEFAULT_USERS[0]?.password ?? '';
const EMAIL = DEFAULT_USERS[0]?.email ?? '';

function differences(comparison: readonly Comparison[]): Comparison[] {
	return comparison.filter((line) => !line.agree);
}

/** Everything Anaplan holds of the transactions, as a planner sees it. */
async function transactionRows(simulator: AnaplanSimulator): Promise<Record<string, string>[]> {
	const reader = await AnaplanReader.open({
		authUrl: simulator.url,
		apiUrl: simulator.url,
		email: EMAIL,
		password: PASSWORD,
		modelName: DEMO_MODEL_NAME,
	});
	return await reader.moduleRows(TRANSACTION_MODULE);
}

describe('the scheduled sync on a real n8n server', () => {
	let folder = '';
	let demo: Demo;
	let first: ComparedRun;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'qba-e2e-'));
		demo = await Demo.start(folder, () => undefined);
		first = await demo.runFirstLoad();
	}, START_TIMEOUT_MS);

	afterAll(async () => {
		await demo?.stop();
		await rm(folder, { recursive: true, force: true });
	}, RUN_TIMEOUT_MS);

	it('loads the whole company, so that all totals agree to the cent', () => {
		expect(differences(first.comparison)).toEqual([]);
		expect(allAgree(first.comparison)).toBe(true);
		expect(first.report.rejected).toBe(0);
		const totals = demo.quickBooks.books.totals();
		for (const entity of ['Account', 'Vendor', 'Customer', 'Bill', 'Payment']) {
			expect({ entity, read: first.report.read[entity] }).toEqual({
				entity,
				read: totals[entity]?.count,
			});
		}
	});

	it('counts its calls as the services count them', () => {
		const { calls } = first.report;
		expect(calls.quickBooksRun).toBe(calls.quickBooksLog);
		expect(calls.anaplanRun).toBe(calls.anaplanLog);
		expect(calls.anaplanLog).toBeGreaterThan(0);
	});

	it(
		'loads what was added and changed, and nothing else is sent',
		async () => {
			expect(demo.quickBooks.books.liveDay()).not.toEqual([]);
			const second = await demo.run();
			expect(differences(second.comparison)).toEqual([]);
			expect(second.comparison).not.toEqual(first.comparison);
			const sent = (run: ComparedRun) =>
				run.report.imports.reduce((sum, entry) => sum + entry.rowsSent, 0);
			expect(sent(second)).toBeGreaterThan(0);
			expect(sent(second)).toBeLessThan(sent(first) / 2);
		},
		RUN_TIMEOUT_MS,
	);

	it(
		'changes nothing in Anaplan when the same window is run again',
		async () => {
			const before = await transactionRows(demo.anaplan);
			const again = await demo.run();
			expect(again.report.imports.length).toBeGreaterThan(0);
			expect(await transactionRows(demo.anaplan)).toEqual(before);
			expect(differences(again.comparison)).toEqual([]);
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
			'asks to reconnect when the QuickBooks connection was revoked',
			async () => {
				demo.quickBooks.disconnect();
				expect(await failure()).toMatch(/reconnect|connect .*again/i);
			},
			RUN_TIMEOUT_MS,
		);
	});
});
