/** What single entities demand beyond what all documents do. Sources: Intuit's entity reference. */
import type { Books } from './books';
import { cents } from './money';
import { appliedOfBillPayment } from './composeOther';
import { child, objects, refId, text, type JsonObject } from './rows';
import { missing, ServiceFault, validation } from './serviceFault';
import { checkRef } from './writeChecks';

type Rule = (body: JsonObject, books: Books) => void;

/** Checks what a body brings; a sparse update may leave things out. */
export function checkOwnRules(entity: string, body: JsonObject, books: Books): void {
	if (body.sparse !== true) {
		RULES.get(entity)?.(body, books);
	}
}

const RULES = new Map<string, Rule>([
	[
		'Employee',
		(body) => {
			if (text(body, 'GivenName') === '' && text(body, 'FamilyName') === '') {
				throw missing('GivenName or FamilyName');
			}
		},
	],
	[
		'Term',
		(body) => {
			if (body.DueDays === undefined && body.DayOfMonthDue === undefined) {
				throw missing('DueDays or DayOfMonthDue');
			}
		},
	],
	[
		'Purchase',
		(body, books) => {
			const type = oneOf(body, 'PaymentType', ['Cash', 'Check', 'CreditCard']);
			accountOf(books, body, 'AccountRef', type === 'CreditCard' ? 'Credit Card' : 'Bank');
			if (body.Credit === true && type !== 'CreditCard') {
				throw business('Only purchases by credit card can be a credit.');
			}
		},
	],
	['BillPayment', billPayment],
	[
		'Transfer',
		(body) => {
			if (refId(body, 'FromAccountRef') === refId(body, 'ToAccountRef')) {
				throw business('The accounts of a transfer must differ.');
			}
			if (cents(body, 'Amount') <= 0) {
				throw business('The amount of a transfer must be above zero.');
			}
		},
	],
	[
		'TimeActivity',
		(body, books) => {
			const kind = oneOf(body, 'NameOf', ['Employee', 'Vendor', 'Other']);
			if (kind !== 'Other' && body[`${kind}Ref`] === undefined) {
				throw missing(`${kind}Ref`);
			}
			oneOf(body, 'BillableStatus', ['Billable', 'NotBillable', 'HasBeenBilled'], 'NotBillable');
			checkRef(books, body, 'CustomerRef', 'Customer');
			if (body.BillableStatus === 'Billable' && refId(body, 'CustomerRef') === '') {
				throw missing('CustomerRef');
			}
		},
	],
	[
		'Budget',
		(body, books) => {
			for (const detail of objects(body, 'BudgetDetail')) {
				checkRef(books, detail, 'AccountRef', 'Account');
				if (text(detail, 'BudgetDate') === '') {
					throw missing('BudgetDetail.BudgetDate');
				}
			}
		},
	],
]);

function billPayment(body: JsonObject, books: Books): void {
	const type = oneOf(body, 'PayType', ['Check', 'CreditCard']);
	if (type === 'Check') {
		accountOf(books, child(body, 'CheckPayment'), 'BankAccountRef', 'Bank');
	} else {
		accountOf(books, child(body, 'CreditCardPayment'), 'CCAccountRef', 'Credit Card');
	}
	if (appliedOfBillPayment(body) > cents(body, 'TotalAmt')) {
		throw business('More is applied than was paid.');
	}
	for (const line of objects(body, 'Line')) {
		for (const link of objects(line, 'LinkedTxn')) {
			const paid = books.stored(text(link, 'TxnType'), text(link, 'TxnId'))?.row;
			if (refId(paid, 'VendorRef') !== refId(body, 'VendorRef')) {
				throw business('What is paid belongs to another vendor.');
			}
		}
	}
}

function oneOf(body: JsonObject, key: string, words: readonly string[], usual = ''): string {
	const word = text(body, key) || usual;
	if (!words.includes(word)) {
		throw validation('2030', 'Invalid value', `${key} must be one of ${words.join(', ')}`, key);
	}
	return word;
}

function accountOf(
	books: Books,
	owner: JsonObject | undefined,
	key: string,
	accountType: string,
): void {
	if (refId(owner, key) === '') {
		throw missing(key);
	}
	checkRef(books, owner, key, 'Account');
	const account = books.stored('Account', refId(owner, key))?.row;
	if (account?.AccountType !== accountType) {
		throw business(`${key} must be an account of type ${accountType}.`);
	}
}

function business(detail: string): ServiceFault {
	return validation(
		'6000',
		'A business validation error has occurred',
		`Business Validation Error: ${detail}`,
	);
}
