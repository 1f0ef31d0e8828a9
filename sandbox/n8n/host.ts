import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nApi } from './api';
import { runNpm } from './command';
import { childEnvironment } from './environment';
import { freePorts } from './freePorts';
import { GuardedProcess } from './guarded';
import { ensureN8n, type N8nInstallation } from './install';
import { PACKAGE_NAME, privateNode } from './project';
import { answersWell, waitUntilReady } from './readiness';
import { N8nSession } from './session';

export interface N8nHostOptions {
	/** Tarball of the pack; when absent, the user folder must already hold the pack. */
	readonly tarball?: string;
	/** n8n's home; default: a temporary folder that `stop()` deletes. */
	readonly userFolder?: string;
	/** Default: a free one. */
	readonly port?: number;
	/** Variables for n8n on top of the host's own. */
	readonly env?: Readonly<Record<string, string>>;
	/** Default: `n8n.log` in the user folder. */
	readonly logFile?: string;
	/** Default: the installation in the cache, made when absent. */
	readonly installation?: N8nInstallation;
	readonly onProgress?: (line: string) => void;
}

/** What must stay the same when n8n starts again on the same user folder. */
interface Identity {
	readonly encryptionKey: string;
	readonly ownerEmail: string;
	readonly ownerPassword: string;
}

function isIdentity(value: unknown): value is Identity {
	return (
		typeof value === 'object' &&
		value !== null &&
		['encryptionKey', 'ownerEmail', 'ownerPassword'].every(
			(key) => typeof Reflect.get(value, key) === 'string',
		)
	);
}

async function identityOf(userFolder: string): Promise<Identity> {
	const file = join(userFolder, 'sandbox-identity.json');
	if (existsSync(file)) {
		const read: unknown = JSON.parse(await readFile(file, 'utf8'));
		if (isIdentity(read)) return read;
		throw new Error(`${file} is not an identity of the sandbox. Use another user folder.`);
	}
	const made: Identity = {
		encryptionKey: randomBytes(24).toString('hex'),
		ownerEmail: 'owner@example.com',
		// n8n wants a digit and a capital letter.
		ownerPassword: `Demo1-${randomBytes(9).toString('base64url')}`,
	};
	await writeFile(file, JSON.stringify(made), { mode: 0o600 });
	return made;
}

/** Installs the pack the way n8n's own community package installer does: into its nodes folder. */
async function installPack(userFolder: string, tarball: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	const manifest = join(folder, 'package.json');
	if (!existsSync(manifest)) {
		await writeFile(
			manifest,
			'{ "name": "installed-nodes", "private": true, "dependencies": {} }\n',
		);
	}
	// The peer dependency n8n-workflow is n8n's own copy, so npm must not bring another one.
	const flags = ['--ignore-scripts', '--legacy-peer-deps', '--omit=dev', '--omit=peer'];
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	await runNpm(['install', tarball, ...flags, ...quiet], { cwd: folder });
}

function hostEnvironment(
	userFolder: string,
	url: string,
	ports: { readonly web: number; readonly broker: number },
	encryptionKey: string,
): Record<string, string> {
	return {
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: encryptionKey,
		N8N_PORT: String(ports.web),
		N8N_HOST: '127.0.0.1',
		N8N_PROTOCOL: 'http',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_EDITOR_BASE_URL: url,
		WEBHOOK_URL: `${url}/`,
		N8N_SECURE_COOKIE: 'false',
		// The task broker listens on 5679 unless told otherwise; two servers would collide.
		N8N_RUNNERS_BROKER_PORT: String(ports.broker),
		N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
		DB_TYPE: 'sqlite',
		GENERIC_TIMEZONE: 'UTC',
		TZ: 'UTC',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		// These would ask n8n's own servers on the internet for lists nobody looks at here.
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry',
		N8N_LOG_LEVEL: 'info',
		NO_COLOR: '1',
	};
}

