import { AnaplanClient } from '../../../src/anaplan/client';
import { readToken, TOKEN_LIFETIME_MS } from '../../../src/anaplan/signIn';
import { systemClock } from '../../../src/clock';
import { Pacer } from '../../../src/http/pacing';
import type { Transport } from '../../../src/http/types';

let host = 0;

/** A client whose collection has `total` rows and whose server gives at most `most` of them at once. */
function clientOf(answer: (offset: number) => object) {
	const offsets: number[] = [];
	const transport: Transport = {
		send: async ({ url }) => {
			const offset = Number(url.searchParams.get('offset'));
			const body = url.pathname.startsWith('/token')
				? { tokenInfo: { tokenValue: 't', expiresAt: Date.now() + 2_000_000 } }
				: answer(offset);
			if (!url.pathname.startsWith('/token')) offsets.push(offset);
			return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) };
		},
	};
	const url = `https://host${++host}.example`;
	const client = new AnaplanClient(
		{
			hosts: { authUrl: url, apiUrl: url, appUrl: url },
			signIn: { kind: 'basic', email: 'a@b.c', password: 'p' },
			credentialName: 'A',
		},
		{
			transport,
			pacer: new Pacer({ perMinute: 9_999, perSecond: 9_999, concurrent: 4 }, systemClock),
		},
	);
	return { client, offsets };
}

test('pages by sizes and never by the next link', async () => {
	const { client, offsets } = clientOf((offset) => {
		const rows = [0, 1, 2, 3, 4].slice(offset, offset + 2).map((id) => ({ id: String(id) }));
		const next = 'https://wrong.example/?offset=20';
		return { meta: { paging: { currentPageSize: rows.length, totalSize: 5, offset, next } }, rows };
	});
	const rows = await client.all('/rows', 'rows', 'listing');
	expect(rows.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4']);
	expect(offsets).toEqual([0, 2, 4]);
});

test('an absent key is an empty collection, also where the total claims more', async () => {
	const { client, offsets } = clientOf(() => ({ meta: { paging: { totalSize: 9 } } }));
	expect(await client.all('/rows', 'rows', 'listing')).toEqual([]);
	expect(offsets).toEqual([0]);
	expect(await clientOf(() => ({})).client.all('/rows', 'rows', 'listing')).toEqual([]);
});

test('a collection that never ends stops with an error', async () => {
	const { client } = clientOf(() => ({
		meta: { paging: { totalSize: 1e9 } },
		rows: [{ id: '1' }],
	}));
	await expect(client.all('/rows', 'rows', 'listing the rows')).rejects.toThrow(
		'more than 1000 pages while listing the rows',
	);
});

test('a token keeps the stated end, and the known lifetime where the clocks differ', () => {
	const clock = { now: () => 1_000_000_000 };
	const read = (expiresAt: unknown) =>
		readToken({ tokenInfo: { tokenValue: 'x', expiresAt } }, clock).expiresAt - clock.now();
	expect(read(clock.now() + 20 * 60_000)).toBe(20 * 60_000);
	expect(read(clock.now() + 60_000)).toBe(TOKEN_LIFETIME_MS);
	expect(read(clock.now() - 5 * 3_600_000)).toBe(TOKEN_LIFETIME_MS);
	expect(read(clock.now() + 5 * 3_600_000)).toBe(TOKEN_LIFETIME_MS);
	expect(read(undefined)).toBe(TOKEN_LIFETIME_MS);
	expect(() => readToken({ status: 'SUCCESS' }, clock)).toThrow('without a token');
});
