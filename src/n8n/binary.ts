/** Reads binary data of an item piece by piece, from memory or from n8n's binary store. */
import type { IExecuteFunctions } from 'n8n-workflow';

/** Far below Anaplan's chunk, so that chunks fill up well. */
const PIECE_BYTES = 1024 * 1024;

/** The bytes of a binary field in pieces; an error of n8n's own where the item has no such field. */
export async function* binaryChunks(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
): AsyncGenerator<Buffer> {
	const binary = context.helpers.assertBinaryData(itemIndex, field);
	const source: AsyncIterable<Buffer> | Buffer[] =
		binary.id === undefined
			? [Buffer.from(binary.data, 'base64')]
			: await context.helpers.getBinaryStream(binary.id, PIECE_BYTES);
	for await (const part of source) {
		for (let at = 0; at < part.length; at += PIECE_BYTES) yield part.subarray(at, at + PIECE_BYTES);
	}
}
