/** Reports have a limit of their own beside the company's. */
import { Pacer } from '../../../../src/http/pacing';
import {
	QUICKBOOKS_LIMITS,
	QuickBooksClient,
	REPORT_LIMITS,
} from '../../../../src/quickbooks/client';
import { answer, FakeClock } from '../../http/fakes';

test('no more than 200 reports in a minute, while queries go on', async () => {
	const clock = new FakeClock(0);
	const sent: Array<{ path: string; at: number }> = [];
	const client = new QuickBooksClient({
		realmId: '9130',
		baseUrl: 'https://quickbooks.test',
		tokens: { get: async () => 'token', renew: async () => 'token' },
		transport: {
			send: async ({ url }) => {
				sent.push({ path: url.pathname, at: clock.now() });
				return answer(200, { QueryResponse: {}, time: '2026-11-20T04:00:00.000-08:00' });
			},
		},
		pacer: new Pacer({ ...QUICKBOOKS_LIMITS, perSecond: 9_999 }, clock),
		reportPacer: new Pacer({ ...REPORT_LIMITS, perSecond: 9_999 }, clock),
		clock,
	});
	const dates = { start_date: '2026-01-01', end_date: '2026-01-31' };
	for (let index = 0; index < REPORT_LIMITS.perMinute; index += 1) {
		await client.report('ProfitAndLoss', dates, 'reading a report');
	}
	await client.query('Term', 'SELECT * FROM Term', 'reading terms');
	expect(clock.now()).toBe(0);
	await client.report('ProfitAndLoss', dates, 'reading a report');
	expect(clock.now()).toBeGreaterThanOrEqual(60_000);
	const reports = sent.filter(({ path }) => path.endsWith('/reports/ProfitAndLoss'));
	expect(reports.filter(({ at }) => at < 60_000)).toHaveLength(200);
});
