/** Works on the members of a stream, a few at once, and leaves nothing running behind. */

/**
 * Hands each member to `work`, at most `limit` at a time. After the first failure nothing further is
 * started and the source is closed; what is under way is awaited, and then that failure is thrown.
 */
export async function eachAtOnce<Member>(
	source: AsyncIterable<Member>,
	limit: number,
	work: (member: Member) => Promise<void>,
): Promise<void> {
	const running = new Set<Promise<void>>();
	const failures: unknown[] = [];
	try {
		for await (const member of source) {
			if (running.size >= limit) await Promise.race(running);
			if (failures.length > 0) break;
			const one: Promise<void> = work(member)
				.catch((error: unknown) => {
					failures.push(error);
				})
				.finally(() => running.delete(one));
			running.add(one);
		}
	} finally {
		await Promise.all(running);
	}
	if (failures.length > 0) throw failures[0];
}
