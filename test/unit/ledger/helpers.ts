/** Short ways to put documents through a ledger, over the real mapper. */
import type { QuickBooksObject, SyncRecord } from '../../../src/flow';
import type {
	PrepareAnswer,
	PreparedInput,
	RecordAnswer,
	RowOutcome,
	RunWindow,
} from '../../../src/ledger/commands';
import { MemoryStore } from '../../../src/ledger/memoryStore';
import type { DocumentState } from '../../../src/ledger/types';
import { REALM, record, tombstone } from '../planning/bodies';
import { mapped } from './world/run';

export { REALM };

/** `2026-11-02T06:<minute>:00.000Z`; beyond 59 the hours go on. */
export function minute(count: number): string {
	return new Date(Date.parse('2026-11-02T06:00:00Z') + count * 60_000).toISOString();
}

/** An invoice in US dollars with one line per amount, keyed 1, 2, ... */
export function invoiceOf(
	version: number,
	amounts: number[],
	changes: QuickBooksObject = {},
): PreparedInput {
	const body: QuickBooksObject = {
		Id: '145',
		SyncToken: String(version),
		DocNumber: '1037',
		TxnDate: '2026-10-01',
		CurrencyRef: { value: 'USD' },
		CustomerRef: { value: '24' },
		Line: amounts.map((Amount, index) => ({
			Id: String(index + 1),
			Amount,
			DetailType: 'SalesItemLineDetail',
			SalesItemLineDetail: { ItemAccountRef: { value: '79' } },
		})),
		TotalAmt: amounts.reduce((total, amount) => total + amount, 0),
		...changes,
	};
	return inputOf(record('Invoice', body, { updatedAt: minute(version) }));
}

export function voidedInvoice(version: number, lines: number): PreparedInput {
	const input = invoiceOf(version, Array<number>(lines).fill(0), { PrivateNote: 'Voided' });
	return {
		...input,
		operation: 'void',
		rows: input.rows.map((row) => ({ ...row, Status: 'Voided' })),
	};
}

export function deletedInvoice(at: string): PreparedInput {
	return { ...inputOf(tombstone('Invoice', '145')), updatedAt: at };
}

export function customerOf(version: number, changes: QuickBooksObject = {}): PreparedInput {
	return inputOf(
		record('Customer', {
			Id: '24',
			SyncToken: String(version),
			DisplayName: 'Müller & Söhne, "Süd"',
			CompanyName: 'Müller & Söhne GmbH',
			PrimaryEmailAddr: { Address: 'info@example.com' },
			CurrencyRef: { value: 'EUR' },
			Balance: 12.5,
			Active: true,
			...changes,
		}),
	);
}

export function mergedCustomer(at: string): PreparedInput {
	return { ...inputOf(tombstone('Customer', '24')), operation: 'merge', updatedAt: at };
}

function inputOf(source: SyncRecord): PreparedInput {
	const { documents, refused } = mapped([source]);
	if (refused.length > 0) throw new Error(refused[0].reason);
	return documents[0];
}

/** A ledger of one company, and runs through it one call at a time. */
export class Bench {
	readonly store = new MemoryStore();

	document(ref = 'Invoice/145'): DocumentState | undefined {
		return this.store.state.get(REALM)?.documents.get(ref);
	}

	async prepare(
		runId: string,
		at: number,
		documents: PreparedInput[],
		window: Partial<RunWindow> = {},
		more: { missingAccepted?: boolean; ledger?: string } = {},
	): Promise<PrepareAnswer> {
		const expected: { [entity: string]: number } = {};
		for (const { entity } of documents) expected[entity] = (expected[entity] ?? 0) + 1;
		return await this.store.execute({
			kind: 'prepare',
			realmId: REALM,
			run: {
				runId,
				executionId: `execution ${runId}`,
				at: minute(at),
				ledger: more.ledger,
				window: {
					from: null,
					to: minute(at - 1),
					entities: ['Customer', 'Invoice'],
					expected,
					complete: true,
					...window,
				},
			},
			documents,
			missingAccepted: more.missingAccepted,
		});
	}

	/** Records that all rows of the answer were loaded, less what `change` makes of them. */
	async record(
		runId: string,
		at: number,
		{ rows }: Pick<PrepareAnswer, 'rows'>,
		change: (outcome: RowOutcome) => RowOutcome | undefined = (outcome) => outcome,
	): Promise<RecordAnswer> {
		const outcomes = rows.flatMap(({ row }) => {
			const outcome = change({
				code: row.Code,
				status: 'loaded',
				reason: '',
				import: 'Transactions from QuickBooks',
				taskId: 'A1B2',
			});
			return outcome === undefined ? [] : [outcome];
		});
		return await this.store.execute({
			kind: 'record',
			realmId: REALM,
			runId,
			executionId: '',
			at: minute(at),
			outcomes,
		});
	}

	/** A whole run in which everything lands. */
	async load(runId: string, at: number, documents: PreparedInput[]): Promise<PrepareAnswer> {
		const answer = await this.prepare(runId, at, documents);
		await this.record(runId, at + 1, answer);
		return answer;
	}

	async start(at = 59) {
		return await this.store.execute({
			kind: 'startRun',
			realmId: REALM,
			entities: ['Customer', 'Invoice'],
			at: minute(at),
		});
	}

	async readAgain(): Promise<string[]> {
		return (await this.start()).readAgain.map(({ entity, id }) => `${entity}/${id}`);
	}
}

/** `<last part of the code> <amount> <status>` of every row. */
export function shown({ rows }: Pick<PrepareAnswer, 'rows'>): string[] {
	return rows.map(
		({ row }) => `${row['Line ID'] ?? row.Code} ${row.Amount ?? row.Active} ${row.Status}`,
	);
}

/** Anaplan refuses the row of one line. */
export function rejecting(lineId: string): (outcome: RowOutcome) => RowOutcome {
	return (outcome) =>
		outcome.code.endsWith(`-${lineId}`)
			? { ...outcome, status: 'rejected', reason: 'Invalid line item identifier: X' }
			: outcome;
}
