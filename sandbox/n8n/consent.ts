/** What a consent page asks for: a form and its fields, as far as a click on a button needs them. */
interface ConsentForm {
	readonly action: string;
	readonly method: string;
	readonly fields: URLSearchParams;
	/** Label of each submit button with the field it sends. */
	readonly buttons: readonly {
		readonly label: string;
		readonly name?: string;
		readonly value?: string;
	}[];
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&#39;': "'",
	'&#x27;': "'",
};

function decoded(text: string): string {
	return text.replace(/&(?:amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
}

function attribute(tag: string, name: string): string | undefined {
	const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
	const value = found?.[1] ?? found?.[2] ?? found?.[3];
	return value === undefined ? undefined : decoded(value);
}

function optionalButton(tag: string, label: string): ConsentForm['buttons'][number] {
	const name = attribute(tag, 'name');
	const value = attribute(tag, 'value');
	return { label, ...(name === undefined ? {} : { name, value: value ?? '' }) };
}

/**
 * Reads the first form of a consent page.
 *
 * @throws Error when the page holds none
 */
export function readConsentForm(html: string, pageUrl: string): ConsentForm {
	const found = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(html);
	if (!found) throw new Error(`The consent page at ${new URL(pageUrl).origin} has no form.`);
	const [, attributes = '', inside = ''] = found;
	const fields = new URLSearchParams();
	const buttons: ConsentForm['buttons'][number][] = [];
	for (const [tag] of inside.matchAll(/<input\b[^>]*>/gi)) {
		const type = (attribute(tag, 'type') ?? 'text').toLowerCase();
		const name = attribute(tag, 'name');
		if (type === 'submit') buttons.push(optionalButton(tag, attribute(tag, 'value') ?? ''));
		else if (name !== undefined && (!/checkbox|radio/.test(type) || /\schecked\b/i.test(tag))) {
			fields.append(name, attribute(tag, 'value') ?? '');
		}
	}
	for (const [, tag = '', label = ''] of inside.matchAll(
		/<button\b([^>]*)>([\s\S]*?)<\/button>/gi,
	)) {
		buttons.push(optionalButton(tag, decoded(label.replace(/<[^>]*>/g, '')).trim()));
	}
	for (const [, tag = '', options = ''] of inside.matchAll(
		/<select\b([^>]*)>([\s\S]*?)<\/select>/gi,
	)) {
		const all = [...options.matchAll(/<option\b[^>]*>/gi)].map(([option]) => option);
		const chosen = all.find((option) => /\sselected\b/i.test(option)) ?? all[0];
		const name = attribute(tag, 'name');
		if (name !== undefined && chosen !== undefined)
			fields.append(name, attribute(chosen, 'value') ?? '');
	}
	return {
		action: new URL(attribute(` ${attributes}`, 'action') ?? pageUrl, pageUrl).href,
		method: (attribute(` ${attributes}`, 'method') ?? 'get').toUpperCase(),
		fields,
		buttons,
	};
}

/** How many redirects a sign-in may take before the consent page. */
const MOST_REDIRECTS = 5;

/**
 * Opens a provider's authorize address as a browser would, presses a button of its consent form,
 * and tells where the provider then sends the browser.
 *
 * @param label text of the button, compared without case
 * @param answers what the user types into fields of the form, by the field's name
 * @returns the callback address with code and state, or with an error when consent was refused
 * @throws Error when the page, the button or the redirect is missing
 */
export async function pressConsentButton(
	authorizeUrl: string,
	label = 'Connect',
	answers: Readonly<Record<string, string>> = {},
): Promise<string> {
	let address = authorizeUrl;
	let page = await fetch(address, { redirect: 'manual' });
	for (let hops = 0; page.status >= 300 && page.status < 400 && hops < MOST_REDIRECTS; hops++) {
		address = new URL(page.headers.get('location') ?? address, address).href;
		page = await fetch(address, { redirect: 'manual' });
	}
	const html = await page.text();
	if (!page.ok) {
		throw new Error(`The authorize page answered ${page.status}: ${html.slice(0, 300)}`);
	}
	const form = readConsentForm(html, address);
	const button = form.buttons.find((known) => known.label.toLowerCase() === label.toLowerCase());
	if (!button) {
		const known = form.buttons.map((entry) => `"${entry.label}"`).join(', ');
		throw new Error(`The consent page has no button "${label}", only ${known || 'none'}.`);
	}
	for (const [name, value] of Object.entries(answers)) form.fields.set(name, value);
	if (button.name !== undefined) form.fields.append(button.name, button.value ?? '');
	const answer =
		form.method === 'POST'
			? await fetch(form.action, { method: 'POST', body: form.fields, redirect: 'manual' })
			: await fetch(`${form.action.split('?')[0]}?${form.fields}`, { redirect: 'manual' });
	const location = answer.headers.get('location');
	if (answer.status < 300 || answer.status >= 400 || location === null) {
		throw new Error(
			`After consent the provider answered ${answer.status} instead of sending the browser back: ${(await answer.text()).slice(0, 300)}`,
		);
	}
	return new URL(location, form.action).href;
}
