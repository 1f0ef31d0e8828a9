import * as n8nWorkflow from 'n8n-workflow';

/**
 * Where the webhook is: nowhere in the mode Change Data Capture (Polling), because without a path n8n
 * registers nothing, and a manual test polls.
 */
interface WebhookAddress {
	path: string;
	ndvHideUrl: string;
}

const AS_EXPRESSIONS: WebhookAddress = {
	path: '={{ $parameter["mode"] === "poll" ? undefined : "webhook" }}',
	ndvHideUrl: '={{ $parameter["mode"] === "poll" }}',
};

/**
 * n8n evaluates the path for every delivery, in an isolate that takes tens of milliseconds to build.
 * Newer versions (2.41 has them) can be given functions that do the same without one.
 */
function addressFrom(helpers: Partial<typeof n8nWorkflow>): WebhookAddress {
	const { webhookDescriptionFields, fromFunction } = helpers;
	if (webhookDescriptionFields === undefined || fromFunction === undefined) return AS_EXPRESSIONS;
	// n8n copies the functions' source into expressions for the editor, so they stand for themselves.
	return {
		...AS_EXPRESSIONS,
		...webhookDescriptionFields({
			path: fromFunction((parameters) => (parameters.mode === 'poll' ? undefined : 'webhook')),
			ndvHideUrl: fromFunction((parameters) => parameters.mode === 'poll'),
		}),
	};
}

export const webhookAddress = addressFrom(n8nWorkflow);
