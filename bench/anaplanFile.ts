/**
 * Memory of a large upload: a CSV file is made on the fly, checked, written, compressed and sent to
 * the Anaplan simulator, which counts and drops it. Each size runs in a process of its own; the large
 * one's peak is told as a ratio to the small one's. The time is told beside that of compressing
 * the same bytes and nothing else, which no upload can undercut.
 *
 *   tsx bench/anaplanFile.ts [--gigabytes 5] [--small 0.05]
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs, promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { AnaplanClient } from '../src/anaplan/client';
import { CHUNKING } from '../src/anaplan/chunks';
import { UPLOADS_AT_ONCE } from '../src/anaplan/files';
import { loadFile } from '../src/anaplan/loadFile';
import { undiciTransport } from '../src/http/transport';
import { eachAtOnce } from '../src/parallel';
import { DEMO_MODEL_ID } from '../sandbox/anaplan/demoModel';
import { DEFAULT_USERS } from '../sandbox/anaplan/simulator';

const IMPORT = 'Transactions from QuickBooks';
const GIGABYTE = 1_000_000_000;
/** How often a loading process looks at its memory. */
const SAMPLE_MS = 100;

interface Measured {
	bytes: number;
	rows: number;
	loaded: number;
	peakRss: number;
	seconds: number;
}

/** Rows of some 200 bytes with keys of their own, in pieces of some 64 KB. */
function* generated(columns: readonly string[], bytes: number): Generator<Buffer> {
	yield Buffer.from(`${columns.join(',')}\n`);
	let row = 0;
	for (let made = 0; made < bytes; ) {
		let text = '';
		while (text.length < 65_536) {
			row += 1;
			const cells = columns.map((column) =>
				column === 'Code'
					? `9341453908059321-INV-${row}-1`
					: column.includes('Amount')
						? `${row % 10_000}.${(row % 90) + 10}`
						: `${column} "" ${row % 977}, more`,
			);
			text += `"${cells.join('","')}"\n`;
		}
		const piece = Buffer.from(text);
		made += piece.length;
		yield piece;
	}
}

function clientOf(url: string): AnaplanClient {
	const [{ email, password }] = DEFAULT_USERS;
	return new AnaplanClient(
		{
			hosts: { authUrl: url, apiUrl: url, appUrl: url },
			signIn: { kind: 'basic', email, password },
			credentialName: 'Anaplan',
		},
		{ transport: undiciTransport() },
	);
}

/** In a process of its own. */
async function measureLoad(url: string, columns: string[], bytes: number): Promise<Measured> {
	let peakRss = 0;
	const watch = setInterval(() => {
		peakRss = Math.max(peakRss, process.memoryUsage.rss());
	}, SAMPLE_MS);
	let read = 0;
	async function* pieces() {
		for (const piece of generated(columns, bytes)) {
			read += piece.length;
			yield piece;
		}
	}
	const started = performance.now();
	const { summary } = await loadFile(clientOf(url), {
		workspaceId: '',
		modelId: DEMO_MODEL_ID,
		source: {
			name: 'generated.csv',
			encoding: 'utf-8',
			open: async () => {
				read = 0;
				return pieces();
			},
		},
		reference: { by: 'name', value: IMPORT },
		options: {
			keyColumns: ['Code'],
			rowsWithoutImport: 'error',
			locale: 'en_US',
			waitMs: 3_600_000,
		},
	});
	clearInterval(watch);
	const seconds = (performance.now() - started) / 1_000;
	const { rowsReceived: rows, loaded } = summary;
	return { bytes: read, rows, loaded, peakRss, seconds };
}

/** Seconds for compressing the same bytes as an upload does, with as many at once. */
async function compressOnly(columns: string[], bytes: number): Promise<number> {
	const compress = promisify(gzip);
	async function* chunks() {
		let held: Buffer[] = [];
		let size = 0;
		for (const piece of generated(columns, bytes)) {
			held.push(piece);
			size += piece.length;
			if (size < CHUNKING.bytes) continue;
			yield Buffer.concat(held);
			held = [];
			size = 0;
		}
		yield Buffer.concat(held);
	}
	const started = performance.now();
	await eachAtOnce(chunks(), UPLOADS_AT_ONCE, async (chunk) => {
		await compress(chunk);
	});
	return (performance.now() - started) / 1_000;
}

async function inProcess(job: object): Promise<Measured> {
	const child = fork(__filename, { execArgv: process.execArgv });
	child.send(job);
	const [answer] = (await once(child, 'message')) as [Measured | { error: string }];
	child.disconnect();
	await once(child, 'exit');
	if ('error' in answer) throw new Error(answer.error);
	return answer;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			gigabytes: { type: 'string', default: '5' },
			small: { type: 'string', default: '0.05' },
		},
	});
	const cli = require.resolve('../sandbox/anaplan/cli.ts');
	const simulator = spawn(process.execPath, [...process.execArgv, cli], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	try {
		const [line] = (await once(createInterface(simulator.stdout), 'line')) as [string];
		const url = /http:\/\/[\d.:]+/.exec(line)?.[0] ?? '';
		await fetch(`${url}/__control/switches`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ keepUploads: false }),
		});
		const columns = await columnsOf(url);
		const [small, large] = [Number(values.small), Number(values.gigabytes)];
		const few = await inProcess({ url, columns, bytes: small * GIGABYTE });
		const many = await inProcess({ url, columns, bytes: large * GIGABYTE });
		const bound = (await compressOnly(columns, small * GIGABYTE)) / few.bytes;
		const hazards = await (await fetch(`${url}/__control/hazards`)).json();
		process.stdout.write(
			[
				describe('small', few),
				describe('large', many),
				`every row arrived: ${few.loaded === few.rows && many.loaded === many.rows ? 'yes' : 'NO'}`,
				`peak memory, large to small: ${(many.peakRss / few.peakRss).toFixed(2)}`,
				`size, large to small: ${(many.bytes / few.bytes).toFixed(0)}`,
				`time a byte, large to compressing alone: ${(many.seconds / many.bytes / bound).toFixed(2)}`,
				`hazards in the simulator: ${JSON.stringify(hazards)}`,
				'',
			].join('\n'),
		);
	} finally {
		simulator.kill();
	}
}

async function columnsOf(url: string): Promise<string[]> {
	const client = clientOf(url);
	const model = `/models/${DEMO_MODEL_ID}`;
	const imports = await client.all(`${model}/imports`, 'imports', 'listing');
	const { id } = imports.find(({ name }) => name === IMPORT) ?? {};
	const body = await client.get(`${model}/imports/${String(id)}`, 'reading');
	const metadata = body.importMetadata as { source: { headerNames: string[] } };
	return metadata.source.headerNames;
}

function describe(name: string, { bytes, rows, peakRss, seconds }: Measured): string {
	const megabytes = (count: number) => `${Math.round(count / 1_000_000)} MB`;
	return `${name}: ${megabytes(bytes)} in ${rows} rows, ${Math.round(seconds)} s, peak memory ${megabytes(peakRss)}`;
}

if (process.send === undefined) {
	void main().catch((error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
		process.exitCode = 1;
	});
} else {
	process.once('message', (job: { url: string; columns: string[]; bytes: number }) => {
		void measureLoad(job.url, job.columns, job.bytes)
			.catch((error: unknown) => ({
				error: error instanceof Error ? error.message : String(error),
			}))
			.then((answer) => process.send?.(answer));
	});
}
