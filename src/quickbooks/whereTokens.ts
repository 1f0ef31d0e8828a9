/**
 * Splits a condition that somebody wrote in QuickBooks' query language into its words. Rules: Intuit's
 * data queries page; strings in straight single quotes, backslash before quote and backslash.
 */
import { SettingError } from '../errors';

export interface WhereToken {
	kind: 'word' | 'string' | 'number' | 'symbol' | 'end';
	/** As QuickBooks will read it: of a string without quotes and escapes. */
	text: string;
	/** From 1, in characters. */
	position: number;
}

const SYMBOLS = ['<=', '>=', '!=', '<>', '<', '>', '=', '(', ')', ',', '*', ';'];
const WORD = /^[A-Za-z_][A-Za-z0-9_.]*/;
const NUMBER = /^[-+]?\d+(\.\d+)?/;
const TYPOGRAPHIC = /[‘’‚‛“”„‟«»′″`´＇"]/u;
const CONTROL_CHARACTERS = /\p{Cc}/u;

/** @throws SettingError with the position of what QuickBooks would not read */
export function whereTokens(text: string): WhereToken[] {
	const tokens: WhereToken[] = [];
	let at = 0;
	while (at < text.length) {
		const rest = text.slice(at);
		const blank = /^\s+/.exec(rest)?.[0];
		if (blank !== undefined) {
			at += blank.length;
			continue;
		}
		const position = at + 1;
		if (rest.startsWith("'")) {
			const before = tokens.at(-1);
			if (before?.kind === 'string') throw doubledQuote(position);
			const { value, length } = readString(rest, position);
			tokens.push({ kind: 'string', text: value, position });
			at += length;
			continue;
		}
		const word = WORD.exec(rest)?.[0];
		const number = NUMBER.exec(rest)?.[0];
		const found = word ?? number ?? SYMBOLS.find((symbol) => rest.startsWith(symbol));
		if (found === undefined) throw unreadable(rest, position);
		const kind = word !== undefined ? 'word' : number !== undefined ? 'number' : 'symbol';
		tokens.push({ kind, text: found, position });
		at += found.length;
	}
	tokens.push({ kind: 'end', text: '', position: text.length + 1 });
	return tokens;
}

/** An error of the expert's condition: what is wrong, where, and how it is written right. */
export function whereError(position: number, problem: string, advice: string): SettingError {
	return new SettingError(`Where (Expert), character ${position}: ${problem}.`, advice);
}

function readString(rest: string, position: number): { value: string; length: number } {
	let value = '';
	for (let at = 1; at < rest.length; at++) {
		const char = rest[at];
		if (char === "'") return { value, length: at + 1 };
		if (CONTROL_CHARACTERS.test(char)) {
			throw whereError(
				position + at,
				'a text holds a line break or another control character',
				'Remove it; QuickBooks cannot search for it. If no line break was meant, a closing quote is missing.',
			);
		}
		if (char !== '\\') {
			value += char;
			continue;
		}
		at += 1;
		const escaped = rest[at];
		if (escaped !== "'" && escaped !== '\\') {
			throw whereError(
				position + at - 1,
				'a backslash stands before a character that needs none',
				"Write \\\\ for a backslash and \\' for a quote inside a text.",
			);
		}
		value += escaped;
	}
	throw whereError(
		position,
		'this text has no closing quote',
		"End it with a straight single quote. A quote inside a text is written \\', for example 'O\\'Brien'.",
	);
}

function doubledQuote(position: number): SettingError {
	return whereError(
		position,
		'two quotes in a row do not stand for one',
		"Write a quote inside a text as \\', for example 'O\\'Brien'. Between two texts belongs a comma.",
	);
}

function unreadable(rest: string, position: number): SettingError {
	const [char] = rest;
	if (TYPOGRAPHIC.test(char)) {
		return whereError(
			position,
			`${char} is not a quote that QuickBooks knows`,
			"Put texts in straight single quotes, for example 'Open'. Word processors turn them into others.",
		);
	}
	return whereError(
		position,
		`QuickBooks does not know the sign ${char}`,
		"Put texts, dates and numbers in straight single quotes, for example TxnDate >= '2026-11-01'.",
	);
}
