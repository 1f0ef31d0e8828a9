/** Whether a model is loaded in Anaplan, and loading it. Source: Anaplan's "Check model status" and "Open a model". */
import { ServiceError } from '../errors';
import {
	hasStatus,
	isObject,
	modelPath,
	textOf,
	type AnaplanClient,
	type JsonObject,
	type ModelRef,
} from './client';

/** Anaplan asks for 5 s or more between looks. */
const LOOK_MS = 5_000;
/** A large model takes minutes to load; one that takes longer needs a person. */
export const OPEN_WITHIN_MS = 15 * 60_000;
/** A model of this state answers nothing before it is opened. */
const CLOSED = /^clos(ed|ing)$/i;
const NOT_YET = /^(clos(ed|ing)|open(ing)|loading)$/i;

/** What the model does: `Open`, `Closed`, `Processing ...`; an open set. Empty where Anaplan does not tell. */
export async function readModelStep(client: AnaplanClient, model: ModelRef): Promise<string> {
	const path = `/models/${encodeURIComponent(model.modelId)}/status`;
	const body = await client.get(path, 'reading the status of the model').catch((error: unknown) =>
		// Only a hint: a tenant without this call is asked nothing.
		hasStatus(error, 404) || hasStatus(error, 405) || hasStatus(error, 403)
			? ({} as JsonObject)
			: Promise.reject(error),
	);
	const status = isObject(body.requestStatus) ? body.requestStatus : body;
	return textOf(status, 'currentStep').trim();
}

/**
 * Opens a model that is closed, which Anaplan does to a model that nobody uses for an hour, and waits
 * until it is loaded. Returns whether it was opened.
 * @throws ServiceError when it takes longer than `withinMs`; SettingError for an archived one or one
 * in maintenance
 */
export async function wakeModel(
	client: AnaplanClient,
	model: ModelRef,
	withinMs: number = OPEN_WITHIN_MS,
): Promise<boolean> {
	let step = await readModelStep(client, model);
	if (!CLOSED.test(step)) return false;
	const what = `opening the model "${model.modelName}"`;
	const deadline = client.clock.now() + withinMs;
	const asked = await client
		.send({ method: 'POST', path: `${modelPath(model)}/open`, repeat: 'safe', what })
		.then(() => true)
		.catch((error: unknown) =>
			// Only administrators may open; for others the first call loads the model, while they wait.
			hasStatus(error, 403) || hasStatus(error, 404) ? false : Promise.reject(error),
		);
	if (!asked) return false;
	for (;;) {
		step = await readModelStep(client, model);
		if (!NOT_YET.test(step)) return true;
		if (client.clock.now() + LOOK_MS > deadline) throw stillClosed(model, step, withinMs);
		await client.clock.sleep(LOOK_MS, client.signal, what);
	}
}

function stillClosed(model: ModelRef, step: string, withinMs: number): ServiceError {
	return new ServiceError(
		`The Anaplan model "${model.modelName}" was closed and did not open within ${Math.round(withinMs / 60_000)} minutes (Anaplan says: "${step}"); nothing was uploaded.`,
		'Open the model in Anaplan once, or have a workspace administrator do it, then run the workflow again.',
		{ code: 'modelClosed' },
	);
}
