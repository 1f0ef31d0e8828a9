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
import { QuickBooksSimulator, type SeedScale } from '../quickbooks';
import { AnaplanReader } from './anaplanReader';
import { compareTotals, readAnaplanTotals, type Comparison } from './compare';
import { connectServices, importScheduledSync, withFirstLoad } from './connect';
import { runSync, type RunReport } from './run';

/** A first load of the demo company takes well under a minute; a busy machine may need longer. */
const RUN_TIMEOUT_MS = 300_000;

export interface DemoOptions {
	/** How large the company is; default: the simulator's own. */
	readonly scale?: SeedScale;
}

/** One run with the totals of both sides after it. */
export interface ComparedRun {
	readonly report: RunReport;
	readonly comparison: readonly Comparison[];
}

/** Both simulators and a real n8n with the pack, connected, with the scheduled sync imported. */
export class Demo {
	private constructor(
		readonly quickBooks: QuickBooksSimulator,
		readonly anaplan: AnaplanSimulator,
		readonly n8n: N8nHost,
		/** Id of the imported workflow in n8n. */
		readonly workflowId: string,
	) {}

	/**
	 * Brings everything up. What was started is ended again when a later step fails.
	 *
	 * @param folder for the tarball; stays the caller's
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
			const n8n = await N8nHost.start({ tarball, onProgress: progress });
			started.push(n8n);
			progress('connecting QuickBooks over its consent page, and Anaplan');
			const { email, password } = planner();
			const credentials = await connectServices(n8n.api, quickBooks, {
				url: anaplan.url,
				email,
				password,
			});
			progress('importing workflows/scheduled-sync.json');
			const workflowId = await importScheduledSync(n8n.api, credentials, {
				workspaceId: DEMO_WORKSPACE_ID,
				workspaceName: DEMO_WORKSPACE_NAME,
				modelId: DEMO_MODEL_ID,
				modelName: DEMO_MODEL_NAME,
			});
			return new Demo(quickBooks, anaplan, n8n, workflowId);
		} catch (error) {
			await Promise.allSettled(started.map(async (service) => await service.stop()));
			throw error;
		}
	}

	/** Runs the sync as in production, then reads both sides. */
	async run(): Promise<ComparedRun> {
		const logs = { quickBooks: this.quickBooks.log, anaplan: this.anaplan.log };
		const report = await runSync(this.n8n.api, this.workflowId, logs, RUN_TIMEOUT_MS);
		return { report, comparison: await this.compare() };
	}

	/** The same, with the fetch set to read all that exists. */
	async runFirstLoad(): Promise<ComparedRun> {
		return await withFirstLoad(this.n8n.api, this.workflowId, async () => await this.run());
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
		return compareTotals(this.quickBooks.books.totals(), await readAnaplanTotals(reader));
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
