import { compareCopies } from '../../../src/ledger/compare';
import { encodeCompany } from '../../../src/ledger/codec';
import { AUDIT_KEPT } from '../../../src/ledger/bounds';
import { unknownDocument } from '../../../src/ledger/documents';
import type { AuditEntry, CompanyState } from '../../../src/ledger/types';
import { emptyCompany } from '../../../src/ledger/types';

const REALM = '77';

function entry(id: number): AuditEntry {
	return {
		at: '2026-10-06T03:17:00.000Z',
		runId: `run-${id}`,
		executionId: '1',
		realmId: REALM,
		entity: 'Invoice',
		id: String(id),
		documentNumber: '',
		transactionId: '',
		version: '0',
		operation: 'upsert',
		outcome: 'loaded',
		replay: false,
		reason: '',
		imports: [],
		tasks: [],
		windowFrom: null,
		windowTo: '2026-10-06T03:17:00.000Z',
		readAt: '',
		loadedAt: '',
		rows: 1,
		zeroRows: 0,
		amountBefore: '',
		amountAfter: '',
		currency: 'USD',
	};
}

function company(ids: string[], audit: AuditEntry[] = []): CompanyState {
	const state = emptyCompany(REALM);
	state.head.createdAt = '2026-10-01T00:00:00.000Z';
	for (const id of ids) {
		state.documents.set(`Invoice/${id}`, {
			...unknownDocument(),
			version: '3',
			newest: '3',
			updatedAt: '2026-10-05T00:00:00Z',
			codes: [`${REALM}-INV-${id}-1`],
		});
	}
	state.audit = audit;
	return state;
}

const compare = (left: CompanyState, right: CompanyState) =>
	compareCopies(encodeCompany(left), encodeCompany(right));

test('a copy in another order, with another epoch, is the same', () => {
	const copy = company(['2', '1']);
	copy.head.epoch = 4;
	expect(compare(company(['1', '2']), copy)).toEqual({
		difference: '',
		dropped: { runs: 0, audit: 0 },
	});
});

test.each<[string, (copy: CompanyState) => void]>([
	['the document Invoice/2', (copy) => copy.documents.delete('Invoice/2')],
	['the document Invoice/9', (copy) => copy.documents.set('Invoice/9', unknownDocument())],
	['checkpoints', (copy) => copy.head.checkpoints.set('Bill', '2026-10-06T00:00:00Z')],
	['entries of the audit trail', (copy) => copy.audit.push(entry(99))],
])('%s that differs is named', (what, change) => {
	const copy = company(['1', '2']);
	change(copy);
	expect(compare(company(['1', '2']), copy).difference).toContain(what);
});

test('old entries that a ledger workflow does not keep are counted, not taken for a difference', () => {
	const audit = Array.from({ length: AUDIT_KEPT + 3 }, (_, index) => entry(index));
	expect(compare(company(['1'], audit), company(['1'], audit.slice(3)))).toEqual({
		difference: '',
		dropped: { runs: 0, audit: 3 },
	});
});
