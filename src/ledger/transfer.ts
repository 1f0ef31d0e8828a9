/** Export and Import: a company as one JSON value, from one store to another without loss. */
import { SettingError } from '../errors';
import { decodeCompany, encodeCompany, LEDGER_FORMAT, LEDGER_VERSION, readEnvelope } from './codec';
import type { CommandOf } from './commands';
import { type Applied, type CompanySlice, noChanges } from './slice';
import { isEmptyLedger } from './startRun';

/** @throws SettingError when there is nothing to export: an empty export must not replace a full ledger. */
export function exportState(
	{ head, documents, runs, audit }: CompanySlice,
	command: CommandOf<'exportState'>,
): Applied<'exportState'> {
	if (isEmptyLedger(head)) {
		throw new SettingError(
			`The sync ledger knows nothing of company ${head.realmId}, so there is nothing to export.`,
			'Check that the right ledger is chosen and that a sync has run through it; Get Status shows what it holds.',
		);
	}
	const company = encodeCompany({
		head: { ...head },
		documents: new Map(documents),
		runs: new Map(runs),
		audit: [...audit],
	});
	return {
		changes: noChanges(),
		answer: {
			state: {
				format: LEDGER_FORMAT,
				version: LEDGER_VERSION,
				exportedAt: command.at,
				company,
			},
		},
	};
}

/**
 * Takes the exported company in place of what the ledger knows of it.
 * @throws SettingError when the export is of another company, cannot be read, or would replace a ledger
 * without having been told to.
 */
export function importState(
	{ head }: CompanySlice,
	command: CommandOf<'importState'>,
): Applied<'importState'> {
	const imported = decodeCompany(readEnvelope(command.state).company);
	if (imported.head.realmId !== head.realmId) {
		throw new SettingError(
			`The export is of company ${imported.head.realmId}, but this ledger is of company ${head.realmId}.`,
			'Choose the export of this company, or the credential of the other one.',
		);
	}
	if (!isEmptyLedger(head) && command.replace !== true) {
		throw new SettingError(
			`The ledger already knows company ${head.realmId} since ${head.createdAt ?? ''}; an import would take its place.`,
			'Confirm that the export shall replace it, or import into an empty ledger.',
		);
	}
	// A run that is under way began with another ledger and must not move the checkpoint of this one.
	const epoch = isEmptyLedger(head)
		? imported.head.epoch
		: Math.max(head.epoch, imported.head.epoch) + 1;
	const company = { ...imported, head: { ...imported.head, epoch } };
	return {
		changes: { ...noChanges(), replacement: company },
		answer: {
			documents: company.documents.size,
			runs: company.runs.size,
			audit: company.audit.length,
		},
	};
}
