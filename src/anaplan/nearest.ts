/** Finds the names a user may have meant. Pure. */

/** More suggestions than this help nobody. */
const MAX_SUGGESTIONS = 3;
/** Names that differ in more than this share of their characters are no suggestion. */
const MAX_DIFFERENCE = 0.6;

/** The candidates most like `wanted`, best first; at most three, possibly none. */
export function nearestNames(wanted: string, candidates: readonly string[]): string[] {
	return candidates
		.map((name) => ({ name, difference: difference(wanted, name) }))
		.filter((candidate) => candidate.difference <= MAX_DIFFERENCE)
		.sort((left, right) => left.difference - right.difference)
		.slice(0, MAX_SUGGESTIONS)
		.map((candidate) => candidate.name);
}

/** 0 for names equal but for case, blanks and signs, up to 1 for names with nothing in common. */
function difference(left: string, right: string): number {
	const [a, b] = [simplified(left), simplified(right)];
	const longest = Math.max(a.length, b.length);
	if (longest === 0) return left === right ? 0 : 1;
	const shared = words(left).filter((word) => words(right).includes(word)).length;
	const bonus = shared / Math.max(words(left).length, words(right).length, 1) / 4;
	return Math.max(0, distance(a, b) / longest - bonus);
}

function words(name: string): string[] {
	return name
		.toLowerCase()
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
}

function simplified(name: string): string {
	return words(name).join('');
}

/** Levenshtein's distance: the least number of single-character edits. */
function distance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const replace = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(replace, row[j] + 1, next[j - 1] + 1));
		}
		row = next;
	}
	return row[b.length];
}
