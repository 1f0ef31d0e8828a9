/**
 * A simulator of Anaplan: Authentication API under /token, Integration API v2 under /2/0, one base
 * URL for both. The same class serves tests and the command line.
 */
import type { Express, NextFunction, Request, Response } from 'express';
import { SimClock, type SimClockOptions } from '../common/clock';
import { FaultBoard, type Fault } from '../common/faults';
import { RequestLog } from '../common/requestLog';
import { startSimServer, type SimServer } from '../common/server';
import { controlRoutes } from './control';
import {
	buildDemoModel,
	DEMO_MODEL_NAME,
	DEMO_WORKSPACE_ID,
	DEMO_WORKSPACE_NAME,
} from './demoModel';
import type { Hazard } from './hazards';
import { DEFAULT_OAUTH_CLIENTS, type OAuthClient } from './oauth';
import { integrationRouter, tokenOf } from './routing';
import { authRouter } from './routes/auth';
import { installOAuth } from './routes/oauth';
import { cellRoutes } from './routes/cells';
import { fileRoutes } from './routes/files';
import { listItemRoutes } from './routes/listItems';
import { listRoutes } from './routes/lists';
import { moduleRoutes } from './routes/modules';
import { readRequestRoutes } from './routes/readRequests';
import { runnableRoutes } from './routes/runnables';
import { structureRoutes } from './routes/structure';
import { taskRoutes } from './routes/tasks';
import { modelStateRoutes, tenantRoutes } from './routes/tenant';
import { AnaplanService, type HostedModel } from './service';
import type { AnaplanModel } from './store/model';
import type { AnaplanSwitches } from './switches';
import type { TaskTiming } from './tasks';
import type { AnaplanUser } from './tokens';
import { errorBody, sendJson } from './wire';

export interface AnaplanSimulatorOptions {
	/** 0 (the default) takes a free port. */
	port?: number;
	/** Default: a clock that runs from now on. */
	clock?: SimClock;
	/** Used when no clock is given. */
	clockOptions?: SimClockOptions & { startMs?: number };
	/** Seed of tokens, task ids and key orders. Default 1. */
	seed?: number;
	/** Default: `DEFAULT_USERS`. */
	users?: readonly AnaplanUser[];
	/** Default: `DEFAULT_OAUTH_CLIENTS`. */
	oauthClients?: readonly OAuthClient[];
	/** Default: the demo model alone. Models belong to `workspace`, unless they name one of the others. */
	models?: (clock: SimClock) => readonly AnaplanModel[];
	/** Default: the demo workspace "Finance". */
	workspace?: { id: string; name: string };
	/** Further workspaces of the tenant. Default: none. */
	otherWorkspaces?: ReadonlyArray<{ id: string; name: string }>;
	timing?: Partial<TaskTiming>;
	switches?: Partial<AnaplanSwitches>;
	/** Largest part of a dump download in bytes. Default 10,000,000, as in the service. */
	dumpChunkBytes?: number;
	/** Largest chunk of an exported file in bytes. Default 10,000,000, as in the service. */
	fileChunkBytes?: number;
	/** Most cells or items one read answers. Default 1,000,000, as in the service. */
	readLimit?: number;
	/** Rows in a page of a read request. Default 10,000. */
	readPageRows?: number;
	/** Capacity of the request bucket. Default 600; smaller ones make tests of the limit short. */
	requestBurst?: number;
}

/** Who may sign in unless the options say otherwise; the passwords open nothing but a simulator. */
export const DEFAULT_USERS: readonly AnaplanUser[] = [
	{
		email: 'planner@example.com',
		password: 'Planner-4711!',
		firstName: 'Petra',
		lastName: 'Planner',
	},
	{
		email: 'integration@example.com',
		password: 'Integration-4711!',
		firstName: 'Ines',
		lastName: 'Integration',
		workspaceAdmin: false,
	},
	{
		email: 'noaccess@example.com',
		password: 'Noaccess-4711!',
		firstName: 'Nora',
		lastName: 'Noaccess',
		modelAccess: false,
		workspaceAdmin: false,
	},
];

/** The service's limit for one part of a dump or of an exported file. */
const DOWNLOAD_CHUNK_BYTES = 10_000_000;
/** The service's limit for cells and items of one read. */
const READ_LIMIT = 1_000_000;
/** The service does not say how large a page is. */
const READ_PAGE_ROWS = 10_000;

export class AnaplanSimulator {
	private constructor(
		private readonly service: AnaplanService,
		private readonly server: SimServer,
		readonly log: RequestLog,
		readonly faults: FaultBoard,
	) {}

	static async start(options: AnaplanSimulatorOptions = {}): Promise<AnaplanSimulator> {
		const { startMs, ...clockOptions } = options.clockOptions ?? {};
		const clock = options.clock ?? new SimClock(startMs, clockOptions);
		const service = new AnaplanService({
			clock,
			seed: options.seed ?? 1,
			users: options.users ?? DEFAULT_USERS,
			oauthClients: options.oauthClients ?? DEFAULT_OAUTH_CLIENTS,
			workspace: options.workspace ?? { id: DEMO_WORKSPACE_ID, name: DEMO_WORKSPACE_NAME },
			otherWorkspaces: options.otherWorkspaces ?? [],
			models: options.models?.(clock) ?? [buildDemoModel(clock)],
			dumpChunkBytes: options.dumpChunkBytes ?? DOWNLOAD_CHUNK_BYTES,
			fileChunkBytes: options.fileChunkBytes ?? DOWNLOAD_CHUNK_BYTES,
			requestBurst: options.requestBurst,
			readLimit: options.readLimit ?? READ_LIMIT,
			readPageRows: options.readPageRows ?? READ_PAGE_ROWS,
		});
		Object.assign(service.switches, options.switches);
		Object.assign(service.timing, options.timing);
		const log = new RequestLog();
		const faults = new FaultBoard(options.seed);
		const server = await startSimServer({
			port: options.port,
			clock,
			log,
			faults,
			install: (app) => install(app, service),
			control: (router) => controlRoutes(router, service),
			caller: (request) => callerOf(service, request),
		});
		service.baseUrl = server.url;
		return new AnaplanSimulator(service, server, log, faults);
	}

