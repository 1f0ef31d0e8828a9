import assert from 'node:assert/strict';
import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readTemplate } from '../../sandbox/demo/connect';
import { isRecord, listOf } from '../../sandbox/n8n/json';
import type { EditorPage } from './editorPage';
import type { Steps } from './steps';

/** A template as the editor has to show it. */
export interface Template {
	/** Name of its file, and of its picture. */
	readonly name: string;
	/** Our nodes, with the beginning of their icons' file names. */
	readonly ours: Readonly<Record<string, string>>;
}

export const SCHEDULED_SYNC: Template = {
	name: 'scheduled-sync',
	ours: {
		'Fetch Changes': 'quickBooksOnline',
		'To Planning Rows': 'quickBooksToAnaplan',
		Prepare: 'syncLedger',
		'Load into Anaplan': 'anaplan',
		'Record Outcome': 'syncLedger',
	},
};

export const NEAR_REAL_TIME_SYNC: Template = {
	name: 'near-real-time-sync',
	ours: { QuickBooks: 'quickBooksOnline', 'Run Sync': 'syncLedger' },
};

const NOTE = 'n8n-nodes-base.stickyNote';

/** A picture much larger than this keeps readers waiting. */
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

/** Names of all nodes in the template's file, notes aside. */
async function nodesOf({ name }: Template): Promise<string[]> {
	const { nodes } = await readTemplate(name);
	return listOf(nodes)
		.filter(isRecord)
		.filter(({ type }) => type !== NOTE)
		.map((node) => String(node.name));
}

async function checkIcons(editor: EditorPage, { ours }: Template, ending: string): Promise<void> {
	for (const [name, icon] of Object.entries(ours)) {
		const image = editor.node(name).locator('img').first();
		const source = (await image.getAttribute('src')) ?? '';
		assert.ok(source.endsWith(`/${icon}${ending}`), `${name} has the icon ${source}`);
		const width: unknown = await image.evaluate((element) => Reflect.get(element, 'naturalWidth'));
		assert.ok(typeof width === 'number' && width > 0, `the icon ${source} does not load`);
	}
}

/** Boxes of notes, nodes and the labels under nodes. */
async function boxes(editor: EditorPage, names: readonly string[]): Promise<Box[]> {
	const found: Box[] = [];
	const notes = editor.page.locator('[data-test-id="sticky"]');
	for (let index = 0; index < (await notes.count()); index++) {
		const box = await notes.nth(index).boundingBox();
		if (box !== null) found.push({ name: `note ${index + 1}`, ...box });
	}
	for (const name of names) {
		const label = await editor.node(name).getByText(name, { exact: true }).first().boundingBox();
		if (label !== null) found.push({ name, ...label });
	}
	return found;
}

/** A template as it stands in the editor: known nodes, icons, layout; makes its picture. */
export async function checkCanvas(
	editor: EditorPage,
	steps: Steps,
	workflowId: string,
	template: Template,
	pictures: string,
): Promise<void> {
	const names = await nodesOf(template);
	const check = async (what: string, work: () => Promise<void>) =>
		await steps.check(`${template.name}: ${what}`, work);
	await editor.openWorkflow(workflowId);
	await check('all nodes are there, none of them unknown', async () => {
		for (const name of names) assert.equal(await editor.node(name).count(), 1, name);
		assert.equal(await editor.page.getByText('Install this node').count(), 0);
	});
	await check('our icons load', async () => await checkIcons(editor, template, '.svg'));
	await check('no note overlaps another or the name of a node', async () => {
		const all = await boxes(editor, names);
		assert.ok(all.length > names.length, 'no notes were found');
		for (const [index, one] of all.entries()) {
			for (const other of all.slice(index + 1)) {
				assert.ok(!overlaps(one, other), `${one.name} overlaps ${other.name}`);
			}
		}
	});
	await check('no note cuts its text off', async () => {
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
	await check('the picture for the documentation has a reasonable size', async () => {
		await editor.picture(template.name);
		const file = `${template.name}.png`;
		await copyFile(join(editor.pictures, file), join(pictures, file));
		const { size } = await stat(join(pictures, file));
		assert.ok(size < MOST_PICTURE_BYTES, `${size} bytes`);
	});
	await check('our dark icons load in the dark theme', async () => {
		await editor.page.emulateMedia({ colorScheme: 'dark' });
		await editor.openWorkflow(workflowId);
		await editor.picture(`${template.name}-dark`);
		await checkIcons(editor, template, '.dark.svg');
		await editor.page.emulateMedia({ colorScheme: 'light' });
		await editor.openWorkflow(workflowId);
	});
}
