import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { childEnvironment } from '../../sandbox/n8n/environment';
import { withFolderLock } from '../../sandbox/n8n/folderLock';
import { cacheRoot } from '../../sandbox/n8n/install';

describe('the place of the n8n cache', () => {
	it('is the named folder, else the cache folder of the user', () => {
		expect(cacheRoot({ QBA_CACHE_DIR: '/big/disk' })).toBe('/big/disk');
		expect(cacheRoot({ XDG_CACHE_HOME: '/cache' })).toBe(
			join('/cache', 'n8n-nodes-quickbooks-anaplan'),
		);
		expect(cacheRoot({})).toMatch(/\.cache.n8n-nodes-quickbooks-anaplan$/);
	});
});

describe('the environment of a child process', () => {
	const made = childEnvironment(
		join('/checkout', 'bin', 'node'),
		{ N8N_PORT: '1', GONE: undefined },
		{
			PATH: '/usr/bin',
			HOME: '/home/me',
			N8N_ENCRYPTION_KEY: 'theirs',
			DB_TYPE: 'postgresdb',
			NODE_OPTIONS: '--inspect',
			npm_config_ignore_scripts: 'true',
			npm_config_registry: 'http://registry.test',
			NO_PROXY: 'intra.test',
			GONE: 'x',
		},
	);

	it('puts the given Node first and keeps what the user set', () => {
		expect(made.PATH).toBe([join('/checkout', 'bin'), '/usr/bin'].join(delimiter));
		expect(made).toMatchObject({ HOME: '/home/me', npm_config_registry: 'http://registry.test' });
	});

	it('leaves out what would steer another n8n, Node or npm', () => {
		for (const name of [
			'N8N_ENCRYPTION_KEY',
			'DB_TYPE',
			'NODE_OPTIONS',
			'npm_config_ignore_scripts',
			'GONE',
		]) {
			expect(made).not.toHaveProperty(name);
		}
		expect(made.N8N_PORT).toBe('1');
	});

	it('keeps loopback away from proxies', () => {
		expect(made.NO_PROXY).toBe('intra.test,127.0.0.1,localhost,::1');
	});
});

describe('the lock between processes', () => {
	let folder = '';
	beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'lock-'))));
	afterEach(async () => await rm(folder, { recursive: true, force: true }));

	it('lets one in after the other and leaves nothing behind', async () => {
		const lock = join(folder, 'lock');
		let inside = 0;
		let most = 0;
		let turns = 0;
		const work = async (): Promise<void> => {
			inside++;
			most = Math.max(most, inside);
			await new Promise(setImmediate);
			inside--;
			turns++;
		};
		await Promise.all([
			withFolderLock(lock, work, { lookAgainMs: 1 }),
			withFolderLock(lock, work, { lookAgainMs: 1 }),
		]);
		expect({ most, turns }).toEqual({ most: 1, turns: 2 });
		await expect(readdir(folder)).resolves.toEqual([]);
	});

	it('is taken over from a holder that died, and given back after a failure', async () => {
		const lock = join(folder, 'lock');
		await mkdir(lock);
		await utimes(lock, new Date(0), new Date(0));
		await expect(
			withFolderLock(lock, async () => await Promise.reject(new Error('x')), { lookAgainMs: 1 }),
		).rejects.toThrow('x');
		await expect(readdir(folder)).resolves.toEqual([]);
	});
});
