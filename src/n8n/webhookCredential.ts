/**
 * What a trigger needs of its credential to take a webhook's delivery. n8n looks a credential up,
 * decrypts it and builds an isolate of its own to evaluate its expressions, anew for every read; with
 * many deliveries at once that is a good part of what their answers cost. So deliveries share a read
 * that is under way, and what served a delivery serves the next ones for a short while.
 */
import type {
	ICredentialDataDecryptedObject,
	IHookFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { systemClock } from '../clock';
import { textAt } from '../quickbooks/objects';
import { nameOf, QUICKBOOKS_CREDENTIAL, realmIdOf } from './quickBooks';

/** Longer than a burst of deliveries, shorter than anybody who changes a credential looks at n8n next. */
const REMEMBERED_MS = 10_000;

/** What is needed to take a webhook's delivery; nothing is fetched. */
export interface WebhookCredential {
	/** Empty where the credential has none. */
	verifierToken: string;
	/** The credential as its user named it, in quotes. */
	name: string;
	/** @throws SettingError where the credential does not know its company */
	realmId(): string;
}

type Context = IWebhookFunctions | IHookFunctions;

/** Reads that have not ended yet, by node. */
const underWay = new Map<string, Promise<WebhookCredential>>();
/** What served a delivery, by node. */
const remembered = new Map<string, { credential: WebhookCredential; until: number }>();

/** Reads what the node's credential holds for webhooks. */
export async function readWebhookCredential(context: Context): Promise<WebhookCredential> {
	const key = keyOf(context);
	const other = underWay.get(key);
	if (other !== undefined) return await other;
	const read = readNow(context).finally(() => underWay.delete(key));
	underWay.set(key, read);
	return await read;
}

/** Notes a credential that has served; the time begins with its first use. */
export function rememberCredential(context: Context, credential: WebhookCredential): void {
	const key = keyOf(context);
	if (remembered.get(key)?.credential === credential) return;
	remembered.set(key, { credential, until: systemClock.now() + REMEMBERED_MS });
}

/**
 * What served a short while ago. It may have been changed since, so it can only be a reason to accept;
 * before anything is refused or left out, {@link readWebhookCredential} has to be asked.
 */
export function rememberedCredential(context: Context): WebhookCredential | undefined {
	const held = remembered.get(keyOf(context));
	return held !== undefined && systemClock.now() < held.until ? held.credential : undefined;
}

function keyOf(context: Context): string {
	const { id, credentials } = context.getNode();
	const reference = credentials?.[QUICKBOOKS_CREDENTIAL];
	return JSON.stringify([context.getWorkflow().id, id, context.getMode(), reference]);
}

async function readNow(context: Context): Promise<WebhookCredential> {
	const name = nameOf(context);
	const credential: ICredentialDataDecryptedObject =
		await context.getCredentials(QUICKBOOKS_CREDENTIAL);
	return {
		verifierToken: (textAt(credential, 'webhookVerifierToken') ?? '').trim(),
		name,
		realmId: () => realmIdOf(credential, name),
	};
}
