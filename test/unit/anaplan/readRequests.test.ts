import { readInPages } from '../../../src/anaplan/readRequests';
import type { HttpAnswer } from '../../../src/http/types';
import { answer } from '../http/fakes';
import { MODEL, scriptedClient, type ScriptedClient } from './transactional';

const VIEW = { kind: 'views', id: '102000000000', name: 'Budget' } as const;
const WAIT_MS = 60_000;

const request = (requestState: string, availablePages = 0, successful = false): HttpAnswer =>
	answer(200, {
		viewReadRequest: { requestId: 'R1', requestState, availablePages, successful, url: 'u' },
	});
const started = request('NOT_STARTED');
const deleted = answer(200, {});

/** The pages as text, and the calls by their last part: POST, GET of the state, GET of a page, DELETE. */
async function read(
	{ client, calls }: ScriptedClient,
	pages = Number.POSITIVE_INFINITY,
): Promise<{ texts: string[]; sent: string[] }> {
	const texts: string[] = [];
	for await (const page of readInPages(client, MODEL, VIEW, WAIT_MS)) {
		texts.push(page.toString());
		if (texts.length >= pages) break;
	}
	return { texts, sent: lastParts(calls()) };
}

function lastParts(calls: string[]): string[] {
	return calls.map((call) => call.replace(/(\w+) .*readRequests\/?/, '$1 ').trim());
}

test('pages are fetched while Anaplan prepares the next ones, each once, and the request is deleted', async () => {
	const script = scriptedClient(
		started,
		started,
		request('IN_PROGRESS', 2),
		answer(200, 'a\n'),
		answer(200, 'b\n'),
		request('IN_PROGRESS', 2),
		request('COMPLETE', 3, true),
		answer(200, 'c\n'),
		deleted,
	);
	expect(await read(script)).toEqual({
		texts: ['a\n', 'b\n', 'c\n'],
		sent: [
			'POST',
			'GET R1',
			'GET R1',
			'GET R1/pages/0',
			'GET R1/pages/1',
			'GET R1',
			'GET R1',
			'GET R1/pages/2',
			'DELETE R1',
		],
	});
	expect(script.clock.slept.every((pause) => pause >= 500 && pause <= 5_000)).toBe(true);
});

test('a reader that stops early has the request deleted', async () => {
	const script = scriptedClient(started, request('COMPLETE', 9, true), answer(200, 'a\n'), deleted);
	const { texts, sent } = await read(script, 1);
	expect(texts).toEqual(['a\n']);
	expect(sent.at(-1)).toBe('DELETE R1');
});

test('a read that fails before its first page is started once more, and then given up', async () => {
	const failed = request('COMPLETE');
	const again = scriptedClient(
		started,
		failed,
		deleted,
		started,
		request('COMPLETE', 1, true),
		answer(200, 'a\n'),
		deleted,
	);
	expect((await read(again)).texts).toEqual(['a\n']);
	const twice = scriptedClient(started, failed, deleted, started, request('CANCELLED'), deleted);
	await expect(read(twice)).rejects.toThrow('could not finish reading the view "Budget"');
	expect(lastParts(twice.calls()).at(-1)).toBe('DELETE R1');
});

test('a read that fails after pages were handed on is never started anew: rows would come twice', async () => {
	const script = scriptedClient(
		started,
		request('IN_PROGRESS', 1),
		answer(200, 'a\n'),
		request('CANCELLED', 1),
		deleted,
	);
	await expect(read(script)).rejects.toThrow('could not finish reading');
	expect(lastParts(script.calls()).filter((call) => call === 'POST')).toHaveLength(1);
});

test('a request that Anaplan has forgotten, and one that never gets on, are told apart', async () => {
	const gone = scriptedClient(started, answer(404, {}), answer(404, {}));
	await expect(read(gone)).rejects.toThrow('has forgotten the read of the view "Budget"');
	const looks = Array.from({ length: 40 }, () => request('IN_PROGRESS'));
	const slow = scriptedClient(started, ...looks, deleted);
	await expect(read(slow)).rejects.toThrow('did not prepare the next part');
	expect(slow.clock.slept.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(WAIT_MS);
});
