import { transactionPresetColumns } from './columns';
import {
	Bench,
	customerOf,
	deletedInvoice,
	invoiceOf,
	mergedCustomer,
	minute,
	REALM,
	shown,
	voidedInvoice,
} from './helpers';

let bench: Bench;
beforeEach(() => {
	bench = new Bench();
});

describe('what Prepare lets through', () => {
	test('a new document goes out with its rows and nothing else', async () => {
		const answer = await bench.prepare('a', 1, [invoiceOf(0, [10, 5])]);
		expect(shown(answer)).toEqual(['1 10.00 Active', '2 5.00 Active']);
		expect(answer.counts).toMatchObject({ prepared: 1, skipped: 0, rows: 2, zeroRows: 0 });
	});

	test('a version that is loaded is skipped, and the audit trail says so', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10])]);
		const answer = await bench.prepare('b', 5, [invoiceOf(0, [10])]);
		expect(answer.rows).toEqual([]);
		expect(answer.counts).toMatchObject({ prepared: 0, skipped: 1 });
		expect(answer.audit).toMatchObject([
			{ outcome: 'skipped', documentNumber: '1037', amountBefore: '10.00', amountAfter: '10.00' },
		]);
	});

	test('a version that was rejected is sent again', async () => {
		const first = await bench.prepare('a', 1, [invoiceOf(0, [10])]);
		await bench.record('a', 2, first, (outcome) => ({ ...outcome, status: 'rejected' }));
		expect(shown(await bench.prepare('b', 5, [invoiceOf(0, [10])]))).toEqual(['1 10.00 Active']);
	});

	test('an older version is held back after a newer one was loaded, versions compared as numbers', async () => {
		await bench.load('a', 1, [invoiceOf(10, [10])]);
		const answer = await bench.prepare('b', 5, [invoiceOf(9, [7])]);
		expect(answer.rows).toEqual([]);
		expect(answer.counts.stale).toBe(1);
		expect(answer.audit[0]).toMatchObject({
			outcome: 'stale',
			reason: 'Version 9 is older than version 10, which is loaded or on its way.',
		});
	});

	test('an older version is held back while a newer one is on its way', async () => {
		await bench.prepare('a', 1, [invoiceOf(3, [10])]);
		expect((await bench.prepare('b', 2, [invoiceOf(2, [7])])).counts.stale).toBe(1);
	});

	test('an older version is held back even where the newer one was rejected', async () => {
		const answer = await bench.prepare('a', 1, [invoiceOf(3, [10])]);
		await bench.record('a', 2, answer, (outcome) => ({ ...outcome, status: 'rejected' }));
		expect((await bench.prepare('b', 3, [invoiceOf(2, [7])])).counts.stale).toBe(1);
	});

	test('after a deletion nothing older passes, but a version saved later does', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10])]);
		await bench.load('b', 5, [deletedInvoice(minute(4))]);
		expect((await bench.prepare('c', 8, [invoiceOf(4, [10])])).counts.stale).toBe(1);
		const revived = await bench.prepare('d', 9, [invoiceOf(5, [11])]);
		expect(shown(revived)).toEqual(['1 11.00 Active']);
	});

	test('a deletion reported for a document that was saved after it is held back', async () => {
		await bench.load('a', 10, [invoiceOf(8, [10])]);
		expect((await bench.prepare('b', 12, [deletedInvoice(minute(7))])).counts.stale).toBe(1);
	});

	test('of two versions in one input the newest goes out once', async () => {
		const input = [invoiceOf(1, [10]), invoiceOf(0, [7]), invoiceOf(1, [10])];
		const answer = await bench.prepare('a', 1, input, { expected: { Invoice: 1 } });
		expect(shown(answer)).toEqual(['1 10.00 Active']);
		expect(answer.answerable).toBe(true);
		expect(answer.remarks.join()).toContain('used once, in their newest version');
	});

	test('a double does not stand in for a document that is missing', async () => {
		const input = [invoiceOf(1, [10]), invoiceOf(1, [10])];
		const answer = await bench.prepare('a', 1, input, { expected: { Invoice: 2 } });
		expect(answer).toMatchObject({
			answerable: false,
			missing: [{ entity: 'Invoice', documents: 1 }],
		});
	});

	test('a version that is no number and an entity without rows are refused, kept for the next run, and do not stop the others', async () => {
		const answer = await bench.prepare('a', 1, [
			{ ...invoiceOf(0, [1]), id: '9', version: 'x' },
			{ ...invoiceOf(0, [1]), entity: 'Preferences', id: '7' },
			invoiceOf(0, [10]),
		]);
		expect(answer.counts).toMatchObject({ prepared: 1, refused: 2 });
		expect(await bench.readAgain()).toEqual(['Invoice/9', 'Invoice/145']);
		expect(bench.document('Preferences/7')?.retry).not.toBeNull();
	});
});

