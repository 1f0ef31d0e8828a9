/** Makes sure that a model is loaded before a load begins, as far as this user can. */
import { hasStatus, type AnaplanClient, type ModelRef } from './client';
import { openAndWait } from './modelOpen';

/** A large model takes minutes to load; one that takes longer needs a person. */
export const OPEN_WITHIN_MS = 15 * 60_000;

/**
 * Opens a model that is closed, which Anaplan does to a model that nobody uses for an hour, and waits
 * until it is loaded. Returns whether it was opened. Where the user may not open it, or the tenant does
 * not tell, the first call loads the model, while it waits.
 * @throws ServiceError when it takes longer than `withinMs`; SettingError for an archived one or one
 * in maintenance
 */
export async function wakeModel(
	client: AnaplanClient,
	{ modelId, modelName, workspaceId }: ModelRef,
	withinMs: number = OPEN_WITHIN_MS,
): Promise<boolean> {
	const model = { id: modelId, name: modelName, workspaceId };
	const opening = await openAndWait(client, model, withinMs).catch((error: unknown) =>
		NOT_OURS.some((status) => hasStatus(error, status)) ? undefined : Promise.reject(error),
	);
	return opening !== undefined && !opening.wasOpen;
}

/** No right to open or to look, or no such call. */
const NOT_OURS = [403, 404, 405];
