import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** A first visit loads and compiles the whole editor. */
const LOAD_TIMEOUT_MS = 60_000;
/** A run of the demo company takes seconds; a busy machine may need longer. */
const RUN_TIMEOUT_MS = 180_000;
/** Menus, panels and the canvas glide into place; a picture taken earlier shows them halfway. */
const SETTLE_MS = 700;
/** The editor saves by itself this long after a change, at the latest. */
const AUTOSAVE_MS = 4_000;

function testId(id: string): string {
	return `[data-test-id="${id}"]`;
}

/** What the output panel says of a failure. */
export interface ShownError {
	readonly message: string;
	readonly advice: string;
}

/** What a person does in n8n's editor: clicks, choices, and reading what is shown. */
export class EditorPage {
	constructor(
		readonly page: Page,
		readonly baseUrl: string,
		/** Where pictures go. */
		readonly pictures: string,
	) {}

	async signIn(email: string, password: string): Promise<void> {
		await this.page.goto(`${this.baseUrl}/signin`);
		await this.page.waitForSelector('input[type=password]', { timeout: LOAD_TIMEOUT_MS });
		await this.page.fill('input[name=emailOrLdapLoginId], input[type=email]', email);
		await this.page.fill('input[type=password]', password);
		await this.page.locator(testId('form-submit-button')).click();
		await this.page.waitForURL((url) => !url.pathname.startsWith('/signin'), {
			timeout: LOAD_TIMEOUT_MS,
		});
	}

	/** Opens a workflow afresh and fits it into the window. */
	async openWorkflow(id: string): Promise<void> {
		// By way of an empty page: the same address again would keep the editor's state.
		await this.page.goto('about:blank');
		await this.page.goto(`${this.baseUrl}/workflow/${id}`);
		await this.page.waitForSelector(testId('canvas-node'), { timeout: LOAD_TIMEOUT_MS });
		await this.settle();
		await this.page.locator(testId('zoom-to-fit')).click();
		await this.settle();
	}

	async settle(): Promise<void> {
		await this.page.waitForTimeout(SETTLE_MS);
	}

	async waitForAutosave(): Promise<void> {
		await this.page.waitForTimeout(AUTOSAVE_MS);
	}

	async picture(name: string): Promise<void> {
		await this.page.screenshot({ path: join(this.pictures, `${name}.png`) });
	}

	/** A node on the canvas, by its name. */
	node(name: string): Locator {
		// Not by its text: a node shows the names of its outputs too.
		return this.page.locator(`${testId('canvas-node')}[data-node-name="${name}"]`);
	}

	async openNode(name: string): Promise<void> {
		await this.node(name).first().dblclick();
		await this.page.locator(testId('ndv')).waitFor();
		await this.settle();
	}

	async closeNode(): Promise<void> {
		await this.page.locator(testId('ndv-close-button')).click();
		await this.page.locator(testId('ndv')).waitFor({ state: 'hidden' });
		await this.settle();
	}

	/** The field of a parameter, in the node's panel or in a credential's window. */
	field(name: string, index = 0): Locator {
		return this.page.locator(testId(`parameter-input-${name}`)).nth(index);
	}

	/** Where a text is typed, in one line or several. */
	input(name: string): Locator {
		return this.field(name).locator('input, textarea').first();
	}

	/** The text that stands in a field, in one line or several. */
	async textIn(name: string): Promise<string> {
		return await this.input(name).inputValue();
	}

	/** Names of those parameters that are shown. */
	async shownOf(names: readonly string[]): Promise<string[]> {
		const shown: string[] = [];
		for (const name of names) if (await this.field(name).isVisible()) shown.push(name);
		return shown;
	}

	/** What a text, number or choice field shows. */
	async valueOf(name: string, index = 0): Promise<string> {
		return await this.field(name, index).locator('input').first().inputValue();
	}

	/** What a field that holds several choices shows. */
	async chosenIn(name: string): Promise<string[]> {
		const texts = await this.field(name).locator('.el-tag').allInnerTexts();
		return texts.map((text) => text.trim());
	}

	/** The entries of a dropdown, which stays open. */
	async openChoices(name: string): Promise<string[]> {
		await this.field(name).click();
		await this.settle();
		const texts = await this.page.locator('.el-select-dropdown__item:visible').allInnerTexts();
		return texts.map((text) => text.split('\n')[0]?.trim() ?? '');
	}

	async choose(name: string, entry: string, index = 0): Promise<void> {
		await this.field(name, index).click();
		await this.page
			.locator('.el-select-dropdown__item:visible')
			.filter({ has: this.page.getByText(entry, { exact: true }) })
			.first()
			.click();
		await this.settle();
	}

