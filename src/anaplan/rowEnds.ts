/** Cuts the bytes of a file, as they are, where a row ends. */

/** How far a row end is looked for; a file without any is no table, and is cut anywhere. */
const MOST_HELD_BYTES = 16 * 1024 * 1024;

const LINE_FEED = 0x0a;

/**
 * The same bytes in pieces that end after a line feed, so that a chunk made of them cuts neither a row
 * nor a character. Only a row end is looked for, not a quote around it: a chunk's end inside a quoted
 * text does no harm, because Anaplan joins the chunks before it reads them.
 */
export async function* atRowEnds(
	bytes: AsyncIterable<Buffer>,
	mostHeld = MOST_HELD_BYTES,
): AsyncGenerator<Buffer> {
	let held: Buffer[] = [];
	let size = 0;
	/** Bytes of one character: with two, a line feed has a zero beside it. */
	let width: 1 | 2 | undefined;
	for await (const piece of bytes) {
		held.push(piece);
		size += piece.length;
		if (width === undefined) {
			if (size < 2) continue;
			width = isUtf16(Buffer.concat(held, 2)) ? 2 : 1;
		}
		const all = held.length === 1 ? piece : Buffer.concat(held);
		const end = width === 1 ? all.lastIndexOf(LINE_FEED) + 1 : wideRowEnd(all);
		const cut = end > 0 ? end : size >= mostHeld ? size - (size % width) : 0;
		if (cut > 0) yield all.subarray(0, cut);
		held = cut < size ? [all.subarray(cut)] : [];
		size -= cut;
	}
	if (size > 0) yield Buffer.concat(held);
}

/** The byte order mark of UTF-16LE, the only such encoding that Anaplan reads. */
function isUtf16(start: Buffer): boolean {
	return start[0] === 0xff && start[1] === 0xfe;
}

/** Behind the last line feed of two bytes. Pieces are cut at even places, so places stay even. */
function wideRowEnd(bytes: Buffer): number {
	for (let at = bytes.length - (bytes.length % 2) - 2; at >= 0; at -= 2) {
		if (bytes[at] === LINE_FEED && bytes[at + 1] === 0) return at + 2;
	}
	return 0;
}
