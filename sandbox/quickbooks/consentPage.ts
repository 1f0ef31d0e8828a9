/** The consent page a user sees: choose a company, then Connect or Cancel. */
import type { Company } from './books';

const STYLE =
	'body{font:16px sans-serif;max-width:28rem;margin:4rem auto;color:#393a3d}' +
	'fieldset{border:1px solid #d4d7dc;border-radius:4px;margin:1rem 0;padding:1rem}' +
	'label{display:block;padding:.3rem 0}button{font:inherit;padding:.5rem 1.2rem;margin-right:.5rem}';

function escapeHtml(value: string): string {
	return value
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;');
}

function page(title: string, body: string): string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

/** The form posts `consent`, `realmId` and `decision` (`connect` or `cancel`) to the decision URL. */
export function consentPage(consent: string, companies: Company[]): string {
	const choices = companies.map(({ realmId, name }, index) => {
		const checked = index === 0 ? ' checked' : '';
		return `<label><input type="radio" name="realmId" value="${escapeHtml(realmId)}"${checked}> ${escapeHtml(name)}</label>`;
	});
	return page(
		'Connect to QuickBooks (simulator)',
		`<h1>Connect to QuickBooks</h1><p>An app asks for access to your accounting data. This is a simulator.</p>` +
			`<form method="post" action="/connect/oauth2/decision">` +
			`<input type="hidden" name="consent" value="${consent}">` +
			`<fieldset><legend>Choose a company</legend>${choices.join('')}</fieldset>` +
			`<button type="submit" name="decision" value="connect">Connect</button>` +
			`<button type="submit" name="decision" value="cancel">Cancel</button></form>`,
	);
}

export function errorPage(problem: string): string {
	return page('Something went wrong', `<h1>Something went wrong</h1><p>${escapeHtml(problem)}</p>`);
}
