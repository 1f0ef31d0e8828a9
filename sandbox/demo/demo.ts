import { join } from 'node:path';
import {
	AnaplanSimulator,
	DEFAULT_USERS,
	DEMO_MODEL_ID,
	DEMO_MODEL_NAME,
	DEMO_WORKSPACE_ID,
	DEMO_WORKSPACE_NAME,
} from '../anaplan';
import { N8nHost } from '../n8n/host';
import { packPackage } from '../n8n/pack';
import type { SandboxPostgres } from '../postgres';
import { DEFAULT_VERIFIER_TOKEN, QuickBooksSimulator, type SeedScale } from '../quickbooks';
import { AnaplanReader } from './anaplanReader';
import { compareTotals, readAnaplanTotals, type Comparison } from './compare';
import { askAuditTrail, type AuditRow } from './audit';
import {
	connectLedgerDatabase,
	connectServices,
	importLedger,
	importScheduledSync,
	type Credentials,
	type LedgerPlace,
} from './connect';
import { killDuringRun, startAgain } from './crash';
import { runByHand, runSync, type RunReport } from './run';

/** A first load of the demo company takes well under a minute; a busy machine may need longer. */
const RUN_TIMEOUT_MS = 300_000;

export interface DemoOptions {
	/** How large the company is; default: the simulator's own. */
	readonly scale?: SeedScale;
	/** Variables for n8n, for instance those of queue mode. */
	readonly env?: Readonly<Record<string, string>>;
	/** Where the ledger is kept; default: in the template's ledger workflow. */
	readonly ledgerDatabase?: SandboxPostgres;
}

/** One run with the totals of both sides after it. */
export interface ComparedRun {
	readonly report: RunReport;
	readonly comparison: readonly Comparison[];
}

/** Both simulators and a real n8n with the pack, connected, with both templates imported. */
export class Demo {
	#n8n: N8nHost;

	private constructor(
		readonly quickBooks: QuickBooksSimulator,
		readonly anaplan: AnaplanSimulator,
		n8n: N8nHost,
		/** Id of the imported scheduled sync in n8n. */
		readonly workflowId: string,
		readonly ledger: LedgerPlace,
		/** Both credentials in n8n. */
		readonly credentials: Credentials,
		private readonly progress: (line: string) => void,
	) {
		this.#n8n = n8n;
	}

	/** The server that runs now: another one after a crash, at the same address. */
	get n8n(): N8nHost {
		return this.#n8n;
	}

	/**
	 * Brings everything up. What was started is ended again when a later step fails.
	 *
	 * @param folder for the tarball and n8n's home; stays the caller's
	 * @param progress called with a line per step
	 */
	static async start(
		folder: string,
		progress: (line: string) => void,
		options: DemoOptions = {},
	): Promise<Demo> {
		const started: Array<{ stop(): Promise<void> }> = [];
		try {
			progress('packing the pack');
			const tarball = await packPackage(join(folder, 'pack'));
			const quickBooks = await QuickBooksSimulator.start({ scale: options.scale });
			started.push(quickBooks);
			progress(`QuickBooks simulator at ${quickBooks.url}, ${quickBooks.books.company.name}`);
			const anaplan = await AnaplanSimulator.start();
			started.push(anaplan);
			progress(`Anaplan simulator at ${anaplan.url}, model ${DEMO_MODEL_NAME}`);
			// Not a folder of the host's own: it has to outlive a killed server.
			const userFolder = join(folder, 'n8n');
			const n8n = await N8nHost.start({
				tarball,
				userFolder,
				env: options.env,
				onProgress: progress,
			});
			started.push(n8n);
			progress('connecting QuickBooks over its consent page, and Anaplan');
			const { email, password } = planner();
			const app = {
				url: quickBooks.url,
				clientId: quickBooks.clientId,
				clientSecret: quickBooks.clientSecret,
				webhookVerifierToken: DEFAULT_VERIFIER_TOKEN,
			};
			const credentials = await connectServices(n8n.api, app, {
				url: anaplan.url,
				email,
				password,
			});
			progress('importing workflows/ledger.json and workflows/scheduled-sync.json');
			const ledger =
				options.ledgerDatabase === undefined
					? await importLedger(n8n.api)
					: await connectLedgerDatabase(n8n.api, options.ledgerDatabase);
			const model = {
				workspaceId: DEMO_WORKSPACE_ID,
				workspaceName: DEMO_WORKSPACE_NAME,
				modelId: DEMO_MODEL_ID,
				modelName: DEMO_MODEL_NAME,
			};
			const workflowId = await importScheduledSync(n8n.api, credentials, model, ledger);
			return new Demo(quickBooks, anaplan, n8n, workflowId, ledger, credentials, progress);
		} catch (error) {
			await Promise.allSettled(started.map(async (service) => await service.stop()));
			throw error;
		}
	}

