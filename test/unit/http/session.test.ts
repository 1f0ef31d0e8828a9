import { CancelledError, ServiceError, SettingError } from '../../../src/errors';
import { Pacer } from '../../../src/http/pacing';
import { MAX_ATTEMPTS, MAX_ATTEMPTS_UNREACHABLE } from '../../../src/http/retry';
import { NetworkFailure } from '../../../src/http/types';
import { answer, FakeClock, GET, POST_ONCE, ScriptedTransport, sessionOn } from './fakes';

test('sends the call with headers, token and percent-encoded query', async () => {
	const transport = new ScriptedTransport([answer(200, { fine: true })]);
	const session = sessionOn(transport, new FakeClock());
	const query = { q: "a = 'b+c' & d%", empty: undefined, n: 75 };
	await expect(session.json({ ...GET, query })).resolves.toEqual({ fine: true });
	expect(transport.sent[0].url.href).toBe(
		"https://service.test/things?q=a%20%3D%20'b%2Bc'%20%26%20d%25&n=75".replaceAll("'", '%27'),
	);
	expect(transport.sent[0].headers).toEqual({
		accept: 'application/json',
		authorization: 'Bearer first',
	});
});

test('repeats after transient faults with growing pauses, and counts every attempt', async () => {
	const clock = new FakeClock(undefined, 1);
	const transport = new ScriptedTransport([answer(503), answer(502), answer(200)]);
	const counter = { calls: 0 };
	await sessionOn(transport, clock, { counter }).send(GET);
	expect(clock.slept).toEqual([1_000, 2_000]);
	expect(counter.calls).toBe(3);
});

test('ends with the fault in plain words when it does not go away', async () => {
	const clock = new FakeClock();
	const transport = new ScriptedTransport(Array.from({ length: 20 }, () => answer(503)));
	await expect(sessionOn(transport, clock).send(GET)).rejects.toThrow(
		new ServiceError('status 503', 'advice'),
	);
	expect(transport.sent).toHaveLength(MAX_ATTEMPTS);
});

test('does not repeat a creating call after a doubt', async () => {
	const transport = new ScriptedTransport([answer(503)]);
	await expect(sessionOn(transport, new FakeClock()).send(POST_ONCE)).rejects.toThrow('status 503');
	expect(transport.sent).toHaveLength(1);
});

test('throttling holds back everybody who shares the budget, for the usual pause', async () => {
	const clock = new FakeClock();
	const pacer = new Pacer({ perMinute: 100, perSecond: 100, concurrent: 10 }, clock);
	const hold = jest.spyOn(pacer, 'holdUntil');
	const start = clock.now();
	const transport = new ScriptedTransport([answer(429), answer(200)]);
	await sessionOn(transport, clock, { pacer }).send(POST_ONCE);
	expect(hold.mock.calls).toEqual([[start + 60_000]]);
	expect(clock.now() - start).toBe(60_000);
});

test('keeps the pause that Retry-After wants', async () => {
	const clock = new FakeClock();
	const transport = new ScriptedTransport([answer(429, {}, { 'retry-after': '7' }), answer(200)]);
	const start = clock.now();
	await sessionOn(transport, clock).send(GET);
	expect(clock.now() - start).toBe(7_000);
});

test('renews the token once after a 401 and replays once', async () => {
	const transport = new ScriptedTransport([answer(401), answer(200)]);
	const renew = jest.fn(async () => 'second');
	const tokens = { get: async () => 'first', renew };
	await sessionOn(transport, new FakeClock(), { tokens }).send(POST_ONCE);
	expect(renew).toHaveBeenCalledWith('first');
	expect(transport.sent.map(({ headers }) => headers.authorization)).toEqual([
		'Bearer first',
		'Bearer second',
	]);
});

test('a second 401 ends the call', async () => {
	const transport = new ScriptedTransport([answer(401), answer(401)]);
	const renew = jest.fn(async () => 'second');
	const session = sessionOn(transport, new FakeClock(), {
		tokens: { get: async () => 'first', renew },
	});
	await expect(session.send(GET)).rejects.toThrow('status 401');
	expect(renew).toHaveBeenCalledTimes(1);
});

