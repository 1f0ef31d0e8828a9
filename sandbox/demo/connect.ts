import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { N8nApi } from '../n8n/api';
import { isRecord, listOf, recordOf, type JsonRecord } from '../n8n/json';
import { PACKAGE_NAME, projectRoot } from '../n8n/project';
import type { CredentialReference } from '../n8n/workflowEdits';
import type { SandboxPostgres } from '../postgres';

/** n8n's type name of the node that reads QuickBooks. */
const FETCH_NODE = `${PACKAGE_NAME}.quickBooksOnlineFetch`;
/** n8n's type name of the node whose workspace and model have to be chosen. */
const ANAPLAN_NODE = `${PACKAGE_NAME}.anaplan`;
/** n8n's type name of the node that keeps the ledger, and whose sync workflow has to be chosen. */
const LEDGER_NODE = `${PACKAGE_NAME}.syncLedger`;

/** Where QuickBooks is and with what app to connect. */
export interface QuickBooksConnection {
	readonly url: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** Of the app's webhooks; none are taken without it. */
	readonly webhookVerifierToken?: string;
}

/** Where Anaplan is and who signs in. */
export interface AnaplanConnection {
	readonly url: string;
	readonly email: string;
	readonly password: string;
}

export interface Credentials {
	readonly quickBooks: CredentialReference;
	readonly anaplan: CredentialReference;
}

/**
 * Makes both credentials as a person would: QuickBooks through the consent page, Anaplan with
 * e-mail and password and a press on "Test".
 *
 * @throws Error in the words of n8n or of the credential's test when a connection fails
 */
export async function connectServices(
	api: N8nApi,
	quickBooks: QuickBooksConnection,
	anaplan: AnaplanConnection,
): Promise<Credentials> {
	const books = await api.createCredential('quickBooksOnlineOAuth2Api', 'QuickBooks simulator', {
		environment: 'custom',
		customAuthUrl: `${quickBooks.url}/connect/oauth2`,
		customTokenUrl: `${quickBooks.url}/oauth2/v1/tokens/bearer`,
		customApiUrl: quickBooks.url,
		clientId: quickBooks.clientId,
		clientSecret: quickBooks.clientSecret,
		webhookVerifierToken: quickBooks.webhookVerifierToken ?? '',
	});
	await api.connectOAuth2(books.id);
	const planning = await api.createCredential('anaplanApi', 'Anaplan simulator', {
		region: 'custom',
		customAuthUrl: anaplan.url,
		customApiUrl: anaplan.url,
		customAppUrl: anaplan.url,
		email: anaplan.email,
		password: anaplan.password,
	});
	const test = await api.testCredential(planning.id);
	if (test.status !== 'OK') throw new Error(`Anaplan could not be connected: ${test.message}`);
	return { quickBooks: books, anaplan: planning };
}

/** A chosen entry of a picker, as a workflow stores it. */
function chosen(id: string, name: string): JsonRecord {
	return { __rl: true, mode: 'list', value: id, cachedResultName: name };
}

/** The model that the template should load. */
export interface ModelChoice {
	readonly workspaceId: string;
	readonly workspaceName: string;
	readonly modelId: string;
	readonly modelName: string;
}

/** Reads a template of the project. */
export async function readTemplate(name: string): Promise<JsonRecord> {
	const text = await readFile(join(projectRoot(), 'workflows', `${name}.json`), 'utf8');
	const template: unknown = JSON.parse(text);
	return recordOf(template, 'a workflow');
}

/** A workflow as its picker stores it. */
interface WorkflowReference {
	readonly id: string;
	readonly name: string;
}

/** Where the ledger is kept: in a workflow, or in the database that a credential names. */
export type LedgerPlace =
	| { readonly workflow: WorkflowReference }
	| { readonly postgres: CredentialReference };

/** Imports the ledger workflow and publishes it, as its sticky note asks. */
export async function importLedger(api: N8nApi): Promise<LedgerPlace> {
	const template = await readTemplate('ledger');
	const id = await api.importWorkflow(template);
	await api.activate(id);
	return { workflow: { id, name: String(template.name) } };
}

