import { ServiceError, SettingError } from '../../../src/errors';
import { faultOf, isPassing } from '../../../src/ledger/postgres/faults';
import { jsonOf } from '../../../src/ledger/postgres/rows';
import { readPostgresSettings } from '../../../src/ledger/postgres/settings';

const FIELDS = { host: 'db.example.com', database: 'finance', user: 'sync', password: 'S3cret' };
const SETTINGS = readPostgresSettings(FIELDS, 'Ledger DB');

function coded(code: string, message = 'something'): Error {
	return Object.assign(new Error(message), { code });
}

test('what is left blank gets the safe value', () => {
	expect(SETTINGS).toMatchObject({
		port: 5432,
		tls: 'verify',
		ca: '',
		schema: 'quickbooks_anaplan_ledger',
	});
});

test.each([
	['57014', /took too long over a statement/],
	['55P03', /other commands kept the ledger of this company locked/],
	['40P01', /other commands kept the ledger/],
	['53300', /has no connection left/],
	['53100', /no memory or disk space left \(53100\)/],
	['57P03', /being shut down or started/],
	['08006', /stopped answering/],
	['ECONNRESET', /stopped answering/],
	['ETIMEDOUT', /cannot be reached/],
])('%s is the service failing', (code, message) => {
	const fault = faultOf(coded(code), SETTINGS);
	expect(fault).toBeInstanceOf(ServiceError);
	expect(fault.message).toMatch(message);
	expect(fault.message).toContain('db.example.com:5432 (credential "Ledger DB")');
	expect(fault.facts.code).toBe(code);
});

test.each(['28P01', '28000', '3D000', '42501', '25006', '42P01', 'CERT_HAS_EXPIRED'])(
	'%s is for the user to mend',
	(code) => expect(faultOf(coded(code), SETTINGS)).toBeInstanceOf(SettingError),
);

test('several failed addresses count as what the first of them says', () => {
	const error = Object.assign(new AggregateError([coded('ECONNREFUSED')]), {});
	expect(faultOf(error, SETTINGS).message).toMatch(/connection was refused/);
	expect(isPassing(error)).toBe(true);
});

test('a password in an unknown message is taken out', () => {
	const fault = faultOf(new Error('cannot use S3cret here'), SETTINGS);
	expect(fault.message).toContain('cannot use *** here');
	expect(`${fault.stack} ${JSON.stringify(fault)}`).not.toContain('S3cret');
});

test('an error of the ledger passes as it is, and is never tried again', () => {
	const error = new SettingError('No such run.', 'Look.');
	expect(faultOf(error, SETTINGS)).toBe(error);
	expect(isPassing(error)).toBe(false);
});

test('only what may pass by itself is tried again', () => {
	const passing = ['40001', '57P01', '08006', 'ECONNREFUSED'].map((code) => isPassing(coded(code)));
	const lasting = ['28P01', '42501', '23505', '57014'].map((code) => isPassing(coded(code)));
	expect([...passing, isPassing(new Error('Connection terminated unexpectedly'))]).toEqual(
		Array(5).fill(true),
	);
	// An answer that did not come in time may hide a transaction that is still under way.
	expect([...lasting, isPassing(new Error('Query read timeout'))]).toEqual(Array(5).fill(false));
});

test('characters that PostgreSQL cannot store are replaced, all others kept', () => {
	const text = 'Süd "\\u0000" 😀';
	expect(JSON.parse(jsonOf({ text }))).toEqual({ text });
	expect(JSON.parse(jsonOf({ text: 'a\0b\ud800c😀' }))).toEqual({ text: 'a\ufffdb\ufffdc😀' });
});
