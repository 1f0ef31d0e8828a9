/** Change data capture. Source: Intuit's change data capture page and recorded answers. */
import type { Books, Stored, Tombstone } from './books';
import { findDefinition } from './entities';
import type { JsonObject } from './rows';
import { missing, queryInvalid, unsupported } from './serviceFault';
import type { QuickBooksSwitches } from './switches';
import { pacificTime, parseTime } from './time';
import { onWire } from './wireForm';

const DAY = 86_400_000;

interface Group {
	entity: string;
	live: Stored[];
	gone: Tombstone[];
}

/** The CDCResponse member for the given parameters. `nowMs` is the simulator's time. */
export function changesSince(
	entities: string | undefined,
	changedSince: string | undefined,
	books: Books,
	switches: QuickBooksSwitches,
	nowMs: number,
	allFields = false,
): unknown[] {
	if (!entities) {
		throw missing('entities');
	}
	if (!changedSince) {
		throw missing('changedSince');
	}
	const since = parseTime(changedSince);
	if (since === undefined) {
		throw queryInvalid(`changedSince '${changedSince}' is not a valid date`);
	}
	if (switches.cdcMaxDays !== null && since < nowMs - switches.cdcMaxDays * DAY) {
		const what = `cdc with changedSince date ${changedSince} which is older than fixed days`;
		throw unsupported(what, switches.cdcTooOldCode);
	}
	const names = entities.split(',').map((name) => {
		const definition = findDefinition(name.trim());
		if (definition === undefined) {
			throw queryInvalid(`invalid context declaration: ${name.trim()}`);
		}
		if (!definition.cdc) {
			throw unsupported(`cdc on entity ${definition.name}`);
		}
		return definition.name;
	});
	const isIn = (ms: number) => (switches.cdcInclusive ? ms >= since : ms > since);
	const groups = names.map(
		(entity): Group => ({
			entity,
			live: [...books.entries(entity)]
				.filter((entry) => isIn(entry.updatedMs))
				.sort((a, b) => a.updatedMs - b.updatedMs || a.sequence - b.sequence),
			gone: books
				.tombstones(entity)
				.filter((grave) => isIn(grave.deletedMs))
				.sort((a, b) => a.deletedMs - b.deletedMs || a.sequence - b.sequence),
		}),
	);
	cut(groups, switches.cdcMaxObjects);
	const answers = groups
		.map((group) => answerOf(group, switches, allFields))
		.filter((answer) => switches.cdcEmptyGroups === 'empty' || Object.keys(answer).length > 0);
	return [{ QueryResponse: answers }];
}

/** The limit counts all entities together; deletions stand last, so they are lost first. */
function cut(groups: Group[], limit: number): void {
	let room = limit;
	for (const key of ['live', 'gone'] as const) {
		for (const group of groups) {
			group[key].splice(room);
			room -= group[key].length;
		}
	}
}

function answerOf(group: Group, switches: QuickBooksSwitches, all: boolean): JsonObject {
	const rows: JsonObject[] = [
		...group.live.map((entry) => onWire(group.entity, entry.row, all, switches)),
		...group.gone.map((grave) => ({
			domain: 'QBO',
			...(switches.cdcDeletedStatus === 'sent' ? { status: 'Deleted' } : {}),
			Id: grave.id,
			MetaData: { LastUpdatedTime: pacificTime(grave.deletedMs) },
		})),
	];
	if (rows.length === 0) {
		return {};
	}
	const counted = switches.totalCountEntities.includes(group.entity);
	return {
		[group.entity]: rows,
		...(group.live.length > 0 ? { startPosition: 1 } : {}),
		maxResults: rows.length,
		...(counted ? { totalCount: rows.length } : {}),
	};
}
