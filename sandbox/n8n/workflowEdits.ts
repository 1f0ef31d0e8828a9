import { isRecord, listOf, recordOf, type JsonRecord } from './json';

/** A credential as a workflow refers to it. */
export interface CredentialReference {
	readonly id: string;
	readonly name: string;
}

/** What a person would set in the editor after importing a template. */
export interface WorkflowEdits {
	/** By credential type; every node that can take one of that type gets it. */
	readonly credentials?: Readonly<Record<string, CredentialReference>>;
	/** Parameters to replace, by node name and top-level parameter name. */
	readonly parameters?: Readonly<Record<string, Readonly<JsonRecord>>>;
	/** Workflow settings to replace. */
	readonly settings?: Readonly<JsonRecord>;
	readonly name?: string;
}

/** Which credential types a node type can take. */
export type CredentialTypesOf = (nodeType: string) => readonly string[];

/** The parts of a workflow that n8n takes when one is created. */
export interface WorkflowDraft {
	readonly name: string;
	readonly nodes: readonly JsonRecord[];
	readonly connections: JsonRecord;
	readonly settings: JsonRecord;
}

/**
 * Applies edits to a template without changing the template.
 *
 * @param template the workflow JSON of a template file or of n8n's export
 * @throws Error when the template is no workflow or an edit names a node that is not in it
 */
export function editedWorkflow(
	template: unknown,
	edits: WorkflowEdits,
	credentialTypesOf: CredentialTypesOf,
): WorkflowDraft {
	const workflow = recordOf(structuredClone(template), 'a workflow');
	const nodes = listOf(workflow.nodes).map((node) => recordOf(node, 'a node'));
	const unused = new Set(Object.keys(edits.parameters ?? {}));
	const edited = nodes.map((node): JsonRecord => {
		const name = String(node.name);
		unused.delete(name);
		const parameters = isRecord(node.parameters) ? node.parameters : {};
		const credentials: JsonRecord = isRecord(node.credentials) ? { ...node.credentials } : {};
		for (const type of credentialTypesOf(String(node.type))) {
			const reference = edits.credentials?.[type];
			if (reference) credentials[type] = reference;
		}
		return {
			...node,
			parameters: { ...parameters, ...edits.parameters?.[name] },
			...(Object.keys(credentials).length > 0 ? { credentials } : {}),
		};
	});
	if (unused.size > 0) {
		throw new Error(
			`The workflow has no node named ${[...unused].map((name) => `"${name}"`).join(', ')}. It has: ${nodes.map((node) => String(node.name)).join(', ')}.`,
		);
	}
	return {
		name: edits.name ?? (typeof workflow.name === 'string' ? workflow.name : 'Imported workflow'),
		nodes: edited,
		connections: isRecord(workflow.connections) ? workflow.connections : {},
		settings: { ...(isRecord(workflow.settings) ? workflow.settings : {}), ...edits.settings },
	};
}