test('an unreachable host ends soon, naming the service, the work and the cause', async () => {
	const failure = () => new NetworkFailure('nothing answers at x:1', 'ECONNREFUSED', false);
	const transport = new ScriptedTransport([failure(), failure(), failure(), failure()]);
	await expect(sessionOn(transport, new FakeClock()).send(GET)).rejects.toThrow(
		'Test Service could not be reached while reading things: nothing answers at x:1.',
	);
	expect(transport.sent).toHaveLength(MAX_ATTEMPTS_UNREACHABLE);
});

test('once the service has answered, an outage of the network is waited out like other trouble', async () => {
	const failure = () => new NetworkFailure('the host name x was not found', 'EAI_AGAIN', false);
	const outage = (attempts: number) => Array.from({ length: attempts }, failure);
	const transport = new ScriptedTransport([
		answer(200),
		...outage(MAX_ATTEMPTS - 1),
		answer(200),
		...outage(MAX_ATTEMPTS),
	]);
	const session = sessionOn(transport, new FakeClock());
	await session.send(GET);
	await expect(session.send(POST_ONCE)).resolves.toMatchObject({ status: 200 });
	await expect(session.send(GET)).rejects.toMatchObject({
		facts: { code: 'EAI_AGAIN', neverSent: true },
	});
});

test("the service's time is that of its latest good answer, and moves on", async () => {
	const clock = new FakeClock();
	const date = (text: string) => ({ date: text });
	const session = sessionOn(
		new ScriptedTransport([
			answer(200, {}, date('Fri, 20 Nov 2026 11:00:00 GMT')),
			answer(404, {}, date('Fri, 20 Nov 2026 15:00:00 GMT')),
		]),
		clock,
	);
	expect(session.serviceTime()).toBeUndefined();
	await session.send(GET);
	clock.time += 5_000;
	await expect(session.send(GET)).rejects.toThrow('status 404');
	expect(session.serviceTime()).toBe(Date.parse('2026-11-20T11:00:05Z'));
});

test('a lost answer is asked for again where that is safe', async () => {
	const lost = new NetworkFailure('lost', 'UND_ERR_SOCKET', true);
	const transport = new ScriptedTransport([lost, answer(200)]);
	await expect(sessionOn(transport, new FakeClock()).send(GET)).resolves.toMatchObject({
		status: 200,
	});
	const once = new ScriptedTransport([lost]);
	await expect(sessionOn(once, new FakeClock()).send(POST_ONCE)).rejects.toThrow('lost');
});

test('cancelling ends a pause', async () => {
	const clock = new FakeClock();
	const cancel = new AbortController();
	clock.onSleep = () => cancel.abort();
	const transport = new ScriptedTransport([answer(429)]);
	const session = sessionOn(transport, clock, { signal: cancel.signal });
	await expect(session.send(GET)).rejects.toThrow(new CancelledError('reading things'));
	expect(transport.sent).toHaveLength(1);
});

test('cancelling ends the wait for a token that others renew', async () => {
	const cancel = new AbortController();
	const never = new Promise<string>(() => undefined);
	const session = sessionOn(new ScriptedTransport([]), new FakeClock(), {
		signal: cancel.signal,
		tokens: { get: async () => await never, renew: async () => await never },
	});
	const sending = session.send(GET);
	cancel.abort();
	await expect(sending).rejects.toThrow(CancelledError);
});

test('an answer that is not JSON is told as such', async () => {
	const transport = new ScriptedTransport([answer(200, '<html>hello</html>')]);
	await expect(sessionOn(transport, new FakeClock()).json(GET)).rejects.toThrow(
		'Test Service sent an answer that is not JSON while reading things.',
	);
});

test('a base URL that is no address is a setting to correct', async () => {
	const session = sessionOn(new ScriptedTransport([]), new FakeClock(), {
		baseUrl: 'not an address',
	});
	await expect(session.send(GET)).rejects.toThrow(SettingError);
});
