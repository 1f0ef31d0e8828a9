/**
 * Waits until a model answers. While a task runs in it, most of Anaplan's calls stay open without an
 * answer until the model is free, and a closed model loads at the first call; the status tells both,
 * and answers always.
 */
import { ServiceError } from '../errors';
import { hasStatus, type AnaplanClient, type ModelRef } from './client';
import { openAndWait, readModelStatus, DEFAULT_OPEN_MINUTES, type ModelStatus } from './modelOpen';
import { inMinutes } from './tasks';

/** Anaplan asks for 5 s or more between looks. */
const LOOK_MS = 5_000;
const MINUTE_MS = 60_000;

/** What was not done because the model stayed busy. */
const UNDONE = {
	load: 'nothing was uploaded',
	change: 'nothing was changed',
	run: 'nothing was started',
	read: 'nothing was read',
} as const;

/**
 * Opens a closed model and waits while it is opening or busy. Returns whether it was opened.
 * @param waitMs longest wait for a busy model
 * @param use what is to be done with the model, for the error
 * @throws ServiceError where it takes longer; SettingError for an archived model or one in maintenance
 */
export async function readyModel(
	client: AnaplanClient,
	{ modelId, modelName, workspaceId }: ModelRef,
	waitMs: number,
	use: keyof typeof UNDONE = 'load',
): Promise<boolean> {
	const model = { id: modelId, name: modelName, workspaceId };
	const deadline = client.clock.now() + waitMs;
	let status = await statusOf(client, model);
	const opened =
		status !== undefined &&
		status.state !== 'open' &&
		(await openAndWait(client, model, DEFAULT_OPEN_MINUTES * MINUTE_MS).then(
			() => true,
			// Others than administrators may not ask for it; their first call opens the model while it waits.
			(error: unknown) => (hasStatus(error, 403) ? false : Promise.reject(error)),
		));
	const what = `waiting for the model "${modelName}" to be free`;
	while (status?.busy === true) {
		if (client.clock.now() + LOOK_MS > deadline) throw stillBusy(modelName, status, waitMs, use);
		await client.clock.sleep(LOOK_MS, client.signal, what);
		status = await statusOf(client, model);
	}
	return opened;
}

/** Only a hint: undefined where this user or plane has no such call. */
async function statusOf(
	client: AnaplanClient,
	model: Parameters<typeof readModelStatus>[1],
): Promise<ModelStatus | undefined> {
	return await readModelStatus(client, model).catch((error: unknown) =>
		[403, 404, 405].some((code) => hasStatus(error, code)) ? undefined : Promise.reject(error),
	);
}

function stillBusy(
	name: string,
	{ currentStep, tooltip }: ModelStatus,
	waitMs: number,
	use: keyof typeof UNDONE,
): ServiceError {
	const said = [currentStep, tooltip.trim().split('\n')[0]].filter((text) => text !== '');
	return new ServiceError(
		`The Anaplan model "${name}" was busy for ${inMinutes(waitMs)} and answers nothing meanwhile; ${UNDONE[use]}. Anaplan says: "${said.join(' ')}".`,
		'Wait for the end of the import, export or process that runs in the model, or raise the option "Wait At Most" where the operation has it; then run the workflow again.',
		{ code: 'modelBusy' },
	);
}
