import { findRegion, REGIONS } from '../../../src/anaplan/regions';

test('every region has its own code and three https hosts', () => {
	expect(new Set(REGIONS.map(({ code }) => code)).size).toBe(REGIONS.length);
	expect(REGIONS).toHaveLength(19);
	for (const { authUrl, apiUrl, appUrl } of REGIONS) {
		for (const url of [authUrl, apiUrl, appUrl]) expect(url).toMatch(/^https:\/\/[a-z0-9.]+$/);
	}
});

test.each([
	['us1', 'https://api.anaplan.com', 'https://auth.anaplan.com', 'https://us1a.app.anaplan.com'],
	['ap1', 'https://api.anaplan.com', 'https://auth.anaplan.com', 'https://us1a.app.anaplan.com'],
	[
		'eu3',
		'https://eu3.api.anaplan.com',
		'https://eu3.auth.anaplan.com',
		'https://eu3.app.anaplan.com',
	],
	[
		'ca1',
		'https://ca1a.api.anaplan.com',
		'https://ca1a.auth.anaplan.com',
		'https://ca1a.app.anaplan.com',
	],
	[
		'au1',
		'https://au1a.api2.anaplan.com',
		'https://au1a.app2.anaplan.com',
		'https://au1a.app2.anaplan.com',
	],
])('region %s has the right hosts', (code, apiUrl, authUrl, appUrl) => {
	expect(findRegion(code)).toMatchObject({ apiUrl, authUrl, appUrl });
});
