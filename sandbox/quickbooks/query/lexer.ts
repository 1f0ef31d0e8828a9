/** Tokens of a query statement. Source: Intuit's data queries page; escaping is by backslash. */
import { queryParse } from '../serviceFault';

export interface Token {
	kind: 'word' | 'string' | 'number' | 'symbol' | 'end';
	/** Text; of a string without its quotes and escapes. */
	text: string;
	/** 1-based column, as the service's parser counts. */
	column: number;
}

const SYMBOLS = ['<=', '>=', '!=', '<', '>', '=', '(', ')', ',', '*', '-'];

/** Splits a statement; refuses characters and unclosed strings with the service's 4000. */
export function tokenize(statement: string): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	while (at < statement.length) {
		const char = statement[at];
		if (/\s/.test(char)) {
			at += 1;
			continue;
		}
		const column = at + 1;
		if (char === "'") {
			const { text, next } = readString(statement, at);
			tokens.push({ kind: 'string', text, column });
			at = next;
			continue;
		}
		const word = /^[A-Za-z_][A-Za-z0-9_.]*/.exec(statement.slice(at, at + 200));
		const number = /^\d+(\.\d+)?/.exec(statement.slice(at, at + 40));
		const symbol = SYMBOLS.find((entry) => statement.startsWith(entry, at));
		const found = word?.[0] ?? number?.[0] ?? symbol;
		if (found === undefined) {
			throw queryParse(
				`Lexical error at line 1, column ${column}. Encountered: "${char}" (${statement.charCodeAt(at)}), after : ""`,
			);
		}
		tokens.push({ kind: word ? 'word' : number ? 'number' : 'symbol', text: found, column });
		at += found.length;
	}
	tokens.push({ kind: 'end', text: '<EOF>', column: statement.length + 1 });
	return tokens;
}

function readString(statement: string, start: number): { text: string; next: number } {
	let text = '';
	let at = start + 1;
	while (at < statement.length) {
		const char = statement[at];
		if (char === '\\') {
			const escaped = statement[at + 1];
			if (escaped !== "'" && escaped !== '\\') {
				throw queryParse(
					`Lexical error at line 1, column ${at + 2}. Encountered: "${escaped ?? '<EOF>'}", after : "\\"`,
				);
			}
			text += escaped;
			at += 2;
			continue;
		}
		if (char === "'") {
			return { text, next: at + 1 };
		}
		text += char;
		at += 1;
	}
	throw queryParse(
		`Lexical error at line 1, column ${statement.length + 1}. Encountered: <EOF> after : "'"`,
	);
}
