/** CSV files through a process: what is held and listed of large ones, and trouble on the way. */
import { loadProcessFiles, type ProcessFilesRequest } from '../../src/anaplan/processFiles';
import type { CsvSource } from '../../src/anaplan/csvFile';
import { DEMO_MODEL_ID } from '../../sandbox/anaplan/demoModel';
import { clientOn, skippingClock, vendorLoad } from './anaplanEngine';
import { closeBench, openBench, type Bench } from './anaplanSetup';

const VENDORS = 'Vendors from QuickBooks';
const CUSTOMERS = 'Customers from QuickBooks';
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';
const line = (code: string) => `${code},${code},,USD,true,Active,t-${code}`;
const codes = (letter: string, count: number) =>
	Array.from({ length: count }, (_, index) => line(`${letter}${index}`));

let bench: Bench;

beforeEach(async () => {
	bench = await openBench();
	bench.simulator.model().addProcess('Load lists', [VENDORS, CUSTOMERS]);
});

afterEach(async () => await closeBench(bench, ['defaultFileUsed']));

/** A file whose reader sees it in small pieces, as from a disk. */
function source(name: string, lines: string[]): CsvSource {
	const bytes = Buffer.from([HEADER, ...lines, ''].join('\n'));
	async function* pieces() {
		for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
	}
	return { name, encoding: 'utf-8', open: async () => pieces() };
}

function request(
	vendors: string[],
	customers: string[],
	options: Partial<ProcessFilesRequest['options']> = {},
): ProcessFilesRequest {
	return {
		workspaceId: '',
		modelId: DEMO_MODEL_ID,
		process: { by: 'name', value: 'Load lists' },
		files: [
			{ source: source('v.csv', vendors), reference: { by: 'name', value: VENDORS } },
			{ source: source('c.csv', customers), reference: { by: 'name', value: CUSTOMERS } },
		],
		stepsWithoutFile: 'error',
		options: { ...vendorLoad().options, ...options },
	};
}

const client = (signal?: AbortSignal) =>
	clientOn(bench.simulator, skippingClock(bench.simulator), signal);
const uploads = () => bench.simulator.log.count({ method: 'PUT' });
const starts = () => bench.simulator.log.count({ method: 'POST', path: /\/tasks$/ });

test('lines are found in files whose keys are too many to be held', async () => {
	const vendors = codes('V', 900);
	vendors[499] = line('#bad');
	const customers = codes('C', 800);
	customers[699] = line('#worse');
	const load = request(vendors, customers, { bounds: { keysInMemory: 100 } });
	const { rejected, unlisted, summary } = await loadProcessFiles(client(), load);
	expect(rejected.map((row) => [row.file, row.line, row.values.Code])).toEqual([
		['v.csv', 501, '#bad'],
		['c.csv', 701, '#worse'],
	]);
	expect([unlisted, summary.loaded, summary.rejected]).toEqual([0, 1_698, 2]);
});

test('a key that such a file holds twice keeps every file from going up', async () => {
	// Long enough for the keys to be moved to the disk while the file is read.
	const customers = codes('C', 20_000);
	customers[19_000] = line('C41');
	const load = request(codes('V', 900), customers, { bounds: { keysInMemory: 100 } });
	await expect(loadProcessFiles(client(), load)).rejects.toMatchObject({
		message: expect.stringContaining('in line 43 of c.csv and in line 19002 of c.csv'),
	});
	expect([uploads(), starts()]).toEqual([0, 0]);
});

test('of more rejected rows than can be listed the rest is counted, over all files', async () => {
	const blank = Array.from({ length: 6 }, () => line(''));
	const load = request([...blank, ...codes('#v', 10)], [...blank, ...codes('#c', 10), line('C')], {
		bounds: { rejectedListed: 20 },
	});
	const { rejected, unlisted, summary } = await loadProcessFiles(client(), load);
	expect([rejected.length, unlisted]).toEqual([20, 12]);
	expect(rejected.map(({ file }) => file).lastIndexOf('v.csv')).toBe(15);
	expect(summary).toMatchObject({
		rowsReceived: 33,
		loaded: 1,
		rejected: 32,
		imports: [
			{ rowsSent: 10, rejected: 10 },
			{ rowsSent: 11, rejected: 10 },
		],
	});
});

test('when the second upload fails the process does not run', async () => {
	const { id } = bench.simulator.model().file('customers.csv');
	bench.simulator.faults.arm({ method: 'PUT', path: new RegExp(`/files/${id}/`), status: 403 });
	const load = request(codes('V', 3), codes('C', 3));
	await expect(loadProcessFiles(client(), load)).rejects.toMatchObject({
		facts: { httpStatus: 403 },
	});
	expect(starts()).toBe(0);
});

test('a queued task of an import that reads one of the files is waited for before it is filled', async () => {
	const model = bench.simulator.model();
	model.setDefaultFile('customers.csv', 'Code\n');
	bench.simulator.timing.queueMs = 120_000;
	await client().json({
		method: 'POST',
		path: `/workspaces/${model.workspaceId}/models/${model.id}/imports/${model.importNamed(CUSTOMERS).id}/tasks`,
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ localeName: 'en_US' }),
		repeat: 'once',
		what: 'starting an import elsewhere',
	});
	bench.simulator.timing.queueMs = 0;
	const { summary } = await loadProcessFiles(client(), request(codes('V', 2), codes('C', 2)));
	expect(summary).toMatchObject({ loaded: 4, rejected: 0 });
});

test('a lost answer to the start never runs the process twice', async () => {
	bench.simulator.faults.arm({ method: 'POST', path: /\/tasks$/, loseAnswer: true, times: 1 });
	const { summary } = await loadProcessFiles(client(), request(codes('V', 2), codes('C', 2)));
	expect(summary.loaded).toBe(4);
	expect(starts()).toBe(1);
});

test('two loads into one model take turns', async () => {
	const loads = ['A', 'B'].map(async (letter) =>
		loadProcessFiles(client(), request(codes(`V${letter}`, 2), codes(`C${letter}`, 2))),
	);
	for (const { summary } of await Promise.all(loads)) expect(summary.loaded).toBe(4);
	expect(bench.simulator.model().items('QB Vendors')).toHaveLength(4);
});

test('a stopped execution ends while files are checked, and nothing is sent', async () => {
	const stop = new AbortController();
	const load = request(codes('V', 50), codes('C', 50));
	const [vendors] = load.files;
	const { open } = vendors.source;
	vendors.source.open = async () => {
		stop.abort();
		return await open();
	};
	await expect(loadProcessFiles(client(stop.signal), load)).rejects.toMatchObject({
		kind: 'cancelled',
		message: expect.stringContaining('checking v.csv'),
	});
	expect([uploads(), starts()]).toEqual([0, 0]);
});

test('an import that is a step twice is a step once', async () => {
	bench.simulator.model().addProcess('Twice', [VENDORS, CUSTOMERS, VENDORS]);
	const load = {
		...request(codes('V', 2), codes('C', 2)),
		process: { by: 'name', value: 'Twice' },
	};
	const { summary } = await loadProcessFiles(client(), load as ProcessFilesRequest);
	expect(summary.imports.map((one) => [one.import, one.loaded])).toEqual([
		[VENDORS, 2],
		[CUSTOMERS, 2],
	]);
});
