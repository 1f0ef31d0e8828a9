/** Counts and prints what was checked. */
export class Steps {
	#passed = 0;

	get passed(): number {
		return this.#passed;
	}

	/** Does `work` and says so; a failure names the step it happened in. */
	async check(name: string, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			throw new Error(`Not so: ${name}.`, { cause: error });
		}
		this.#passed += 1;
		process.stdout.write(`  ok  ${name}\n`);
	}
}
