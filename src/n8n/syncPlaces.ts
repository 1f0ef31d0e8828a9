/** Where the turns of a sync are kept: in the process, or in PostgreSQL for all processes. */
import type { IExecuteFunctions } from 'n8n-workflow';

import { systemClock } from '../clock';
import { SettingError } from '../errors';
import { PostgresPlaces } from '../ledger/postgres/places';
import type { Places } from '../syncTurns/places';
import { ProcessPlaces } from '../syncTurns/processPlaces';
import { POSTGRES_STORE } from './ledgerFields';
import { readPostgresLedger } from './postgres';
import { runsInQueueMode } from './queueMode';

/** The value of `ledgerStore` for turns within the process. */
export const IN_PROCESS = 'workflow';

/**
 * The places of a sync workflow, as the node's parameter `ledgerStore` says.
 * @throws SettingError in queue mode without a database: each worker would have turns of its own
 */
export async function openPlaces(context: IExecuteFunctions, workflowId: string): Promise<Places> {
	const store: unknown = context.getNodeParameter('ledgerStore', 0, IN_PROCESS);
	if (store === POSTGRES_STORE) {
		const { settings, rules } = await readPostgresLedger(context, 0);
		return new PostgresPlaces({
			settings,
			...(rules === undefined ? {} : { rules }),
			clock: systemClock,
			key: workflowId,
		});
	}
	if (store !== IN_PROCESS) {
		throw new SettingError(
			`The choice "${String(store)}" of where turns are kept is unknown.`,
			'Choose One Process or PostgreSQL.',
		);
	}
	if (runsInQueueMode()) {
		throw new SettingError(
			'This n8n runs in queue mode, in which runs of several workers would overlap. Nothing was started.',
			'Choose PostgreSQL in Turn Store, and as Ledger Store in the sync workflow.',
		);
	}
	return new ProcessPlaces(workflowId);
}
