/**
 * A model of Anaplan's import rules: a list import creates and updates items, a module import adds up
 * numbers of the same key within a file and needs the list item, nothing is ever deleted, and cells
 * keep their values.
 */
import type { PlanningRow } from '../../../../src/flow';
import { minor } from '../../planning/bodies';

export interface Cell {
	/** In minor units of two places. */
	amount: bigint;
	homeAmount: bigint;
	texts: PlanningRow;
}

export class AnaplanModel {
	readonly listItems = new Map<string, PlanningRow>();
	readonly lineItems = new Set<string>();
	readonly cells = new Map<string, Cell>();

	importList(rows: readonly PlanningRow[]): void {
		for (const row of rows) this.listItems.set(row.Code, row);
	}

	importLineList(rows: readonly PlanningRow[]): void {
		for (const row of rows) this.lineItems.add(row.Code);
	}

	/** The codes that were refused. */
	importModule(rows: readonly PlanningRow[]): Set<string> {
		const file = new Map<string, Cell>();
		const refused = new Set<string>();
		for (const row of rows) {
			if (!this.lineItems.has(row.Code)) {
				refused.add(row.Code);
				continue;
			}
			const before = file.get(row.Code);
			file.set(row.Code, {
				amount: minor(row.Amount, 2) + (before?.amount ?? 0n),
				homeAmount: minor(row['Home Amount'], 2) + (before?.homeAmount ?? 0n),
				texts: row,
			});
		}
		for (const [code, cell] of file) this.cells.set(code, cell);
		return refused;
	}

	holdsKeysOf(realmId: string): boolean {
		return [...this.listItems.keys(), ...this.lineItems].some((code) =>
			code.startsWith(`${realmId}-`),
		);
	}
}
