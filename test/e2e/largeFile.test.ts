/**
 * A CSV file of more than 300 MB: from the disk through a real n8n server into the simulator's model,
 * and from Anaplan's file back to the disk.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { AnaplanSimulator, DEFAULT_USERS, DEMO_MODEL_ID } from '../../sandbox/anaplan';
import { showValue } from '../../sandbox/anaplan/store/formats';
import { itemsOf, type FinishedExecution } from '../../sandbox/n8n/executions';
import { N8nHost } from '../../sandbox/n8n/host';
import { packPackage } from '../../sandbox/n8n/pack';
import { readCsvBlocks } from '../../src/csv/reader';

/** Installing n8n on a machine that never had it takes most of this. */
const START_TIMEOUT_MS = 1_200_000;
const RUN_TIMEOUT_MS = 600_000;

const MEGABYTE = 1_000_000;
/** More rows than the node holds keys of in memory, and more than 300 MB. */
const ROWS = 310_000;
const LEAST_BYTES = 300 * MEGABYTE;
/** A file has no business in n8n's memory, on its way up or down: neither all nor a large part of it. */
const MOST_GROWTH = LEAST_BYTES;
const LIST = 'Ledger Lines';
const IMPORT = 'Ledger Lines from Files';
const FILE = 'ledger.csv';

/** Rows with something wrong, by their place; none may hide the others. */
const BAD_CODES = new Set([7, 123_456, 250_001, ROWS - 1]);
const NO_CODES = new Set([99, 200_000]);
const NO_AMOUNTS = new Set([1_000, 300_000]);

type Credential = Awaited<ReturnType<N8nHost['api']['createCredential']>>;

interface Row {
	code: string;
	amount: string;
	memo: string;
}

const WORDS =
	'Office supplies; delivery of 3 boxes, "Größe M" – Vertrag\n2026 see invoice 10,450 / net'.split(
		' ',
	);

/** Texts of some 900 characters with all that makes CSV hard; repeatable, and unlike each other. */
const MEMOS = Array.from({ length: 500 }, (_, seed) => {
	let state = seed + 1;
	let text = '';
	while (text.length < 880) {
		state = (state * 48_271) % 2_147_483_647;
		text += `${WORDS[state % WORDS.length]} `;
	}
	return `${text}${seed}.`;
});

function rowAt(index: number): Row {
	// Never nothing: a minus before it would not come back.
	const cents = ((index * 7_919) % 9_999_999) + 1;
	const amount = `${index % 3 === 0 ? '-' : ''}${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
	const code = `9341453908059321-INV-${index}-1`;
	return {
		code: NO_CODES.has(index) ? '' : BAD_CODES.has(index) ? `#${code}` : code,
		amount: NO_AMOUNTS.has(index) ? 'to be agreed' : amount,
		memo: `${index} ${MEMOS[index % MEMOS.length]}`,
	};
}

interface Written {
	/** Line in the file of each row that is to be refused. */
	lines: Map<number, number>;
	/** Of all rows that are to land. */
	cents: bigint;
	/** Of the rows that landed, as they did. */
	content: string;
	landed: number;
	/** Of all rows that were sent, as the file has them. */
	whole: string;
}

function addTo(hash: Hash, { code, amount, memo }: Row): void {
	hash.update(`${code}\0${amount}\0${memo}\0`);
}

function centsOf(amount: string): bigint {
	return BigInt(amount.replace('.', ''));
}

/** Writes the file and tells what the model must hold afterwards. */
async function writeLedger(file: string): Promise<Written> {
	const written: Written = { lines: new Map(), cents: 0n, content: '', landed: 0, whole: '' };
	const hash = createHash('sha256');
	const sent = createHash('sha256');
	let line = 2;
	function* pieces() {
		let text = 'Code,Amount,Memo\n';
		for (let index = 0; index < ROWS; index += 1) {
			const row = rowAt(index);
			text += `${row.code},${row.amount},"${row.memo.replaceAll('"', '""')}"\n`;
			if ([BAD_CODES, NO_CODES, NO_AMOUNTS].some((rows) => rows.has(index))) {
				written.lines.set(index, line);
			}
			line += row.memo.split('\n').length;
			if (!NO_CODES.has(index)) addTo(sent, row);
			if (!BAD_CODES.has(index) && !NO_CODES.has(index)) {
				const amount = NO_AMOUNTS.has(index) ? '' : row.amount;
				addTo(hash, { ...row, amount });
				written.cents += amount === '' ? 0n : centsOf(amount);
				written.landed += 1;
			}
			if (text.length > MEGABYTE) {
				yield Buffer.from(text);
				text = '';
			}
		}
		yield Buffer.from(text);
	}
	await pipeline(Readable.from(pieces()), createWriteStream(file));
	return { ...written, content: hash.digest('hex'), whole: sent.digest('hex') };
}

