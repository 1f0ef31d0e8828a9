/** Finds the fault in an answer's body, whatever its form. */
import type { HttpAnswer } from '../http/types';
import { isObject } from './objects';

/** What a fault says, safe to show: token text is taken out. */
export interface FaultDetail {
	/** QuickBooks' code: a decimal string. */
	code?: string;
	/** Message and detail of the first error in QuickBooks' words, shortened. */
	text: string;
}

/** Faults are short; only data answers are longer, and parsing those twice would be a waste. */
const LONGEST_FAULT_BYTES = 65_536;
/** Enough of QuickBooks' words to find the cause; the parser's details can run to kilobytes. */
const LONGEST_TEXT = 300;

/** The fault of an answer, or undefined where its body holds none. */
export function readFaultBody(answer: HttpAnswer): FaultDetail | undefined {
	if (answer.body.length > LONGEST_FAULT_BYTES) return undefined;
	const text = answer.body.toString('utf8').trim();
	if (text.startsWith('{')) return fromJson(text);
	if (/<Fault[\s>]/.test(text)) return fromXml(text);
	return undefined;
}

function fromJson(text: string): FaultDetail | undefined {
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!isObject(body)) return undefined;
	// Capital: the application. Lower case: the gateway, which also sends `"fault": null`.
	const fault = body.Fault ?? body.fault;
	if (!isObject(fault)) return undefined;
	const errors = fault.Error ?? fault.error;
	const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
	if (!isObject(first)) return detailOf(undefined, String(fault.type ?? 'Fault'), undefined);
	return detailOf(first.code, first.Message ?? first.message, first.Detail ?? first.detail);
}

function fromXml(text: string): FaultDetail {
	const code = /<Error\b[^>]*\bcode="([^"]*)"/.exec(text)?.[1];
	return detailOf(code, element(text, 'Message'), element(text, 'Detail'));
}

function element(xml: string, name: string): string | undefined {
	const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
	return found
		?.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replaceAll('&apos;', "'")
		.replaceAll('&amp;', '&');
}

function detailOf(code: unknown, message: unknown, detail: unknown): FaultDetail {
	const words = [message, detail].filter(
		(part): part is string => typeof part === 'string' && part.trim() !== '',
	);
	const text = redact([...new Set(words)].join(' - '));
	return {
		...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
		text: text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text,
	};
}

/** QuickBooks' 401 repeats the token; nothing that could be one may reach a person or a log. */
export function redact(text: string): string {
	return text
		.replace(/(token(?:\s+\w+)?\s*[:=]\s*)\S.*$/gis, '$1***')
		.replace(/(bearer\s+)\S+/gi, '$1***')
		.replace(/[A-Za-z0-9_\-+/=.]{32,}/g, '***');
}
