/** From what is stored to what an answer shows: custom fields, and what switches show otherwise. */
import { shownFields } from './customFields';
import { amount, cents, homeCents } from './money';
import { child, isObject, type Json, type JsonObject } from './rows';
import { badStoredValue } from './serviceFault';
import type { QuickBooksSwitches } from './switches';

/** An object as an answer shows it. Does not change `row`. @throws ServiceFault for a bad value in it */
export function onWire(
	entity: string,
	row: JsonObject,
	allFields: boolean,
	switches: QuickBooksSwitches,
): JsonObject {
	if (switches.badValuesIn.includes(`${entity} ${String(row.Id)}`)) throw badStoredValue();
	let result = shownFields(row, allFields);
	if (entity === 'Deposit' && switches.depositTotal === 'beforeCashBack') {
		result = beforeCashBack(result);
	}
	return switches.refNames === 'missing' ? withoutRefNames(result) : result;
}

/** The books keep a deposit's total as what reaches the bank. */
function beforeCashBack(row: JsonObject): JsonObject {
	const total = cents(row, 'TotalAmt') + cents(child(row, 'CashBack'), 'Amount');
	const result: JsonObject = { ...row, TotalAmt: amount(total) };
	const rate = typeof row.ExchangeRate === 'number' ? row.ExchangeRate : 1;
	if (row.HomeTotalAmt !== undefined) result.HomeTotalAmt = amount(homeCents(total, rate));
	return result;
}

function withoutRefNames(row: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(row).map(([key, value]) => [key, withoutName(key, value)]),
	);
}

function withoutName(key: string, value: Json): Json {
	if (Array.isArray(value)) return value.map((entry) => withoutName(key, entry));
	if (!isObject(value)) return value;
	const { name, ...rest } = value;
	const isRef = key.endsWith('Ref') && typeof value.value === 'string' && name !== undefined;
	return withoutRefNames(isRef ? rest : value);
}
