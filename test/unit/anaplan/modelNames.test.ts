/** Models and workspaces by name: one, none or several of those that a user sees. */
import type { ModelEntry } from '../../../src/anaplan/catalog';
import { modelIdOf, SeenModels, workspaceIdOf } from '../../../src/anaplan/modelChoice';
import { findModelNamed, findWorkspaceNamed } from '../../../src/anaplan/modelNames';
import type { AnaplanClient } from '../../../src/anaplan/client';
import { SettingError } from '../../../src/errors';

const model = (name: string, id: string, workspaceName = 'Finance', more = {}): ModelEntry => ({
	id,
	name,
	workspaceId: `id of ${workspaceName}`,
	workspaceName,
	activeState: 'UNLOCKED',
	...more,
});
const MODELS = [model('Planning Hub', 'A1'), model('planning hub ', 'A2'), model('Sales', 'A3')];

function refusal(work: () => unknown): { message: string; advice: string; code?: string } {
	try {
		work();
	} catch (error) {
		if (!(error instanceof SettingError)) throw error;
		return { message: error.message, advice: error.advice, code: error.facts.code };
	}
	throw new Error('nothing was refused');
}

test.each([
	['Planning Hub', 'A1'],
	['planning hub ', 'A2'],
	['Sales', 'A3'],
	[' SALES  ', 'A3'],
])('"%s" is found as it is spelled, else in another case or with blanks around', (name, id) => {
	expect(findModelNamed(MODELS, name).id).toBe(id);
});

test('a name that only fits several in another case is refused with their spellings', () => {
	const { message, code } = refusal(() => findModelNamed(MODELS, 'PLANNING HUB'));
	expect(message).toBe(
		'This Anaplan user sees 2 models called "PLANNING HUB": "Planning Hub" in the workspace "Finance" (ID A1); "planning hub" in the workspace "Finance" (ID A2).',
	);
	expect(code).toBe('modelAmbiguous');
});

test('copies in one workspace can be told apart by ID alone, those of several by workspace too', () => {
	const copy = model('Sales', 'A4', 'Finance', { activeState: 'ARCHIVED' });
	const same = refusal(() => findModelNamed([...MODELS, copy], 'Sales'));
	expect(same.message).toContain('"Finance" (ID A3); in the workspace "Finance" (ID A4, archived)');
	expect(same.advice).toContain('Choose the model from the list or by ID');
	const other = refusal(() => findModelNamed([...MODELS, model('Sales', 'B1', 'Test')], 'Sales'));
	expect(other.message).toContain('"Finance" (ID A3); in the workspace "Test" (ID B1)');
	expect(other.advice).toContain('Choose the workspace first');
});

test('many of one name are counted, and the first ones listed', () => {
	const many = Array.from({ length: 8 }, (_, index) => model('Copy', `C${index}`));
	const { message } = refusal(() => findModelNamed(many, 'Copy'));
	expect(message).toContain('sees 8 models called "Copy"');
	expect(message).toMatch(/\(ID C4\); and 3 more\.$/);
});

test('an unknown name gets the nearest ones, and that access may be missing', () => {
	const { message, advice, code } = refusal(() => findModelNamed(MODELS, 'Sale'));
	expect(message).toBe('This Anaplan user sees no model called "Sale".');
	expect(advice).toMatch(/^The nearest is "Sales"\. Choose the model from the list/);
	expect(advice).toContain('the user may have no access to it');
	expect(code).toBe('modelMissing');
	expect(refusal(() => findModelNamed(MODELS, 'xyz')).advice).toMatch(
		/^The user sees, for example, "Planning Hub", /,
	);
	expect(refusal(() => findModelNamed([], 'xyz')).advice).toMatch(/^Choose the model/);
});

test('an ID given as the name is told to be one', () => {
	expect(refusal(() => findModelNamed(MODELS, 'a3')).advice).toBe(
		'That is the ID of the model "Sales": choose it by ID, or enter its name.',
	);
	const workspaces = [{ id: '8a81', name: 'Finance' }];
	expect(refusal(() => findWorkspaceNamed(workspaces, '8A81')).advice).toContain('choose it by ID');
});

test('workspaces are found the same way', () => {
	const workspaces = [
		{ id: '1', name: 'Finance' },
		{ id: '2', name: 'Sales' },
		{ id: '3', name: 'Sales' },
	];
	expect(findWorkspaceNamed(workspaces, 'finance ').id).toBe('1');
	const twice = refusal(() => findWorkspaceNamed(workspaces, 'Sales'));
	expect(twice.message).toBe('This Anaplan user sees 2 workspaces called "Sales".');
	expect(twice.advice).toContain('2; 3');
	const none = refusal(() => findWorkspaceNamed(workspaces, 'Finanze'));
	expect(none.message).toBe('This Anaplan user sees no workspace called "Finanze".');
	expect(none.advice).toContain('The nearest is "Finance"');
});

describe('looking up', () => {
	/** A client that only lists, and how often it did. */
	function lister(answer: (path: string) => unknown[]): { client: AnaplanClient; asked: string[] } {
		const asked: string[] = [];
		const all = async (path: string) => {
			asked.push(path);
			return await Promise.resolve(answer(path));
		};
		return { client: { all } as unknown as AnaplanClient, asked };
	}
	const ROWS = [{ id: 'A1', name: 'Hub', currentWorkspaceId: 'w1', currentWorkspaceName: 'W' }];

	test('an ID costs no call, whatever the workspace is chosen by', async () => {
		const { client, asked } = lister(() => []);
		const workspaceId = { name: 'W', seen: new SeenModels() };
		expect(await modelIdOf(client, { modelId: ' A1 ', workspaceId })).toBe('A1');
		expect(await workspaceIdOf(client, ' w1 ')).toBe('w1');
		expect(asked).toEqual([]);
	});

	test('names cost one list for all that share it', async () => {
		const { client, asked } = lister((path) =>
			path === '/workspaces' ? [{ id: 'w1', name: 'W' }] : ROWS,
		);
		const seen = new SeenModels();
		const choice = { modelId: { name: 'hub', seen }, workspaceId: { name: 'w', seen } };
		for (let item = 0; item < 3; item++) expect(await modelIdOf(client, choice)).toBe('A1');
		expect(asked).toEqual(['/workspaces', '/workspaces/w1/models']);
	});

	test('a list that failed is read again for the next item', async () => {
		let failures = 1;
		const { client, asked } = lister(() => {
			if (failures-- > 0) throw new SettingError('down', 'wait');
			return ROWS;
		});
		const choice = { modelId: { name: 'Hub', seen: new SeenModels() }, workspaceId: '' };
		await expect(modelIdOf(client, choice)).rejects.toThrow('down');
		expect(await modelIdOf(client, choice)).toBe('A1');
		expect(asked).toEqual(['/models', '/models']);
	});

	test('nothing chosen is told before anything is asked', async () => {
		const { client, asked } = lister(() => ROWS);
		for (const modelId of ['', '  ', { name: ' ', seen: new SeenModels() }]) {
			await expect(modelIdOf(client, { modelId, workspaceId: '' })).rejects.toThrow(
				'No Anaplan model is chosen.',
			);
		}
		expect(asked).toEqual([]);
	});
});
