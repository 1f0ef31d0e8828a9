/** Get Audit Trail. */
import type { CommandOf } from './commands';
import { AUDIT_DEFAULT_LIMIT } from './limits';
import { auditMatches } from './needs';
import { type Applied, type CompanySlice, noChanges } from './slice';

/** The newest entries that match, at most `limit` of them. */
export function auditTrail(
	slice: CompanySlice,
	{ filters, limit }: CommandOf<'auditTrail'>,
): Applied<'auditTrail'> {
	const found = slice.audit.filter((entry) => auditMatches(entry, filters));
	return {
		changes: noChanges(),
		answer: {
			entries: found.reverse().slice(0, limit ?? AUDIT_DEFAULT_LIMIT),
			found: found.length,
		},
	};
}
