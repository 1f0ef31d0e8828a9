import type {
	IDataObject,
	IHookFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { SettingError } from '../../../src/errors';
import { toNodeError } from '../../../src/n8n/errors';
import {
	readWebhookCredential,
	rememberCredential,
	rememberedCredential,
	type WebhookCredential,
} from '../../../src/n8n/webhookCredential';
import {
	filterNotifications,
	type FilteredDelivery,
} from '../../../src/quickbooks/webhooks/filter';
import { parseDelivery } from '../../../src/quickbooks/webhooks/parse';
import {
	type Delivery,
	type Refusal,
	refusalOf,
	SIGNATURE_HEADER,
} from '../../../src/quickbooks/webhooks/verify';
import { noteIgnored, nothingOfThisCompany, takeIgnored } from './otherCompanies';
import { keepForTest } from './testDelivery';

const UNAUTHORIZED = 401;

const REASONS: { [refusal in Refusal]: string } = {
	noVerifierToken:
		"the credential has no Webhook Verifier Token. Copy it from the Webhooks page of the app in Intuit's developer portal",
	noRawBody: 'n8n handed over no body to check the signature against',
	noSignature: `it has no ${SIGNATURE_HEADER} header. Only QuickBooks itself may call this address`,
	wrongSignature:
		"its signature is wrong. If it comes from QuickBooks, compare the credential's Webhook Verifier Token with the Webhooks page of the app in Intuit's developer portal (Production and Development have one each)",
};

/**
 * Answers a delivery: signature first, then the content. Nothing is fetched, so that QuickBooks has
 * its answer within the three seconds it waits.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const delivery = await deliveryOf(context);
	let credential: WebhookCredential;
	try {
		credential = servingCredential(context, delivery) ?? (await readWebhookCredential(context));
	} catch (error) {
		// Anybody can call the address; nobody may start executions that way, failed ones included.
		const why = error instanceof Error ? error.message : 'n8n gave no reason';
		return refuse(context, `its credential could not be read (${why})`);
	}
	const refusal = refusalOf(delivery, credential.verifierToken);
	if (refusal !== undefined || !Buffer.isBuffer(delivery.rawBody)) {
		return refuse(context, REASONS[refusal ?? 'noRawBody']);
	}
	try {
		const taken = take(context, credential, delivery.rawBody);
		rememberCredential(context, credential);
		const [items] = taken.workflowData ?? [];
		if (context.getMode() === 'manual' && items !== undefined) keepForTest(context, items);
		return taken;
	} catch (error) {
		// n8n answers 500 and shows a failed execution, so that the user learns of it, and QuickBooks
		// sends the delivery again.
		throw toNodeError(context.getNode(), error);
	}
}

async function deliveryOf(context: IWebhookFunctions): Promise<Delivery> {
	const request: {
		headers: { [name: string]: unknown };
		rawBody?: unknown;
		readRawBody?: () => Promise<void>;
	} = context.getRequestObject();
	// n8n has read the body of the content types that it parses. Others may well be QuickBooks' some day.
	if (request.rawBody === undefined) await request.readRawBody?.().catch(() => undefined);
	return { rawBody: request.rawBody, signature: request.headers[SIGNATURE_HEADER] };
}

/**
 * The credential of a moment ago, where all of a delivery is accepted by it. Anything else has to be
 * decided by what the credential holds now.
 */
function servingCredential(
	context: IWebhookFunctions,
	delivery: Delivery,
): WebhookCredential | undefined {
	const credential = rememberedCredential(context);
	const { rawBody } = delivery;
	if (credential === undefined || !Buffer.isBuffer(rawBody)) return undefined;
	if (refusalOf(delivery, credential.verifierToken) !== undefined) return undefined;
	try {
		const realmId = credential.realmId();
		const { notifications } = parseDelivery(rawBody);
		return notifications.every((event) => event.realmId === realmId) ? credential : undefined;
	} catch {
		return undefined;
	}
}

/** Sorts out a delivery whose signature is right. */
function take(
	context: IWebhookFunctions,
	credential: WebhookCredential,
	body: Buffer,
): IWebhookResponseData {
	const { notifications, unreadable } = parseDelivery(body);
	const realmId = credential.realmId();
	const filtered = filterNotifications(notifications, {
		realmId,
		entities: namesIn(context, 'entities'),
		operations: namesIn(context, 'operations'),
	});
	const { ofOtherCompanies } = filtered;
	if (context.getMode() === 'manual' && ofOtherCompanies > 0 && isForeign(filtered)) {
		throw nothingOfThisCompany(realmId, ofOtherCompanies, credential.name);
	}
	noteIgnored(context, realmId, ofOtherCompanies, credential.name);
	tellUnreadable(context, unreadable);
	const untold = filtered.wanted.length === 0 ? 0 : takeIgnored(context, realmId);
	return answer(filtered, unreadable, untold);
}

/**
 * Runs when the workflow is activated. There is nothing to register; it only makes sure that
 * deliveries will not be refused one and all.
 */
export async function checkVerifierToken(context: IHookFunctions): Promise<boolean> {
	const credential = await readWebhookCredential(context);
	if (credential.verifierToken !== '') return true;
	throw toNodeError(
		context.getNode(),
		new SettingError(
			`The credential ${credential.name} has no Webhook Verifier Token, so every webhook would be refused.`,
			"Open your app in Intuit's developer portal, go to Webhooks, show the verifier token and copy it into the credential.",
		),
	);
}

function refuse(context: IWebhookFunctions, reason: string): IWebhookResponseData {
	context.logger.warn(`QuickBooks Online Trigger refused a delivery: ${reason}.`, {
		workflowId: context.getWorkflow().id,
		node: context.getNode().name,
	});
	context.getResponseObject().status(UNAUTHORIZED).json({ message: 'Unauthorized' });
	return { noWebhookResponse: true };
}

/** Whether nothing of it was of the credential's company. */
function isForeign({ wanted, notChosen }: FilteredDelivery): boolean {
	return wanted.length + notChosen === 0;
}

/** @param untold notifications of other companies since the trigger last started an execution */
function answer(
	filtered: FilteredDelivery,
	unreadable: number,
	untold: number,
): IWebhookResponseData {
	const { wanted, ofOtherCompanies, notChosen } = filtered;
	const webhookResponse = {
		received: wanted.length,
		ignored: ofOtherCompanies + notChosen + unreadable,
	};
	// Without workflowData n8n answers 200 and starts no execution.
	if (wanted.length === 0) return { webhookResponse };
	const hint = untold === 0 ? {} : { ignoredOfOtherCompanies: untold };
	const items = wanted.map((event) => ({ json: { ...event, ...hint } as unknown as IDataObject }));
	return { webhookResponse, workflowData: [items] };
}

function tellUnreadable(context: IWebhookFunctions, unreadable: number): void {
	if (unreadable === 0) return;
	context.logger.warn(
		`QuickBooks Online Trigger left out ${unreadable} event(s) that do not say which company they are of.`,
		{ workflowId: context.getWorkflow().id, node: context.getNode().name },
	);
}

function namesIn(context: IWebhookFunctions, parameter: string): string[] {
	const value: unknown = context.getNodeParameter(parameter, []);
	return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
