/** The throw-away server itself: private, and gone whatever ends its test. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startPostgres } from '../../sandbox/postgres';
import { sql, START_MS, until } from './helpers';

jest.setTimeout(START_MS);

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

test('it listens on the loopback address alone, and takes its data along when it stops', async () => {
	const server = await startPostgres();
	const [found] = await sql(
		server,
		`SELECT current_setting('listen_addresses') AS addresses,
			current_setting('data_directory') AS data,
			pg_backend_pid() AS pid`,
	);
	expect(found.addresses).toBe('127.0.0.1');
	expect(existsSync(String(found.data))).toBe(true);
	await server.stop();
	expect(existsSync(String(found.data))).toBe(false);
	// Stopping again is no error.
	await server.stop();
});

test('it ends, with its data, when the process that started it is killed', async () => {
	const code = `
		require(${JSON.stringify(require.resolve('tsx/cjs'))});
		const { startPostgres } = require(${JSON.stringify(join(__dirname, '../../sandbox/postgres/index.ts'))});
		startPostgres().then((server) => {
			console.log(JSON.stringify(server));
			setInterval(() => undefined, 1000);
		});`;
	const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
	const line = await new Promise<string>((resolve, reject) => {
		createInterface({ input: child.stdout }).once('line', resolve);
		child.once('exit', (exitCode) => reject(new Error(`It ended with ${exitCode}.`)));
	});
	const server = JSON.parse(line) as Awaited<ReturnType<typeof startPostgres>>;
	const [found] = await sql(
		server,
		`SELECT current_setting('data_directory') AS data,
			split_part(pg_read_file('postmaster.pid'), chr(10), 1)::integer AS pid`,
	);
	const pid = Number(found.pid);
	expect(isRunning(pid)).toBe(true);
	child.kill('SIGKILL');
	await until('the server has ended', async () => await Promise.resolve(!isRunning(pid)));
	await until(
		'its data are gone',
		async () => await Promise.resolve(!existsSync(String(found.data))),
	);
});
