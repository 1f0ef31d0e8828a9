/**
 * The ledger as one JSON value: versioned, compact, exact in both directions. The ledger workflow
 * keeps it in n8n's static data; Export writes one company of it.
 */
import { SettingError } from '../errors';
import { decodeDocuments, encodeDocuments } from './codecDocuments';
import { decodeAudit, decodeRun, encodeAudit, encodeRun } from './codecRuns';
import { readList, readNumber, readObject, readPairs, readText, readTextOrNull } from './read';
import type { CompanyState, LedgerState } from './types';

/** Names the value, so that something else in its place is noticed. */
export const LEDGER_FORMAT = 'quickbooks-anaplan-ledger';

/** Raise it with every change of the form, and keep reading the older ones. */
export const LEDGER_VERSION = 1;

/** JSON-safe: texts, numbers, lists, null and plain objects only. */
export interface EncodedLedger {
	format: string;
	version: number;
	/** Counts the changes: a higher one is newer. */
	generation: number;
	companies: unknown[];
}

export function encodeLedger(state: LedgerState, generation: number): EncodedLedger {
	return {
		format: LEDGER_FORMAT,
		version: LEDGER_VERSION,
		generation,
		companies: [...state.values()].map(encodeCompany),
	};
}

/** @throws SettingError when the value is damaged, is no ledger, or was written by a newer pack. */
export function decodeLedger(value: unknown): { state: LedgerState; generation: number } {
	const ledger = readEnvelope(value);
	const companies = readList(ledger.companies, 'the list of companies').map(decodeCompany);
	return {
		state: new Map(companies.map((company) => [company.head.realmId, company])),
		generation: readNumber(ledger.generation, 'the generation'),
	};
}

/** Bytes of the value as n8n stores it: UTF-8 JSON. */
export function sizeOf(value: unknown): number {
	return Buffer.byteLength(JSON.stringify(value) ?? '', 'utf8');
}

/** Checks format and version. */
export function readEnvelope(value: unknown): { [key: string]: unknown } {
	const envelope = readObject(value, 'the ledger');
	if (envelope.format !== LEDGER_FORMAT) {
		throw new SettingError(
			'The value in place of the ledger is none: it does not say that it is one.',
			'Choose the ledger workflow of this pack, or the file that Export wrote.',
		);
	}
	const version = readNumber(envelope.version, 'the version');
	if (version > LEDGER_VERSION) {
		throw new SettingError(
			`The ledger was written by a newer version of this pack (form ${version}; this one reads up to ${LEDGER_VERSION}).`,
			'Update n8n-nodes-quickbooks-anaplan here too; nothing was changed.',
		);
	}
	return envelope;
}

export function encodeCompany({ head, documents, runs, audit }: CompanyState): unknown {
	return {
		realmId: head.realmId,
		createdAt: head.createdAt,
		epoch: head.epoch,
		checkpoints: [...head.checkpoints],
		calls: [...head.calls],
		...encodeDocuments(head.realmId, documents),
		runs: [...runs.values()].map(encodeRun),
		audit: audit.map(encodeAudit),
	};
}

export function decodeCompany(value: unknown): CompanyState {
	const company = readObject(value, 'a company');
	const realmId = readText(company.realmId, 'the realm ID');
	const runs = readList(company.runs, 'the list of runs').map(decodeRun);
	return {
		head: {
			realmId,
			createdAt: readTextOrNull(company.createdAt, 'the beginning'),
			epoch: readNumber(company.epoch, 'the epoch'),
			checkpoints: readPairs(company.checkpoints, 'a checkpoint', readText),
			calls: readPairs(company.calls, 'a count of calls', readNumber),
		},
		documents: decodeDocuments(realmId, company),
		runs: new Map(runs.map((run) => [run.runId, run])),
		audit: readList(company.audit, 'the audit trail').map((entry) => decodeAudit(realmId, entry)),
	};
}
