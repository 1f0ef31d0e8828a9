/**
 * Anaplan's hosts per tenant region. Source: Anaplan support, "URL, IP and allowlist requirements".
 * This file imports nothing, because the credential builds its texts from it.
 */

/** The three base URLs of a tenant, without a slash at the end. */
export interface AnaplanHosts {
	/** Signs in and renews tokens. */
	authUrl: string;
	/** Answers the Integration API. */
	apiUrl: string;
	/** The web application; also OAuth's host. */
	appUrl: string;
}

/** A tenant region as Anaplan's administration page names it, for example `us1`. */
export interface AnaplanRegion extends AnaplanHosts {
	code: string;
	label: string;
}

/** The value of the credential's region field that stands for URLs of one's own. */
export const CUSTOM_REGION = 'custom';

/** The regions that share Anaplan's first plane have the same three hosts. */
const SHARED_PLANE: AnaplanHosts = {
	authUrl: 'https://auth.anaplan.com',
	apiUrl: 'https://api.anaplan.com',
	appUrl: 'https://us1a.app.anaplan.com',
};

function sharedPlane(code: string, place: string): AnaplanRegion {
	return { code, label: `${code.toUpperCase()} (${place})`, ...SHARED_PLANE };
}

function ownPlane(code: string, place: string): AnaplanRegion {
	return {
		code,
		label: `${code.toUpperCase()} (${place})`,
		authUrl: `https://${code}.auth.anaplan.com`,
		apiUrl: `https://${code}.api.anaplan.com`,
		appUrl: `https://${code}.app.anaplan.com`,
	};
}

export const REGIONS: readonly AnaplanRegion[] = [
	sharedPlane('us1', 'United States'),
	sharedPlane('us2', 'United States'),
	sharedPlane('us5', 'United States'),
	sharedPlane('us7', 'United States'),
	ownPlane('us9', 'United States'),
	sharedPlane('eu1', 'Europe'),
	sharedPlane('eu2', 'Europe'),
	ownPlane('eu3', 'Europe'),
	sharedPlane('eu4', 'Europe'),
	ownPlane('eu5', 'Europe'),
	ownPlane('gb1', 'United Kingdom'),
	{
		code: 'ca1',
		label: 'CA1 (Canada)',
		authUrl: 'https://ca1a.auth.anaplan.com',
		// Not confirmed by a public page; follows the pattern of the region's other two hosts.
		apiUrl: 'https://ca1a.api.anaplan.com',
		appUrl: 'https://ca1a.app.anaplan.com',
	},
	sharedPlane('ap1', 'Asia Pacific'),
	{
		code: 'au1',
		label: 'AU1 (Australia)',
		// This region has no auth host of its own: its application host signs in too.
		authUrl: 'https://au1a.app2.anaplan.com',
		// Not confirmed by a public page.
		apiUrl: 'https://au1a.api2.anaplan.com',
		appUrl: 'https://au1a.app2.anaplan.com',
	},
	ownPlane('sg1', 'Singapore'),
	ownPlane('ae1', 'United Arab Emirates'),
	ownPlane('in1', 'India'),
	ownPlane('id1', 'Indonesia'),
	ownPlane('me1', 'Middle East'),
];

/** The region's row, or undefined for an unknown code. */
export function findRegion(code: string): AnaplanRegion | undefined {
	return REGIONS.find((region) => region.code === code);
}

/** Takes slashes and blanks off the end, so that paths can be appended. */
export function trimBaseUrl(url: string): string {
	return url.trim().replace(/\/+$/, '');
}

/**
 * An n8n expression that yields one base URL of a credential from its own fields. Expressions cannot
 * import anything, so the region table is written into the text.
 * @param customField the field that holds the URL where the region is Custom
 */
export function hostExpression(host: keyof AnaplanHosts, customField: string): string {
	const table = JSON.stringify(Object.fromEntries(REGIONS.map((row) => [row.code, row[host]])));
	return (
		`={{ $credentials.region === "${CUSTOM_REGION}" ` +
		`? $credentials.${customField}.trim().replace(/\\/+$/, "") ` +
		`: (${table})[$credentials.region] }}`
	);
}
