/** Anaplan's Integration API as one execution uses it. */
import { systemClock, type Clock } from '../clock';
import { PackError, ServiceError, SettingError } from '../errors';
import type { Pacer } from '../http/pacing';
import { Session } from '../http/session';
import type { CallCounter, HttpCall, TokenSource, Transport } from '../http/types';
import {
	DEFAULT_REQUEST_SHARE,
	integrationProfile,
	pacerOf,
	signInProfile,
	type RequestShare,
} from './profile';
import type { AnaplanHosts } from './regions';
import type { CertificateFields, ClientCertificate } from './certificate';
import {
	anaplanTokens,
	basicSignIn,
	certificateSignIn,
	logOut,
	type SignInParts,
	type SignInStrategy,
} from './signIn';

/** Root of the Integration API, version 2.0, below the API host. */
const API_ROOT = '/2/0';
/** Most rows in one page; also Anaplan's maximum. */
const PAGE_SIZE = 5_000;
/** No catalogue is longer; a loop that gets here is Anaplan repeating itself. */
const MAX_PAGES = 1_000;
/** Reads are small, but the first call to a sleeping model waits until it is loaded. */
export const READ_TIMEOUT_MS = 180_000;

/** One way of signing in, with what it needs. */
export type AnaplanSignIn =
	| { kind: 'basic'; email: string; password: string }
	| ({ kind: 'certificate'; certificate: ClientCertificate } & Pick<
			CertificateFields,
			'bodyFormat' | 'headerSpelling'
	  >)
	/** OAuth2: the tokens come from n8n's store. */
	| { kind: 'oauth'; clientId: string; tokens: TokenSource };

/** Who signs in where; read from the credential. */
export interface AnaplanAccount {
	hosts: AnaplanHosts;
	signIn: AnaplanSignIn;
	/** The n8n credential's name, for errors. */
	credentialName: string;
	/** Per cent of the tenant's request limit; the default where it is left out. */
	requestShare?: RequestShare;
}

export interface ClientParts {
	transport: Transport;
	clock?: Clock;
	/** Fires when the execution is cancelled. */
	signal?: AbortSignal;
	/** Instead of the tenant's shared one, where time is not the machine's. */
	pacer?: Pacer;
}

/** One page of a collection, and where the next one starts. */
export interface Page<Row> {
	rows: Row[];
	/** Offset of the next page; undefined after the last. */
	next: number | undefined;
}

/** A model and the workspace that holds it. */
export interface ModelRef {
	workspaceId: string;
	modelId: string;
	modelName: string;
}

/** Sends calls and reads collections; knows the account, the clock and the cancel signal. */
export class AnaplanClient {
	readonly counter: CallCounter = { calls: 0 };
	readonly clock: Clock;
	readonly signal: AbortSignal | undefined;
	/** Tells models of different Anaplan planes apart. */
	readonly apiUrl: string;
	private readonly session: Session;
	private readonly endSignIn: () => Promise<boolean>;

	constructor(account: AnaplanAccount, parts: ClientParts) {
		const clock = parts.clock ?? systemClock;
		const { hosts, signIn, credentialName, requestShare = DEFAULT_REQUEST_SHARE } = account;
		const shared = {
			transport: parts.transport,
			pacer: parts.pacer ?? pacerOf(hosts.authUrl, companyOf(signIn), requestShare),
			clock,
			counter: this.counter,
		};
		// Without the cancel signal: a sign-in serves every execution that waits for it.
		const signInParts = {
			...shared,
			profile: signInProfile(
				credentialName,
				clock,
				signIn.kind === 'certificate' ? 'certificate' : 'basic',
			),
			baseUrl: hosts.authUrl,
		};
		this.endSignIn = async () => {
			if (signIn.kind === 'oauth') throw oauthLogOut(credentialName);
			return await logOut(signInParts, strategyOf(signIn, signInParts));
		};
		this.clock = clock;
		this.signal = parts.signal;
		this.apiUrl = hosts.apiUrl;
		this.session = new Session({
			...shared,
			profile: integrationProfile(clock),
			baseUrl: hosts.apiUrl + API_ROOT,
			tokens: tokensOf(signIn, signInParts),
			...(parts.signal === undefined ? {} : { signal: parts.signal }),
		});
	}

	/**
	 * Ends the sign-in that all executions of this process share; false where there was none.
	 * @throws SettingError for OAuth2, whose tokens Anaplan has no call to end
	 */
	async logOut(): Promise<boolean> {
		return await this.endSignIn();
	}

	/** Sends a call; the answer's body as bytes. @throws PackError */
	async send(call: HttpCall): Promise<Buffer> {
		return (await this.session.send({ timeoutMs: READ_TIMEOUT_MS, ...call })).body;
	}

