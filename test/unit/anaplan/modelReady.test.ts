import { readModelStatus } from '../../../src/anaplan/modelOpen';
import { readyModel } from '../../../src/anaplan/modelReady';
import { answer } from '../http/fakes';
import { MODEL, scriptedClient } from './transactional';

const HOUR_MS = 3_600_000;
const status = (requestStatus: object) => answer(200, { requestStatus });

test.each([
	['no request status', { meta: {}, status: { code: 200 } }],
	['no step', { requestStatus: { progress: -1 } }],
	['an empty step', { requestStatus: { currentStep: ' ' } }],
])('a status with %s says nothing, so nothing is waited for', async (_what, body) => {
	const { client, clock } = scriptedClient(answer(200, body));
	await expect(readyModel(client, MODEL, HOUR_MS)).resolves.toBe(false);
	expect(clock.slept).toEqual([]);
});

test.each([
	['Open', { state: 'open', busy: false }],
	['Updating', { state: 'open', busy: true }],
	['Processing ...', { state: 'open', busy: true }],
	['Closing', { state: 'closed', busy: false }],
	['Opening', { state: 'opening', busy: false }],
	['Something new', { state: 'open', busy: true }],
])('the step "%s" is read', async (currentStep, expected) => {
	const { client } = scriptedClient(status({ currentStep }));
	const model = { id: 'M', name: 'Hub', workspaceId: 'w' };
	await expect(readModelStatus(client, model)).resolves.toMatchObject(expected);
});

test('a busy model is waited for, and a status that stops telling ends the wait', async () => {
	const { client, clock } = scriptedClient(status({ currentStep: 'Processing ...' }), status({}));
	await readyModel(client, MODEL, HOUR_MS);
	expect(clock.slept).toEqual([5_000]);
});