describe('zero rows', () => {
	test('a line that vanished becomes a row of zero with the columns and the face of the others', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10, 5])]);
		const answer = await bench.prepare('b', 5, [invoiceOf(1, [12])]);
		expect(shown(answer)).toEqual(['1 12.00 Active', '2 0.00 Removed']);
		const zero = answer.rows[1];
		expect(zero.zero).toBe(true);
		expect(Object.keys(zero.row)).toEqual(transactionPresetColumns);
		expect(zero.row).toMatchObject({
			Entity: 'Invoice',
			Code: `${REALM}-INV-145-2`,
			'Document ID': '145',
			'Document Number': '1037',
			'Transaction Date': '2026-10-01',
			Period: '2026-10',
			'Party Code': `${REALM}-CUS-24`,
			'Home Amount': '0.00',
			Currency: 'USD',
			'Home Currency': 'USD',
			'Company ID': REALM,
			'Sync Token': '1',
			'Transaction ID': `${REALM}-Invoice-145-v1`,
		});
	});

	test('a zero row is sent once: what was set to zero is forgotten', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10, 5])]);
		await bench.load('b', 5, [invoiceOf(1, [12])]);
		expect(shown(await bench.prepare('c', 9, [invoiceOf(2, [13])]))).toEqual(['1 13.00 Active']);
	});

	test('a deleted document becomes zero rows for all its lines, with its number and date', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10, 5])]);
		const answer = await bench.prepare('b', 5, [deletedInvoice(minute(4))]);
		expect(shown(answer)).toEqual(['1 0.00 Deleted', '2 0.00 Deleted']);
		expect(answer.rows[0].row).toMatchObject({
			'Document Number': '1037',
			Period: '2026-10',
			'Transaction ID': `${REALM}-Invoice-145-deleted`,
		});
		await bench.record('b', 6, answer);
		expect(bench.document()).toMatchObject({ version: 'deleted', codes: [] });
	});

	test('a void keeps its own rows and adds nothing; afterwards the keys hold nothing', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10, 5])]);
		const answer = await bench.load('b', 5, [voidedInvoice(1, 2)]);
		expect(shown(answer)).toEqual(['1 0.00 Voided', '2 0.00 Voided']);
		expect(bench.document()?.codes).toEqual([]);
	});

	test('keys of a run that was never recorded are set to zero too: they may have landed', async () => {
		await bench.prepare('dead', 1, [invoiceOf(0, [10, 5, 3])]);
		const answer = await bench.prepare('b', 5, [invoiceOf(1, [12])]);
		expect(shown(answer)).toEqual(['1 12.00 Active', '2 0.00 Removed', '3 0.00 Removed']);
	});

	test('a deletion of a document that was never loaded sends nothing, is counted, and keeps older versions out', async () => {
		const answer = await bench.load('a', 5, [deletedInvoice(minute(4))]);
		expect(answer.rows).toEqual([]);
		expect(answer.counts).toMatchObject({ prepared: 1, nothingToSend: 1 });
		expect((await bench.prepare('b', 6, [invoiceOf(3, [10])])).counts.stale).toBe(1);
	});

	test('amounts that are zero in a currency without minor units are written as that currency does', async () => {
		const yen = { CurrencyRef: { value: 'JPY' }, ExchangeRate: 0.0066 };
		await bench.load('a', 1, [invoiceOf(0, [1000, 500], yen)]);
		const answer = await bench.prepare('b', 5, [invoiceOf(1, [1200], yen)]);
		expect(answer.rows[1].row).toMatchObject({
			Amount: '0',
			'Home Amount': '0.00',
			Currency: 'JPY',
		});
	});
});

