/** Collects what is wrong with a load before anything moves, so that the user sees all of it at once. Pure. */
import { SettingError } from '../errors';

/** One thing that a check found out. */
export interface Finding {
	/** A load refuses on errors; warnings and notes are told by Check Set-Up. */
	severity: 'error' | 'warning' | 'note';
	/** For programs, for example `missingColumn`. */
	code: string;
	/** Name of the import it concerns; null where it concerns the model or all rows. */
	import: string | null;
	column: string | null;
	message: string;
	advice: string;
}

/** One sentence for the user whose parts a report lists one by one. */
export class SeveralFindings extends SettingError {
	constructor(
		message: string,
		advice: string,
		code: string,
		readonly parts: readonly Finding[],
	) {
		super(message, advice, { code });
	}
}

/** Everything that a check found, as one error; another check can take it up among its own findings. */
export class Obstacles extends SeveralFindings {
	/** @param cut true where the check ended before it had seen everything */
	constructor(
		readonly errors: readonly SettingError[],
		parts: readonly Finding[],
		readonly cut: boolean,
	) {
		super(
			`${cut ? 'At least ' : ''}${errors.length} things stand in the way of this load; nothing was uploaded. ${numbered(errors.map(({ message }) => withoutEnd(message)))}`,
			numbered([...new Set(errors.map(({ advice }) => advice))]),
			'severalFindings',
			parts,
		);
	}
}

/** More errors than these help nobody; a file in the wrong encoding has one per row. */
export const MOST_ERRORS = 20;

export class Findings {
	private readonly errors: SettingError[] = [];
	private readonly found: Finding[] = [];
	/** What was taken up from a check that ended early. */
	private cut = false;

	/** @param most errors from which on further ones are not looked for */
	constructor(private readonly most = MOST_ERRORS) {}

	get all(): readonly Finding[] {
		return this.found;
	}

	/** True when further errors would not be shown: long checks stop then. */
	get full(): boolean {
		return this.errors.length >= this.most;
	}

	/** Does `work`, and keeps its SettingError as a finding; undefined then. @throws everything else */
	attempt<Result>(importName: string | null, work: () => Result): Result | undefined {
		try {
			return work();
		} catch (error) {
			this.keep(importName, error);
			return undefined;
		}
	}

	/** The same for work that takes time. */
	async attemptAsync<Result>(
		importName: string | null,
		work: () => Promise<Result>,
	): Promise<Result | undefined> {
		return await work().catch((error: unknown) => {
			this.keep(importName, error);
			return undefined;
		});
	}

	/** Adds what does not stand in the way of a load, or what was found out without an error. */
	add(finding: Finding): void {
		this.found.push(finding);
		if (finding.severity !== 'error') return;
		this.errors.push(new SettingError(finding.message, finding.advice, { code: finding.code }));
	}

	/** @throws SettingError with every error there is */
	refuse(): void {
		const [first, second] = this.errors;
		if (first === undefined) return;
		if (second === undefined) throw first;
		throw new Obstacles(
			this.errors,
			this.found.filter(({ severity }) => severity === 'error'),
			this.full || this.cut,
		);
	}

	private keep(importName: string | null, error: unknown): void {
		if (!(error instanceof SettingError)) throw error;
		if (error instanceof Obstacles) {
			this.errors.push(...error.errors);
			this.found.push(...error.parts);
			this.cut ||= error.cut;
			return;
		}
		this.errors.push(error);
		if (error instanceof SeveralFindings) {
			this.found.push(...error.parts);
			return;
		}
		this.found.push({
			severity: 'error',
			code: error.facts.code ?? 'setting',
			import: importName,
			column: null,
			message: error.message,
			advice: error.advice,
		});
	}
}

/** Said once for all of them. */
function withoutEnd(message: string): string {
	return message.replace(/; nothing was uploaded\.$/, '.');
}

function numbered(sentences: readonly string[]): string {
	if (sentences.length === 1) return sentences[0];
	return sentences.map((sentence, index) => `(${index + 1}) ${sentence}`).join(' ');
}
