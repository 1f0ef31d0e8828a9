/** Collects what a user should know about a mapping, one sentence per kind of remark. */

/** The window item travels through every node and is read by people; longer lists are cut with a count. */
const MAX_NAMED = 20;

/** Gathers remarks; `about` is a document or another detail that belongs to the sentence. */
export class Remarks {
	private readonly topics = new Map<string, string[]>();

	/** Notes one case. Cases with the same sentence share one remark. */
	add(sentence: string, about: string): void {
		const known = this.topics.get(sentence);
		if (known === undefined) this.topics.set(sentence, [about]);
		else known.push(about);
	}

	/** The remarks in the order in which their kind first came up: `<sentence> (<count>): <cases>.` */
	list(): string[] {
		return [...this.topics].map(([sentence, cases]) => {
			const named = cases.slice(0, MAX_NAMED).join('; ');
			const more = cases.length > MAX_NAMED ? ` and ${cases.length - MAX_NAMED} more` : '';
			return `${sentence} (${cases.length}): ${named}${more}.`;
		});
	}
}
