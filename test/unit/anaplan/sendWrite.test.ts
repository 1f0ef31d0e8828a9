import { sendWrite } from '../../../src/anaplan/sendWrite';
import { NetworkFailure } from '../../../src/http/types';
import { answer, type Scripted } from '../http/fakes';
import { MODEL, scriptedClient } from './transactional';

const CALL = { method: 'POST' as const, path: '/items', body: '{}', what: 'adding items' };

const hung = () => new NetworkFailure('no answer within 300 seconds', 'TIMEOUT', true);
const step = (currentStep: string) => answer(200, { requestStatus: { currentStep } });
const done = () => answer(200, { added: 1 });

async function send(script: Scripted[], inDoubt?: (error: unknown) => void) {
	const scripted = scriptedClient(...script);
	const sent = await sendWrite(scripted.client, MODEL, CALL, inDoubt).catch(
		(error: unknown) => error as Error,
	);
	const calls = scripted.calls().map((call) => call.replace('/2/0', ''));
	return { sent, calls, clock: scripted.clock };
}

test('a write that hangs in a busy model is sent again only when the model is free', async () => {
	const { sent, calls, clock } = await send([
		hung(),
		step('Processing ...'),
		step('Processing ...'),
		step('Open'),
		done(),
	]);
	expect(sent).toEqual({ answer: { added: 1 }, repeated: true });
	const look = 'GET /models/M/status';
	expect(calls).toEqual(['POST /items', look, look, look, 'POST /items']);
	expect(clock.slept).toEqual([5_000, 5_000, 5_000]);
});

test('a write is not sent again into a model that stays busy, and the doubt is told', async () => {
	const { sent, calls } = await send([
		hung(),
		...Array.from({ length: 1_500 }, () => step('Processing ...')),
	]);
	expect(sent).toMatchObject({
		message: 'Anaplan gave no answer while adding items: no answer within 300 seconds.',
	});
	expect(calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
});

test('a write that must not be sent twice ends at the first doubt', async () => {
	const { sent, calls } = await send([answer(503, '<html></html>')], () => {
		throw new Error('not twice');
	});
	expect(sent).toMatchObject({ message: 'not twice' });
	expect(calls).toHaveLength(1);
});

test('a write that a busy model refused (409) was not done', async () => {
	const { sent } = await send([answer(409, {}), step('Open'), done()], () => {
		throw new Error('no doubt');
	});
	expect(sent).toEqual({ answer: { added: 1 }, repeated: false });
});

test('doubts have an end, with growing pauses', async () => {
	const again = () => [answer(502, '<html></html>'), step('Open')];
	const { sent, clock } = await send([...again(), ...again(), ...again(), answer(502, '')]);
	expect(sent).toMatchObject({ facts: { httpStatus: 502 } });
	expect(clock.slept).toEqual([5_000, 10_000, 20_000]);
});

test.each([400, 403, 422])('a refusal (HTTP %i) is not sent again', async (status) => {
	const { calls } = await send([answer(status, {})]);
	expect(calls).toHaveLength(1);
});
