/** The state behind the routes: users, tokens, limits, and the models with their tasks and dumps. */
import type { SimClock } from '../common/clock';
import { Prng } from '../common/ids';
import { runAction } from './runAction';
import { runExport } from './runExport';
import { mayChangeDeployed, runImport } from './imports/runImport';
import { failedOutcome, type ImportOutcome, type OutcomeDetail } from './imports/outcome';
import { dumpText, DumpStore } from './imports/dump';
import type { Hazard } from './hazards';
import { CertificateRegistry } from './certificates';
import { OAuthService, type OAuthClient } from './oauth';
import { RateLimiter } from './rateLimit';
import { ReadRequests } from './readRequests';
import type { AnaplanModel } from './store/model';
import { defaultSwitches, type AnaplanSwitches } from './switches';
import { defaultTiming, TaskQueue, type Task, type TaskTiming, type WireDetail } from './tasks';
import { TokenService, type AnaplanUser, type KnownUser } from './tokens';

/** A model with what runs in it. */
export interface HostedModel {
	model: AnaplanModel;
	queue: TaskQueue;
	dumps: DumpStore;
	readRequests: ReadRequests;
	/** Epoch milliseconds at which an opening model is open; undefined when it is not opening. */
	openAt?: number;
}

export interface Workspace {
	id: string;
	name: string;
}

export interface ServiceOptions {
	clock: SimClock;
	seed: number;
	users: readonly AnaplanUser[];
	oauthClients: readonly OAuthClient[];
	workspace: Workspace;
	otherWorkspaces: readonly Workspace[];
	models: readonly AnaplanModel[];
	/** Largest part of a dump download, in bytes. */
	dumpChunkBytes: number;
	/** Largest chunk of a file that an export writes, in bytes. */
	fileChunkBytes: number;
	/** Capacity of the tenant's request bucket. */
	requestBurst?: number;
	/** Most cells or items one read answers. */
	readLimit: number;
	/** Rows in a page of a read request. */
	readPageRows: number;
}

export class AnaplanService {
	readonly switches: AnaplanSwitches = defaultSwitches();
	readonly timing: TaskTiming = defaultTiming();
	readonly hazards: Hazard[] = [];
	readonly clock: SimClock;
	readonly workspaces: readonly Workspace[];
	readonly hosted: HostedModel[];
	readonly tokens: TokenService;
	readonly certificates: CertificateRegistry;
	readonly oauth: OAuthService;
	readonly limiter: RateLimiter;
	readonly dumpChunkBytes: number;
	readonly fileChunkBytes: number;
	readonly readLimit: number;
	readonly readPageRows: number;
	/** 32 hexadecimal digits that name the tenant. */
	readonly customerId: string;
	/** Address of the simulator, set when it listens. */
	baseUrl = '';
	private readonly random: Prng;

	constructor(options: ServiceOptions) {
		this.clock = options.clock;
		this.workspaces = [options.workspace, ...options.otherWorkspaces];
		this.dumpChunkBytes = options.dumpChunkBytes;
		this.fileChunkBytes = options.fileChunkBytes;
		this.readLimit = options.readLimit;
		this.readPageRows = options.readPageRows;
		this.random = new Prng(options.seed);
		this.customerId = this.random.hex(32);
		const users: KnownUser[] = options.users.map((user) => ({
			modelAccess: true,
			workspaceAdmin: true,
			...user,
			id: this.random.hex(32),
			lastLoginAt: this.clock.now(),
		}));
		this.tokens = new TokenService(users, this.clock, this.random);
		this.certificates = new CertificateRegistry(this.clock, this.switches);
		this.oauth = new OAuthService(options.oauthClients, this.tokens, this.clock, this.switches);
		this.limiter = new RateLimiter(this.clock, options.requestBurst);
		this.hosted = options.models.map((model) => this.host(model));
	}

	/** 32 hexadecimal digits in upper case. */
	newTaskId(): string {
		return this.random.hex(32).toUpperCase();
	}

