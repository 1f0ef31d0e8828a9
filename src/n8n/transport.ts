/** The engine's transport inside n8n: same egress rules as n8n's own requests. */
import type { IAllExecuteFunctions } from 'n8n-workflow';

import { undiciTransport, type EgressRules } from '../http/transport';
import type { Transport } from '../http/types';

/**
 * `getSecureEgressFilter` exists since n8n 2.3x; on older versions there are no egress rules to
 * keep, so its absence means none.
 */
export function transportOf(context: Pick<IAllExecuteFunctions, 'helpers'>): Transport {
	const helpers: { getSecureEgressFilter?: () => EgressRules } = context.helpers;
	return undiciTransport(helpers.getSecureEgressFilter?.());
}

/** The signal that fires when the user stops the execution; absent outside executions. */
export function cancelSignalOf(context: object): AbortSignal | undefined {
	const candidate = context as { getExecutionCancelSignal?: () => AbortSignal | undefined };
	return candidate.getExecutionCancelSignal?.();
}
