/** Answers as XML for callers that do not ask for JSON: small, but well-formed and complete. */

export function escapeXml(value: string): string {
	return value
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/"/g, '&quot;')
		.replace(/\r/g, '&#13;');
}

/** Members that the services write as attributes of the element around them. */
const ATTRIBUTES = new Set([
	'startPosition',
	'maxResults',
	'totalCount',
	'domain',
	'sparse',
	'status',
]);

/** An answer's JSON envelope as an IntuitResponse document. */
export function xmlResponse(envelope: Record<string, unknown>): string {
	const { time, ...content } = envelope;
	const members = Object.entries(content).map(([name, value]) => element(name, value));
	return (
		'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
		`<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="${String(time)}">` +
		`${members.join('')}</IntuitResponse>`
	);
}

function element(name: string, value: unknown): string {
	if (Array.isArray(value)) {
		return value.map((entry) => element(name, entry)).join('');
	}
	if (typeof value !== 'object' || value === null) {
		return value === null ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;
	}
	const members = Object.entries(value);
	if (typeof (value as { value?: unknown }).value === 'string') {
		const attributes = members.filter(([key]) => key !== 'value').map(attribute);
		const content = escapeXml((value as { value: string }).value);
		return `<${name}${attributes.join('')}>${content}</${name}>`;
	}
	const attributes = members.filter(([key]) => ATTRIBUTES.has(key)).map(attribute);
	const children = members.filter(([key]) => !ATTRIBUTES.has(key));
	const inner = children.map(([key, entry]) => element(key, entry)).join('');
	return `<${name}${attributes.join('')}>${inner}</${name}>`;
}

function attribute([key, value]: [string, unknown]): string {
	return ` ${key}="${escapeXml(String(value))}"`;
}
