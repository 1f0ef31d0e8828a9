/**
 * The QuickBooks simulator: OAuth, the Accounting API and the books behind it on one loopback
 * address. The same class serves tests and the command line.
 */
import type { Router } from 'express';
import { SimClock } from '../common/clock';
import { FaultBoard } from '../common/faults';
import { Prng } from '../common/ids';
import { RequestLog } from '../common/requestLog';
import { jsonBody, startSimServer, type SimServer } from '../common/server';
import { installApi } from './api';
import { decideConsent, type Decision } from './approve';
import { Books, type Company } from './books';
import { installOAuth } from './oauth';
import { seedBooks, type SeedScale } from './seed/seedBooks';
import { DEFAULT_SWITCHES, type QuickBooksSwitches } from './switches';
import { TokenStore } from './tokens';

export interface CompanyOptions extends Partial<Company> {
	/** Seed of this company's history; default: the simulator's seed plus its position. */
	seed?: number;
	/** How many objects to lay down. */
	scale?: SeedScale;
	/** True: a company without any object. */
	empty?: boolean;
}

export interface QuickBooksOptions {
	/** 0 (the default) takes a free port. */
	port?: number;
	/** Default: a clock that runs with real time. History ends at its start. */
	clock?: SimClock;
	/** Default 1. The same seed and the same clock start give the same books. */
	seed?: number;
	/** Default: one multicurrency company with US dollars at home. */
	companies?: CompanyOptions[];
	/** For the first company, when `companies` is not given. */
	scale?: SeedScale;
	clientId?: string;
	clientSecret?: string;
	/** Registered redirect URIs, beside any loopback address while that switch is on. */
	redirectUris?: string[];
	switches?: Partial<QuickBooksSwitches>;
}

export const DEFAULT_REALM_ID = '9341453908059321';
export const SECOND_REALM_ID = '9341453908059322';
export const DEFAULT_CLIENT_ID = 'ABsimulatorClientId0000000000000000000000000000001';
export const DEFAULT_CLIENT_SECRET = 'simulator-client-secret-not-a-real-one';

const DEFAULT_COMPANIES: Company[] = [
	{
		realmId: DEFAULT_REALM_ID,
		name: 'Larkspur Gardens & Design, Inc.',
		homeCurrency: 'USD',
		multicurrency: true,
	},
	{
		realmId: SECOND_REALM_ID,
		name: 'Larkspur Nursery “West” LLC',
		homeCurrency: 'USD',
		multicurrency: false,
	},
];

export class QuickBooksSimulator {
	readonly log = new RequestLog();
	readonly switches: QuickBooksSwitches;
	readonly faults: FaultBoard;
	readonly clock: SimClock;
	readonly tokens: TokenStore;
	readonly clientId: string;
	readonly clientSecret: string;
	private readonly companies = new Map<string, Books>();
	private readonly tids: Prng;
	private server: SimServer | undefined;

	private constructor(options: QuickBooksOptions) {
		const seed = options.seed ?? 1;
		this.clock = options.clock ?? new SimClock();
		this.switches = {
			...DEFAULT_SWITCHES,
			totalCountEntities: [...DEFAULT_SWITCHES.totalCountEntities],
			allCustomFieldsIn: [...DEFAULT_SWITCHES.allCustomFieldsIn],
			...options.switches,
		};
		this.faults = new FaultBoard(seed);
		this.tids = new Prng(seed + 17);
		this.tokens = new TokenStore(this.clock, this.switches, seed);
		this.clientId = options.clientId ?? DEFAULT_CLIENT_ID;
		this.clientSecret = options.clientSecret ?? DEFAULT_CLIENT_SECRET;
		const companies = options.companies ?? [{ scale: options.scale }];
		companies.forEach((entry, index) => this.addCompany(entry, index, seed));
	}

	/** Seeds the books, starts the server and resolves when it listens. */
	static async start(options: QuickBooksOptions = {}): Promise<QuickBooksSimulator> {
		const simulator = new QuickBooksSimulator(options);
		await simulator.listen(options);
		return simulator;
	}

	/** Base of every URL: `http://127.0.0.1:<port>`. */
	get url(): string {
		if (this.server === undefined) {
			throw new Error('The simulator is not running.');
		}
		return this.server.url;
	}

	get port(): number {
		return Number(new URL(this.url).port);
	}

	/** `…/connect/oauth2` */
	get authorizeUrl(): string {
		return `${this.url}/connect/oauth2`;
	}

	/** `…/oauth2/v1/tokens/bearer` */
	get tokenUrl(): string {
		return `${this.url}/oauth2/v1/tokens/bearer`;
	}

	/** The first company's books. */
	get books(): Books {
		const [first] = this.companies.values();
		if (first === undefined) {
			throw new Error('The simulator has no company.');
		}
		return first;
	}

	/** The books of a company; throws when there is no such realm. */
	company(realmId: string): Books {
		const books = this.companies.get(realmId);
		if (books === undefined) {
			throw new Error(`The simulator has no company ${realmId}.`);
		}
		return books;
	}

