/** Reads from the Anaplan node's items what became of each row. */
import type { RowOutcome } from '../ledger/commands';

/** What an item of the Anaplan node says of its row; undefined where it stands for no row. */
export interface RowAnswer {
	code: string;
	/** Of the column Company ID; blank where the row has none. */
	realmId: string;
	/** `<Entity>/<Source ID>`. */
	ref: string;
	outcomes: RowOutcome[];
}

interface Remark {
	outcome?: unknown;
	import?: unknown;
	taskId?: unknown;
	reason?: unknown;
	imports?: unknown;
}

export function rowAnswerOf(json: { [key: string]: unknown }): RowAnswer | undefined {
	const code = text(json.Code);
	const remark = json.anaplan;
	if (code === '' || typeof remark !== 'object' || remark === null) return undefined;
	const whole = remark as Remark;
	// A row that went through several imports has landed only where every one of them took it.
	const parts = Array.isArray(whole.imports) ? (whole.imports as unknown[]) : [];
	const remarks = parts.filter(isObject);
	return {
		code,
		realmId: text(json['Company ID']),
		ref: `${text(json.Entity)}/${text(json['Source ID'])}`,
		outcomes: (remarks.length === 0 ? [whole] : remarks).map((part) => outcomeOf(code, part)),
	};
}

/**
 * `partial` counts as rejected, because something of the row is missing; so does `ignored`, because the
 * row is not in Anaplan: an import may be added to the table later.
 */
function outcomeOf(code: string, { outcome, import: name, taskId, reason }: Remark): RowOutcome {
	const loaded = outcome === 'loaded';
	return {
		code,
		status: loaded ? 'loaded' : 'rejected',
		reason: loaded ? '' : text(reason),
		import: text(name),
		taskId: typeof taskId === 'string' ? taskId : null,
	};
}

function isObject(value: unknown): value is Remark {
	return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
