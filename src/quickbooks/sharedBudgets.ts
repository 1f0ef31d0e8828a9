/**
 * Which store keeps a company's limits for several processes. A process learns it when one of its nodes
 * uses the company's ledger there; from then on every client of the company joins, also those of
 * operations that need no ledger.
 */
import type { BudgetStore, CountsFrom, SharedBudget } from '../budget';
import type { QuickBooksClient } from './client';

/** A store, and the budgets that were asked of it: each is got ready once. */
interface Known {
	store: BudgetStore;
	budgets: Map<string, SharedBudget>;
}

/** By realm ID, as long as the process lives. A ledger is of companies, whatever the environment. */
const companies = new Map<string, Known>();

/** Remembers a store that has just served the company; the last one counts. */
export function noteBudgetStore(realmId: string, store: BudgetStore): void {
	if (companies.get(realmId)?.store === store) return;
	companies.set(realmId, { store, budgets: new Map() });
}

/** Lets the company's limits be kept together with other processes, where a store for that is known. */
export function joinBudgets(client: QuickBooksClient): void {
	const known = companies.get(client.realmId);
	if (known === undefined) return;
	client.shareBudgets((name, countsFrom) => budgetOf(client.realmId, known, name, countsFrom));
}

function budgetOf(
	realmId: string,
	{ store, budgets }: Known,
	name: string,
	countsFrom: CountsFrom | undefined,
): SharedBudget {
	const budget =
		budgets.get(name) ??
		forgottenWhenDown(store.sharedBudget(name, countsFrom), () => {
			if (companies.get(realmId)?.store === store) companies.delete(realmId);
		});
	budgets.set(name, budget);
	return budget;
}

/**
 * A store that fails is not asked again until it has served the ledger once more: otherwise every
 * execution would wait for a server that is down.
 */
function forgottenWhenDown(budget: SharedBudget, forget: () => void): SharedBudget {
	return {
		take: async (limits) =>
			await budget.take(limits).catch((error: unknown) => {
				forget();
				throw error;
			}),
		hold: async (milliseconds) => await budget.hold(milliseconds),
	};
}
