/**
 * Custom fields of the simulated companies. Sources: Intuit's custom fields pages (three fields of
 * text at most, unless `include=enhancedAllCustomFields` asks for all; an unknown DefinitionId is
 * dropped without a word) and recorded answers (no value where the field is empty).
 */
import { objects, text, type Json, type JsonObject } from './rows';
import { validation } from './serviceFault';
import type { QuickBooksSwitches } from './switches';

export type CustomFieldType = 'StringType' | 'NumberType' | 'DateType' | 'BooleanType';

interface CustomFieldDefinition {
	id: string;
	name: string;
	type: CustomFieldType;
	entities: readonly string[];
}

const SALES = ['Invoice', 'SalesReceipt', 'CreditMemo', 'RefundReceipt', 'Estimate'];
const EXPENSES = ['PurchaseOrder', 'Bill', 'Purchase', 'VendorCredit'];

/** Ours alone; two share a name and one is awkward on purpose. */
export const CUSTOM_FIELDS: readonly CustomFieldDefinition[] = [
	{ id: '1', name: 'Sales Rep', type: 'StringType', entities: SALES },
	{ id: '2', name: 'Crew #', type: 'StringType', entities: SALES },
	{ id: '3', name: 'Region', type: 'StringType', entities: SALES },
	{ id: '4', name: 'Commission %', type: 'NumberType', entities: SALES },
	{ id: '5', name: 'Delivery Promised', type: 'DateType', entities: SALES },
	{ id: '6', name: 'Region', type: 'StringType', entities: SALES },
	{ id: '7', name: '__proto__', type: 'StringType', entities: SALES },
	{ id: '8', name: 'Signed Off', type: 'BooleanType', entities: SALES },
	{ id: '9', name: 'Account Manager, Köln', type: 'StringType', entities: ['Customer'] },
	{ id: '10', name: 'Credit Score', type: 'NumberType', entities: ['Customer'] },
	{ id: '11', name: 'Contract No.', type: 'StringType', entities: ['Vendor'] },
	{ id: '12', name: 'Cost Centre', type: 'StringType', entities: EXPENSES },
	{ id: '13', name: 'Approved On', type: 'DateType', entities: EXPENSES },
];

const VALUE_KEYS: Record<CustomFieldType, string> = {
	StringType: 'StringValue',
	NumberType: 'NumberValue',
	DateType: 'DateValue',
	BooleanType: 'BooleanValue',
};

/** How many come without being asked for, and only those of text. */
const USUAL_FIELDS = 3;
const ALL = 'enhancedAllCustomFields';

/** Whether an `include` parameter asks for all custom fields, in a kind of call that heeds it. */
export function asksForAll(
	include: string | undefined,
	call: QuickBooksSwitches['allCustomFieldsIn'][number],
	switches: QuickBooksSwitches,
): boolean {
	const asked = (include ?? '').split(',').some((word) => word.trim() === ALL);
	return asked && switches.allCustomFieldsIn.includes(call);
}

/** The row with the custom fields that an answer shows. */
export function shownFields<T extends JsonObject>(row: T, all: boolean): T {
	if (all || row.CustomField === undefined) {
		return row;
	}
	const { CustomField: _fields, ...rest } = row;
	const few = objects(row, 'CustomField')
		.filter((field) => field.Type === 'StringType')
		.slice(0, USUAL_FIELDS);
	return (few.length === 0 ? rest : { ...row, CustomField: few }) as T;
}

/**
 * The fields of a body as they are kept: with name and type, without those the entity does not have.
 * @throws ServiceFault where a value is not of the field's type
 */
export function keptFields(entity: string, body: JsonObject): JsonObject[] {
	return objects(body, 'CustomField').flatMap((field) => {
		const id = text(field, 'DefinitionId');
		const definition = CUSTOM_FIELDS.find(
			(entry) => entry.id === id && entry.entities.includes(entity),
		);
		if (definition === undefined) {
			return [];
		}
		const key = VALUE_KEYS[definition.type];
		const other = Object.values(VALUE_KEYS).find((name) => name !== key && name in field);
		if (other !== undefined) {
			throw validation('2030', 'Invalid value', `${other} does not fit field ${id}`, 'CustomField');
		}
		const value: Json | undefined = field[key];
		return [
			{
				DefinitionId: id,
				Name: definition.name,
				Type: definition.type,
				...(value === undefined || value === '' ? {} : { [key]: value }),
			},
		];
	});
}