	/** The workspace that holds a model: the first one, unless the model names another. */
	workspaceOf({ workspaceId }: AnaplanModel): Workspace {
		return this.workspaces.find(({ id }) => id === workspaceId) ?? this.workspaces[0];
	}

	/** Brings every model's tasks up to the clock. */
	settle(): void {
		for (const hosted of this.hosted) {
			hosted.queue.settle();
		}
	}

	/** Notes something that passes but should never be done. */
	noteHazard(model: AnaplanModel, kind: Hazard['kind'], detail: string): void {
		this.hazards.push({ at: this.clock.now(), kind, modelId: model.id, detail });
	}

	/** True when a deployed model refuses the import at the start of a task. */
	refusesDeployed(model: AnaplanModel, importIds: readonly string[]): boolean {
		return (
			model.activeState === 'PRODUCTION' &&
			this.switches.deployedRefusal === 'http425' &&
			importIds.some((id) => {
				const definition = model.imports.find((entry) => entry.id === id);
				return definition !== undefined && !mayChangeDeployed(model, definition);
			})
		);
	}

	private host(model: AnaplanModel): HostedModel {
		const dumps = new DumpStore(this.clock);
		const queue = new TaskQueue(this.clock, (task, stepId) =>
			this.runStep(model, dumps, task, stepId),
		);
		return { model, queue, dumps, readRequests: new ReadRequests(this.clock) };
	}

	private runStep(model: AnaplanModel, dumps: DumpStore, task: Task, stepId: string) {
		const exported = model.exports.find(({ id }) => id === stepId);
		if (exported !== undefined) {
			return this.stepResult(
				exported,
				runExport(model, exported, task.userId, this.fileChunkBytes),
			);
		}
		const action = model.actions.find(({ id }) => id === stepId);
		if (action !== undefined) {
			return this.stepResult(action, runAction(model, action));
		}
		return this.runImportStep(model, dumps, task, stepId);
	}

	private runImportStep(model: AnaplanModel, dumps: DumpStore, task: Task, importId: string) {
		const definition = model.imports.find((entry) => entry.id === importId);
		const outcome: ImportOutcome =
			definition === undefined
				? failedOutcome('failedToLocateEntity', 'The import no longer exists.')
				: runImport({
						model,
						definition,
						userId: task.userId,
						answers: task.answers,
						switches: this.switches,
						hazard: (kind, detail) => this.noteHazard(model, kind, detail),
					});
		const text =
			outcome.dump === undefined ? undefined : dumpText(outcome.dump, this.switches.dumpLayout);
		// A run that failed as a whole is no error-free run: the dump before it stays, but is an older task's.
		if (text !== undefined || outcome.successful) {
			dumps.record(task.userId, importId, task.id, text);
		}
		return this.stepResult({ id: importId, name: definition?.name }, outcome, text !== undefined);
	}

	private stepResult(
		step: { id: string; name?: string },
		outcome: ImportOutcome,
		failureDumpAvailable = false,
	) {
		return {
			objectId: step.id,
			...(this.switches.objectNames && step.name !== undefined ? { objectName: step.name } : {}),
			successful: outcome.successful,
			failureDumpAvailable,
			details: outcome.details.map((detail) => this.wireDetail(detail)),
		};
	}

	/** `values` is a flat key, value array whose order of keys varies from task to task. */
	private wireDetail(detail: OutcomeDetail): WireDetail {
		const pairs = [...detail.values];
		for (let index = pairs.length - 1; index > 0; index -= 1) {
			const other = this.random.int(0, index);
			[pairs[index], pairs[other]] = [pairs[other], pairs[index]];
		}
		const kept = detail.failure ? this.switches.failureValues : 'present';
		return {
			localMessageText: detail.text,
			occurrences: detail.occurrences,
			type: detail.type,
			values: kept === 'present' ? pairs.flat() : kept === 'empty' ? [] : null,
		};
	}
}
