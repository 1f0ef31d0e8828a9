/** Dates and times as people and n8n write them, turned into points in time. */

const DAY_MS = 86_400_000;
/** ISO 8601 without an offset; n8n's date picker writes these, meant in the workflow's time zone. */
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * The point in time of an ISO date or date-time, of a Date or of a Luxon DateTime, in epoch
 * milliseconds. Without an offset it is meant in `timeZone`. Undefined where it cannot be read.
 * @param timeZone IANA name, for example `America/New_York`
 */
export function readTime(value: unknown, timeZone: string): number | undefined {
	const text = isoText(value);
	if (text === undefined) return undefined;
	if (WITH_OFFSET.test(text)) return valid(Date.parse(text.replace(' ', 'T')));
	const parts = LOCAL.exec(text);
	if (parts === null) return undefined;
	const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
	const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
	// Date.UTC rolls 31 February over to March; a typing error should be told, not bent.
	if (new Date(asUtc).getUTCDate() !== day || month > 12 || hour > 24) return undefined;
	return zonedToUtc(asUtc, timeZone);
}

/**
 * The calendar date (YYYY-MM-DD) of what {@link readTime} accepts. Text without an offset names its day
 * itself, whatever a clock change does to its midnight, which is how the picker writes a date.
 */
export function readDate(value: unknown, timeZone: string): string | undefined {
	const text = isoText(value);
	const time = readTime(value, timeZone);
	if (text === undefined || time === undefined) return undefined;
	return LOCAL.test(text)
		? text.slice(0, 'yyyy-mm-dd'.length)
		: new Date(time + offsetAt(time, timeZone)).toISOString().slice(0, 10);
}

/** ISO 8601 to the second with an explicit offset, the form QuickBooks documents. */
export function withOffset(epochMs: number): string {
	return `${new Date(epochMs).toISOString().slice(0, 19)}+00:00`;
}

/** ISO 8601 in UTC of QuickBooks' own time text. */
export function toUtc(time: string): string {
	return new Date(Date.parse(time)).toISOString();
}

function isoText(value: unknown): string | undefined {
	if (typeof value === 'string') return value.trim();
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
	// Luxon's DateTime, which expressions such as {{ $now.minus(...) }} give.
	const { toISO } = (value ?? {}) as { toISO?: unknown };
	const text: unknown = typeof toISO === 'function' ? toISO.call(value) : undefined;
	return typeof text === 'string' ? text : undefined;
}

/** The point in time at which a clock on the wall in `timeZone` shows `asUtc` read as UTC. */
function zonedToUtc(asUtc: number, timeZone: string): number | undefined {
	if (Number.isNaN(asUtc)) return undefined;
	// The offset is looked up twice: the first guess can lie on the other side of a clock change.
	const guess = asUtc - offsetAt(asUtc, timeZone);
	const time = asUtc - offsetAt(guess, timeZone);
	if (time + offsetAt(time, timeZone) === asUtc) return time;
	// Where clocks go forward no clock shows it: as much after the change as it lies behind it. So a day
	// without a midnight begins with its first moment, not with the last hour of the day before.
	return Math.max(time, guess);
}

/** How far the wall clock of a zone is ahead of UTC, in milliseconds. */
function offsetAt(epochMs: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(epochMs);
	const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
	const wall = Date.UTC(
		value('year'),
		value('month') - 1,
		value('day'),
		value('hour'),
		value('minute'),
		value('second'),
	);
	return wall - Math.floor(epochMs / 1_000) * 1_000;
}

function valid(time: number): number | undefined {
	return Number.isNaN(time) ? undefined : time;
}

/** Epoch milliseconds of `days` times 24 hours before `now`. */
export function daysBefore(now: number, days: number): number {
	return now - days * DAY_MS;
}
