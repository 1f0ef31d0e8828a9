/** Turns the engine's errors into n8n's, with the advice as description and the item's index set. */
import {
	NodeApiError,
	NodeOperationError,
	type INode,
	type JsonObject,
	type NodeApiError as ApiError,
} from 'n8n-workflow';

import { CancelledError, PackError, ServiceError } from '../errors';

/** The error n8n shall show. An error that has n8n's class already only gets its item index. */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): ApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		if (itemIndex !== undefined) error.context.itemIndex = itemIndex;
		return error;
	}
	const index = itemIndex === undefined ? {} : { itemIndex };
	if (error instanceof PackError) {
		const nodeError =
			error instanceof ServiceError
				? serviceError(node, error, index)
				: new NodeOperationError(node, error.message, { description: withFacts(error), ...index });
		// n8n puts texts of its own in place of messages that hold a code it knows (ECONNRESET).
		nodeError.message = error.message;
		// By this name n8n tells a stopped execution from a failed one.
		if (error instanceof CancelledError) nodeError.name = CancelledError.name;
		return nodeError;
	}
	return new NodeOperationError(
		node,
		error instanceof Error ? error : new Error(String(error)),
		index,
	);
}

function serviceError(node: INode, error: ServiceError, index: { itemIndex?: number }): ApiError {
	const { httpStatus } = error.facts;
	return new NodeApiError(node, factsOf(error), {
		message: error.message,
		description: withFacts(error),
		...(httpStatus === undefined ? {} : { httpCode: String(httpStatus) }),
		...index,
	});
}

/** QuickBooks' fault codes are numbers; names in code style are for programs, not for people. */
const CODE_FOR_SUPPORT = /^\d+$/;

/** The advice, and what support would ask for. */
function withFacts(error: PackError): string {
	const { code, correlationId } = error.facts;
	const facts = [
		...(code !== undefined && CODE_FOR_SUPPORT.test(code) ? [`code ${code}`] : []),
		...(correlationId === undefined ? [] : [`intuit_tid ${correlationId}`]),
	];
	return facts.length === 0 ? error.advice : `${error.advice} (${facts.join(', ')})`;
}

function factsOf(error: ServiceError): JsonObject {
	return {
		message: error.message,
		...(error.facts.code === undefined ? {} : { code: error.facts.code }),
	};
}
