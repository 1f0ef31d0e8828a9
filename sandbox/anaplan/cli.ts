/** Runs the Anaplan simulator until Ctrl-C: `tsx sandbox/anaplan/cli.ts [--port 8081] [--seed 1]`. */
import { parseArgs } from 'node:util';
import { DEMO_MODEL_ID, DEMO_MODEL_NAME, DEMO_WORKSPACE_ID } from './demoModel';
import { AnaplanSimulator, DEFAULT_USERS } from './simulator';

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			seed: { type: 'string', default: '1' },
		},
	});
	const simulator = await AnaplanSimulator.start({
		port: wholeNumber('port', values.port),
		seed: wholeNumber('seed', values.seed),
	});
	const lines = [
		`Anaplan simulator: ${simulator.url} (authentication and API alike; steering under /__control)`,
		`Workspace ${DEMO_WORKSPACE_ID}, model ${DEMO_MODEL_ID} (${DEMO_MODEL_NAME})`,
		...DEFAULT_USERS.map((user) => `User ${user.email}, password ${user.password}`),
		'Ctrl-C ends it.',
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	const stop = () => {
		void simulator.stop().then(() => process.exit(0));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

function wholeNumber(name: string, text: string): number {
	if (!/^\d{1,9}$/.test(text)) {
		throw new Error(`--${name} must be a whole number.`);
	}
	return Number(text);
}

void main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
