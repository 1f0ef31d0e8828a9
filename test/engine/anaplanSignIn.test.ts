/** Who is signed in, and the end of a sign-in on request. */
import { items, load, openBench, type Bench } from './anaplanSetup';

let bench: Bench;

beforeEach(async () => (bench = await openBench()));
afterEach(async () => await bench.simulator.stop());

const signIn = async (operation: string, more: object = {}) =>
	await load(bench, items({ n: 1 }, { n: 2 }), { resource: 'signIn', operation, ...more });
const signIns = () => bench.simulator.log.count({ path: '/token/authenticate' });
const logOuts = () => bench.simulator.log.all({ path: '/token/logout' });

test('the user of the credential is told once, paired with every item', async () => {
	const result = await signIn('getUser');
	expect(result.error).toBeUndefined();
	const [{ json, pairedItem }] = result.items('Anaplan');
	expect(result.items('Anaplan')).toHaveLength(1);
	expect(json).toMatchObject({ email: bench.engine.credentials.read('Anaplan (Finance)').email });
	expect(pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
});

test('logging out ends the shared token; the next run signs in anew', async () => {
	await signIn('getUser');
	await signIn('getUser');
	expect(signIns()).toBe(1);
	expect((await signIn('logOut')).items('Anaplan')[0].json).toEqual({ loggedOut: true });
	expect(logOuts().map(({ status }) => status)).toEqual([204]);
	expect((await signIn('getUser')).error).toBeUndefined();
	expect(signIns()).toBe(2);
});

test('without a sign-in there is nothing to log out of, and nothing is sent', async () => {
	expect((await signIn('logOut')).items('Anaplan')[0].json).toEqual({ loggedOut: false });
	expect(bench.simulator.log.count()).toBe(0);
});

test('a sign-in that Anaplan has ended already does no harm', async () => {
	await signIn('getUser');
	bench.simulator.expireTokens();
	expect((await signIn('logOut')).items('Anaplan')[0].json).toEqual({ loggedOut: false });
	expect((await signIn('getUser')).error).toBeUndefined();
});

test('nothing logs out by itself', async () => {
	await signIn('getUser');
	expect(logOuts()).toEqual([]);
});
