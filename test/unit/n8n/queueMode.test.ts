import { runsInQueueMode } from '../../../src/n8n/queueMode';

const started = (command: string) => [
	'/usr/bin/node',
	'/usr/lib/node_modules/n8n/bin/n8n',
	command,
];

test.each([
	['a main process in queue mode', { EXECUTIONS_MODE: 'queue' }, 'start', true],
	['a worker', { EXECUTIONS_MODE: 'queue' }, 'worker', true],
	['a worker whose environment does not name the mode', {}, 'worker', true],
	['n8n as it is installed', {}, 'start', false],
	['n8n that is told its usual mode', { EXECUTIONS_MODE: 'regular' }, 'start', false],
])('%s', (_what, env, command, expected) => {
	expect(runsInQueueMode(env, started(command))).toBe(expected);
});
