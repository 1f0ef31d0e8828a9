/**
 * QuickBooks writes times with the Pacific offset: whole seconds in MetaData, milliseconds in an
 * envelope's `time` (recorded sandbox answers).
 */

const PACIFIC = new Intl.DateTimeFormat('en-US', {
	timeZone: 'America/Los_Angeles',
	hourCycle: 'h23',
	year: 'numeric',
	month: '2-digit',
	day: '2-digit',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
});

function pacificParts(epochMs: number): Record<string, string> {
	const parts: Record<string, string> = {};
	for (const part of PACIFIC.formatToParts(new Date(epochMs))) {
		parts[part.type] = part.value;
	}
	return parts;
}

/** Minutes between Pacific time and UTC at that moment: -480 or -420. */
function offsetMinutes(epochMs: number): number {
	const p = pacificParts(epochMs);
	const wall = Date.UTC(+p.year, +p.month - 1, +p.day, +p.hour, +p.minute, +p.second);
	return Math.round((wall - Math.floor(epochMs / 1000) * 1000) / 60_000);
}

/** `2026-05-05T03:13:29-07:00`, or with milliseconds. */
export function pacificTime(epochMs: number, withMilliseconds = false): string {
	const p = pacificParts(epochMs);
	const offset = offsetMinutes(epochMs);
	const hours = String(Math.abs(offset) / 60).padStart(2, '0');
	const fraction = withMilliseconds
		? `.${String(((epochMs % 1000) + 1000) % 1000).padStart(3, '0')}`
		: '';
	const sign = offset < 0 ? '-' : '+';
	return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}${fraction}${sign}${hours}:00`;
}

/** The Pacific calendar date of a moment: `YYYY-MM-DD`. */
export function pacificDate(epochMs: number): string {
	return pacificTime(epochMs).slice(0, 10);
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** True for an existing calendar date written `YYYY-MM-DD`. */
export function isDate(value: string): boolean {
	return DATE.test(value) && new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
}

/** Epoch milliseconds of an ISO date or date-time; without an offset it is Pacific. Undefined: no time. */
export function parseTime(value: string): number | undefined {
	const isDay = DATE.test(value);
	if (!isDay && !DATE_TIME.test(value)) {
		return undefined;
	}
	const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(value) && !isDay;
	const base = Date.parse(zoned ? value : `${isDay ? `${value}T00:00:00` : value}Z`);
	if (Number.isNaN(base)) {
		return undefined;
	}
	return zoned ? base : base - offsetMinutes(base) * 60_000;
}
