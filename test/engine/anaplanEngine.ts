/** The engine's Anaplan client against a simulator, with waits that take no time. */
import { AnaplanClient } from '../../src/anaplan/client';
import type { LoadOptions, LoadRequest } from '../../src/anaplan/loadRequest';
import { toSourceRow } from '../../src/anaplan/rows';
import { systemClock, type Clock } from '../../src/clock';
import { Pacer } from '../../src/http/pacing';
import { undiciTransport } from '../../src/http/transport';
import { DEMO_MODEL_ID } from '../../sandbox/anaplan/demoModel';
import { DEFAULT_USERS, type AnaplanSimulator } from '../../sandbox/anaplan/simulator';
import { vendorRow } from './anaplanSetup';

/**
 * A clock that stands still but for waits, which take no time; the simulator's clock comes along.
 */
export function skippingClock(simulator: AnaplanSimulator): Clock & { waits: number[] } {
	let now = Date.now();
	const waits: number[] = [];
	return {
		waits,
		now: () => now,
		random: () => 0,
		sleep: async (milliseconds, signal, what) => {
			await systemClock.sleep(0, signal, what);
			waits.push(milliseconds);
			now += milliseconds;
			simulator.clock.advance(milliseconds);
		},
	};
}

/** A client of the first user unless told otherwise, with a budget of its own on its own clock. */
export function clientOn(
	{ url }: AnaplanSimulator,
	clock: Clock,
	signal?: AbortSignal,
	{ email, password } = DEFAULT_USERS[0],
): AnaplanClient {
	return new AnaplanClient(
		{
			hosts: { authUrl: url, apiUrl: url, appUrl: url },
			signIn: { kind: 'basic', email, password },
			credentialName: 'Anaplan',
		},
		{
			transport: undiciTransport(),
			clock,
			pacer: new Pacer({ perMinute: 500, perSecond: 500, concurrent: 4 }, clock),
			...(signal === undefined ? {} : { signal }),
		},
	);
}

/** One vendor for the demo model, unless more is given. */
export function vendorLoad(
	options: Partial<LoadOptions> = {},
	more: Partial<LoadRequest> = {},
): LoadRequest {
	return {
		workspaceId: '',
		modelId: DEMO_MODEL_ID,
		rows: [toSourceRow(vendorRow('1', 'One'), 0)],
		table: [{ entity: 'Vendor', reference: { by: 'name', value: 'Vendors from QuickBooks' } }],
		options: {
			keyColumns: ['Code'],
			rowsWithoutImport: 'error',
			locale: 'en_US',
			waitMs: 600_000,
			...options,
		},
		...more,
	};
}