/**
 * Makes the credential of a ledger in PostgreSQL and presses "Test".
 *
 * @throws Error in the words of the credential's test when the connection fails
 */
export async function connectLedgerDatabase(
	api: N8nApi,
	{ host, port, database, user, password }: SandboxPostgres,
): Promise<LedgerPlace> {
	const data = { host, port, database, user, password, ssl: 'disable' };
	const postgres = await api.createCredential('syncLedgerPostgresApi', 'Ledger database', data);
	const test = await api.testCredential(postgres.id);
	if (test.status !== 'OK') throw new Error(`The ledger could not be connected: ${test.message}`);
	return { postgres };
}

/** What a node is told of the ledger's place, as its fields store it. */
export function ledgerFields(ledger: LedgerPlace): JsonRecord {
	return 'postgres' in ledger
		? { ledgerStore: 'postgres' }
		: {
				ledgerStore: 'workflow',
				ledgerWorkflow: chosen(ledger.workflow.id, ledger.workflow.name),
			};
}

/** The credential of the ledger's place, by type, where it needs one. */
export function ledgerCredentials(ledger: LedgerPlace): Record<string, CredentialReference> {
	return 'postgres' in ledger ? { syncLedgerPostgresApi: ledger.postgres } : {};
}

/** Before anything a company can have: the first load reads all that exists. */
const FIRST_LOAD_FROM = '2000-01-01T00:00:00';

/**
 * Imports the scheduled sync and sets nothing but what its sticky notes ask for: the two credentials,
 * the model, the ledger and the day from which on the first load reads.
 *
 * @returns id of the workflow
 */
export async function importScheduledSync(
	api: N8nApi,
	credentials: Credentials,
	model: ModelChoice,
	ledger: LedgerPlace,
): Promise<string> {
	const template = await readTemplate('scheduled-sync');
	const set = new Map<string, JsonRecord>([
		[
			ANAPLAN_NODE,
			{
				workspaceId: chosen(model.workspaceId, model.workspaceName),
				modelId: chosen(model.modelId, model.modelName),
			},
		],
		[FETCH_NODE, { ...ledgerFields(ledger), firstLoadFrom: FIRST_LOAD_FROM }],
	]);
	// The nodes behind take a ledger workflow from the fetch node, and nothing else.
	const behind = 'postgres' in ledger ? ledgerFields(ledger) : {};
	const nodes = listOf(template.nodes).filter(isRecord);
	for (const type of set.keys()) {
		const found = nodes.filter((node) => node.type === type).length;
		if (found !== 1) throw new Error(`The template has ${found} nodes of type ${type}, not one.`);
	}
	return await api.importWorkflow(template, {
		credentials: {
			quickBooksOnlineOAuth2Api: credentials.quickBooks,
			anaplanApi: credentials.anaplan,
			...ledgerCredentials(ledger),
		},
		parameters: Object.fromEntries(
			nodes.flatMap((node) => {
				const parameters = node.type === LEDGER_NODE ? behind : set.get(String(node.type));
				return parameters === undefined ? [] : [[String(node.name), parameters]];
			}),
		),
	});
}

/**
 * Imports the near-real-time sync and sets what its sticky notes ask for: the QuickBooks credential, the
 * sync workflow, and the store of the turns where the ledger has a database.
 *
 * @param more parameters to replace beside these, by node name
 * @returns id of the workflow
 */
export async function importNearRealTimeSync(
	api: N8nApi,
	quickBooks: CredentialReference,
	sync: WorkflowReference,
	ledger: LedgerPlace,
	more: Readonly<Record<string, Readonly<JsonRecord>>> = {},
): Promise<string> {
	const template = await readTemplate('near-real-time-sync');
	const [node] = listOf(template.nodes)
		.filter(isRecord)
		.filter(({ type }) => type === LEDGER_NODE);
	const name = String(node?.name);
	return await api.importWorkflow(template, {
		credentials: { quickBooksOnlineOAuth2Api: quickBooks, ...ledgerCredentials(ledger) },
		parameters: {
			...more,
			[name]: {
				...('postgres' in ledger ? ledgerFields(ledger) : {}),
				...more[name],
				syncWorkflow: chosen(sync.id, sync.name),
			},
		},
	});
}