	/** Opens a picker and reads what the service has answered. */
	async openPicker(name: string, index = 0): Promise<string[]> {
		const entries = this.page.locator(`${testId('rlc-item')}:visible`);
		await this.picker(name, index).locator(testId('rlc-input')).click();
		await entries.first().waitFor();
		await this.settle();
		return (await entries.allInnerTexts()).map((text) => text.trim());
	}

	async pick(entry: string): Promise<void> {
		await this.page
			.locator(`${testId('rlc-item')}:visible`)
			.filter({ has: this.page.getByText(entry, { exact: true }) })
			.first()
			.click();
		await this.settle();
	}

	/** The columns a mapper offers, once the service has answered. */
	async mapperColumns(): Promise<string[]> {
		const labels = this.page
			.locator(testId('mapping-fields-container'))
			.locator(testId('input-label'));
		await labels.first().waitFor({ timeout: LOAD_TIMEOUT_MS });
		await this.settle();
		// Each label stands above its switch "Fixed, Expression"; the heading of the fields has none.
		const texts = (await labels.allInnerTexts()).map((text) => text.split('\n'));
		return texts
			.filter((lines) => lines.length > 1)
			.map(([name]) => (name ?? '').replace('*', '').trim());
	}

	/** Switches a picker between list, name and ID. */
	async setPickerMode(name: string, mode: string, index = 0): Promise<void> {
		await this.picker(name, index).locator(testId('rlc-mode-selector')).click();
		await this.page
			.locator('.el-select-dropdown__item:visible')
			.filter({ has: this.page.getByText(mode, { exact: true }) })
			.first()
			.click();
		await this.settle();
	}

	/** Enters what a picker takes as text: a name or an ID. */
	async enterInPicker(name: string, text: string, index = 0): Promise<void> {
		const input = this.picker(name, index).locator(testId('rlc-input'));
		await input.fill(text);
		await input.blur();
		await this.settle();
	}

	async pickerValue(name: string, index = 0): Promise<string> {
		return await this.picker(name, index).locator(testId('rlc-input')).inputValue();
	}

	private picker(name: string, index: number): Locator {
		return this.page.locator(testId(`resource-locator-${name}`)).nth(index);
	}

	/** The window of the credential that the open node uses. */
	credentialWindow(): Locator {
		return this.page.locator(testId('editCredential-modal'));
	}

	async openCredential(): Promise<Locator> {
		await this.page.locator(testId('credential-edit-button')).first().click();
		await this.credentialWindow().waitFor();
		await this.settle();
		return this.credentialWindow();
	}

	async openNewCredential(): Promise<Locator> {
		await this.page.locator(testId('node-credentials-select')).first().click();
		await this.page.locator(`${testId('node-credentials-select-item-new')}:visible`).click();
		await this.credentialWindow().waitFor();
		await this.settle();
		return this.credentialWindow();
	}

	/** Chooses among the credential types of a node, at the top of a new credential's window. */
	async chooseCredentialType(entry: string): Promise<void> {
		const button = this.page.locator(testId('credential-mode-dropdown-trigger'));
		if ((await button.innerText()).trim() === entry) return;
		await button.click();
		await this.page.getByRole('menuitem', { name: entry }).click();
		await this.settle();
	}

	async closeCredential(): Promise<void> {
		await this.credentialWindow().locator('.el-dialog__headerbtn').click();
		await this.credentialWindow().waitFor({ state: 'hidden' });
	}

	/** Presses Execute workflow and waits for the end, good or bad. */
	async execute(): Promise<void> {
		const started = this.page.waitForResponse(
			(response) => response.url().endsWith('/run') && response.request().method() === 'POST',
		);
		await this.page.locator(testId('execute-workflow-button')).first().click();
		await started;
		// Offered once there is a result; the button to stop is gone when the run has ended.
		await this.page.getByText('Clear execution').first().waitFor({ timeout: RUN_TIMEOUT_MS });
		await this.page
			.locator(testId('stop-execution-button'))
			.waitFor({ state: 'hidden', timeout: RUN_TIMEOUT_MS });
		await this.settle();
	}

	/** The text of the open node's output panel. */
	async outputText(): Promise<string> {
		return await this.page.locator(testId('output-panel')).innerText();
	}

	async shownError(): Promise<ShownError> {
		const panel = this.page.locator(testId('output-panel'));
		await panel.locator(testId('node-error-message')).waitFor();
		const text = async (id: string) => (await panel.locator(testId(id)).innerText()).trim();
		return {
			message: await text('node-error-message'),
			advice: await text('node-error-description'),
		};
	}
}
