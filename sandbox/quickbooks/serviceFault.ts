/** Faults in the services' own forms: application (capital F), gateway (lower case) and XML. */
import { escapeXml } from './xml';

export type FaultType =
	| 'ValidationFault'
	| 'SystemFault'
	| 'AUTHENTICATION'
	| 'SERVICE'
	| 'Service';

/** Thrown by handlers; the route turns it into an answer. */
export class ServiceFault extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		readonly type: FaultType,
		message: string,
		readonly detail: string,
		readonly element?: string,
		/** Gateway faults come before the application sees the request. */
		readonly gateway = false,
	) {
		super(message);
	}
}

export function validation(
	code: string,
	message: string,
	detail: string,
	element?: string,
): ServiceFault {
	return new ServiceFault(400, code, 'ValidationFault', message, detail, element);
}

export const notFound = (what = 'Object') =>
	validation(
		'610',
		'Object Not Found',
		`Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees. (${what})`,
	);

export const unsupported = (what: string, code = '500') =>
	validation(code, 'Unsupported Operation', `Operation ${what} is not supported.`);

export const queryParse = (detail: string) =>
	validation('4000', 'Error parsing query', `QueryParserError: ${detail}`);

export const queryInvalid = (detail: string) =>
	validation('4001', 'Invalid query', `QueryValidationError: ${detail}`);

/** A value in the books that the service itself cannot answer with. */
export const badStoredValue = () =>
	new ServiceFault(
		400,
		'4002',
		'Service',
		'Error processing query',
		'QueryProcessingError: To email address entered is invalid',
	);

export const missing = (property: string) =>
	validation(
		'2020',
		'Required param missing, need to supply the required value for the API',
		`Required parameter ${property} is missing in the request`,
		property,
	);

/** The body of an application fault, as it also appears inside a batch answer. */
export function applicationFault(fault: ServiceFault): Record<string, unknown> {
	return {
		Error: [
			{
				Message: fault.message,
				Detail: fault.detail,
				code: fault.code,
				...(fault.element === undefined ? {} : { element: fault.element }),
			},
		],
		type: fault.type,
	};
}

/** The gateway's envelope with its many empty members (recorded 401). `nowMs` is epoch milliseconds. */
export function gatewayFault(fault: ServiceFault, nowMs: number): Record<string, unknown> {
	return {
		warnings: null,
		intuitObject: null,
		fault: {
			error: [{ message: fault.message, detail: fault.detail, code: fault.code, element: null }],
			type: fault.type,
		},
		report: null,
		queryResponse: null,
		batchItemResponse: [],
		attachableResponse: [],
		syncErrorResponse: null,
		requestId: null,
		time: nowMs,
		status: null,
		cdcresponse: [],
	};
}

/** The XML form, which also answers callers that asked for JSON when the gateway throttles. */
export function xmlFault(fault: ServiceFault, time: string): string {
	const element = fault.element === undefined ? '' : ` element="${escapeXml(fault.element)}"`;
	return (
		'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
		`<IntuitResponse time="${time}" xmlns="http://schema.intuit.com/finance/v3">` +
		`<Fault type="${fault.type}"><Error code="${fault.code}"${element}>` +
		`<Message>${escapeXml(fault.message)}</Message><Detail>${escapeXml(fault.detail)}</Detail>` +
		'</Error></Fault></IntuitResponse>'
	);
}
