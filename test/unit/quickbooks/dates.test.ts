import { readDate, readTime, toUtc, withOffset } from '../../../src/quickbooks/dates';

const iso = (value: unknown, zone = 'America/New_York') => {
	const time = readTime(value, zone);
	return time === undefined ? undefined : new Date(time).toISOString();
};

test.each([
	['2026-11-20', '2026-11-20T05:00:00.000Z'],
	['2026-07-01', '2026-07-01T04:00:00.000Z'],
	['2026-07-01T08:30', '2026-07-01T12:30:00.000Z'],
	['2026-07-01 08:30:15', '2026-07-01T12:30:15.000Z'],
	['2026-07-01T08:30:15.123', '2026-07-01T12:30:15.000Z'],
	['2026-07-01T08:30:00Z', '2026-07-01T08:30:00.000Z'],
	['2026-07-01T08:30:00+02:00', '2026-07-01T06:30:00.000Z'],
	['2026-03-08T03:30:00', '2026-03-08T07:30:00.000Z'],
	['2026-03-08T12:00:00', '2026-03-08T16:00:00.000Z'],
	['2026-11-01T12:00:00', '2026-11-01T17:00:00.000Z'],
])('%s in New York is %s', (value, expected) => {
	expect(iso(value)).toBe(expected);
});

test('Date and Luxon-like values are points in time of their own', () => {
	expect(iso(new Date('2026-07-01T00:00:00Z'))).toBe('2026-07-01T00:00:00.000Z');
	expect(iso({ toISO: () => '2026-07-01T00:00:00.000+02:00' })).toBe('2026-06-30T22:00:00.000Z');
});

test.each(['', 'yesterday', '01/02/2026', '2026-02-31', '2026-13-01', 5, null, undefined, {}])(
	'%p is no date',
	(value) => {
		expect(iso(value)).toBeUndefined();
	},
);

test('a calendar date is that of the zone', () => {
	expect(readDate('2026-07-01', 'Asia/Tokyo')).toBe('2026-07-01');
	expect(readDate('2026-07-01T20:00:00Z', 'Asia/Tokyo')).toBe('2026-07-02');
	expect(readDate('soon', 'Asia/Tokyo')).toBeUndefined();
});

test.each([
	'America/Santiago',
	'America/Havana',
	'America/Asuncion',
	'Africa/Cairo',
	'Asia/Beirut',
	'America/New_York',
	'Pacific/Auckland',
])(
	'midnight as the picker writes it is the day it names, on every day of the year in %s',
	(zone) => {
		const wrong: string[] = [];
		for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000) {
			const day = new Date(at).toISOString().slice(0, 10);
			const start = new Date(readTime(`${day}T00:00:00`, zone) ?? 0);
			const right =
				readDate(`${day}T00:00:00`, zone) === day &&
				readDate(`${day} 23:59`, zone) === day &&
				// The point in time, too, lies on that day.
				readDate(start, zone) === day;
			if (!right) wrong.push(day);
		}
		expect(wrong).toEqual([]);
	},
);

test('a time that clocks leave out lies as far behind the change; one that they show twice is one of both', () => {
	expect(iso('2026-03-08T02:30:00')).toBe('2026-03-08T07:30:00.000Z');
	expect(iso('2026-09-06T00:00:00', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
	expect(iso('2026-03-29T02:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
	expect(iso('2026-11-01T01:30:00')).toMatch(/T0[56]:30/);
});

test('times go out with an explicit offset and come in as UTC', () => {
	expect(withOffset(Date.parse('2026-07-01T08:30:15.999Z'))).toBe('2026-07-01T08:30:15+00:00');
	expect(toUtc('2026-11-20T04:00:00.123-08:00')).toBe('2026-11-20T12:00:00.123Z');
});
