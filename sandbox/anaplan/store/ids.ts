/** Anaplan's object ids: decimal text that begins with a prefix for the type (documented prefixes). */
export const ID_PREFIX = {
	list: '101',
	module: '102',
	subset: '109',
	import: '112',
	file: '113',
	/** Also the id of the file it writes. */
	export: '116',
	action: '117',
	process: '118',
	savedView: '203',
	lineItem: '206',
	/** List items have no documented prefix; a free one, so that they collide with nothing. */
	listItem: '238',
} as const;

/** What follows the prefix. */
const SERIAL_DIGITS = 9;

/** Counts ids per type, from …000000000 up as in a new model. */
export class ModelIds {
	private readonly last = new Map<string, number>();

	next(type: keyof typeof ID_PREFIX): string {
		const serial = this.last.get(type) ?? 0;
		this.last.set(type, serial + 1);
		return ID_PREFIX[type] + String(serial).padStart(SERIAL_DIGITS, '0');
	}
}
