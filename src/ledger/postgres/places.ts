/** Places of a sync in PostgreSQL, so that the workers of an n8n in queue mode share them. */
import type { Clock } from '../../clock';
import type { Places, WaitingPlace } from '../../syncTurns/places';
import { ProcessPlaces, WAITING_FOR_RUN } from '../../syncTurns/processPlaces';
import { HeldLock } from './heldLock';
import { lockName } from './migrate';
import type { ConnectionRules } from './pools';
import type { PostgresSettings } from './settings';

/** How often to look whether the run under way has ended; a run takes minutes. */
const LOOK_AGAIN_MS = 1_000;

export interface PostgresPlacesOptions {
	settings: PostgresSettings;
	/** Left out where connections may go anywhere. */
	rules?: ConnectionRules;
	clock: Clock;
	/** Names the sync; the same in all processes. */
	key: string;
}

/**
 * Within the process the places are the process's own, so that a burst of notifications does not
 * become a burst of connections: only who gets in there asks the database.
 */
export class PostgresPlaces implements Places {
	private readonly inProcess: ProcessPlaces;

	constructor(private readonly options: PostgresPlacesOptions) {
		const { settings, key } = options;
		const { host, port, database, schema } = settings;
		this.inProcess = new ProcessPlaces(JSON.stringify([host, port, database, schema, key]));
	}

	async takeWaiting(): Promise<WaitingPlace | undefined> {
		const place = await this.inProcess.takeWaiting();
		if (place === undefined) return undefined;
		let lock: HeldLock | undefined;
		let taken = false;
		try {
			lock = await this.open();
			let before: number;
			do {
				before = place.covered();
				taken = await lock.take(this.lockName('waiting'));
				// Who was sent away while the answer was on its way may have come after it.
			} while (!taken && place.covered() > before);
			return taken ? held(place, lock) : undefined;
		} finally {
			if (!taken) {
				await place.leave();
				await lock?.leave();
			}
		}
	}

	async run<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
		return await this.inProcess.run(signal, async () => {
			const lock = await this.open();
			try {
				while (!(await lock.take(this.lockName('running')))) {
					await this.options.clock.sleep(LOOK_AGAIN_MS, signal, WAITING_FOR_RUN);
				}
				return await work();
			} finally {
				await lock.leave();
			}
		});
	}

	private async open(): Promise<HeldLock> {
		return await HeldLock.open(this.options.settings, this.options.rules);
	}

	private lockName(place: 'waiting' | 'running'): string {
		const { settings, key } = this.options;
		return lockName(settings.schema, `sync:${key}:${place}`);
	}
}

function held(place: WaitingPlace, lock: HeldLock): WaitingPlace {
	return {
		covered: () => place.covered(),
		leave: async () => {
			// The process's own first: from here on nobody is sent away because of this place.
			await place.leave();
			await lock.leave();
		},
	};
}
