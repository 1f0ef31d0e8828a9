/** The cookies of one browser session with one server. */
export class CookieJar {
	#cookies = new Map<string, string>();

	/** Takes over what a response set or cleared. */
	accept(setCookies: readonly string[]): void {
		for (const line of setCookies) {
			const [pair = '', ...attributes] = line.split(';');
			const separator = pair.indexOf('=');
			if (separator < 1) continue;
			const name = pair.slice(0, separator).trim();
			const value = pair.slice(separator + 1).trim();
			const cleared = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
			if (cleared || value === '') this.#cookies.delete(name);
			else this.#cookies.set(name, value);
		}
	}

	/** The value of a `Cookie` request header. */
	header(): string {
		return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}
}
