/** What a person sees who tests the trigger by hand: some recent changes. */
import type { QuickBooksClient } from '../client';
import { daysBefore } from '../dates';
import { fetchChanges } from '../fetch';
import type { Fetched } from '../window';
import { keepChosen, operationsSince } from './operations';
import { cursorAt } from './state';

/** Enough to build the next nodes with. */
export const SAMPLE_SIZE = 10;
/** How far back to look; the last is what change data capture reaches. One call each. */
const LOOK_BACK_DAYS = [1, 7, 29];

/** The newest changes, or undefined where nothing changed for weeks. It moves no cursor. */
export async function readSample(
	client: QuickBooksClient,
	options: { entities: readonly string[]; operations: readonly string[] },
): Promise<Fetched | undefined> {
	for (const days of LOOK_BACK_DAYS) {
		const since = daysBefore(client.clock.now(), days);
		const { entities } = options;
		const all = await fetchChanges(client, { entities, since, executionId: 'sample' });
		const operationOf = operationsSince(cursorAt(since));
		const chosen = keepChosen(all, (record) => options.operations.includes(operationOf(record)));
		if (chosen.records.length > 0) return newestOf(chosen, days);
	}
	return undefined;
}

function newestOf({ records, window }: Fetched, days: number): Fetched {
	const newest = [...records]
		.sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt))
		.slice(0, SAMPLE_SIZE);
	const expected = Object.fromEntries(
		window.entities.map((entity) => [
			entity,
			newest.filter((record) => record.entity === entity).length,
		]),
	);
	const remark = `A sample for testing by hand: the newest ${newest.length} of ${records.length} changes in the last ${days === 1 ? 'day' : `${days} days`}. The workflow will not skip them for that once it is active.`;
	return { records: newest, window: { ...window, expected, complete: false, remarks: [remark] } };
}
