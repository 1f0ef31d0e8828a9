import { hasEnded, waitForTask } from '../../../src/anaplan/tasks';
import type { CancelledError } from '../../../src/errors';
import { NetworkFailure, type HttpAnswer } from '../../../src/http/types';
import { answer, type Scripted } from '../http/fakes';
import { MODEL, scriptedClient } from './transactional';

const IMPORT = { id: '112000000001', name: 'Vendors' };
const HOUR_MS = 3_600_000;

const unreachable = () => new NetworkFailure('the host name was not found', 'EAI_AGAIN', false);
const gateway = () => answer(503, '<html></html>');
const running = () => answer(200, { task: { taskId: 'T', taskState: 'IN_PROGRESS' } });
const done = () =>
	answer(200, { task: { taskId: 'T', taskState: 'COMPLETE', result: { successful: true } } });

async function wait(script: Scripted[], waitMs = 2 * HOUR_MS) {
	const scripted = scriptedClient(...script);
	const ended = await waitForTask(scripted.client, MODEL, IMPORT, 'T', waitMs).catch(
		(error: unknown) => error as CancelledError,
	);
	return { ended, ...scripted };
}

/** What happens from a second of the wait on, by the fake clock. */
function outage(bad: () => HttpAnswer | NetworkFailure, fromMs: number, toMs: number) {
	const scripted = scriptedClient();
	const began = scripted.clock.now();
	const script = () => {
		const passed = scripted.clock.now() - began;
		if (passed < fromMs) return running();
		const now = passed < toMs ? bad() : done();
		if (now instanceof NetworkFailure) throw now;
		return now;
	};
	scripted.add(...Array.from({ length: 2_000 }, () => script));
	return scripted;
}

test.each([
	['an outage of the network', unreachable],
	['a gateway without its service', gateway],
	['throttling', () => answer(429, {}, { 'retry-after': '20' })],
	['an answer that is no JSON', () => answer(200, '<html></html>')],
])('%s of ten minutes does not end the wait: the task goes on in Anaplan', async (_what, bad) => {
	const { client } = outage(bad, 10_000, 610_000);
	await expect(waitForTask(client, MODEL, IMPORT, 'T', 2 * HOUR_MS)).resolves.toMatchObject({
		taskState: 'COMPLETE',
	});
});

test('trouble that lasts to the end of the wait names the task, which may still be running', async () => {
	const { client, clock } = outage(gateway, 10_000, 9 * HOUR_MS);
	const began = clock.now();
	await expect(waitForTask(client, MODEL, IMPORT, 'TASK1', HOUR_MS)).rejects.toMatchObject({
		message: expect.stringMatching(
			/^Anaplan could not be asked how the import "Vendors" ended before the wait of 60 minutes was over; its task TASK1 may still be running\. Anaplan has trouble \(HTTP 503\)/,
		),
		advice: expect.stringContaining('Look in Anaplan whether the task has ended'),
		facts: { httpStatus: 503 },
	});
	expect(clock.now() - began).toBeGreaterThanOrEqual(HOUR_MS);
	expect(clock.now() - began).toBeLessThan(HOUR_MS + 60_000);
});

test('pauses grow in an outage, and are short again after it', async () => {
	const bad = Array.from({ length: 12 }, gateway);
	const { clock } = await wait([running(), ...bad, running(), ...bad.slice(0, 6), done()]);
	const long = clock.slept.filter((pause) => pause >= 5_000 && pause % 5_000 === 0);
	expect(long).toEqual([5_000, 10_000, 5_000]);
});

test.each([401, 403, 404, 405])('a refusal (HTTP %i) ends the wait', async (status) => {
	const refusals = Array.from({ length: 3 }, () => answer(status, {}));
	const { ended, clock } = await wait([running(), ...refusals]);
	expect(ended).toMatchObject({ facts: { httpStatus: status } });
	expect(clock.slept).toEqual([500]);
});

test('a host that this n8n may not reach ends the wait', async () => {
	const refused = () => new NetworkFailure('not allowed', 'EGRESS_REFUSED', false);
	const { ended } = await wait([running(), refused(), refused(), refused()]);
	expect(ended).toMatchObject({ facts: { code: 'EGRESS_REFUSED' } });
});

test('a stop of the execution ends the wait at once, also in an outage', async () => {
	const { client, clock, stop } = outage(gateway, 0, HOUR_MS);
	let pauses = 0;
	clock.onSleep = () => {
		if (++pauses === 9) stop();
	};
	await expect(waitForTask(client, MODEL, IMPORT, 'T', HOUR_MS)).rejects.toMatchObject({
		kind: 'cancelled',
	});
	expect(pauses).toBe(9);
});

test.each([
	[{ taskState: 'COMPLETE' }, true],
	[{ taskState: 'complete ' }, true],
	[{ taskState: 'Cancelled' }, true],
	[{ taskState: 'CANCELLING' }, false],
	[{ taskState: 'in_progress' }, false],
	[{ taskState: 'QUEUED' }, false],
	[{ progress: 0.2 }, false],
	[{ progress: 1, result: { successful: true } }, true],
	[{ taskState: 'DONE', result: { successful: true } }, true],
	[{ taskState: 'IN_PROGRESS', result: { successful: true } }, false],
])('the task %j has ended: %p', (task, expected) => {
	expect(hasEnded(task)).toBe(expected);
});

test('a task without a known state is asked again until the wait is over', async () => {
	const odd = () => answer(200, { task: { taskId: 'T', progress: 0.2 } });
	const { ended } = await wait([odd(), odd(), done()]);
	expect(ended).toMatchObject({ taskState: 'COMPLETE' });
	const never = await wait(Array.from({ length: 30 }, odd), 60_000);
	expect(never.ended).toMatchObject({ message: expect.stringContaining('its task T is still') });
});
