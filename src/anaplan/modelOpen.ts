/**
 * Tells whether a model is loaded in Anaplan's memory, and loads it. Source: Integration API, "Check
 * model status" and "Open a model".
 */
import { ServiceError, SettingError } from '../errors';
import { readModel, type ModelEntry } from './catalog';
import { hasStatus, isObject, modelPath, textOf, type AnaplanClient } from './client';
import { modelIdOf, workspaceIdOf, type ModelChoice } from './modelChoice';

/** Anaplan asks for 5 s or more between looks at a model's status. */
const POLL_MS = 5_000;
/** The first look comes earlier: small models open within a second or two. */
const FIRST_POLL_MS = 1_000;
/** Default of "Wait At Most" for opening: large models take minutes. */
export const DEFAULT_OPEN_MINUTES = 30;

/** What a model does now. */
export interface ModelStatus {
	/** `open` also while it works; `opening` where it is neither open nor closed. */
	state: 'open' | 'opening' | 'closed';
	/** In Anaplan's words, for example `Open`, `Closed`, `Processing ...`. */
	currentStep: string;
	/** True while a task or an update has the model to itself; false where Anaplan names no step. */
	busy: boolean;
	/** Share of the step that is done, 0 to 1; null where no step runs. */
	progress: number | null;
	/** What runs and who started it; '' where Anaplan does not say. */
	tooltip: string;
	taskId: string | null;
}

/** The status of a model; looking does not load it. */
export async function readModelStatus(
	client: AnaplanClient,
	model: Pick<ModelEntry, 'id' | 'name' | 'workspaceId'>,
): Promise<ModelStatus> {
	const what = `checking the status of the model "${model.name}"`;
	const body = await client
		.get(`/models/${encodeURIComponent(model.id)}/status`, what)
		.catch(async (error: unknown) =>
			// As documented, where the plane does not know the form that is seen live.
			hasStatus(error, 405)
				? await client.json({ method: 'POST', path: documented(model), repeat: 'safe', what })
				: await Promise.reject(error),
		);
	return toStatus(isObject(body.requestStatus) ? body.requestStatus : {});
}

function documented({ workspaceId, id, name }: Pick<ModelEntry, 'id' | 'name' | 'workspaceId'>) {
	return `${modelPath({ workspaceId, modelId: id, modelName: name })}/status`;
}

function toStatus(status: { [key: string]: unknown }): ModelStatus {
	const currentStep = textOf(status, 'currentStep');
	const step = currentStep.trim().toLowerCase();
	const progress = status.progress;
	const taskId = textOf(status, 'taskId');
	const idle = step === 'open';
	const closed = step === 'closed' || step === 'closing';
	// An open set: a step that loads is not told apart from one that works but by its name.
	const opening = !idle && !closed && /open|load/.test(step);
	return {
		state: closed ? 'closed' : opening ? 'opening' : 'open',
		currentStep,
		// Without a step nothing is known: waiting for hours would be wrong more often than a call that hangs.
		busy: step !== '' && !idle && !closed && !opening,
		progress: typeof progress === 'number' && progress >= 0 ? progress : null,
		tooltip: textOf(status, 'tooltip'),
		taskId: taskId === '' ? null : taskId,
	};
}

/** What opening found and did. */
export interface Opening {
	status: ModelStatus;
	/** True where the model was open before: nothing was sent then. */
	wasOpen: boolean;
	/** Milliseconds from asking to the open model. */
	waitedMs: number;
}

/**
 * Loads a closed model and waits until it is open. An open one is left alone: opening is not meant to
 * keep a model awake, and Anaplan counts that as misuse.
 * @throws SettingError for a model that is archived, offline, or not this user's to open;
 * ServiceError where it takes longer than `waitMs`; CancelledError
 */
export async function openAndWait(
	client: AnaplanClient,
	model: Pick<ModelEntry, 'id' | 'name' | 'workspaceId'>,
	waitMs: number,
): Promise<Opening> {
	const started = client.clock.now();
	let status = await readModelStatus(client, model);
	if (status.state === 'open') return { status, wasOpen: true, waitedMs: 0 };
	if (status.state === 'closed') await askToOpen(client, model);
	const what = `waiting for the model "${model.name}" to open`;
	for (let pause = FIRST_POLL_MS; ; pause = POLL_MS) {
		status = await readModelStatus(client, model);
		const waitedMs = client.clock.now() - started;
		if (status.state === 'open') return { status, wasOpen: false, waitedMs };
		if (waitedMs + pause > waitMs) throw tooLong(model.name, status, waitMs);
		await client.clock.sleep(pause, client.signal, what);
	}
}

/** Opening twice does no harm. The content type is what Anaplan expects of the empty body. */
async function askToOpen(
	client: AnaplanClient,
	model: Pick<ModelEntry, 'id' | 'name'>,
): Promise<void> {
	await client
		.send({
			method: 'POST',
			path: `/models/${encodeURIComponent(model.id)}/open`,
			headers: { 'content-type': 'application/text' },
			repeat: 'safe',
			what: `opening the model "${model.name}"`,
		})
		.catch((error: unknown) =>
			Promise.reject(hasStatus(error, 403) ? notAdministrator(model.name) : error),
		);
}

function notAdministrator(name: string): SettingError {
	return new SettingError(
		`The Anaplan user may not open the model "${name}": only workspace administrators may.`,
		'Use a credential of a workspace administrator, or leave the operation out: any read of the model opens it as well, only without a deadline of its own.',
		{ httpStatus: 403 },
	);
}

function tooLong(name: string, { currentStep }: ModelStatus, waitMs: number): ServiceError {
	const minutes = Math.round(waitMs / 60_000);
	return new ServiceError(
		`The model "${name}" did not open within ${minutes} minute${minutes === 1 ? '' : 's'}; Anaplan says: "${currentStep}".`,
		'Large models take long to load: raise "Wait At Most", or run the workflow again in a while. Anaplan goes on opening it.',
		{ code: currentStep },
	);
}

/** Finds a model for looking at it or opening it, whatever its state. @throws SettingError */
export async function modelOf(
	client: AnaplanClient,
	modelId: ModelChoice['modelId'],
	workspaceId: ModelChoice['workspaceId'],
): Promise<ModelEntry> {
	const wanted = await modelIdOf(client, { modelId, workspaceId });
	const model = await readModel(client, wanted);
	return {
		...model,
		id: model.id || wanted,
		name: model.name || wanted,
		workspaceId: model.workspaceId || (await workspaceIdOf(client, workspaceId)),
	};
}