/** What a file holds that was downloaded. */
async function contentOfCopy(file: string): Promise<{ rows: number; content: string }> {
	const hash = createHash('sha256');
	let rows = 0;
	for await (const block of readCsvBlocks(createReadStream(file), 'utf-8', file)) {
		for (const { line, fields } of block) {
			if (line === 1) continue;
			const [code, amount, memo] = fields;
			addTo(hash, { code, amount, memo });
			rows += 1;
		}
	}
	return { rows, content: hash.digest('hex') };
}

/** What the model holds. */
function readLedger(simulator: AnaplanSimulator): Omit<Written, 'lines' | 'whole'> {
	const hash = createHash('sha256');
	const { items } = simulator.model().list(LIST);
	let cents = 0n;
	for (const { code, properties } of items) {
		const amount = properties.get('Amount');
		const memo = properties.get('Memo');
		const text = amount === undefined ? '' : decimal(showValue(amount, 'NUMBER'));
		addTo(hash, { code, amount: text, memo: showValue(memo, 'TEXT') });
		cents += text === '' ? 0n : centsOf(text);
	}
	return { cents, content: hash.digest('hex'), landed: items.length };
}

/** With two places, as the file has it. */
function decimal(text: string): string {
	const [whole, cents = ''] = text.split('.');
	return `${whole}.${cents.padEnd(2, '0')}`;
}

/** Memory of a process as Linux counts it, in bytes; the peak since `forgetPeak`. */
async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	const bytes = (field: string) =>
		Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024;
	return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

async function forgetPeak(pid: number): Promise<void> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
}

describe('a file of more than 300 MB on a real n8n server', () => {
	let folder = '';
	let n8n: N8nHost;
	let simulator: AnaplanSimulator;
	let credential: Credential;
	let bytes = 0;
	let written: Written;
	let run: FinishedExecution;
	let grown = 0;

	/** Runs a workflow and tells how far n8n's memory grew at most. */
	async function runWatched(what: string, workflow: string) {
		const pid = await n8n.process.pid();
		await forgetPeak(pid);
		const before = await memoryOf(pid);
		const started = performance.now();
		const finished = await n8n.api.runManually(workflow, 'Start', RUN_TIMEOUT_MS);
		const seconds = (performance.now() - started) / 1_000;
		const { peak } = await memoryOf(pid);
		const megabytes = (count: number) => `${Math.round(count / MEGABYTE)} MB`;
		process.stdout.write(
			`${what}: ${megabytes(bytes)} in ${ROWS} rows, ${Math.round(seconds)} s; ` +
				`n8n's memory ${megabytes(before.now)} before, ${megabytes(peak)} at the peak\n`,
		);
		return { finished, grown: peak - before.now };
	}

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'qba-large-'));
		const file = join(folder, 'ledger.csv');
		written = await writeLedger(file);
		({ size: bytes } = await stat(file));
		simulator = await AnaplanSimulator.start();
		prepareModel(simulator);
		const tarball = await packPackage(join(folder, 'pack'));
		n8n = await N8nHost.start({
			tarball,
			userFolder: join(folder, 'home'),
			env: { N8N_RESTRICT_FILE_ACCESS_TO: folder, N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' },
		});
		credential = await createCredential(n8n, simulator);
		const workflow = await importWorkflow(n8n, credential, 'Large file', [
			['Read', 'n8n-nodes-base.readWriteFile', { operation: 'read', fileSelector: file }],
			[
				'Load',
				n8n.nodeType('anaplan'),
				{
					resource: 'import',
					operation: 'uploadAndRun',
					modelId: { __rl: true, mode: 'id', value: DEMO_MODEL_ID },
					dataSource: 'binary',
					importId: { __rl: true, mode: 'name', value: IMPORT },
				},
			],
		]);
		({ finished: run, grown } = await runWatched('large file', workflow));
	}, START_TIMEOUT_MS);

	afterAll(async () => {
		await n8n?.stop();
		await simulator?.stop();
		await rm(folder, { recursive: true, force: true });
	}, RUN_TIMEOUT_MS);

	it('arrives whole: every row, every total and every byte of the texts', () => {
		expect(run.error).toBeUndefined();
		expect(bytes).toBeGreaterThan(LEAST_BYTES);
		const { landed, cents, content } = written;
		expect(readLedger(simulator)).toEqual({ landed, cents, content });
		expect(itemsOf(run, 'Load', 0).map(({ json }) => json)).toMatchObject([
			{
				kind: 'loadSummary',
				load: {
					rowsReceived: ROWS,
					loaded: landed - NO_AMOUNTS.size,
					rejected: BAD_CODES.size + NO_CODES.size + NO_AMOUNTS.size,
				},
			},
		]);
	});

	it('has its refused rows explained, with their lines in the file', () => {
		const rejected = itemsOf(run, 'Load', 1).map(({ json }) => json);
		const of = (rows: ReadonlySet<number>) =>
			[...rows].map((index) => [written.lines.get(index), rowAt(index).memo]);
		const told = (words: RegExp, outcome: string) =>
			rejected
				.filter(({ anaplan }) => {
					const { reason, outcome: what } = anaplan as { reason: string; outcome: string };
					return what === outcome && words.test(reason);
				})
				.map(({ anaplan, Memo }) => [(anaplan as { line: number }).line, Memo]);
		expect(told(/does not accept the code/, 'rejected')).toEqual(of(BAD_CODES));
		expect(told(/key column is blank/, 'rejected')).toEqual(of(NO_CODES));
		expect(told(/to be agreed/, 'partial')).toEqual(of(NO_AMOUNTS));
		expect(rejected).toHaveLength(written.lines.size);
	});

	it('goes up in chunks at row ends, compressed, by one task', () => {
		const { log } = simulator;
		const chunks = log.count({ method: 'PUT', path: /\/chunks\/\d+$/, status: 204 });
		expect(chunks).toBeGreaterThanOrEqual(Math.ceil(bytes / (10 * MEGABYTE)));
		expect(log.count({ path: /\/complete$/ })).toBe(1);
		expect(log.count({ method: 'POST', path: /\/tasks$/ })).toBe(1);
		expect(simulator.hazards).toEqual([]);
	});

	it('is never held in the memory of n8n', () => {
		expect(grown).toBeGreaterThan(0);
		expect(grown).toBeLessThan(MOST_GROWTH);
	});

	it(
		'comes down again as it is, and is not held in memory on that way either',
		async () => {
			const copy = join(folder, 'copy.csv');
			const workflow = await importWorkflow(n8n, credential, 'Large download', [
				[
					'Download',
					n8n.nodeType('anaplan'),
					{
						resource: 'file',
						operation: 'download',
						modelId: { __rl: true, mode: 'id', value: DEMO_MODEL_ID },
						fileId: { __rl: true, mode: 'name', value: FILE },
					},
				],
				['Write', 'n8n-nodes-base.readWriteFile', { operation: 'write', fileName: copy }],
			]);
			const down = await runWatched('large download', workflow);
			const { whole } = written;
			expect(down.finished.error).toBeUndefined();
			expect((await stat(copy)).size).toBeGreaterThan(LEAST_BYTES);
			expect(await contentOfCopy(copy)).toEqual({ rows: ROWS - NO_CODES.size, content: whole });
			expect(down.grown).toBeLessThan(MOST_GROWTH);
		},
		RUN_TIMEOUT_MS,
	);
});

