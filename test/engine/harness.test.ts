/** The harness itself: real engine, real error handling, real cancellation. */
import { NodeOperationError, sleep, type IExecuteFunctions, type INodeType } from 'n8n-workflow';

import { createEngine, node } from './harness';

class Doubler implements INodeType {
	description: INodeType['description'] = {
		displayName: 'Doubler',
		name: 'doubler',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Doubler' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Factor', name: 'factor', type: 'number', default: 2 },
			{ displayName: 'Fail', name: 'fail', type: 'boolean', default: false },
			{ displayName: 'Wait', name: 'wait', type: 'number', default: 0 },
		],
	};

	async execute(this: IExecuteFunctions) {
		const wait = this.getNodeParameter('wait', 0) as number;
		for (let waited = 0; waited < wait && !this.getExecutionCancelSignal()?.aborted; waited += 10) {
			await sleep(10);
		}
		if (this.getNodeParameter('fail', 0)) throw new NodeOperationError(this.getNode(), 'As asked.');
		return [
			this.getInputData().map((item, index) => ({
				json: {
					value: Number(item.json.value) * (this.getNodeParameter('factor', index) as number),
				},
				pairedItem: { item: index },
			})),
		];
	}
}

const engine = createEngine({ nodes: [new Doubler()], credentialTypes: [] });

test('runs nodes in a line, with defaults and expressions', async () => {
	const result = await engine.run({
		input: [{ json: { value: 3 } }, { json: { value: 4 } }],
		nodes: [node('One', 'doubler'), node('Two', 'doubler', { factor: '={{ $json.value }}' })],
	});
	expect(result.error).toBeUndefined();
	expect(result.items('Two').map((item) => item.json.value)).toEqual([36, 64]);
});

test('shows the error of a node that throws', async () => {
	const result = await engine.run({ nodes: [node('One', 'doubler', { fail: true })] });
	expect(result.error?.message).toBe('As asked.');
});

test('stops when the execution is cancelled', async () => {
	const cancel = new AbortController();
	const running = engine.run({
		nodes: [node('One', 'doubler', { wait: 60_000 })],
		cancel: cancel.signal,
	});
	setTimeout(() => cancel.abort(), 50);
	const result = await running;
	expect(result.run.status).toBe('canceled');
});
