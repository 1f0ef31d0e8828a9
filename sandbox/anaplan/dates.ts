/** Dates by the pattern an import's mapping stores. */

const PART_SIZES = { yyyy: 4, MM: 2, dd: 2 } as const;

/**
 * Reads a date by a pattern made of yyyy, MM, dd and separators (`yyyy-MM-dd`, `yyyyMMdd`,
 * `dd/MM/yyyy`). Returns it as yyyy-MM-dd, or undefined when it does not fit or does not exist.
 */
export function parseDate(text: string, pattern: string): string | undefined {
	const order: string[] = [];
	const source = pattern.replace(/yyyy|MM|dd|[^A-Za-z0-9]/g, (part) => {
		if (part in PART_SIZES) {
			order.push(part);
			return `(\\d{${PART_SIZES[part as keyof typeof PART_SIZES]}})`;
		}
		return `\\${part}`;
	});
	const match = new RegExp(`^${source}$`).exec(text);
	if (match === null) {
		return undefined;
	}
	const part = (name: string) => match[order.indexOf(name) + 1];
	const iso = `${part('yyyy')}-${part('MM')}-${part('dd')}`;
	const time = Date.parse(`${iso}T00:00:00Z`);
	// Date.parse may roll 31 February over into March; a real date survives the round trip.
	return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso ? undefined : iso;
}
