/** Model operations on the real engine: looking loads nothing, opening waits, and an open one is left alone. */
import type { INodeParameters } from 'n8n-workflow';

import { failureOf, items, load, openBench, type Bench } from './anaplanSetup';

let bench: Bench;

afterEach(async () => await bench.simulator.stop());

const run = async (operation: string, more: INodeParameters = {}) =>
	await load(bench, items({}, {}), { resource: 'model', operation, ...more });
const opens = () => bench.simulator.log.count({ method: 'POST', path: /\/open$/ });

test('the status tells open from closed and does not load the model', async () => {
	bench = await openBench();
	expect((await run('getStatus')).items('Anaplan')[0].json).toMatchObject({
		name: 'QuickBooks Planning Hub',
		activeState: 'UNLOCKED',
		state: 'open',
		busy: false,
		progress: null,
	});
	bench.simulator.closeModel();
	for (let look = 0; look < 2; look++) {
		const [item] = (await run('getStatus')).items('Anaplan');
		expect(item.json).toMatchObject({ state: 'closed', currentStep: 'Closed' });
		expect(item.pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
	}
	expect(opens()).toBe(0);
});

test('the models of a workspace, or of all, come with workspace and state', async () => {
	bench = await openBench();
	for (const more of [{}, { workspaceId: { __rl: true, mode: 'list', value: '' } }]) {
		const result = await run('getMany', more);
		expect(result.error).toBeUndefined();
		const [first, second] = result.items('Anaplan');
		expect(first.json).toMatchObject({
			name: 'QuickBooks Planning Hub',
			workspaceName: 'Finance',
			activeState: 'UNLOCKED',
		});
		expect([first.pairedItem, second.pairedItem]).toEqual([{ item: 0 }, { item: 1 }]);
	}
});

test('a closed model is opened and waited for, an open one is never asked to open', async () => {
	bench = await openBench({ timing: { queueMs: 0, runMs: 5, cancelMs: 5, openMs: 300 } });
	expect((await run('open')).items('Anaplan')[0].json).toMatchObject({ wasOpen: true });
	expect(opens()).toBe(0);
	bench.simulator.closeModel();
	const result = await run('open');
	expect(result.error).toBeUndefined();
	expect(result.items('Anaplan')[0].json).toMatchObject({ state: 'open', wasOpen: false });
	expect(opens()).toBe(1);
});

test.each([
	['ARCHIVED', 'archived', 'out of the archive'],
	['MAINTENANCE', 'offline for maintenance', 'bring the model back online'],
] as const)('a model that is %s is not opened, with who can help', async (state, says, advice) => {
	bench = await openBench();
	bench.simulator.closeModel();
	bench.simulator.model().activeState = state;
	const failure = failureOf(await run('open'));
	expect(failure.message).toContain(says);
	expect(failure.advice).toContain(advice);
});

test('a user who is no workspace administrator is told so, and Continue On Fail makes an item of it', async () => {
	bench = await openBench({}, { email: 'integration@example.com', password: 'Integration-4711!' });
	bench.simulator.closeModel();
	expect(failureOf(await run('open')).message).toContain('only workspace administrators may');
	const settings = { onError: 'continueRegularOutput' } as const;
	const parameters = { resource: 'model', operation: 'open' };
	const result = await load(bench, items({}, {}), parameters, { settings });
	expect(result.items('Anaplan', 1)[0].json.error).toContain('only workspace administrators may');
});
