/** What was asked of a simulator. Headers and bodies are never kept, and query secrets are masked. */

export interface LogEntry {
	/** Epoch milliseconds on the simulator's clock. */
	at: number;
	method: string;
	/** Path with query; values of secret parameters are replaced by `***`. */
	path: string;
	/** HTTP status of the answer; 0 while it is open or when the socket was destroyed. */
	status: number;
	/** Who asked, in the simulator's terms (for example a realm ID or a user); never a token. */
	caller?: string;
	/** Id of the armed fault that touched this request. */
	fault?: string;
}

export interface LogFilter {
	method?: string;
	/** Text: contained in the path; RegExp: tested against the path with query. */
	path?: string | RegExp;
	status?: number;
	caller?: string;
}

/** Query parameters whose values never enter the log. */
const SECRET_PARAMETERS = new Set([
	'code',
	'token',
	'access_token',
	'refresh_token',
	'id_token',
	'client_secret',
	'password',
	'ticket',
]);

/** Replaces the values of secret query parameters and leaves everything else as it was sent. */
export function maskSecrets(path: string): string {
	const mark = path.indexOf('?');
	if (mark < 0) {
		return path;
	}
	const masked = path
		.slice(mark + 1)
		.split('&')
		.map((pair) => {
			const name = pair.split('=', 1)[0];
			return SECRET_PARAMETERS.has(name.toLowerCase()) ? `${name}=***` : pair;
		});
	return `${path.slice(0, mark)}?${masked.join('&')}`;
}

/** Requests in the order they arrived. */
export class RequestLog {
	private entries: LogEntry[] = [];

	/** Keeps an entry and returns the kept object, so its status can be filled in later. */
	add(entry: LogEntry): LogEntry {
		const kept: LogEntry = { ...entry, path: maskSecrets(entry.path) };
		this.entries.push(kept);
		return kept;
	}

	/** Copies of all entries that fit the filter, oldest first. */
	all(filter: LogFilter = {}): LogEntry[] {
		return this.entries.filter((entry) => fits(entry, filter)).map((entry) => ({ ...entry }));
	}

	count(filter: LogFilter = {}): number {
		return this.entries.filter((entry) => fits(entry, filter)).length;
	}

	clear(): void {
		this.entries = [];
	}
}

function fits(entry: LogEntry, filter: LogFilter): boolean {
	return (
		(filter.method === undefined || entry.method === filter.method.toUpperCase()) &&
		(filter.status === undefined || entry.status === filter.status) &&
		(filter.caller === undefined || entry.caller === filter.caller) &&
		(filter.path === undefined || fitsPath(entry.path, filter.path))
	);
}

function fitsPath(path: string, wanted: string | RegExp): boolean {
	return typeof wanted === 'string' ? path.includes(wanted) : path.search(wanted) >= 0;
}
