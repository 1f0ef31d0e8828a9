/** Looks for keys that a CSV file holds twice, for each import that reads it. */
import { rowsOf, type CsvSource } from './csvFile';
import type { FileTarget, TargetImport } from './fileTarget';
import type { Findings } from './findings';
import { KeyIndex, type Repeated } from './keyIndex';
import { duplicateKey } from './loadPlan';
import { distinctKey, foldsCase } from './rows';

/** Repeated keys that are looked up in the file; far more than an error names. */
const MOST_PAIRS = 1_000;

/** The watches of a file: one for all imports that tell its rows apart in the same way. */
export function watchesOf(
	source: CsvSource,
	target: FileTarget,
	keysInMemory: number,
	findings: Findings,
): KeyWatch[] {
	const places = new Map<string, number[]>();
	target.imports.forEach(({ definition, keyColumns }, place) => {
		const way = JSON.stringify([foldsCase(definition), keyColumns]);
		places.set(way, [...(places.get(way) ?? []), place]);
	});
	const told = new Set<string>();
	const share = Math.floor(keysInMemory / places.size);
	return [...places.values()].map(
		(own) => new KeyWatch(source, target, own, new KeyIndex(share), told, findings),
	);
}

/** Looks for keys that appear twice. */
export class KeyWatch {
	private readonly reader: TargetImport;
	private readonly pairs: Repeated[] = [];

	constructor(
		private readonly source: CsvSource,
		private readonly target: FileTarget,
		/** Of the imports that it watches for. */
		readonly places: readonly number[],
		readonly keys: KeyIndex,
		/** Pairs of lines that were told for the file, by whichever watch. */
		private readonly told: Set<string>,
		private readonly findings: Findings,
	) {
		this.reader = target.imports[places[0]];
	}

	/** @param keys the row's, one per import of the file */
	see(keys: readonly string[], line: number): void {
		const { definition } = this.reader;
		const key = keys[this.places[0]];
		const first = this.keys.add(distinctKey(key, definition), line);
		if (first === undefined) return;
		if (!foldsCase(definition)) this.tell([key, key], [first, line]);
		else if (this.pairs.length < MOST_PAIRS) this.pairs.push({ first, second: line });
	}

	/** Equal hashes are almost surely equal keys; the file tells for certain, and how they are spelt. */
	async confirm(): Promise<void> {
		const pairs = [...this.pairs, ...(await this.keys.repeated())];
		if (pairs.length === 0 || this.findings.full) return;
		const { definition } = this.reader;
		const wanted = new Set(pairs.flatMap(({ first, second }) => [first, second]));
		const found = new Map<number, string>();
		for await (const { keys, line } of rowsOf(this.source, this.target)) {
			if (keys !== undefined && wanted.delete(line)) found.set(line, keys[this.places[0]]);
			if (wanted.size === 0) break;
		}
		for (const { first, second } of pairs) {
			const [one, other] = [found.get(first), found.get(second)];
			if (this.findings.full || one === undefined || other === undefined) continue;
			if (distinctKey(one, definition) !== distinctKey(other, definition)) continue;
			this.tell([one, other], [first, second]);
		}
	}

	private tell(keys: readonly [string, string], lines: readonly [number, number]): void {
		const pair = lines.join(' ');
		if (this.told.has(pair)) return;
		this.told.add(pair);
		const { definition, keyColumns } = this.reader;
		const [first, second] = lines.map((line) => `line ${line} of ${this.source.name}`);
		this.findings.attempt(definition.name, () => {
			throw duplicateKey(definition.name, keys, keyColumns, [first, second]);
		});
	}
}