function prepareModel(simulator: AnaplanSimulator): void {
	const model = simulator.model();
	model.addList({
		name: LIST,
		numbered: true,
		properties: [
			{ name: 'Amount', format: 'NUMBER' },
			{ name: 'Memo', format: 'TEXT' },
		],
	});
	model.addFile({ name: FILE });
	model.addImport({
		name: IMPORT,
		fileName: FILE,
		target: { list: LIST },
		columns: [
			{ header: 'Code', target: { to: 'code' } },
			{ header: 'Amount', target: { to: 'property', property: 'Amount' } },
			{ header: 'Memo', target: { to: 'property', property: 'Memo' } },
		],
	});
}

async function createCredential(n8n: N8nHost, { url }: AnaplanSimulator): Promise<Credential> {
	const [{ email, password }] = DEFAULT_USERS;
	return await n8n.api.createCredential('anaplanApi', 'Anaplan', {
		region: 'custom',
		customAuthUrl: url,
		customApiUrl: url,
		customAppUrl: url,
		signIn: 'basic',
		email,
		password,
	});
}

/** A start by hand, and the nodes after it in a row: name, type and parameters. */
async function importWorkflow(
	n8n: N8nHost,
	credential: Credential,
	name: string,
	steps: ReadonlyArray<[string, string, object]>,
): Promise<string> {
	const made: typeof steps = [['Start', 'n8n-nodes-base.manualTrigger', {}], ...steps];
	const connections = made.slice(1).map(([to], index) => {
		const main = [[{ node: to, type: 'main', index: 0 }]];
		return [made[index][0], { main }] as const;
	});
	return await n8n.api.importWorkflow(
		{
			name,
			nodes: made.map(([step, type, parameters], index) => ({
				id: `00000000-0000-4000-8000-00000000000${index}`,
				name: step,
				type,
				typeVersion: 1,
				parameters,
				position: [index * 224, 0],
			})),
			connections: Object.fromEntries(connections),
			settings: { executionOrder: 'v1' },
		},
		{ credentials: { anaplanApi: credential } },
	);
}