describe('list items', () => {
	test('a merged item becomes one row, Deleted and not active, with its names as loaded and no balance', async () => {
		await bench.load('a', 1, [customerOf(0)]);
		const answer = await bench.prepare('b', 5, [mergedCustomer(minute(4))]);
		expect(answer.rows).toHaveLength(1);
		expect(answer.rows[0].row).toMatchObject({
			Code: `${REALM}-CUS-24`,
			Name: 'Müller & Söhne, "Süd"',
			'Company Name': 'Müller & Söhne GmbH',
			Email: 'info@example.com',
			Currency: 'EUR',
			Balance: '0.00',
			Active: 'false',
			Status: 'Deleted',
		});
	});

	test('an item that was inactivated goes out as it is, once', async () => {
		await bench.load('a', 1, [customerOf(0)]);
		const answer = await bench.load('b', 5, [customerOf(1, { Active: false })]);
		expect(answer.rows.map(({ row }) => row.Status)).toEqual(['Inactive']);
		expect((await bench.prepare('c', 8, [customerOf(1, { Active: false })])).counts.skipped).toBe(
			1,
		);
	});

	test('a merged item that was never loaded sends nothing', async () => {
		expect((await bench.prepare('a', 5, [mergedCustomer(minute(4))])).rows).toEqual([]);
	});
});

describe('writing ahead', () => {
	test('keys, zero rows included, are in the state before anything is loaded', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10, 5])]);
		await bench.prepare('b', 5, [invoiceOf(1, [12])]);
		expect(bench.document()).toMatchObject({
			version: '0',
			newest: '1',
			pending: [
				{
					runId: 'b',
					version: '1',
					codes: [`${REALM}-INV-145-1`, `${REALM}-INV-145-2`],
					holds: [`${REALM}-INV-145-1`],
					face: { amount: '12.00', homeAmount: '12.00' },
				},
			],
		});
	});

	test('a repeated Prepare of the same run answers the same rows and counts nothing twice', async () => {
		const first = await bench.prepare('a', 1, [invoiceOf(0, [10])]);
		const second = await bench.prepare('a', 2, [invoiceOf(0, [10])]);
		expect(second.rows).toEqual(first.rows);
		expect(bench.document()?.pending).toHaveLength(1);
		expect((await bench.record('a', 3, second)).counts).toMatchObject({ prepared: 1, loaded: 1 });
	});

	test('a run may prepare in several batches; all of them are answered before the checkpoint moves', async () => {
		const window = { expected: { Invoice: 1, Customer: 1 } };
		const first = await bench.prepare('a', 1, [customerOf(0)], window);
		expect(first).toMatchObject({
			answerable: false,
			missing: [{ entity: 'Invoice', documents: 1 }],
		});
		const second = await bench.prepare('a', 1, [invoiceOf(0, [1])], window);
		expect(second.answerable).toBe(true);
		const answer = await bench.record('a', 2, { rows: [...first.rows, ...second.rows] });
		expect(answer).toMatchObject({ moved: ['Customer', 'Invoice'], counts: { loaded: 2 } });
	});
});

describe('what Prepare refuses', () => {
	test('two rows with the same code, naming both documents; nothing is written ahead', async () => {
		const input = invoiceOf(0, [10]);
		const twice = { ...input, rows: [...input.rows, ...input.rows] };
		await expect(bench.prepare('a', 1, [twice])).rejects.toThrow(
			`The code "${REALM}-INV-145-1" stands on two rows, of Invoice 145 and of Invoice 145.`,
		);
		expect(bench.document()).toBeUndefined();
	});

	test('a row whose code belongs to another document', async () => {
		const input = { ...invoiceOf(0, [10]), id: '146' };
		await expect(bench.prepare('a', 1, [input])).rejects.toThrow('instead of one that begins with');
	});

	test('a run that has been recorded', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10])]);
		await expect(bench.prepare('a', 5, [invoiceOf(1, [11])])).rejects.toThrow('was recorded at');
	});

	test('a ledger that is not the one the run began with', async () => {
		await bench.load('a', 1, [invoiceOf(0, [10])]);
		const { ledger } = await bench.start();
		const emptied = new Bench();
		await expect(emptied.prepare('b', 5, [invoiceOf(1, [11])], {}, { ledger })).rejects.toThrow(
			'it was emptied or replaced meanwhile',
		);
	});

	test('but two first runs may overlap', async () => {
		const { ledger } = await bench.start();
		await bench.prepare('a', 1, [invoiceOf(0, [10])], {}, { ledger });
		await expect(bench.prepare('b', 2, [customerOf(0)], {}, { ledger })).resolves.toBeDefined();
	});
});

test('no row may be sent later than half a day after Prepare', async () => {
	expect((await bench.prepare('a', 1, [invoiceOf(0, [1])])).loadBefore).toBe(minute(1 + 12 * 60));
});
