/**
 * The property test's random histories over the real PostgreSQL: after every undisturbed run books and
 * Anaplan agree, every answer is the one that a ledger in memory gives, and the ledger moves between
 * PostgreSQL and the ledger workflow in between. `LEDGER_POSTGRES_SEEDS` sets the number of histories.
 */
import { startPostgres, type SandboxPostgres } from '../../sandbox/postgres';
import { Bridge } from './bridge';
import { settingsOf, START_MS } from './helpers';
import { TwinDatabase } from './twin';
import { History } from '../unit/ledger/world/history';

jest.mock('../unit/ledger/world/stores', () => ({
	...jest.requireActual<object>('../unit/ledger/world/stores'),
	DatabaseModel: jest.requireActual<{ TwinDatabase: unknown }>('./twin').TwinDatabase,
}));

const SEEDS = Number(process.env.LEDGER_POSTGRES_SEEDS ?? '8');
const ROUNDS = 3;

let server: SandboxPostgres;
let bridge: Bridge;

beforeAll(async () => {
	server = await startPostgres();
	bridge = new Bridge();
	TwinDatabase.home = { bridge, settings: settingsOf(server) };
}, START_MS);

afterAll(async () => {
	await bridge?.close();
	await server?.stop();
}, START_MS);

test(
	`books and Anaplan agree in ${SEEDS} random histories over PostgreSQL`,
	() => {
		const failed: string[] = [];
		let moves = 0;
		for (let index = 1; index <= SEEDS; index += 1) {
			// Histories whose seed is a multiple of three begin in a database.
			const history = new History(index * 3);
			try {
				history.live(ROUNDS);
			} catch (error) {
				failed.push(`seed ${index * 3}: ${error instanceof Error ? error.stack : String(error)}`);
			}
			moves += history.count.moves;
		}
		expect({ count: failed.length, first: failed.slice(0, 2) }).toEqual({ count: 0, first: [] });
		// The histories must really have been in the database, and have left it and come back.
		expect(TwinDatabase.commands).toBeGreaterThan(SEEDS * 50);
		expect(moves).toBeGreaterThan(0);
	},
	START_MS + SEEDS * 20_000,
);
