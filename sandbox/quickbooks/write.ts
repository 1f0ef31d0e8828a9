/** Create, update, void and delete over the API, with the service's refusals. */
import type { Books } from './books';
import type { EntityDefinition } from './entities';
import { isObject, refId, text, type JsonObject, type Row } from './rows';
import { missing, notFound, ServiceFault, unsupported, validation } from './serviceFault';
import { isDate } from './time';
import { checkRef, isAmount } from './writeChecks';
import { checkLines } from './writeLines';
import { checkOwnRules } from './writeRules';

export type WriteOperation = 'create' | 'update' | 'delete' | 'void';

/** Longest DocNumber (Intuit: entity reference). */
const DOC_NUMBER_LENGTH = 21;

const DATES = ['TxnDate', 'DueDate', 'ExpirationDate', 'StartDate', 'EndDate', 'HiredDate'];
/** References that stand on the document itself. */
const REFS: ReadonlyArray<[key: string, entity: string]> = [
	['CustomerRef', 'Customer'],
	['VendorRef', 'Vendor'],
	['EmployeeRef', 'Employee'],
	['ItemRef', 'Item'],
	['AccountRef', 'Account'],
	['DepositToAccountRef', 'Account'],
	['FromAccountRef', 'Account'],
	['ToAccountRef', 'Account'],
	['APAccountRef', 'Account'],
	['ARAccountRef', 'Account'],
	['PaymentMethodRef', 'PaymentMethod'],
	['SalesTermRef', 'Term'],
	['TermRef', 'Term'],
	['DepartmentRef', 'Department'],
	['ClassRef', 'Class'],
];

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
			if (!definition.deletable) {
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
	if (definition.hidesInactive && current.Active !== false && body.Active === false) {
		return saved(() => books.inactivate(definition.name, current.Id));
	}
	if (definition.hidesInactive && current.Active === false && body.Active === true) {
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
	if (definition.voids === 'fault') {
		// Answered with HTTP 200 although it is a fault (live probes).
		throw new ServiceFault(
			200,
			'10000',
			'SystemFault',
			'An application error has occurred while processing your request',
			`System Failure Error: void is not possible for ${definition.name}`,
		);
	}
	if (definition.voids !== 'done') {
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
	for (const property of DATES) {
		const value = body[property];
		if (value !== undefined && (typeof value !== 'string' || !isDate(value))) {
			throw validation('2030', 'Invalid value', `Invalid date in ${property}`, property);
		}
	}
	for (const property of ['TotalAmt', 'Amount']) {
		const amount = body[property];
		if (amount !== undefined && !isAmount(amount)) {
			throw validation('2080', 'Invalid Number', `${property} is no amount`, property);
		}
	}
	checkNumber(definition, body, books, ownId, allowDuplicateNumber);
	checkName(definition, body, books, ownId);
	for (const [key, entity] of REFS) {
		checkRef(books, body, key, entity);
	}
	checkRef(books, body, 'ParentRef', definition.name);
	checkLines(definition, body, books);
	checkOwnRules(definition.name, body, books);
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
	if (!definition.nested) {
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
		if (error instanceof ServiceFault) {
			throw error;
		}
		const reason = error instanceof Error ? error.message : String(error);
		throw validation('6000', 'A business validation error has occurred', reason);
	}
}
