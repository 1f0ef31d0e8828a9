/**
 * Rebuild: makes a ledger from the keys that Anaplan holds, after the old one was lost. What was loaded
 * in which version is not known then, so every document is read again by id: its current lines are sent
 * and the rest is set to zero.
 */
import { isZero } from '../planning/money';
import type { PlanningRow } from '../flow';
import type { CommandOf, EntityAndId, HeldCode } from './commands';
import { unknownDocument, withRetry } from './documents';
import { amountOf, faceOf, FIGURE_COLUMNS } from './face';
import { UNREADABLE_SHOWN } from './limits';
import { documentOfCode, refOf, union } from './refs';
import { type Applied, type CompanySlice, noChanges } from './slice';
import type { DocumentRef } from './types';

const REASON = 'The ledger was rebuilt from the keys in Anaplan.';

/** Checkpoints are dropped: the next run is a first run that also reads all known documents by id. */
export function rebuild(slice: CompanySlice, command: CommandOf<'rebuild'>): Applied<'rebuild'> {
	const { head } = slice;
	const changes = noChanges();
	const found = sortByDocument(head.realmId, command.codes);
	for (const [ref, { held, values }] of found.documents) {
		const before = slice.documents.get(ref) ?? unknownDocument();
		const codes = union(before.codes, held);
		const face = before.face ?? (values === undefined ? null : faceOf([values], null));
		changes.documents.set(ref, { ...before, codes, face });
	}
	for (const [ref, document] of slice.documents) {
		if (!changes.documents.has(ref)) changes.documents.set(ref, document);
	}
	for (const [ref, document] of changes.documents) {
		if (document === null) continue;
		changes.documents.set(
			ref,
			withRetry(
				{ ...document, version: null, newest: null, updatedAt: '' },
				REASON,
				command.at,
				0,
				command.at,
			),
		);
	}
	changes.head = {
		...head,
		createdAt: head.createdAt ?? command.at,
		epoch: head.epoch + 1,
		checkpoints: new Map(),
	};
	return {
		changes,
		answer: {
			documents: changes.documents.size,
			codes: command.codes.length,
			foreign: found.foreign,
			unreadable: found.unreadable,
		},
	};
}

interface Found {
	documents: Map<DocumentRef, { held: string[]; values?: PlanningRow }>;
	/** Codes of other companies. */
	foreign: number;
	/** Codes that begin like this company's, but are none of this pack's. */
	unreadable: string[];
}

function sortByDocument(realmId: string, codes: readonly HeldCode[]): Found {
	const found: Found = { documents: new Map(), foreign: 0, unreadable: [] };
	for (const item of codes) {
		const document = documentOfCode(realmId, item.code);
		if (document !== undefined) take(found, document, item);
		else if (!item.code.startsWith(`${realmId}-`)) found.foreign += 1;
		else if (found.unreadable.length < UNREADABLE_SHOWN) found.unreadable.push(item.code);
	}
	return found;
}

function take({ documents }: Found, document: EntityAndId, { code, values }: HeldCode): void {
	const ref = refOf(document);
	const known = documents.get(ref) ?? { held: [], values };
	documents.set(ref, known);
	known.values ??= values;
	if (!isKnownZero(values)) known.held.push(code);
}

/** All figures were read and are zero. One that was not read may be anything; a blank one is none. */
function isKnownZero(values: PlanningRow | undefined): boolean {
	return (
		values !== undefined &&
		FIGURE_COLUMNS.every(
			(column) => values[column] !== undefined && isZero(amountOf(values, column)),
		)
	);
}
