import { parse } from 'csv-parse/sync';
import { isRecord, listOf, recordOf, stringOf, type JsonRecord } from '../n8n/json';

/** Longer than any answer of the demo model should take. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Who reads, and where. */
export interface AnaplanAccess {
	/** Base URL of the authentication service and of the Integration API, without slash. */
	readonly authUrl: string;
	readonly apiUrl: string;
	readonly email: string;
	readonly password: string;
	readonly modelName: string;
}

/** An item of a list. */
export interface ListEntry {
	readonly code: string;
	readonly properties: Readonly<Record<string, string>>;
}

/**
 * Reads a model over Anaplan's public API, apart from the pack's own client: what it reports is
 * what a planner would see.
 *
 * @see https://anaplanauthentication.docs.apiary.io and https://anaplan.docs.apiary.io
 */
export class AnaplanReader {
	private constructor(
		private readonly base: string,
		private readonly token: string,
		/** The same model, under its workspace: list items are read there only. */
		private readonly inWorkspace = base,
	) {}

	/** @throws Error when the sign-in is refused or the model is not there */
	static async open(access: AnaplanAccess): Promise<AnaplanReader> {
		const basic = Buffer.from(`${access.email}:${access.password}`).toString('base64');
		const answer = await fetch(`${access.authUrl}/token/authenticate`, {
			method: 'POST',
			headers: { authorization: `Basic ${basic}` },
			signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
		});
		const body: unknown = await answer.json();
		const info = isRecord(body) && isRecord(body.tokenInfo) ? body.tokenInfo : undefined;
		if (!answer.ok || info === undefined) throw new Error('Anaplan refused the reader’s sign-in.');
		const api = `${access.apiUrl}/2/0`;
		const tenant = new AnaplanReader(api, stringOf(info, 'tokenValue'));
		const model = await tenant.#byName('/models', 'models', access.modelName);
		const path = `models/${stringOf(model, 'id')}`;
		const workspace = `workspaces/${stringOf(model, 'currentWorkspaceId')}`;
		return new AnaplanReader(`${api}/${path}`, tenant.token, `${api}/${workspace}/${path}`);
	}

	/** The items of a list with their properties, as text. */
	async listItems(listName: string): Promise<ListEntry[]> {
		const list = await this.#byName('/lists', 'lists', listName);
		const path = `/lists/${stringOf(list, 'id')}/items?includeAll=true`;
		const answer = await this.#json(path, this.inWorkspace);
		return listOf(answer.listItems).map((entry) => {
			const item = recordOf(entry, 'a list item');
			const properties = isRecord(item.properties) ? item.properties : {};
			return {
				code: typeof item.code === 'string' ? item.code : '',
				properties: Object.fromEntries(
					Object.entries(properties).map(([name, value]) => [name, String(value ?? '')]),
				),
			};
		});
	}

	/** The rows of a module's default view: column name to text. */
	async moduleRows(moduleName: string): Promise<Array<Record<string, string>>> {
		const module = await this.#byName('/modules', 'modules', moduleName);
		// A module's default view has the module's id.
		const csv = await this.#text(`/views/${stringOf(module, 'id')}/data`, 'text/csv');
		return rowsOfView(csv);
	}

	async #byName(path: string, key: string, name: string): Promise<JsonRecord> {
		const found = listOf((await this.#json(path))[key])
			.filter(isRecord)
			.filter((entry) => entry.name === name);
		if (found.length !== 1) {
			throw new Error(`Anaplan has ${found.length} ${key} named "${name}", not one.`);
		}
		return recordOf(found[0], key);
	}

	async #json(path: string, base = this.base): Promise<JsonRecord> {
		const value: unknown = JSON.parse(await this.#text(path, 'application/json', base));
		return recordOf(value, 'an object');
	}

	async #text(path: string, accept: string, base = this.base): Promise<string> {
		const response = await fetch(`${base}${path}`, {
			headers: { authorization: `AnaplanAuthToken ${this.token}`, accept },
			signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`Anaplan answered ${response.status} to ${path}.`);
		return text;
	}
}

/**
 * Reads the CSV of a view with the line items in columns: the first line that names columns, then
 * one line per list item. The column of the item's name has no header and is called `Item`.
 */
export function rowsOfView(csv: string): Array<Record<string, string>> {
	const lines: string[][] = parse(csv, { bom: true, relax_column_count: true });
	const headerAt = lines.findIndex((line) => line.filter((cell) => cell !== '').length > 1);
	if (headerAt < 0) return [];
	const header = lines[headerAt] ?? [];
	return lines
		.slice(headerAt + 1)
		.map((line) =>
			Object.fromEntries(header.map((name, index) => [name || 'Item', line[index] ?? ''])),
		);
}
