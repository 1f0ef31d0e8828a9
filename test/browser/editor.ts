/**
 * Opens the real n8n editor in a real browser, as a person would, and checks what it shows: the
 * templates, the nodes' panels, the credential windows, a webhook's test, a first load, and how
 * failures read. Also makes the pictures in docs/images. Needs Chromium and a built pack (`npm run build`).
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importNearRealTimeSync } from '../../sandbox/demo/connect';
import { Demo } from '../../sandbox/demo/demo';
import { projectRoot } from '../../sandbox/n8n/project';
import { checkCanvas, NEAR_REAL_TIME_SYNC, SCHEDULED_SYNC } from './canvasChecks';
import { findChromium, launchChromium } from './chromium';
import { checkAnaplanCredential, checkQuickBooksCredential } from './credentialChecks';
import { checkMappers } from './mapperChecks';
import { EditorPage } from './editorPage';
import { checkPanels } from './panelChecks';
import { checkProcess } from './processChecks';
import { checkReports } from './reportChecks';
import { checkFirstLoad, checkTroubles } from './runChecks';
import { checkSignIns } from './signInChecks';
import { Steps } from './steps';
import { checkTrigger } from './triggerChecks';

/** Wide enough for the whole template at a readable size. */
const WINDOW = { width: 1600, height: 900 };

async function checkAll(editor: EditorPage, demo: Demo, steps: Steps): Promise<void> {
	const images = join(projectRoot(), 'docs', 'images');
	await mkdir(images, { recursive: true });
	await editor.signIn(demo.n8n.ownerEmail, demo.n8n.ownerPassword);
	await checkCanvas(editor, steps, demo.workflowId, SCHEDULED_SYNC, images);
	const watcher = await importWatcher(demo);
	await checkCanvas(editor, steps, watcher, NEAR_REAL_TIME_SYNC, images);
	await checkTrigger(editor, steps, demo, watcher);
	await editor.waitForAutosave();

	const imports = demo.anaplan.model().imports.map(({ name }) => name);
	// The editor saves by itself, so what is tried out is tried on a copy.
	const copy = await copyOf(demo);
	await editor.openWorkflow(copy);
	await checkPanels(editor, steps, imports);
	await editor.waitForAutosave();

	await editor.openWorkflow(demo.workflowId);
	await checkAnaplanCredential(editor, steps);
	await checkQuickBooksCredential(editor, steps, demo.quickBooks);
	await checkSignIns(editor, steps, demo.n8n, demo.anaplan);
	await editor.openWorkflow(demo.workflowId);
	await checkFirstLoad(editor, steps, demo);
	await editor.waitForAutosave();
	await checkProcess(editor, steps, demo);
	await editor.waitForAutosave();
	await checkMappers(editor, steps, demo);
	await editor.waitForAutosave();
	await checkReports(editor, steps, demo);
	await editor.waitForAutosave();
	await checkTroubles(editor, steps, demo);
}

/** The near-real-time template, set up as its note asks. */
async function importWatcher(demo: Demo): Promise<string> {
	const { name } = await demo.n8n.api.workflow(demo.workflowId);
	const sync = { id: demo.workflowId, name: String(name) };
	return await importNearRealTimeSync(demo.n8n.api, demo.credentials.quickBooks, sync, demo.ledger);
}

async function copyOf(demo: Demo): Promise<string> {
	const { name, nodes, connections, settings } = await demo.n8n.api.workflow(demo.workflowId);
	return await demo.n8n.api.importWorkflow({
		name: `${name} (copy)`,
		nodes,
		connections,
		settings,
	});
}

async function main(): Promise<void> {
	const executable = findChromium();
	const pictures = await mkdtemp(join(tmpdir(), 'qba-editor-'));
	const folder = await mkdtemp(join(tmpdir(), 'qba-browser-'));
	const steps = new Steps();
	try {
		const demo = await Demo.start(folder, (line) => process.stdout.write(`- ${line}\n`));
		try {
			const browser = await launchChromium(executable);
			try {
				const page = await browser.newPage({ viewport: WINDOW, colorScheme: 'light' });
				const editor = new EditorPage(page, demo.n8n.url, pictures);
				try {
					await checkAll(editor, demo, steps);
				} catch (error) {
					await editor.picture('failure');
					throw error;
				}
			} finally {
				await browser.close();
			}
		} finally {
			await demo.stop();
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
		process.stdout.write(`${steps.passed} checks passed. Pictures: ${pictures}\n`);
	}
}

main().catch((error: unknown) => {
	process.exitCode = 1;
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		process.stderr.write(`${cause.message}\n`);
	}
});
