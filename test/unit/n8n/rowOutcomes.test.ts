import { rowAnswerOf } from '../../../src/n8n/rowOutcomes';

const ROW = { Code: '77-INV-1-1', Entity: 'Invoice', 'Source ID': '1', 'Company ID': '77' };
const LINES = { import: 'Lines', taskId: 'T1', outcome: 'loaded' };

test('a row that several imports took has one outcome for each', () => {
	const cells = { import: 'Cells', taskId: 'T2', outcome: 'loaded' };
	const anaplan = { ...cells, imports: [LINES, cells] };
	expect(rowAnswerOf({ ...ROW, anaplan })).toEqual({
		code: '77-INV-1-1',
		realmId: '77',
		ref: 'Invoice/1',
		outcomes: [
			{ code: '77-INV-1-1', status: 'loaded', reason: '', import: 'Lines', taskId: 'T1' },
			{ code: '77-INV-1-1', status: 'loaded', reason: '', import: 'Cells', taskId: 'T2' },
		],
	});
});

test.each(['rejected', 'partial', 'ignored', 'unheard of'])(
	'%s is not loaded, and the reason stays',
	(outcome) => {
		const anaplan = { outcome, import: null, taskId: null, reason: 'Because.' };
		expect(rowAnswerOf({ ...ROW, anaplan })?.outcomes).toEqual([
			{ code: '77-INV-1-1', status: 'rejected', reason: 'Because.', import: '', taskId: null },
		]);
	},
);

test('one refusal of several imports is kept beside what was taken', () => {
	const cells = { import: 'Cells', taskId: 'T2', outcome: 'rejected', reason: 'No.' };
	const anaplan = { ...cells, imports: [LINES, cells] };
	const outcomes = rowAnswerOf({ ...ROW, anaplan })?.outcomes;
	expect(outcomes?.map(({ status }) => status)).toEqual(['loaded', 'rejected']);
});

test.each([
	['a summary', { kind: 'loadSummary', load: {} }],
	['a failed item', { error: 'It broke.' }],
	['a tombstone that was passed on', { kind: 'record', anaplan: { outcome: 'ignored' } }],
	['a row that never met Anaplan', ROW],
])('%s stands for no row', (_what, json) => {
	expect(rowAnswerOf(json)).toBeUndefined();
});
