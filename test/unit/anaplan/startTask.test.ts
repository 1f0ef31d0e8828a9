import { startTask } from '../../../src/anaplan/startTask';
import { NetworkFailure } from '../../../src/http/types';
import { answer, type Scripted } from '../http/fakes';
import { MODEL, scriptedClient } from './transactional';

const IMPORT = { id: '112000000001', name: 'Vendors' };
const OPTIONS = { locale: 'en_US', waitMs: 60_000 };
/** Anaplan's clock, an hour behind the machine's. */
const NOW = Date.parse('2026-11-20T11:00:00Z');

const lost = () => new NetworkFailure('the connection was closed', 'ECONNRESET', true);
const unreachable = () => new NetworkFailure('the host was not found', 'EAI_AGAIN', false);
const busy = () => answer(409, {});
const started = (taskId: string) => answer(200, { task: { taskId } });
const task = (taskId: string, creationTime?: number) => ({
	taskId,
	taskState: 'IN_PROGRESS',
	...(creationTime === undefined ? {} : { creationTime }),
});
const listed = (...tasks: object[]) => answer(200, tasks.length === 0 ? {} : { tasks });
/** The list right before the start, which tells Anaplan's time. */
const dated = (...tasks: object[]) => ({
	...listed(...tasks),
	headers: { date: new Date(NOW).toUTCString() },
});

async function start(...script: Scripted[]) {
	const scripted = scriptedClient(...script);
	const taskId = await startTask(scripted.client, MODEL, IMPORT, OPTIONS).catch(
		(error: unknown) => error as Error & { advice: string },
	);
	const posts = scripted.calls().filter((call) => call.startsWith('POST')).length;
	return { taskId, posts, ...scripted };
}

test('a busy model (409) is asked again, and a task of somebody else is never taken for ours', async () => {
	const { taskId, posts, clock } = await start(
		dated(),
		busy(),
		dated(task('FOREIGN', NOW + 1_000)),
		busy(),
		dated(task('FOREIGN', NOW + 1_000)),
		started('OURS'),
	);
	expect(taskId).toBe('OURS');
	expect(posts).toBe(3);
	expect(clock.slept).toEqual([2_000, 4_000]);
});

test('a model that stays busy ends the tries with the time', async () => {
	const refusals = Array.from({ length: 6 }, () => [listed(), busy()]).flat();
	const { taskId, clock } = await start(...refusals);
	expect(taskId).toMatchObject({
		message:
			'The import "Vendors" could not be started: Anaplan refused it for 1 minute because the model "Hub" is busy. It was not started.',
	});
	expect(clock.slept).toEqual([2_000, 4_000, 8_000, 16_000, 30_000]);
});

test('after a lost answer the one task that was made meanwhile is ours, when it is still the only one', async () => {
	const ours = task('OURS', NOW + 200);
	const { taskId, posts } = await start(
		dated(task('OLD', NOW - 9_000)),
		lost(),
		listed(ours, task('OLD', NOW - 9_000)),
		listed(ours, task('OLD', NOW - 9_000)),
	);
	expect(taskId).toBe('OURS');
	expect(posts).toBe(1);
});

test('a task that was made before our call shows late and is not ours', async () => {
	const early = task('FOREIGN', NOW - 1);
	const { taskId, posts } = await start(
		dated(),
		lost(),
		...Array.from({ length: 4 }, () => listed(early)),
	);
	expect(taskId).toMatchObject({
		message: expect.stringContaining("Anaplan's task list shows no new task"),
	});
	expect(posts).toBe(1);
	const ours = task('OURS', NOW + 1);
	const found = await start(dated(), lost(), listed(early, ours), listed(early, ours));
	expect(found.taskId).toBe('OURS');
});

test.each([
	['is made after our call has ended', [task('FOREIGN', NOW + 60_000)]],
	['has no time', [task('FOREIGN')]],
])('a new task that %s may be somebody else’s: nothing counts as started', async (_what, tasks) => {
	const { taskId, posts } = await start(dated(), lost(), listed(...tasks), listed(...tasks));
	expect(taskId).toMatchObject({
		message: expect.stringContaining('a new task that somebody else may have started'),
	});
	expect(posts).toBe(1);
});

test('without Anaplan’s time no task can be told to be ours', async () => {
	const tasks = [task('FOREIGN', NOW + 1)];
	const { taskId } = await start(listed(), lost(), listed(...tasks), listed(...tasks));
	expect(taskId).toMatchObject({ message: expect.stringContaining('not certain') });
});

test('a second task that shows at the second look leaves open which is ours', async () => {
	const tasks = [task('A', NOW + 1), task('B', NOW + 2)];
	const { taskId, posts } = await start(dated(), lost(), listed(tasks[0]), listed(...tasks));
	expect(taskId).toMatchObject({
		message: expect.stringContaining('2 new tasks are in Anaplan'),
	});
	expect(posts).toBe(1);
});

test('a list that cannot be read after the doubt leaves it', async () => {
	const { taskId, posts } = await start(
		dated(),
		lost(),
		...Array.from({ length: 4 }, () => answer(403, {})),
	);
	expect(taskId).toMatchObject({
		message: expect.stringContaining('It was not started a second time.'),
	});
	expect(posts).toBe(1);
});

test('a start that never left this machine leaves no doubt', async () => {
	const { taskId } = await start(dated(), ...Array.from({ length: 6 }, unreachable));
	expect(taskId).toMatchObject({
		message: expect.stringContaining('could not be reached while starting the import "Vendors"'),
	});
});
