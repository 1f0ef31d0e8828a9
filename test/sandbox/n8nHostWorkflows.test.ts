import { oneOffCron, withOneOffSchedule } from '../../sandbox/n8n/schedule';
import { editedWorkflow } from '../../sandbox/n8n/workflowEdits';

const SCHEDULE = {
	name: 'Every day',
	type: 'n8n-nodes-base.scheduleTrigger',
	parameters: { rule: { interval: [{ field: 'days' }] }, keep: 1 },
};
const FETCH = { name: 'Fetch', type: 'pack.fetch', parameters: { entity: 'Bill', limit: 5 } };

describe('editing a template', () => {
	const template = { name: 'Sync', nodes: [SCHEDULE, FETCH], connections: {}, settings: { a: 1 } };
	const types = (type: string) => (type === 'pack.fetch' ? ['qbApi', 'otherApi'] : []);

	it('gives a credential to each node that takes its type, and to no other', () => {
		const credential = { id: 'c1', name: 'Books' };
		const made = editedWorkflow(template, { credentials: { qbApi: credential } }, types);
		expect(made.nodes[1]).toMatchObject({ credentials: { qbApi: credential } });
		expect(made.nodes[1]?.credentials).not.toHaveProperty('otherApi');
		expect(made.nodes[0]).not.toHaveProperty('credentials');
	});

	it('replaces the named parameters and settings and leaves the template alone', () => {
		const before = structuredClone(template);
		const made = editedWorkflow(
			template,
			{ parameters: { Fetch: { entity: 'Invoice' } }, settings: { b: 2 } },
			types,
		);
		expect(made.nodes[1]).toMatchObject({ parameters: { entity: 'Invoice', limit: 5 } });
		expect(made.settings).toEqual({ a: 1, b: 2 });
		expect(template).toEqual(before);
	});

	it('refuses an edit for a node that is not there', () => {
		expect(() => editedWorkflow(template, { parameters: { Fecth: {} } }, types)).toThrow(
			'no node named "Fecth". It has: Every day, Fetch.',
		);
	});
});

describe('a one-off schedule', () => {
	const moment = new Date('2026-11-23T06:07:08.900Z');

	it('names one second of the year in UTC', () => {
		expect(oneOffCron(moment)).toBe('8 7 6 23 11 *');
	});

	it('replaces the rule of the only Schedule Trigger', () => {
		const nodes = withOneOffSchedule([SCHEDULE, FETCH], moment);
		expect(nodes[0]?.parameters).toEqual({
			rule: { interval: [{ field: 'cronExpression', expression: '8 7 6 23 11 *' }] },
			keep: 1,
		});
		expect(nodes[1]).toEqual(FETCH);
	});

	it('refuses a workflow that would start twice or never', () => {
		expect(() => withOneOffSchedule([FETCH], moment)).toThrow('this one has 0');
		expect(() => withOneOffSchedule([SCHEDULE, SCHEDULE], moment)).toThrow('this one has 2');
		const disabled = { ...SCHEDULE, disabled: true };
		expect(withOneOffSchedule([SCHEDULE, disabled], moment)[1]).toEqual(disabled);
	});
});