	/** Sends a call and reads the answer as a JSON object. @throws PackError */
	async json(call: HttpCall): Promise<{ [key: string]: unknown }> {
		const body = await this.session.json<unknown>({ timeoutMs: READ_TIMEOUT_MS, ...call });
		if (isObject(body)) return body;
		throw new ServiceError(
			`Anaplan sent an answer of an unknown form while ${call.what}.`,
			'Try again in a few minutes; if it stays, check the URLs of the Anaplan credential.',
		);
	}

	/** The time by Anaplan's own clock; undefined where its answers do not tell. See {@link Session.serviceTime}. */
	serviceTime(): number | undefined {
		return this.session.serviceTime();
	}

	/** Reads an object. @throws PackError */
	async get(path: string, what: string): Promise<{ [key: string]: unknown }> {
		return await this.json({ method: 'GET', path, repeat: 'safe', what });
	}

	/**
	 * Reads one page of a collection. An empty collection lacks its key, and `meta.paging.next` is
	 * known to be wrong, so the sizes count.
	 */
	async page(
		path: string,
		key: string,
		what: string,
		offset = 0,
		query: HttpCall['query'] = {},
	): Promise<Page<JsonObject>> {
		const body = await this.json({
			method: 'GET',
			path,
			query: { ...query, offset, limit: PAGE_SIZE },
			repeat: 'safe',
			what,
		});
		const listed = body[key];
		const rows = Array.isArray(listed) ? listed.filter(isObject) : [];
		return { rows, next: nextOffset(body, rows.length, offset) };
	}

	/** Reads a whole collection. */
	async all(path: string, key: string, what: string): Promise<JsonObject[]> {
		let rows: JsonObject[] = [];
		let offset: number | undefined = 0;
		for (let pages = 0; offset !== undefined; pages++) {
			if (pages >= MAX_PAGES) {
				throw new ServiceError(
					`Anaplan sent more than ${MAX_PAGES} pages while ${what}.`,
					'Try again later; if it stays, report this to Anaplan.',
				);
			}
			const page: Page<JsonObject> = await this.page(path, key, what, offset);
			rows = rows.concat(page.rows);
			offset = page.next;
		}
		return rows;
	}
}

function tokensOf(signIn: AnaplanSignIn, parts: SignInParts): TokenSource {
	return signIn.kind === 'oauth' ? signIn.tokens : anaplanTokens(parts, strategyOf(signIn, parts));
}

function strategyOf(
	signIn: Exclude<AnaplanSignIn, { kind: 'oauth' }>,
	parts: SignInParts,
): SignInStrategy {
	return signIn.kind === 'basic'
		? basicSignIn(parts, signIn.email, signIn.password)
		: certificateSignIn(parts, signIn.certificate, signIn);
}

function oauthLogOut(credentialName: string): SettingError {
	return new SettingError(
		`The credential "${credentialName}" signs in with OAuth2, and Anaplan has no call to log out such a sign-in.`,
		'The token ends by itself after 35 minutes. To end the connection for good, have an Anaplan administrator revoke it under Administration, Security, OAuth clients.',
	);
}

/** What tells the users of one company: the domain of the e-mail address, or the OAuth client. */
function companyOf(signIn: AnaplanSignIn): string {
	if (signIn.kind === 'oauth') return signIn.clientId;
	const email = signIn.kind === 'basic' ? signIn.email : signIn.certificate.email;
	return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a field; '' where it is absent or no text. */
export function textOf(source: JsonObject, key: string): string {
	const value = source[key];
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The path of a model's resources. */
export function modelPath({ workspaceId, modelId }: ModelRef): string {
	return `/workspaces/${encodeURIComponent(workspaceId)}/models/${encodeURIComponent(modelId)}`;
}

/** True for an error that carries this HTTP status. */
export function hasStatus(error: unknown, status: number): boolean {
	return error instanceof PackError && error.facts.httpStatus === status;
}

/** @throws SettingError where a base URL is missing or no web address */
export function checkHosts(hosts: AnaplanHosts, credentialName: string): void {
	for (const [label, url] of [
		['Authentication URL', hosts.authUrl],
		['API URL', hosts.apiUrl],
	]) {
		if (/^https?:\/\/[^/\s]+/.test(url)) continue;
		throw new SettingError(
			`The ${label} of the credential "${credentialName}" is not a web address: "${url}".`,
			'Open the credential and choose a region, or enter a URL that starts with https://.',
		);
	}
}

/** Where the next page starts: told by the sizes alone, and by an empty page. */
function nextOffset(body: JsonObject, received: number, offset: number): number | undefined {
	if (received === 0) return undefined;
	const meta = isObject(body.meta) ? body.meta : {};
	const paging = isObject(meta.paging) ? meta.paging : {};
	const next = offset + received;
	const { totalSize } = paging;
	if (typeof totalSize === 'number') return next < totalSize ? next : undefined;
	return received < PAGE_SIZE ? undefined : next;
}
