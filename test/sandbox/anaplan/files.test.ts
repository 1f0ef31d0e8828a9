import { gzipSync } from 'node:zlib';
import { AnaplanSimulator, standingClock } from './setup';
import { Client, M, part } from './client';

const HOUR_MS = 60 * 60 * 1000;
const VENDORS = 'Vendors from QuickBooks';
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';
const row = (code: string, name: string) => `\r\n${code},${name},,USD,true,Active,t-${code}`;

describe('Anaplan simulator: files', () => {
	let simulator: AnaplanSimulator;
	let client: Client;
	let path: string;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({ clock: standingClock() });
		client = new Client(simulator);
		await client.signIn();
		path = `${M}/files/${simulator.model().file('vendors.csv').id}`;
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const count = async (chunkCount: unknown) =>
		await client.send('POST', path, { json: { chunkCount } });
	const chunk = async (index: number, bytes: string | Buffer, type?: string) =>
		await client.send('PUT', `${path}/chunks/${index}`, {
			bytes,
			headers: type === undefined ? {} : { 'Content-Type': type },
		});

	it('takes a single shot and gives the bytes back, not the metadata', async () => {
		const reply = await client.send('PUT', path, { bytes: 'abc' });
		expect([reply.status, reply.text]).toEqual([204, '']);
		const got = await client.get(path);
		expect(got.text).toBe('abc');
		expect(got.headers.get('Content-Type')).toBe('application/octet-stream');
	});

	it('leaves the content non-existent after an empty single shot', async () => {
		await client.send('PUT', path, { bytes: '' });
		expect((await client.get(path)).status).toBe(404);
		expect((await client.get(`${path}/chunks`)).json()).not.toHaveProperty('chunks');
	});

	it('joins chunks by bytes, whatever their order and compression', async () => {
		const reply = await count(3);
		expect(part(reply.json(), 'file', 'name')).toBe('vendors.csv');
		expect((await chunk(2, '3')).status).toBe(204);
		expect((await chunk(0, gzipSync('1'), 'application/x-gzip')).status).toBe(204);
		expect((await chunk(1, 'wrong')).text).toBe('');
		expect((await chunk(1, '2')).status).toBe(204);
		expect((await client.get(path)).text).toBe('123');
		expect((await client.get(`${path}/chunks`)).json().chunks).toEqual([
			{ id: '0', name: 'Chunk 0' },
			{ id: '1', name: 'Chunk 1' },
			{ id: '2', name: 'Chunk 2' },
		]);
		expect((await client.get(`${path}/chunks/1`)).text).toBe('2');
		expect((await client.get(`${path}/chunks/3`)).status).toBe(404);
	});

	it('needs complete after a chunk count of -1, and only then', async () => {
		await count(-1);
		await chunk(0, HEADER + row('1-VEN-1', 'A'));
		expect((await client.run(VENDORS)).result).toMatchObject({ successful: false });
		const done = await client.send('POST', `${path}/complete`, { json: {} });
		expect(part(done.json(), 'file', 'chunkCount')).toBe(1);
		expect((await client.run(VENDORS)).result).toMatchObject({ successful: true });
	});

	it('starts a new upload with the count: older chunks are gone and the import fails', async () => {
		await count(2);
		await chunk(0, HEADER);
		await chunk(1, row('1-VEN-1', 'A'));
		await count(2);
		await chunk(0, HEADER);
		const { result } = await client.run(VENDORS);
		expect(part(result, 'successful')).toBe(false);
		expect(part(result, 'details', 0, 'localMessageText')).toContain('Chunk 1');
		expect(simulator.model().items('QB Vendors')).toEqual([]);
	});

	it('refuses chunks without a count, beyond it, of other media types and broken gzip', async () => {
		expect((await chunk(0, 'x')).status).toBe(400);
		await count(1);
		expect((await chunk(1, 'x')).status).toBe(400);
		expect((await chunk(0, 'x', 'text/csv')).status).toBe(415);
		expect((await chunk(0, 'x', 'application/x-gzip')).status).toBe(400);
		expect(
			(
				await client.send('PUT', path, {
					bytes: 'x',
					headers: { 'Content-Type': 'application/x-gzip' },
				})
			).status,
		).toBe(415);
		const coded = await client.send('PUT', `${path}/chunks/0`, {
			bytes: gzipSync('x'),
			headers: { 'Content-Encoding': 'gzip' },
		});
		expect(coded.status).toBe(415);
		for (const bad of [-2, 1.5, 1001, '1']) {
			expect((await count(bad)).status).toBe(400);
		}
	});

	it('counts the size limit on uncompressed bytes', async () => {
		await count(1);
		const tooLarge = gzipSync(Buffer.alloc(50_000_001));
		expect((await chunk(0, tooLarge, 'application/x-gzip')).status).toBe(413);
		simulator.switches.oversizeStatus = 400;
		expect((await chunk(0, tooLarge, 'application/x-gzip')).status).toBe(400);
		const largest = gzipSync(Buffer.alloc(50_000_000));
		expect((await chunk(0, largest, 'application/x-gzip')).status).toBe(204);
	});

	it('echoes the chunk count as the switch says', async () => {
		expect(part((await count(4)).json(), 'file', 'chunkCount')).toBe(4);
		simulator.switches.chunkCountEcho = 'zero';
		expect(part((await count(4)).json(), 'file', 'chunkCount')).toBe(0);
	});

	it('keeps uploads private: another user reads the default or nothing', async () => {
		await client.upload('vendors.csv', 'mine');
		const other = new Client(simulator);
		await other.signIn('integration@example.com');
		expect((await other.get(path)).status).toBe(404);
		simulator.model().setDefaultFile('vendors.csv', 'default');
		expect((await other.get(path)).text).toBe('default');
		expect((await client.get(path)).text).toBe('mine');
		expect((await client.send('DELETE', path)).status).toBe(204);
		expect((await client.get(path)).text).toBe('default');
	});

	it('drops a private file after 48 hours without a touch and then reads the default', async () => {
		await client.upload('vendors.csv', HEADER + row('1-VEN-1', 'Mine'));
		simulator.clock.advance(47 * HOUR_MS);
		await client.signIn();
		expect((await client.get(path)).status).toBe(200);
		simulator.clock.advance(48 * HOUR_MS + 1);
		await client.signIn();
		const { result } = await client.run(VENDORS);
		expect(part(result, 'details', 0, 'type')).toBe('uploadedFileNoLongerAvailable');
		simulator.model().setDefaultFile('vendors.csv', HEADER + row('1-VEN-9', 'Stale'));
		expect(part((await client.run(VENDORS)).result, 'successful')).toBe(true);
		expect(simulator.model().items('QB Vendors')[0].code).toBe('1-VEN-9');
		expect(simulator.hazards.map((hazard) => hazard.kind)).toEqual(['defaultFileUsed']);
	});

	it('makes a stray file for an unknown id and notes it', async () => {
		const reply = await client.send('POST', `${M}/files/vendor.csv`, { json: { chunkCount: 1 } });
		expect(part(reply.json(), 'file', 'name')).toBe('vendor.csv');
		expect(String(part(reply.json(), 'file', 'id'))).toMatch(/^113/);
		expect(simulator.hazards).toMatchObject([{ kind: 'strayFileCreated' }]);
		expect((await client.send('PUT', `${M}/files/113999999999`, { bytes: 'x' })).status).toBe(404);
	});

	it('notes an upload to a file that an unfinished task of the same user reads', async () => {
		await client.upload('vendors.csv', HEADER + row('1-VEN-1', 'A'));
		const task = await client.start(VENDORS);
		await client.upload('customers.csv', 'another file is fine');
		expect(simulator.hazards).toEqual([]);
		await client.upload('vendors.csv', HEADER + row('1-VEN-2', 'B'));
		expect(simulator.hazards.map((hazard) => hazard.kind)).toContain('uploadWhileTaskUnfinished');
		simulator.clock.advance(10_000);
		await client.get(task);
		// Not protected, as in the service: the task read what was there when it got to it.
		expect(simulator.model().items('QB Vendors')[0].code).toBe('1-VEN-2');
	});
});
