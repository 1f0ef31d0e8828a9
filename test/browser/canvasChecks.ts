import assert from 'node:assert/strict';
import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

/** Our nodes in the template, with the beginning of their icons' file names. */
export const OUR_NODES: Readonly<Record<string, string>> = {
	'Fetch Changes': 'quickBooksOnline',
	'To Planning Rows': 'quickBooksToAnaplan',
	Prepare: 'syncLedger',
	'Load into Anaplan': 'anaplan',
	'Record Outcome': 'syncLedger',
};

const NODES = [
	'Every Day at 03:17',
	...Object.keys(OUR_NODES),
	'Audit Table',
	'Summary',
	'Save Audit Trail',
	'Rejected Rows',
];

/** A README picture much larger than this keeps readers waiting. */
const MOST_PICTURE_BYTES = 400_000;

interface Box {
	readonly name: string;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

function overlaps(a: Box, b: Box): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

async function checkIcons(editor: EditorPage, ending: string): Promise<void> {
	for (const [name, icon] of Object.entries(OUR_NODES)) {
		const image = editor.node(name).locator('img').first();
		const source = (await image.getAttribute('src')) ?? '';
		assert.ok(source.endsWith(`/${icon}${ending}`), `${name} has the icon ${source}`);
		const width: unknown = await image.evaluate((element) => Reflect.get(element, 'naturalWidth'));
		assert.ok(typeof width === 'number' && width > 0, `the icon ${source} does not load`);
	}
}

/** Boxes of notes, nodes and the labels under nodes. */
async function boxes(editor: EditorPage): Promise<Box[]> {
	const found: Box[] = [];
	const notes = editor.page.locator('[data-test-id="sticky"]');
	for (let index = 0; index < (await notes.count()); index++) {
		const box = await notes.nth(index).boundingBox();
		if (box !== null) found.push({ name: `note ${index + 1}`, ...box });
	}
	for (const name of NODES) {
		const label = await editor.node(name).getByText(name, { exact: true }).first().boundingBox();
		if (label !== null) found.push({ name, ...label });
	}
	return found;
}

/** The template as it stands in the editor: known nodes, icons, layout; makes the README's picture. */
export async function checkCanvas(
	editor: EditorPage,
	steps: Steps,
	workflowId: string,
	pictureFile: string,
): Promise<void> {
	await editor.openWorkflow(workflowId);
	await steps.check('the template shows all its nodes, none of them unknown', async () => {
		for (const name of NODES) assert.equal(await editor.node(name).count(), 1, name);
		assert.equal(await editor.page.getByText('Install this node').count(), 0);
	});
	await steps.check('our icons load', async () => await checkIcons(editor, '.svg'));
	await steps.check('no note overlaps another or the name of a node', async () => {
		const all = await boxes(editor);
		assert.ok(all.length > NODES.length, 'no notes were found');
		for (const [index, one] of all.entries()) {
			for (const other of all.slice(index + 1)) {
				assert.ok(!overlaps(one, other), `${one.name} overlaps ${other.name}`);
			}
		}
	});
	await steps.check('no note cuts its text off', async () => {
		const notes = editor.page.locator('[data-test-id="sticky"]');
		for (const note of await notes.all()) {
			const frame = await note.boundingBox();
			const parts = await note.locator('p, li, h2, h3').all();
			assert.ok(frame !== null && parts.length > 0);
			for (const part of parts) {
				const box = await part.boundingBox();
				assert.ok(
					box !== null && box.y + box.height <= frame.y + frame.height,
					`"${await part.innerText()}" is cut off`,
				);
			}
		}
	});
	await steps.check("the README's picture has a reasonable size", async () => {
		await editor.picture('scheduled-sync');
		await copyFile(join(editor.pictures, 'scheduled-sync.png'), pictureFile);
		const { size } = await stat(pictureFile);
		assert.ok(size < MOST_PICTURE_BYTES, `${size} bytes`);
	});
	await steps.check('our dark icons load in the dark theme', async () => {
		await editor.page.emulateMedia({ colorScheme: 'dark' });
		await editor.openWorkflow(workflowId);
		await editor.picture('dark');
		await checkIcons(editor, '.dark.svg');
		await editor.page.emulateMedia({ colorScheme: 'light' });
		await editor.openWorkflow(workflowId);
	});
}
