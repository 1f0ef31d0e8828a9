import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from './environment';
import { privateNode } from './project';

/** How a command is run. */
export interface CommandOptions {
	readonly cwd: string;
	/** Called with each line of standard output and standard error. */
	readonly onLine?: (line: string) => void;
	/** Variables on top of the child environment. */
	readonly env?: Readonly<Record<string, string>>;
}

/** Lines kept of a failed command, so that the error can show how it ended. */
const LINES_IN_ERROR = 25;

/** A command that ended with something other than success. */
export class CommandError extends Error {
	constructor(
		readonly commandLine: string,
		readonly outcome: string,
		readonly lastLines: readonly string[],
	) {
		super(`"${commandLine}" ${outcome}.\n${lastLines.join('\n')}`);
		this.name = 'CommandError';
	}
}

/**
 * Runs a program to its end without a shell, with the private Node first on PATH.
 *
 * @returns its standard output
 * @throws CommandError with the last lines when it cannot start or does not exit with 0
 */
export async function runCommand(
	command: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<string> {
	const commandLine = [basename(command), ...args].join(' ');
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: childEnvironment(privateNode(), options.env),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const tail: string[] = [];
	const output: string[] = [];
	const keep = (line: string): void => {
		tail.push(line);
		if (tail.length > LINES_IN_ERROR) tail.shift();
		options.onLine?.(line);
	};
	createInterface({ input: child.stdout }).on('line', (line) => {
		output.push(line);
		keep(line);
	});
	createInterface({ input: child.stderr }).on('line', keep);
	// The child must not outlive this process, whatever ends it in an orderly way.
	const endChild = (): void => void child.kill('SIGTERM');
	process.once('exit', endChild);
	try {
		await new Promise<void>((resolve, reject) => {
			child.once('error', (error) =>
				reject(new CommandError(commandLine, `could not be started (${error.message})`, tail)),
			);
			child.once('close', (code, signal) => {
				if (code === 0) resolve();
				else {
					const outcome = code === null ? `was ended by ${signal}` : `ended with code ${code}`;
					reject(new CommandError(commandLine, outcome, tail));
				}
			});
		});
	} finally {
		process.removeListener('exit', endChild);
	}
	return output.join('\n');
}

/**
 * Runs npm without a shell. Inside `npm run`, `npm_execpath` names npm's own script, which works on
 * every system; otherwise `npm` is looked up on PATH.
 */
export async function runNpm(args: readonly string[], options: CommandOptions): Promise<string> {
	const script = process.env.npm_execpath;
	if (script !== undefined && basename(script) === 'npm-cli.js') {
		return await runCommand(privateNode(), [script, ...args], options);
	}
	return await runCommand('npm', args, options);
}