	/** Runs the sync as in production, then reads both sides. */
	async run(): Promise<ComparedRun> {
		const report = await runSync(this.n8n.api, this.workflowId, this.#logs, RUN_TIMEOUT_MS);
		return { report, comparison: await this.compare() };
	}

	/** The same by the editor's button. */
	async runByHand(): Promise<ComparedRun> {
		const report = await runByHand(this.n8n.api, this.workflowId, this.#logs, RUN_TIMEOUT_MS);
		return { report, comparison: await this.compare() };
	}

	/**
	 * Starts the sync as in production, kills n8n with SIGKILL when the moment has come, and starts n8n
	 * again on the same folder.
	 *
	 * @returns false when the run had ended before the moment came
	 */
	async killDuringRun(isMoment: () => boolean): Promise<boolean> {
		const { nodes } = await this.n8n.api.workflow(this.workflowId);
		const { cut } = await killDuringRun(this.n8n, this.workflowId, isMoment, RUN_TIMEOUT_MS);
		this.progress('n8n is dead');
		const workflow = { id: this.workflowId, nodes };
		this.#n8n = await startAgain(this.n8n, workflow, this.progress);
		return cut;
	}

	/** Requests of any kind that the two services have seen. */
	requests(): number {
		return this.quickBooks.log.count() + this.anaplan.log.count();
	}

	/** Tasks of one import, or of all, that were started in Anaplan. */
	tasksStarted(importName?: string): number {
		const id = importName === undefined ? '\\d+' : this.anaplan.model().importNamed(importName).id;
		const path = new RegExp(`/imports/${id}/tasks/?$`);
		return this.anaplan.log.count({ method: 'POST', path });
	}

	/** What the ledger remembers of a document, the oldest entry first. */
	async auditTrail(entity: string, id: string): Promise<AuditRow[]> {
		return await askAuditTrail(this.n8n.api, this.ledger, entity, id);
	}

	get #logs(): { quickBooks: QuickBooksSimulator['log']; anaplan: AnaplanSimulator['log'] } {
		return { quickBooks: this.quickBooks.log, anaplan: this.anaplan.log };
	}

	/** QuickBooks' totals beside Anaplan's, the latter read over Anaplan's API. */
	async compare(): Promise<Comparison[]> {
		const { email, password } = planner();
		const reader = await AnaplanReader.open({
			authUrl: this.anaplan.url,
			apiUrl: this.anaplan.url,
			email,
			password,
			modelName: DEMO_MODEL_NAME,
		});
		const { books } = this.quickBooks;
		const figures = { totals: books.totals(), postings: books.postings() };
		return compareTotals(figures, await readAnaplanTotals(reader));
	}

	/** Ends n8n and both simulators. */
	async stop(): Promise<void> {
		await this.n8n.stop();
		await Promise.all([this.quickBooks.stop(), this.anaplan.stop()]);
	}
}

/** The simulated user that loads and reads. */
function planner(): { email: string; password: string } {
	const [user] = DEFAULT_USERS;
	if (user === undefined) throw new Error('The Anaplan simulator has no user.');
	return user;
}
