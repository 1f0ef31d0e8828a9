import { inModelQueue } from '../../../src/anaplan/modelQueue';
import { CancelledError } from '../../../src/errors';

function deferred() {
	let resolve: () => void = () => undefined;
	const promise = new Promise<void>((done) => {
		resolve = done;
	});
	return { promise, resolve };
}

test('works on one model run one after another in the order they came; other models do not wait', async () => {
	const [first, log] = [deferred(), [] as string[]];
	const one = inModelQueue('m', undefined, async () => {
		log.push('one begins');
		await first.promise;
		log.push('one ends');
	});
	const two = inModelQueue('m', undefined, async () => {
		log.push('two');
	});
	await inModelQueue('other', undefined, async () => {
		log.push('other');
	});
	first.resolve();
	await Promise.all([one, two]);
	expect(log).toEqual(['one begins', 'other', 'one ends', 'two']);
});

test('a failed work lets the next one in', async () => {
	const failed = inModelQueue('m', undefined, async () => await Promise.reject(new Error('no')));
	const next = inModelQueue('m', undefined, async () => 'in');
	await expect(failed).rejects.toThrow('no');
	expect(await next).toBe('in');
});

test('a cancelled execution gives up its place without letting others past the one at work', async () => {
	const [first, stop, log] = [deferred(), new AbortController(), [] as string[]];
	const one = inModelQueue('m', undefined, async () => {
		await first.promise;
		log.push('one');
	});
	const two = inModelQueue('m', stop.signal, async () => {
		log.push('two');
	});
	const three = inModelQueue('m', undefined, async () => {
		log.push('three');
	});
	stop.abort();
	await expect(two).rejects.toBeInstanceOf(CancelledError);
	expect(log).toEqual([]);
	first.resolve();
	await Promise.all([one, three]);
	expect(log).toEqual(['one', 'three']);
});

test('who comes after the last in the queue has given up still waits for the one at work', async () => {
	const [first, stop, log] = [deferred(), new AbortController(), [] as string[]];
	const one = inModelQueue('m', undefined, async () => {
		await first.promise;
		log.push('one');
	});
	const two = inModelQueue('m', stop.signal, async () => await Promise.resolve());
	stop.abort();
	await expect(two).rejects.toBeInstanceOf(CancelledError);
	const three = inModelQueue('m', undefined, async () => {
		log.push('three');
	});
	await new Promise((resolve) => setImmediate(resolve));
	expect(log).toEqual([]);
	first.resolve();
	await Promise.all([one, three]);
	expect(log).toEqual(['one', 'three']);
});
