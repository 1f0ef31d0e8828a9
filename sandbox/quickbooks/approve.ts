/** What a user does on the consent page, over HTTP, so that nothing of the flow is skipped. */

export interface Decision {
	/** Company to connect; default: the first one offered. */
	realmId?: string;
	decision?: 'connect' | 'cancel';
}

/**
 * Opens an authorize URL, fills in the consent form and sends it.
 * @returns the redirect the browser would follow: the app's redirect URI with code, state and
 * realmId, or with error=access_denied.
 */
export async function decideConsent(authorizeUrl: string, choice: Decision = {}): Promise<string> {
	const page = await fetch(authorizeUrl);
	const html = await page.text();
	const consent = /name="consent" value="([^"]+)"/.exec(html)?.[1];
	const offered = /name="realmId" value="([^"]+)"/.exec(html)?.[1];
	if (!page.ok || consent === undefined || offered === undefined) {
		const problem = /<p>([^<]*)<\/p>/.exec(html)?.[1] ?? 'no reason given';
		throw new Error(`The consent page was refused with status ${page.status}: ${problem}`);
	}
	const answer = await fetch(new URL('/connect/oauth2/decision', authorizeUrl), {
		method: 'POST',
		redirect: 'manual',
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams({
			consent,
			realmId: choice.realmId ?? offered,
			decision: choice.decision ?? 'connect',
		}),
	});
	const location = answer.headers.get('location');
	await answer.text();
	if (location === null) {
		throw new Error(`The consent was answered with status ${answer.status} and no redirect.`);
	}
	return location;
}
