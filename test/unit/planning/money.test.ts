import { SettingError } from '../../../src/errors';
import {
	add,
	compare,
	convert,
	formatDecimal,
	formatMoney,
	negate,
	parseDecimal,
	round,
	sum,
	ZERO,
} from '../../../src/planning/money';

const PLACE = { document: 'Invoice 1037 (Id 145)', field: 'TotalAmt' };
const of = (value: unknown) => parseDecimal(value, PLACE);
const shown = (value: unknown) => formatDecimal(of(value));

test.each([
	[12.5, '12.5'],
	['12.50', '12.5'],
	[0.1, '0.1'],
	[1e21, '1000000000000000000000'],
	[1e-7, '0.0000001'],
	['1.5E+3', '1500'],
	['-25e-4', '-0.0025'],
	[-0, '0'],
	['-0.00', '0'],
	['99999999999.99', '99999999999.99'],
	['123456789012345678901234567890.12', '123456789012345678901234567890.12'],
	[999999999999.99, '999999999999.99'],
	['+7', '7'],
])('reads %p as %s', (value, text) => {
	expect(shown(value)).toBe(text);
});

test('takes floating point noise off a number whose digits were lost in JSON', () => {
	expect(shown(31.749999999999996)).toBe('31.75');
	expect(shown(0.1 + 0.2)).toBe('0.3');
});

test('refuses a number too large to have been read exactly', () => {
	expect(() => of(Number('12345678901234567'))).toThrow(/more digits than a JSON number can carry/);
});

test.each([NaN, Infinity, -Infinity, '', 'abc', '1,234.50', '$5', '0x10', '1e99', null, undefined])(
	'refuses %p and names the document and the field',
	(value) => {
		expect(() => of(value)).toThrow(SettingError);
		expect(() => of(value)).toThrow(/^Invoice 1037 \(Id 145\): TotalAmt /);
	},
);

test.each([[{}], [[]], [true]])('refuses the non-number %p', (value) => {
	expect(() => of(value)).toThrow(/TotalAmt is not a number/);
});

test('adds what floating point cannot', () => {
	expect(formatDecimal(add(of(0.1), of(0.2)))).toBe('0.3');
	expect(formatDecimal(sum(Array.from({ length: 1000 }, () => of('0.01'))))).toBe('10');
	expect(formatDecimal(add(of('99999999999999999999.99'), of('0.01')))).toBe(
		'100000000000000000000',
	);
});

test('compares across scales and signs', () => {
	expect(compare(of('1.10'), of('1.1'))).toBe(0);
	expect(compare(of('-2'), of('0.5'))).toBeLessThan(0);
	expect(compare(of('0.5'), of('0.49999'))).toBeGreaterThan(0);
});

test.each([
	['1.005', 2, '1.01'],
	['-1.005', 2, '-1.01'],
	['1.0049999', 2, '1'],
	['2.5', 0, '3'],
	['-2.5', 0, '-3'],
	['-0.004', 2, '0'],
])('rounds %s to %i places as %s, halves away from zero', (value, places, text) => {
	expect(formatDecimal(round(of(value), places))).toBe(text);
});

test.each([
	['100', '1.23456', 'USD', '123.46'],
	['100', '156.345', 'JPY', '15635'],
	['100', '0.30755', 'KWD', '30.755'],
	['10', '0.03615', 'CLF', '0.3615'],
	['-33.335', '1', 'EUR', '-33.34'],
])('converts %s at %s to %s as %s', (amount, rate, currency, text) => {
	expect(formatMoney(convert(of(amount), of(rate), currency), currency)).toBe(text);
});

test('formats with the minor units of the currency, without exponent and without minus zero', () => {
	expect(formatMoney(of(12.5), 'USD')).toBe('12.50');
	expect(formatMoney(of(1200), 'JPY')).toBe('1200');
	expect(formatMoney(of('0.5'), 'BHD')).toBe('0.500');
	expect(formatMoney(of('-0.05'), 'USD')).toBe('-0.05');
	expect(formatMoney(negate(ZERO), 'USD')).toBe('0.00');
	expect(formatMoney(of('33.333'), 'USD')).toBe('33.333');
});