	/** Serves as API, authentication and OAuth host alike. */
	get url(): string {
		return this.server.url;
	}

	get clock(): SimClock {
		return this.service.clock;
	}

	/** May be changed at any time. */
	get switches(): AnaplanSwitches {
		return this.service.switches;
	}

	/** Task times for tasks started from now on. */
	get timing(): TaskTiming {
		return this.service.timing;
	}

	/** What passed but should never be done; a careful client leaves it empty. */
	get hazards(): readonly Hazard[] {
		this.service.settle();
		return this.service.hazards;
	}

	/** A model by id or name (default: the demo model), with its tasks brought up to the clock. */
	model(idOrName: string = DEMO_MODEL_NAME): AnaplanModel {
		const hosted = this.find(idOrName);
		hosted.queue.settle();
		return hosted.model;
	}

	/** Closes a model as Anaplan does after an hour without use; it opens when somebody asks. */
	closeModel(idOrName: string = DEMO_MODEL_NAME): void {
		const hosted = this.find(idOrName);
		hosted.model.loaded = false;
		hosted.openAt = undefined;
	}

	/** Read requests of a model that nobody has deleted. */
	openReadRequests(idOrName: string = DEMO_MODEL_NAME): number {
		return this.find(idOrName).readRequests.open;
	}

	/** Makes the next read request of a model end without success. */
	failNextReadRequest(idOrName: string = DEMO_MODEL_NAME): void {
		this.find(idOrName).readRequests.failNext = true;
	}

	/** Registers a client certificate (PEM), as an Anaplan administrator does. */
	registerCertificate(pem: string): void {
		this.service.certificates.register(pem);
	}

	/** Takes a registration back. */
	disableCertificate(pem: string): void {
		this.service.certificates.disable(pem);
	}

	/** A refresh token for one of the OAuth clients, as if its user had signed in elsewhere. */
	issueRefreshToken(clientId: string, email: string): string {
		return this.service.oauth.issueRefreshToken(clientId, email);
	}

	/** Ends every refresh token, as when an administrator disables the client. */
	revokeRefreshTokens(): void {
		this.service.oauth.revokeAll();
	}

	/** What the user does on the device page. False for an unknown code. */
	decideDevice(userCode: string, email: string, approve = true): boolean {
		return this.service.oauth.decideDevice(userCode, email, approve);
	}

	/** Ends every token at once: the next call meets a 401. */
	expireTokens(): void {
		this.service.tokens.expireAll();
	}

	/** Arms a 429 in the service's envelope. Returns the fault's id. */
	armTooManyRequests(fault: Partial<Fault> & { retryAfter?: string } = {}): string {
		const { retryAfter, ...rest } = fault;
		return this.faults.arm({
			path: /^\/2\/0\//,
			times: 1,
			status: 429,
			headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
			body: errorBody(429, 'Too Many Requests', '/2/0', this.clock.now()),
			...rest,
		});
	}

	/** Arms a gateway's HTML page. Returns the fault's id. */
	armGatewayError(status: 502 | 503 | 504, fault: Partial<Fault> = {}): string {
		return this.faults.arm({
			path: /^\/2\/0\//,
			times: 1,
			status,
			contentType: 'text/html',
			body: `<html><head><title>${status}</title></head><body><h1>${status} Gateway</h1></body></html>`,
			...fault,
		});
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}

	private find(idOrName: string): HostedModel {
		const hosted = this.service.hosted.find(
			({ model }) => model.id === idOrName || model.name === idOrName,
		);
		if (hosted === undefined) {
			throw new Error(`The simulator has no model ${idOrName}.`);
		}
		return hosted;
	}
}

function install(app: Express, service: AnaplanService): void {
	app.use('/token', authRouter(service));
	installOAuth(app, service);
	app.use(
		'/2/0',
		integrationRouter(service, tenantRoutes, [
			...modelStateRoutes,
			...structureRoutes,
			...runnableRoutes,
			...listRoutes,
			...listItemRoutes,
			...moduleRoutes,
			...cellRoutes,
			...readRequestRoutes,
			...fileRoutes,
			...taskRoutes,
		]),
	);
	app.use((request, response) => {
		const body = errorBody(404, 'Not Found', request.path, service.clock.now());
		sendJson(response, 404, body);
	});
	// A body above what the server reads at all never reaches a route.
	app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
		if (response.headersSent) {
			next(error);
			return;
		}
		const tooLarge = error instanceof Error && 'type' in error && error.type === 'entity.too.large';
		const status = tooLarge ? service.switches.oversizeStatus : 400;
		const text = tooLarge ? 'Payload Too Large' : 'Bad Request';
		sendJson(response, status, errorBody(status, text, request.path, service.clock.now()));
	});
}

/** The e-mail of the user whose living token came along. */
function callerOf(service: AnaplanService, request: Request): string | undefined {
	const value = tokenOf(request);
	return value === undefined ? undefined : service.tokens.find(value)?.user.email;
}
