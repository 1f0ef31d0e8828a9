/** Run Sync (One at a Time): what stands between a trigger that calls often and a sync that takes long. */
import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { systemClock } from '../../../src/clock';
import { SettingError } from '../../../src/errors';
import { POSTGRES_STORE } from '../../../src/n8n/ledgerFields';
import { readSyncWorkflow, runSyncWorkflow } from '../../../src/n8n/syncWorkflow';
import { IN_PROCESS, openPlaces } from '../../../src/n8n/syncPlaces';
import { cancelSignalOf } from '../../../src/n8n/transport';
import { runOneAtATime, type SyncTurn } from '../../../src/syncTurns/runOneAtATime';
import { asOne, toJson, type Operation } from './operation';

const SECOND_MS = 1_000;
/** QuickBooks itself gathers changes for minutes; longer than this would no longer be near real time. */
const MOST_GATHER_SECONDS = 300;
/** A waiting execution occupies a slot of n8n; what stays broken longer is for the next wake-up. */
const MOST_RETRY_SECONDS = 3_600;
const DEFAULT_GATHER_SECONDS = 10;
const DEFAULT_RETRY_SECONDS = 60;

export const option: Operation['option'] = {
	name: 'Run Sync (One at a Time)',
	value: 'runSync',
	action: 'Run the sync one at a time',
	description:
		'Behind a trigger: start the sync workflow, but never twice at once, and once for everything that came meanwhile',
};

export const fields: INodeProperties[] = [
	{
		displayName:
			'Starts the sync workflow in its turn. While one run is under way, one more waits; whatever comes then is covered by the waiting run, because it reads everything since the last accepted checkpoint. What the trigger hands over is not read.',
		name: 'runSyncNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Sync Workflow',
		name: 'syncWorkflow',
		type: 'workflowSelector',
		required: true,
		default: '',
		description:
			'The workflow made from the template for the scheduled sync. It needs an Execute Workflow Trigger beside its schedule.',
		hint: 'It must be active (published) in n8n',
	},
	{
		displayName: 'Gather For (Seconds)',
		name: 'gatherFor',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MOST_GATHER_SECONDS, numberPrecision: 0 },
		default: DEFAULT_GATHER_SECONDS,
		description:
			'How long to wait for more notifications before the sync runs, so that a burst costs one run',
	},
	{
		displayName: 'Retry Delay (Seconds)',
		name: 'retryAfter',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MOST_RETRY_SECONDS, numberPrecision: 0 },
		default: DEFAULT_RETRY_SECONDS,
		description:
			'How long to wait after a run that failed before it is tried once more; 0 leaves it to the next start. Settings that are wrong are not tried again.',
	},
	{
		displayName: 'Turn Store',
		// Named as the store of the other operations, so that the credential is shown where it is needed.
		name: 'ledgerStore',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'One Process (Regular Mode)',
				value: IN_PROCESS,
				description: 'Nothing to set up; for n8n as it is installed usually',
			},
			{
				name: 'PostgreSQL (Queue Mode)',
				value: POSTGRES_STORE,
				description: 'Shared by all workers; needed when n8n runs in queue mode',
			},
		],
		default: IN_PROCESS,
		description: 'Where it is noted that a run is under way. Choose the store of the ledger.',
	},
];

/** Runs once, however many items come in. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await asOne(context, async () => {
		const inputs = context.getInputData();
		const workflow = readSyncWorkflow(context, 'syncWorkflow');
		const gatherMs = readSeconds(context, 'gatherFor', 'Gather For', MOST_GATHER_SECONDS);
		const retryMs = readSeconds(context, 'retryAfter', 'Retry Delay', MOST_RETRY_SECONDS);
		const signal = cancelSignalOf(context);
		const turn = await runOneAtATime({
			places: await openPlaces(context, workflow.id),
			gatherMs,
			...(retryMs === 0 ? {} : { retryMs }),
			clock: systemClock,
			...(signal === undefined ? {} : { signal }),
			run: async () => await runSyncWorkflow(context, workflow, { kind: 'syncStart' }),
		});
		const pairedItem = inputs.map((_item, item) => ({ item }));
		return [[{ json: toJson(described(turn)), pairedItem }]];
	});
}

/** The turn as a person reads it. */
function described(turn: SyncTurn): object {
	if (turn.outcome === 'covered') {
		return {
			kind: 'syncTurn',
			outcome: turn.outcome,
			message: 'A run that has not begun yet waits already, and will read this change too.',
		};
	}
	const { outcome, covered, attempts, startedAt, finishedAt } = turn;
	return {
		kind: 'syncTurn',
		outcome,
		covered,
		attempts,
		startedAt: new Date(startedAt).toISOString(),
		finishedAt: new Date(finishedAt).toISOString(),
	};
}

/** @returns milliseconds */
function readSeconds(
	context: IExecuteFunctions,
	parameter: string,
	label: string,
	most: number,
): number {
	const value: unknown = context.getNodeParameter(parameter, 0);
	if (typeof value === 'number' && value >= 0 && value <= most) return value * SECOND_MS;
	throw new SettingError(
		`${label} is ${String(value)}, which is not a number of seconds from 0 to ${most}.`,
		'Enter a number of seconds.',
	);
}
