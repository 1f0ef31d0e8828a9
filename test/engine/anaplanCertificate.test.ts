/** Signing in with a certificate on the real engine, against the Anaplan simulator. */
import { makeCertificate } from '../../sandbox/anaplan/makeCertificate';
import type { AnaplanSimulatorOptions } from '../../sandbox/anaplan/simulator';
import { failureOf, items, load, openBench, vendorRow, type Bench } from './anaplanSetup';

jest.setTimeout(30_000);

const DAY = 86_400_000;
const issuer = makeCertificate({
	commonName: 'Issuer',
	issuer: true,
	from: Date.now() - DAY,
	to: Date.now() + 400 * DAY,
});

/** A certificate of the user that ends in so many days. */
const certificateFor = (days: number) =>
	makeCertificate({
		commonName: 'Petra Planner',
		email: 'planner@example.com',
		signedBy: issuer,
		from: Date.now() - DAY,
		to: Date.now() + days * DAY,
	});

const made = certificateFor(200);
let bench: Bench | undefined;

afterEach(async () => {
	await bench?.simulator.stop();
	bench = undefined;
});

async function open(
	fields: { [field: string]: string } = {},
	options: AnaplanSimulatorOptions = {},
	certificate = made,
): Promise<Bench> {
	bench = await openBench(options, {
		signIn: 'certificate',
		email: '',
		password: '',
		certificate: certificate.pem,
		privateKey: certificate.keyPem,
		...fields,
	});
	bench.simulator.registerCertificate(certificate.pem);
	return bench;
}

const signIns = ({ simulator }: Bench) =>
	simulator.log.all({ method: 'POST', path: '/token/authenticate' });

test('a load signs in once with a v2 body, where v1 is refused', async () => {
	const opened = await open({}, { switches: { requireV2: true } });
	const result = await load(opened, items(vendorRow('1', 'A')));
	expect(result.error).toBeUndefined();
	expect(opened.simulator.model().items('QB Vendors')).toHaveLength(1);
	expect(signIns(opened)).toMatchObject([{ status: 201 }]);
	expect(result.hints('Anaplan')).toEqual([]);
});

test.each(['v1', 'v2'])('body format %s with the other header spelling', async (bodyFormat) => {
	const opened = await open({ bodyFormat, headerSpelling: 'bodyOnly' });
	expect((await load(opened, items(vendorRow('1', 'A')))).error).toBeUndefined();
});

test('the time of a v2 body in milliseconds, where Anaplan counts those', async () => {
	const switches = { requireV2: true, v2Time: 'milliseconds' } as const;
	const opened = await open({ bodyFormat: 'v2Milliseconds' }, { switches });
	expect((await load(opened, items(vendorRow('1', 'A')))).error).toBeUndefined();
	opened.simulator.switches.v2Time = 'seconds';
	opened.simulator.expireTokens();
	const { advice } = failureOf(await load(opened, items(vendorRow('1', 'A'))));
	expect(advice).toContain('try the other body format');
});

test('a token that is refused in the middle is renewed once and the load goes on', async () => {
	const opened = await open();
	opened.simulator.faults.arm({ path: /\/imports(\?|$)/, times: 1, status: 401 });
	const result = await load(opened, items(vendorRow('1', 'A')));
	expect(result.error).toBeUndefined();
	expect(signIns(opened)).toHaveLength(2);
});

test('a sign-in whose answer is lost is repeated with a body of its own', async () => {
	const opened = await open();
	opened.simulator.faults.arm({ path: '/token/authenticate', times: 1, loseAnswer: true });
	const result = await load(opened, items(vendorRow('1', 'A')));
	expect(result.error).toBeUndefined();
	expect(signIns(opened)).toHaveLength(2);
});

test('a certificate that Anaplan does not know is named with what to check', async () => {
	const opened = await open();
	opened.simulator.disableCertificate(made.pem);
	const { message, advice } = failureOf(await load(opened, items(vendorRow('1', 'A'))));
	expect(message).toContain('refused the certificate of the credential');
	expect(advice).toContain('registered and active');
});

test.each([-6, 6])(
	"a clock that is %s minutes off Anaplan's is among what to check",
	async (minutes) => {
		const opened = await open({}, { clockOptions: { startMs: Date.now() + minutes * 60_000 } });
		const { message, advice } = failureOf(await load(opened, items(vendorRow('1', 'A'))));
		expect(message).toContain('refused the certificate of the credential');
		expect(advice).toContain("this machine's clock");
	},
);

test('a wrong chain or key stops the run before anything is sent', async () => {
	const opened = await open({ certificate: issuer.pem + made.pem });
	const { message } = failureOf(await load(opened, items(vendorRow('1', 'A'))));
	expect(message).toContain("is an issuer's (Issuer)");
	expect(opened.simulator.log.count()).toBe(0);
});

test.each([
	[29, 'Ask for a new certificate in time'],
	[6, 'this week'],
	[0.5, 'within a day'],
])('a certificate that ends in %s days is told as a hint', async (days, words) => {
	const opened = await open({}, {}, certificateFor(days));
	const result = await load(opened, items(vendorRow('1', 'A')));
	expect(result.error).toBeUndefined();
	expect(result.hints('Anaplan').join()).toContain(words);
});
