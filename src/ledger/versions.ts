/** Which of two versions of a document is the older one. */
import { DELETED } from './types';

/** Fifteen digits are more than any object has versions, and still exact as a number. */
const SYNC_TOKEN = /^\d{1,15}$/;

export interface Version {
	/** SyncToken, or `deleted`. */
	version: string;
	/** MetaData.LastUpdatedTime. */
	updatedAt: string;
}

/** Whether the text is a version at all. */
export function isVersion(version: string): boolean {
	return version === DELETED || SYNC_TOKEN.test(version);
}

/**
 * Whether `left` is older than `right`. SyncTokens are compared as numbers. A deletion is newer than
 * any version, unless that version was saved after it: QuickBooks has reported living documents as
 * deleted (intuit/QuickBooks-V3-DotNET-SDK issue 189). Equal times count for the deletion, because
 * QuickBooks writes times to the second.
 */
export function isOlder(left: Version, right: Version): boolean {
	const [leftGone, rightGone] = [left.version === DELETED, right.version === DELETED];
	if (leftGone && rightGone) return false;
	if (rightGone) return !savedLater(left, right);
	if (leftGone) return savedLater(right, left);
	return Number(left.version) < Number(right.version);
}

/** False where a time cannot be read. */
function savedLater(left: Version, right: Version): boolean {
	return Date.parse(left.updatedAt) > Date.parse(right.updatedAt);
}
