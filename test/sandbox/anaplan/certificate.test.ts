/** Certificate sign-in at the simulator, with bodies made here and not by the package. */
import { createSign, randomBytes } from 'node:crypto';
import {
	makeCertificate,
	type CertificateWish,
	type MadeCertificate,
} from '../../../sandbox/anaplan/makeCertificate';
import { AnaplanSimulator, standingClock } from './setup';

const YEAR = 365 * 86_400_000;
const START = Date.UTC(2026, 9, 1, 8);
const issuer = makeCertificate({
	commonName: 'CA',
	issuer: true,
	from: START - YEAR,
	to: START + YEAR,
});
const made = makeCertificate({
	commonName: 'Ines',
	email: 'integration@example.com',
	signedBy: issuer,
	from: START - YEAR,
	to: START + YEAR,
});

let simulator: AnaplanSimulator;

beforeEach(async () => {
	simulator = await AnaplanSimulator.start({ clock: standingClock() });
	simulator.registerCertificate(made.pem);
});

afterEach(async () => {
	await simulator.stop();
});

function bodyOf(by: MadeCertificate, seconds?: number, nonce = randomBytes(120)): string {
	const time = Buffer.alloc(seconds === undefined ? 0 : 8);
	if (seconds !== undefined) time.writeUInt32BE(seconds, 4);
	const data = Buffer.concat([time, nonce]);
	return JSON.stringify({
		...(seconds === undefined ? {} : { encodedDataFormat: 'v2' }),
		encodedData: data.toString('base64'),
		encodedSignedData: createSign('sha512').update(data).sign(by.privateKey).toString('base64'),
	});
}

async function send(body: string, spelling: 'whole' | 'body' = 'whole', by = made) {
	const spelt =
		spelling === 'whole'
			? Buffer.from(by.pem).toString('base64')
			: by.pem.replace(/-----.*?-----|\s/g, '');
	const reply = await fetch(`${simulator.url}/token/authenticate`, {
		method: 'POST',
		headers: { authorization: `CACertificate ${spelt}`, 'content-type': 'application/json' },
		body,
	});
	return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

const now = () => Math.floor(simulator.clock.now() / 1000);

test.each(['whole', 'body'] as const)('takes both body formats in the spelling %s', async (way) => {
	expect((await send(bodyOf(made), way)).status).toBe(201);
	const reply = await send(bodyOf(made, now()), way);
	expect(reply).toMatchObject({ status: 201, body: { statusMessage: 'Login successful' } });
});

test('requireV2 refuses the older format', async () => {
	simulator.switches.requireV2 = true;
	expect(await send(bodyOf(made))).toMatchObject({
		status: 401,
		body: { status: 'FAILURE_BAD_CREDENTIAL' },
	});
	expect((await send(bodyOf(made, now()))).status).toBe(201);
});

test('refuses a body that was used, and one more than five minutes off', async () => {
	const body = bodyOf(made, now());
	expect((await send(body)).status).toBe(201);
	expect((await send(body)).status).toBe(401);
	for (const [off, status] of [
		[300, 201],
		[-300, 201],
		[301, 401],
		[-301, 401],
	]) {
		expect([off, (await send(bodyOf(made, now() + off))).status]).toEqual([off, status]);
	}
	expect((await send(bodyOf(made, now(), randomBytes(40)))).status).toBe(401);
});

test('refuses wrong signatures, unknown, disabled and ended certificates', async () => {
	const dates = { from: START - YEAR, to: START + YEAR };
	const other = makeCertificate({ commonName: 'Other', email: 'planner@example.com', ...dates });
	expect((await send(bodyOf(other, now()))).status).toBe(401);
	expect((await send(bodyOf(other, now()), 'whole', other)).status).toBe(401);
	expect((await send('{}')).status).toBe(401);
	simulator.disableCertificate(made.pem);
	expect((await send(bodyOf(made, now()))).status).toBe(401);
	simulator.registerCertificate(made.pem);
	simulator.clock.advance(2 * YEAR);
	expect((await send(bodyOf(made, now()))).status).toBe(401);
});

test("issuers', self-signed and servers' certificates cannot be registered", () => {
	const dates = { from: START, to: START + YEAR };
	const email = 'planner@example.com';
	const register = (wish: Partial<CertificateWish>) =>
		simulator.registerCertificate(makeCertificate({ commonName: 'P', ...dates, ...wish }).pem);
	expect(() => simulator.registerCertificate(issuer.pem)).toThrow('email should not be blank');
	expect(() => register({ email })).toThrow('self-signed certificates are not supported');
	expect(() => register({ email, signedBy: issuer, usages: [1] })).toThrow('server certificates');
});

test('the address may stand in the subject', async () => {
	const old = makeCertificate({
		commonName: 'P',
		email: 'planner@example.com',
		emailInSubject: true,
		signedBy: issuer,
		from: START,
		to: START + YEAR,
	});
	simulator.registerCertificate(old.pem);
	expect((await send(bodyOf(old, now()), 'whole', old)).status).toBe(201);
});
