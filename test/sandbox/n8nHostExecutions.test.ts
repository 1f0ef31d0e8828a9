import { itemsOf, finishedFrom } from '../../sandbox/n8n/executions';
import { parseFlatted } from '../../sandbox/n8n/flatted';

describe('reading the execution data of n8n', () => {
	it('puts referenced values back where they belong', () => {
		const text =
			'[{"name":"1","list":"2","count":3,"none":null},"Łódź, \\"2\\"",["1","3"],{"deep":true}]';
		expect(parseFlatted(text)).toEqual({
			name: 'Łódź, "2"',
			list: ['Łódź, "2"', { deep: true }],
			count: 3,
			none: null,
		});
	});

	it('keeps text that looks like a position as text', () => {
		expect(parseFlatted('[{"code":"1"},"0"]')).toEqual({ code: '0' });
	});

	it('restores circular references', () => {
		const root = parseFlatted('[{"self":"0","other":"1"},{"back":"0"}]');
		expect(root).toHaveProperty('other.back', root);
	});

	it('refuses text of another form', () => {
		expect(() => parseFlatted('{"a":1}')).toThrow('form that is not known');
	});

	it('finds the items of each output over all runs of a node', () => {
		const run = (first: unknown[], second: unknown[]) => ({ data: { main: [first, second] } });
		const item = (n: number) => ({ json: { n }, pairedItem: { item: 0 } });
		const execution = {
			data: {
				resultData: { runData: { Load: [run([item(1)], []), run([item(2)], [item(3)])] } },
			},
		};
		expect(itemsOf(execution, 'Load').map((found) => found.json.n)).toEqual([1, 2]);
		expect(itemsOf(execution, 'Load', 1).map((found) => found.json.n)).toEqual([3]);
		expect(itemsOf(execution, 'Load', 2)).toEqual([]);
		expect(itemsOf(execution, 'Absent')).toEqual([]);
	});

	it('names the error and the node that failed', () => {
		const data =
			'[{"resultData":"1"},{"error":"2","runData":"5"},{"message":"3","node":"4"},"It broke.",{"name":"6"},{},"Fetch"]';
		expect(
			finishedFrom({ id: 7, workflowId: 'w', mode: 'trigger', status: 'error', data }),
		).toMatchObject({ id: '7', status: 'error', error: { message: 'It broke.', node: 'Fetch' } });
	});
});
