/** Create, update, void and delete over the API, with the service's refusals. */
import type { Books } from './books';
import type { EntityDefinition } from './entities';
import { child, isObject, objects, refId, text, type JsonObject, type Row } from './rows';
import { missing, notFound, ServiceFault, unsupported, validation } from './serviceFault';
import { isDate } from './time';

export type WriteOperation = 'create' | 'update' | 'delete' | 'void';

/** Longest DocNumber (Intuit: entity reference). */
const DOC_NUMBER_LENGTH = 21;
const DETAIL_TYPES = new Set([
	'SalesItemLineDetail',
	'GroupLineDetail',
	'DescriptionOnly',
	'DiscountLineDetail',
	'SubTotalLineDetail',
	'AccountBasedExpenseLineDetail',
	'ItemBasedExpenseLineDetail',
]);
/** Entities whose void the service refuses or ignores in its own way; the rest can be voided. */
const VOIDABLE = new Set(['Invoice', 'CreditMemo', 'Payment']);

/** Runs a write and gives the member of the answer that stands under the entity's name. */
export function write(
	definition: EntityDefinition,
	operation: WriteOperation,
	body: unknown,
	books: Books,
	allowDuplicateNumber: boolean,
): JsonObject {
	if (!definition.writable) {
		throw unsupported(`${operation} on entity ${definition.name}`);
	}
	if (!isObject(body)) {
		throw validation(
			'2010',
			'Request has invalid or unsupported property',
			'The body is no object',
		);
	}
	if (operation === 'create') {
		checkProperties(definition, body);
		for (const property of definition.required) {
			if (body[property] === undefined || body[property] === '') {
				throw missing(property);
			}
		}
		checkValues(definition, body, books, undefined, allowDuplicateNumber);
		return saved(() => books.create(definition.name, clean(body)));
	}
	const current = currentVersion(definition, body, books);
	switch (operation) {
		case 'delete':
			if (definition.kind !== 'transaction') {
				throw unsupported(`delete on entity ${definition.name}`);
			}
			books.delete(definition.name, current.Id);
			return { domain: 'QBO', status: 'Deleted', Id: current.Id };
		case 'void':
			return voidIt(definition, current, books);
		default:
			return update(definition, body, current, books, allowDuplicateNumber);
	}
}

function update(
	definition: EntityDefinition,
	body: JsonObject,
	current: Row,
	books: Books,
	allowDuplicateNumber: boolean,
): JsonObject {
	checkProperties(definition, body);
	checkValues(definition, body, books, current.Id, allowDuplicateNumber);
	if (definition.kind === 'list' && current.Active !== false && body.Active === false) {
		return saved(() => books.inactivate(definition.name, current.Id));
	}
	if (definition.kind === 'list' && current.Active === false && body.Active === true) {
		return saved(() => books.activate(definition.name, current.Id));
	}
	if (body.sparse === true) {
		return saved(() => books.update(definition.name, current.Id, clean(body)));
	}
	for (const property of definition.required) {
		if (body[property] === undefined) {
			throw missing(property);
		}
	}
	return saved(() => books.replace(definition.name, current.Id, clean(body)));
}

function voidIt(definition: EntityDefinition, current: Row, books: Books): JsonObject {
	if (definition.name === 'Bill') {
		// Answered with HTTP 200 although it is a fault (live probes).
		throw new ServiceFault(
			200,
			'10000',
			'SystemFault',
			'An application error has occurred while processing your request',
			'System Failure Error: void is not possible for Bill',
		);
	}
	if (!VOIDABLE.has(definition.name)) {
		throw unsupported('void');
	}
	return books.void(definition.name, current.Id);
}

function currentVersion(definition: EntityDefinition, body: JsonObject, books: Books): Row {
	const id = text(body, 'Id');
	if (id === '') {
		throw missing('Id');
	}
	const current = books.get(definition.name, id);
	if (current === undefined) {
		throw notFound(`${definition.name} ${id}`);
	}
	const token = text(body, 'SyncToken');
	if (token === '') {
		throw missing('SyncToken');
	}
	if (token !== current.SyncToken) {
		throw validation(
			'5010',
			'Stale Object Error',
			`Stale Object Error : You and another user were working on this at the same time. The other user finished before you did, so your work was not saved.`,
		);
	}
	return current;
}

function checkProperties(definition: EntityDefinition, body: JsonObject): void {
	const known = new Set([...definition.others, ...[...definition.filterable.keys()]]);
	for (const property of Object.keys(body)) {
		if (!known.has(property) || property.includes('.')) {
			throw validation(
				'2010',
				'Request has invalid or unsupported property',
				`Property Name:${property} is unsupported or invalid. Known properties: ${[...known].slice(0, 8).join(', ')}...`,
				property,
			);
		}
	}
}

function checkValues(
	definition: EntityDefinition,
	body: JsonObject,
	books: Books,
	ownId: string | undefined,
	allowDuplicateNumber: boolean,
): void {
	for (const property of ['TxnDate', 'DueDate']) {
		const value = body[property];
		if (value !== undefined && (typeof value !== 'string' || !isDate(value))) {
			throw validation('2030', 'Invalid value', `Invalid date in ${property}`, property);
		}
	}
	const amount = body.TotalAmt;
	if (amount !== undefined && !isAmount(amount)) {
		throw validation('2080', 'Invalid Number', 'TotalAmt is no amount', 'TotalAmt');
	}
	checkNumber(definition, body, books, ownId, allowDuplicateNumber);
	checkName(definition, body, books, ownId);
	checkRef(books, body, 'CustomerRef', 'Customer');
	checkRef(books, body, 'VendorRef', 'Vendor');
	checkRef(books, body, 'ParentRef', definition.name);
	checkLines(definition, body, books);
}