	realmIds(): string[] {
		return [...this.companies.keys()];
	}

	/** Closes the port and every open socket. */
	async stop(): Promise<void> {
		await this.server?.stop();
		this.server = undefined;
	}

	/** Ends all tokens of a company, as when its user disconnects the app in QuickBooks. */
	disconnect(realmId: string = this.books.company.realmId): void {
		this.tokens.disconnect(realmId);
	}

	/** Decides on the consent page of an authorize URL and returns the redirect it leads to. */
	async decide(authorizeUrl: string, choice: Decision = {}): Promise<string> {
		return await decideConsent(authorizeUrl, choice);
	}

	private addCompany(entry: CompanyOptions, index: number, seed: number): void {
		const preset = DEFAULT_COMPANIES[index];
		const realmId = entry.realmId ?? preset?.realmId;
		if (realmId === undefined) {
			throw new Error('From the third company on, a realm ID is needed.');
		}
		const company: Company = {
			realmId,
			name: entry.name ?? preset?.name ?? `Company ${index + 1}`,
			homeCurrency: entry.homeCurrency ?? preset?.homeCurrency ?? 'USD',
			multicurrency: entry.multicurrency ?? preset?.multicurrency ?? false,
			...(entry.fiscalYearStartMonth === undefined
				? {}
				: { fiscalYearStartMonth: entry.fiscalYearStartMonth }),
			tracksClasses: entry.tracksClasses ?? true,
		};
		const books = new Books(company, this.clock);
		if (!entry.empty) {
			seedBooks(books, this.clock.startedAt, entry.seed ?? seed + index, entry.scale);
		}
		this.companies.set(realmId, books);
	}

	private async listen(options: QuickBooksOptions): Promise<void> {
		const tid = () => `1-${this.tids.hex(8)}-${this.tids.hex(24)}`;
		this.server = await startSimServer({
			port: options.port,
			clock: this.clock,
			log: this.log,
			faults: this.faults,
			faultHeaders: () => ({ intuit_tid: tid() }),
			caller: (request) => /^\/v3\/company\/([^/?]+)/.exec(request.originalUrl)?.[1],
			control: (router) => this.addControls(router),
			install: (app) => {
				app.use((_request, response, next) => {
					response.set('intuit_tid', tid());
					next();
				});
				installOAuth(app, {
					app: {
						clientId: this.clientId,
						clientSecret: this.clientSecret,
						redirectUris: options.redirectUris ?? [],
					},
					companies: () => [...this.companies.values()].map((books) => books.company),
					tokens: this.tokens,
					switches: this.switches,
					url: () => this.url,
				});
				installApi(app, {
					company: (realmId) => this.companies.get(realmId),
					tokens: this.tokens,
					clock: this.clock,
					switches: this.switches,
				});
				app.use((_request, response) => {
					response.status(404).set('Content-Type', 'text/html').send('<h1>Not Found</h1>');
				});
			},
		});
	}

	/** Controls of this simulator beside the common ones; README.md lists them. */
	private addControls(router: Router): void {
		router.get('/companies', (_request, response) => {
			response.json([...this.companies.values()].map((books) => books.company));
		});
		router.get('/totals/:realmId', (request, response) => {
			response.json(this.company(request.params.realmId).totals());
		});
		router.post('/live-day/:realmId', (request, response) => {
			response.json(this.company(request.params.realmId).liveDay());
		});
		router.get('/postings/:realmId', (request, response) => {
			response.json(this.company(request.params.realmId).postings());
		});
		router.post('/correction-day/:realmId', (request, response) => {
			const books = this.company(request.params.realmId);
			response.json(books.correctionDay(this.switches.mergedLoser));
		});
		router.post('/merge/:realmId/:entity/:loser/:survivor', (request, response) => {
			const { realmId, entity, loser, survivor } = request.params;
			if (entity !== 'Customer' && entity !== 'Vendor') {
				throw new Error(`${entity} cannot be merged.`);
			}
			this.company(realmId).merge(entity, loser, survivor, this.switches.mergedLoser);
			response.json({ ok: true });
		});
		router.post('/disconnect/:realmId', (request, response) => {
			this.disconnect(this.company(request.params.realmId).company.realmId);
			response.json({ ok: true });
		});
		router.post('/void/:realmId/:entity/:id', (request, response) => {
			const { realmId, entity, id } = request.params;
			response.json(this.company(realmId).void(entity, id));
		});
		router.post('/delete/:realmId/:entity/:id', (request, response) => {
			const { realmId, entity, id } = request.params;
			this.company(realmId).delete(entity, id);
			response.json({ ok: true });
		});
		router.get('/switches', (_request, response) => {
			response.json(this.switches);
		});
		router.post('/switches', (request, response) => {
			const changes = jsonBody(request);
			for (const key of Object.keys(changes ?? {})) {
				if (!(key in DEFAULT_SWITCHES)) {
					throw new Error(`There is no switch ${key}.`);
				}
			}
			Object.assign(this.switches, changes);
			response.json(this.switches);
		});
	}
}
