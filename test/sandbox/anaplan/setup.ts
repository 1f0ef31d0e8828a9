/** A clock that stands still at a fixed time, so that nothing depends on how fast a test runs. */
import { SimClock } from '../../../sandbox/common';

export { AnaplanSimulator } from '../../../sandbox/anaplan';

export function standingClock(): SimClock {
	return new SimClock(Date.UTC(2026, 9, 1, 8), { frozen: true });
}
