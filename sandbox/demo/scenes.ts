import type { Demo } from './demo';

/** The import that carries the amounts. */
export const AMOUNTS_IMPORT = 'Transactions from QuickBooks';
/** Long enough for a look at the log and a SIGKILL while the task still runs. */
const SLOW_TASK_MS = 3_000;

/**
 * Kills n8n while Anaplan runs the import of the amounts: the rows land, and nobody is there to hear
 * of it.
 *
 * @returns false when the run had ended before
 */
export async function crashDuringLoad(demo: Demo): Promise<boolean> {
	const { runMs } = demo.anaplan.timing;
	demo.anaplan.timing.runMs = SLOW_TASK_MS;
	try {
		const before = demo.tasksStarted(AMOUNTS_IMPORT);
		return await demo.killDuringRun(() => demo.tasksStarted(AMOUNTS_IMPORT) > before);
	} finally {
		demo.anaplan.timing.runMs = runMs;
	}
}

/**
 * Somebody deletes an invoice that the killed run had sent on its way: its lines stand in Anaplan, and
 * no run was told so.
 *
 * @returns the sentence for people
 */
export function deleteInvoiceOnItsWay(demo: Demo): string {
	const { books } = demo.quickBooks;
	const invoice = books.all('Invoice').at(-1);
	if (invoice === undefined) throw new Error('The company has no invoice.');
	books.delete('Invoice', invoice.Id);
	return `Invoice ${String(invoice.DocNumber)} (Id ${invoice.Id}) of ${String(invoice.TotalAmt)} was deleted`;
}
