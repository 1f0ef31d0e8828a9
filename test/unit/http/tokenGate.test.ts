import {
	gateTokens,
	RENEW_AHEAD_MS,
	sharedTokenGate,
	TokenGate,
	type HeldToken,
	type Renewal,
} from '../../../src/http/tokenGate';
import { FakeClock } from './fakes';

const HOUR = 3_600_000;

function makeGate() {
	const clock = new FakeClock();
	return { clock, gate: new TokenGate(clock) };
}

test('a token with more than five minutes left is used as it is', async () => {
	const { clock, gate } = makeGate();
	const renewal = jest.fn<ReturnType<Renewal>, Parameters<Renewal>>();
	gate.offer({ value: 'stored', expiresAt: clock.now() + RENEW_AHEAD_MS + 1 });
	await expect(gate.get(renewal)).resolves.toBe('stored');
	expect(renewal).not.toHaveBeenCalled();
});

test('with five minutes left it is renewed, once for all who ask', async () => {
	const { clock, gate } = makeGate();
	const old = { value: 'stored', expiresAt: clock.now() + RENEW_AHEAD_MS };
	gate.offer(old);
	const renewal = jest.fn<ReturnType<Renewal>, Parameters<Renewal>>(async () => ({
		value: 'new',
		expiresAt: clock.now() + HOUR,
	}));
	const tokens = gateTokens(gate, renewal);
	await expect(Promise.all(Array.from({ length: 50 }, tokens.get))).resolves.toEqual(
		Array.from({ length: 50 }, () => 'new'),
	);
	await tokens.get();
	expect(renewal).toHaveBeenCalledTimes(1);
	expect(renewal).toHaveBeenCalledWith(old, false);
});

test('a refused token is renewed once; callers refused with the old one get the new one', async () => {
	const { clock, gate } = makeGate();
	gate.offer({ value: 'stored', expiresAt: clock.now() + HOUR });
	const renewal = jest.fn<ReturnType<Renewal>, Parameters<Renewal>>(async () => ({
		value: 'new',
		expiresAt: clock.now() + HOUR,
	}));
	const tokens = gateTokens(gate, renewal);
	await expect(tokens.renew('stored')).resolves.toBe('new');
	await expect(tokens.renew('stored')).resolves.toBe('new');
	expect(renewal).toHaveBeenCalledTimes(1);
	expect(renewal.mock.calls[0][1]).toBe(true);
});

test('a failed renewal fails for those who wait and is tried again by the next', async () => {
	const { clock, gate } = makeGate();
	const renewal = jest
		.fn<ReturnType<Renewal>, Parameters<Renewal>>()
		.mockRejectedValueOnce(new Error('down'))
		.mockResolvedValueOnce({ value: 'new', expiresAt: clock.now() + HOUR });
	const both = await Promise.allSettled([gate.get(renewal), gate.get(renewal)]);
	expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	await expect(gate.get(renewal)).resolves.toBe('new');
});

test('an offer during a renewal does not undo it', async () => {
	const { clock, gate } = makeGate();
	let finish: (token: HeldToken) => void = () => undefined;
	const renewing = gate.get(
		async () =>
			await new Promise<HeldToken>((resolve) => {
				finish = resolve;
			}),
	);
	gate.offer({ value: 'stale', expiresAt: clock.now() + 2 * HOUR });
	const other = gate.get(jest.fn());
	finish({ value: 'new', expiresAt: clock.now() + HOUR });
	await expect(renewing).resolves.toBe('new');
	await expect(other).resolves.toBe('new');
	await expect(gate.get(jest.fn())).resolves.toBe('new');
});

test('an offer read before a renewal and made after it does not undo it', async () => {
	const { clock, gate } = makeGate();
	const stale = { value: 'stale', expiresAt: clock.now() + HOUR / 2 };
	await gate.get(async () => ({ value: 'new', expiresAt: clock.now() + HOUR }));
	gate.offer(stale);
	await expect(gate.get(jest.fn())).resolves.toBe('new');
});

test('a newer stored token replaces the one held', async () => {
	const { clock, gate } = makeGate();
	gate.offer({ value: 'first', expiresAt: clock.now() + HOUR });
	gate.offer({ value: 'reconnected', expiresAt: clock.now() + HOUR + 1 });
	await expect(gate.get(jest.fn())).resolves.toBe('reconnected');
});

test('a renewal under way that brings the refused token back is followed by another', async () => {
	const { clock, gate } = makeGate();
	const values = ['refused', 'good'];
	const renewal = jest.fn(async () => ({
		value: values.shift() ?? '',
		expiresAt: clock.now() + HOUR,
	}));
	const ahead = gate.get(renewal);
	await expect(gate.renew('refused', renewal)).resolves.toBe('good');
	await ahead;
	expect(renewal).toHaveBeenCalledTimes(2);
});

test('a token that lives for minutes only is not renewed at each call', async () => {
	const { clock, gate } = makeGate();
	const renewal = jest.fn(async () => ({ value: 'short', expiresAt: clock.now() + 120_000 }));
	await gate.get(renewal);
	clock.time += 59_999;
	await gate.get(renewal);
	expect(renewal).toHaveBeenCalledTimes(1);
	clock.time += 1;
	await gate.get(renewal);
	expect(renewal).toHaveBeenCalledTimes(2);
});

test('a forgotten token is made anew', async () => {
	const { clock, gate } = makeGate();
	gate.offer({ value: 'stored', expiresAt: clock.now() + HOUR });
	gate.forget();
	await expect(
		gate.get(async () => ({ value: 'new', expiresAt: clock.now() + HOUR })),
	).resolves.toBe('new');
});

test('one credential has one gate in a process', () => {
	expect(sharedTokenGate('a')).toBe(sharedTokenGate('a'));
	expect(sharedTokenGate('a')).not.toBe(sharedTokenGate('b'));
});
