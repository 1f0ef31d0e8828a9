/** Documents and the codes of their rows. */
import { ENTITIES, findEntity } from '../entities';
import type { EntityAndId } from './commands';
import type { DocumentRef } from './types';

export function refOf({ entity, id }: EntityAndId): DocumentRef {
	return `${entity}/${id}`;
}

export function entityAndIdOf(ref: DocumentRef): EntityAndId {
	const slash = ref.indexOf('/');
	return { entity: ref.slice(0, slash), id: ref.slice(slash + 1) };
}

/** The code of a list item, and what the codes of a document's lines begin with; blank for an unknown entity. */
export function codePrefixOf(realmId: string, { entity, id }: EntityAndId): string {
	const entry = findEntity(entity);
	return entry === undefined ? '' : `${realmId}-${entry.codePrefix}-${id}`;
}

/** Whether a code belongs to the document. */
export function isCodeOf(code: string, prefix: string): boolean {
	return prefix !== '' && (code === prefix || code.startsWith(`${prefix}-`));
}

/** The last part of a line's code, for example `TAX`; blank for a list item. */
export function lineIdOf(code: string, prefix: string): string {
	return code.slice(prefix.length + 1);
}

/** The document a code belongs to, or undefined where the code is none of the company's. */
export function documentOfCode(realmId: string, code: string): EntityAndId | undefined {
	if (!code.startsWith(`${realmId}-`)) return undefined;
	const [prefix = '', id = '', ...line] = code.slice(realmId.length + 1).split('-');
	const entry = ENTITIES.find((candidate) => candidate.codePrefix === prefix);
	// QuickBooks' Ids are numbers, but for the tax codes TAX and NON of US companies.
	if (entry?.planned !== true || !/^(\d+|[A-Z]+)$/.test(id)) return undefined;
	// A list item's code ends with its Id; a line's never does.
	if ((entry.kind === 'list') !== (line.length === 0)) return undefined;
	return { entity: entry.name, id };
}

/** Everything in either list, in order, once. */
export function union(left: readonly string[], right: readonly string[]): string[] {
	return [...new Set([...left, ...right])];
}
