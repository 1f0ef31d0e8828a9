/**
 * What mapping costs: the columns of a resource mapper read for each item the way n8n does it, beside
 * the way of src/n8n/perItem.ts, on n8n's real engine and in one run. Both must give the same values.
 *
 *   npm run bench:mapping [-- items]
 */
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { performance } from 'node:perf_hooks';

import { readMapping } from '../src/n8n/perItem';
import { createEngine, node } from '../test/engine/harness';

const COLUMNS = 15;
const DEFAULT_ITEMS = 2_000;

/** Columns of one kind each, and the usual mixture. */
const KINDS: { [kind: string]: (column: number) => string } = {
	'plain references': (column) => `={{ $json["Field ${column}"] }}`,
	'references to inner fields': (column) => `={{ $json.Inner["Field ${column}"].value }}`,
	'fixed values': (column) => `Value ${column}`,
	'real expressions': (column) => `={{ String($json["Field ${column}"]).trim() }}`,
	'10 plain, 3 real, 2 fixed': (column) =>
		column < 10
			? KINDS['plain references'](column)
			: column < 13
				? KINDS['real expressions'](column)
				: KINDS['fixed values'](column),
};

interface Times {
	perItem: number;
	naive: number;
}

/** Reads its mapper both ways and keeps the times. */
class Reader implements INodeType {
	times: Times = { perItem: 0, naive: 0 };

	description: INodeType['description'] = {
		displayName: 'Reader',
		name: 'reader',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Reader' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{
				displayName: 'Columns',
				name: 'columns',
				type: 'resourceMapper',
				default: { mappingMode: 'defineBelow', value: null },
				typeOptions: { resourceMapper: { mode: 'add', resourceMapperMethod: 'none' } },
			},
		],
	};

	static run(context: IExecuteFunctions, times: Times): void {
		const items = context.getInputData();
		let started = performance.now();
		const mapping = readMapping(context, 'columns', []);
		const ours = items.map((_item, index) => Object.fromEntries(mapping.valuesOf(index)));
		times.perItem = performance.now() - started;
		started = performance.now();
		const theirs = items.map((_item, index) => context.getNodeParameter('columns.value', index));
		times.naive = performance.now() - started;
		if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
			throw new Error('The two ways gave different values.');
		}
	}

	execute: INodeType['execute'];

	constructor() {
		const { times } = this;
		this.execute = async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			Reader.run(this, times);
			return await Promise.resolve([[]]);
		};
	}
}

async function measure(kind: string, count: number): Promise<Times> {
	const reader = new Reader();
	const engine = createEngine({ nodes: [reader], credentialTypes: [] });
	const columns = Array.from({ length: COLUMNS }, (_, column) => column);
	const value = Object.fromEntries(columns.map((column) => [`C${column}`, KINDS[kind](column)]));
	const input = Array.from({ length: count }, (_, row) => ({
		json: {
			...Object.fromEntries(columns.map((column) => [`Field ${column}`, `${row}/${column}`])),
			Inner: Object.fromEntries(
				columns.map((column) => [`Field ${column}`, { value: row + column }]),
			),
		},
	}));
	const mapper = { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] };
	const result = await engine.run({
		input,
		nodes: [node('Reader', 'reader', { columns: mapper as never })],
	});
	if (result.error !== undefined) throw result.error;
	return reader.times;
}

async function main(): Promise<void> {
	const count = Number(process.argv[2] ?? DEFAULT_ITEMS);
	console.log(`${COLUMNS} columns, ${count} items, Node ${process.version}`);
	for (const kind of Object.keys(KINDS)) {
		const { perItem, naive } = await measure(kind, count);
		const ratio = (naive / perItem).toFixed(1);
		console.log(
			`${kind.padEnd(26)} n8n's way ${naive.toFixed(0).padStart(6)} ms, ours ${perItem.toFixed(0).padStart(6)} ms: ${ratio} times as fast`,
		);
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