/** A real n8n server on this machine, with the pack installed, its owner set up and signed in. */
export class N8nHost {
	private constructor(
		/** Base URL, for instance `http://127.0.0.1:41234`. */
		readonly url: string,
		readonly userFolder: string,
		readonly logFile: string,
		readonly ownerEmail: string,
		readonly ownerPassword: string,
		/** REST client with the owner's session. */
		readonly api: N8nApi,
		readonly process: GuardedProcess,
		private readonly temporary: boolean,
		readonly installation: N8nInstallation,
		/** The variables it runs with; a worker of the same n8n needs them too. */
		readonly environment: Readonly<Record<string, string>>,
	) {}

	/**
	 * Brings n8n: installs it when needed, installs the pack, starts the server on loopback, waits
	 * until it is ready, and signs the owner in (set up on a first start).
	 *
	 * @throws Error with the end of n8n's log when the server does not start
	 */
	static async start(options: N8nHostOptions = {}): Promise<N8nHost> {
		const progress = options.onProgress ?? ((): void => undefined);
		const installation =
			options.installation ?? (await ensureN8n({ onProgress: options.onProgress }));
		const temporary = options.userFolder === undefined;
		const userFolder = options.userFolder ?? (await mkdtemp(join(tmpdir(), 'n8n-sandbox-')));
		let server: GuardedProcess | undefined;
		try {
			await mkdir(userFolder, { recursive: true });
			const identity = await identityOf(userFolder);
			if (options.tarball !== undefined) {
				progress(`installing the pack into n8n`);
				await installPack(userFolder, options.tarball);
			}
			const [freeWeb = 0, broker = 0] = await freePorts(2);
			const web = options.port ?? freeWeb;
			const url = `http://127.0.0.1:${web}`;
			const logFile = options.logFile ?? join(userFolder, 'n8n.log');
			const node = privateNode();
			const environment = {
				...hostEnvironment(userFolder, url, { web, broker }, identity.encryptionKey),
				...options.env,
			};
			progress(`starting n8n ${installation.version} at ${url}`);
			server = new GuardedProcess(
				{
					command: node,
					args: [installation.script, 'start'],
					cwd: userFolder,
					env: childEnvironment(node, environment),
					...(temporary ? { removeWhenOrphaned: userFolder } : {}),
				},
				logFile,
			);
			await waitUntilReady(async () => await isUp(url), server, logFile);
			const session = new N8nSession(url);
			const api = new N8nApi(session);
			await api.signIn(identity.ownerEmail, identity.ownerPassword);
			progress('n8n is ready');
			const { ownerEmail, ownerPassword } = identity;
			return new N8nHost(
				url,
				userFolder,
				logFile,
				ownerEmail,
				ownerPassword,
				api,
				server,
				temporary,
				installation,
				environment,
			);
		} catch (error) {
			await server?.kill();
			if (temporary) await removeFolder(userFolder);
			throw error;
		}
	}

	/** The prefix of the pack's node types, as templates name them. */
	nodeType(name: string): string {
		return `${PACKAGE_NAME}.${name}`;
	}

	/** What n8n has written to its log so far. */
	async log(): Promise<string> {
		return await readFile(this.logFile, 'utf8');
	}

	/** Ends the server and its task runner, waits, and deletes a temporary user folder. */
	async stop(): Promise<void> {
		await this.process.stop();
		if (this.temporary) await removeFolder(this.userFolder);
	}

	/** Ends the server as a crash would and keeps the user folder, so that it can start again. */
	async kill(): Promise<void> {
		await this.process.kill();
	}
}

async function removeFolder(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** "Readiness" covers the database; the REST interface comes up with it. */
async function isUp(url: string): Promise<boolean> {
	return (await answersWell(`${url}/healthz/readiness`)) && (await restIsUp(url));
}

async function restIsUp(url: string): Promise<boolean> {
	try {
		const response = await fetch(`${url}/rest/settings`, { signal: AbortSignal.timeout(5_000) });
		const text = await response.text();
		return response.ok && text.startsWith('{');
	} catch {
		return false;
	}
}