function checkNumber(
	definition: EntityDefinition,
	body: JsonObject,
	books: Books,
	ownId: string | undefined,
	allowDuplicate: boolean,
): void {
	const number = body.DocNumber;
	if (number === undefined) {
		return;
	}
	if (typeof number !== 'string' || number.length > DOC_NUMBER_LENGTH) {
		throw validation(
			'2050',
			'String length is either shorter or longer than supported by specification',
			`Max:${DOC_NUMBER_LENGTH}`,
			'DocNumber',
		);
	}
	for (const { row } of books.entries(definition.name)) {
		if (!allowDuplicate && row.DocNumber === number && row.Id !== ownId) {
			throw validation(
				'6140',
				'Duplicate Document Number Error',
				`Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${number} is assigned to TxnType=${definition.name} with TxnId=${row.Id}`,
			);
		}
	}
}

function checkName(
	definition: EntityDefinition,
	body: JsonObject,
	books: Books,
	ownId: string | undefined,
): void {
	const property = definition.nameProperty;
	const name = property === undefined ? undefined : body[property];
	if (definition.kind !== 'list' || property === undefined || name === undefined) {
		return;
	}
	if (typeof name !== 'string' || name.trim() === '' || /[:\t\n]/.test(name)) {
		throw validation(
			'2040',
			'Property has invalid characters',
			'A name may hold no colon, tab or line break',
			property,
		);
	}
	const parent = books.stored(definition.name, refId(body, 'ParentRef'))?.row;
	const full = parent === undefined ? name : `${text(parent, 'FullyQualifiedName')}:${name}`;
	const draft: JsonObject = { [property]: name, FullyQualifiedName: full };
	if (definition.name === 'Vendor') {
		delete draft.FullyQualifiedName;
	}
	const holder = books.nameHolder(definition.name, draft, ownId);
	if (holder !== undefined) {
		throw validation(
			'6240',
			'Duplicate Name Exists Error',
			`The name supplied already exists. : Id=${holder.split('-')[1]}`,
		);
	}
}

/** A reference must exist and be in use; the service answers both with 610. */
function checkRef(books: Books, owner: JsonObject | undefined, key: string, entity: string): void {
	const id = refId(owner, key);
	if (owner?.[key] !== undefined && id === '') {
		throw missing(`${key}.value`);
	}
	if (id !== '' && (books.stored(entity, id)?.row.Active ?? false) === false) {
		throw notFound(`${entity} ${id}`);
	}
}

function checkLines(definition: EntityDefinition, body: JsonObject, books: Books): void {
	if (body.Line === undefined) {
		return;
	}
	if (!Array.isArray(body.Line) || (body.Line.length === 0 && definition.name !== 'Payment')) {
		throw missing('Line');
	}
	for (const line of objects(body, 'Line')) {
		if (definition.name === 'Payment') {
			checkPaymentLine(line, books);
		} else {
			checkLine(line, books);
		}
	}
}

function checkPaymentLine(line: JsonObject, books: Books): void {
	if (!isAmount(line.Amount)) {
		throw missing('Line.Amount');
	}
	for (const link of objects(line, 'LinkedTxn')) {
		const type = text(link, 'TxnType');
		if (type !== 'Invoice' && type !== 'CreditMemo') {
			throw validation('2030', 'Invalid value', `TxnType ${type} cannot be linked`, 'TxnType');
		}
		if (books.stored(type, text(link, 'TxnId')) === undefined) {
			throw notFound(`${type} ${text(link, 'TxnId')}`);
		}
	}
}

function checkLine(line: JsonObject, books: Books): void {
	const type = text(line, 'DetailType');
	if (!DETAIL_TYPES.has(type)) {
		throw validation(
			'2030',
			'Invalid value',
			`DetailType '${type}' is not supported`,
			'DetailType',
		);
	}
	const needsAmount = !['DescriptionOnly', 'SubTotalLineDetail', 'GroupLineDetail'].includes(type);
	const isPercent = child(line, 'DiscountLineDetail')?.PercentBased === true;
	if ((needsAmount && !isPercent && line.Amount === undefined) || !isAmount(line.Amount ?? 0)) {
		throw line.Amount === undefined
			? missing('Line.Amount')
			: validation('2080', 'Invalid Number', 'Line.Amount is no amount', 'Amount');
	}
	const detail = child(line, type);
	if (detail === undefined && needsAmount) {
		throw missing(`Line.${type}`);
	}
	checkRef(books, detail, 'ItemRef', 'Item');
	checkRef(books, detail, 'AccountRef', 'Account');
	for (const nested of objects(detail, 'Line')) {
		checkLine(nested, books);
	}
}

/** A JSON number with at most two decimals. */
function isAmount(value: unknown): boolean {
	return (
		typeof value === 'number' &&
		Number.isFinite(value) &&
		Math.abs(value * 100 - Math.round(value * 100)) < 1e-4
	);
}

/** What the service keeps to itself is not taken from a body. */
function clean(body: JsonObject): JsonObject {
	const { sparse: _sparse, domain: _domain, status: _status, ...rest } = body;
	return rest;
}

/** Turns a refusal of the books into the service's business validation fault. */
function saved(work: () => Row): Row {
	try {
		return work();
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw validation('6000', 'A business validation error has occurred', reason);
	}
}
