import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nApi } from '../n8n/api';
import { N8nHost } from '../n8n/host';

/** Looks at the simulators' logs often enough to hit the moment between two requests. */
const LOOK_MS = 5;

/** A production run that was cut short, or not when it had ended before. */
export interface CutRun {
	/** False when the run had ended before the moment came. */
	readonly cut: boolean;
}

/**
 * Lets n8n start the workflow by its schedule and ends n8n with SIGKILL, its task runner too, when
 * the moment has come or the run has ended by itself.
 *
 * @param isMoment looked at every few milliseconds
 */
export async function killDuringRun(
	n8n: N8nHost,
	workflowId: string,
	isMoment: () => boolean,
	timeoutMs: number,
): Promise<CutRun> {
	const state = { ended: false };
	// n8n goes away under this call; how it fails then tells nothing.
	const run = n8n.api.runScheduled(workflowId, timeoutMs).then(
		() => (state.ended = true),
		() => (state.ended = true),
	);
	const deadline = Date.now() + timeoutMs;
	while (!state.ended && !isMoment() && Date.now() < deadline) await sleep(LOOK_MS);
	const cut = !state.ended;
	await n8n.kill();
	await run;
	return { cut };
}

/**
 * Starts n8n again on what the killed one left behind, at the same address, and takes back the
 * one-off schedule that the cut run had been started with.
 *
 * @param nodes the workflow's nodes as they were before the run
 */
export async function startAgain(
	dead: N8nHost,
	workflow: { readonly id: string; readonly nodes: unknown },
	onProgress: (line: string) => void,
): Promise<N8nHost> {
	const n8n = await N8nHost.start({
		userFolder: dead.userFolder,
		port: Number(new URL(dead.url).port),
		onProgress,
	});
	try {
		await withdrawSchedule(n8n.api, workflow);
	} catch (error) {
		await n8n.stop();
		throw error;
	}
	return n8n;
}

async function withdrawSchedule(
	api: N8nApi,
	{ id, nodes }: { readonly id: string; readonly nodes: unknown },
): Promise<void> {
	if ((await api.workflow(id)).active === true) await api.deactivate(id);
	await api.updateWorkflow(id, { nodes });
}
