/**
 * The documented grammar and nothing more:
 * SELECT * | count(*) FROM Entity [WHERE p op v [AND …]] [ORDERBY p [ASC|DESC], …]
 * [STARTPOSITION n] [MAXRESULTS n]. Refusals are the service's 4000 and 4001.
 */
import { queryInvalid, queryParse } from '../serviceFault';
import type { QuickBooksSwitches } from '../switches';
import { tokenize, type Token } from './lexer';

export type Operator = '=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE' | '!=';
export interface Value {
	kind: 'string' | 'boolean' | 'number';
	text: string;
}
export interface Condition {
	property: string;
	operator: Operator;
	values: Value[];
}
export interface Statement {
	count: boolean;
	entity: string;
	where: Condition[];
	orderBy: Array<{ property: string; descending: boolean }>;
	/** 1-based. */
	startPosition: number;
	maxResults: number;
}

/** Default and highest page (Intuit: data queries). */
const DEFAULT_RESULTS = 100;
const MAX_RESULTS = 1000;
const COMPARISONS = new Set(['=', '<', '>', '<=', '>=']);

export function parseStatement(text: string, switches: QuickBooksSwitches): Statement {
	return new Parser(tokenize(text), switches).statement();
}

class Parser {
	private index = 0;

	constructor(
		private readonly tokens: Token[],
		private readonly switches: QuickBooksSwitches,
	) {}

	statement(): Statement {
		this.keyword('SELECT');
		const count = this.selection();
		this.keyword('FROM');
		const entity = this.word().text;
		const where = this.tryKeyword('WHERE') ? this.conditions() : [];
		const orderBy = this.isOrderBy() ? this.order() : [];
		const paging = this.paging();
		if (this.peek().kind !== 'end') {
			throw this.unexpected();
		}
		return { count, entity, where, orderBy, ...paging };
	}

	/** `*`, `count(*)`, or a column list, which the service tolerates and answers in full. */
	private selection(): boolean {
		if (this.trySymbol('*')) {
			return false;
		}
		const first = this.word();
		if (first.text.toLowerCase() === 'count') {
			this.symbol('(');
			this.symbol('*');
			this.symbol(')');
			return true;
		}
		if (first.text.toLowerCase() === 'from') {
			throw this.unexpected(first);
		}
		while (this.trySymbol(',')) {
			if (!this.trySymbol('*')) {
				this.word();
			}
		}
		return false;
	}

	private conditions(): Condition[] {
		const list = [this.condition()];
		while (this.tryKeyword('AND')) {
			list.push(this.condition());
		}
		return list;
	}

	private condition(): Condition {
		const property = this.word().text;
		if (this.tryKeyword('IN')) {
			this.symbol('(');
			const values = [this.value()];
			while (this.trySymbol(',')) {
				values.push(this.value());
			}
			this.symbol(')');
			return { property, operator: 'IN', values };
		}
		if (this.tryKeyword('LIKE')) {
			return { property, operator: 'LIKE', values: [this.value()] };
		}
		const token = this.next();
		const allowed =
			COMPARISONS.has(token.text) || (token.text === '!=' && this.switches.undocumentedGrammar);
		if (token.kind !== 'symbol' || !allowed) {
			throw this.unexpected(token);
		}
		return { property, operator: token.text as Operator, values: [this.value()] };
	}

	private value(): Value {
		const token = this.next();
		if (token.kind === 'string') {
			return { kind: 'string', text: token.text };
		}
		if (token.kind === 'word' && /^(true|false)$/i.test(token.text)) {
			return { kind: 'boolean', text: token.text.toLowerCase() };
		}
		if (token.kind === 'number' && this.switches.unquotedNumbers === 'allow') {
			return { kind: 'number', text: token.text };
		}
		throw this.unexpected(token);
	}

	private isOrderBy(): boolean {
		if (this.tryKeyword('ORDERBY')) {
			return true;
		}
		const [first, second] = [this.peek(), this.tokens[this.index + 1]];
		const twoWords = first.text.toUpperCase() === 'ORDER' && second?.text.toUpperCase() === 'BY';
		if (twoWords && this.switches.undocumentedGrammar) {
			this.index += 2;
			return true;
		}
		return false;
	}

	private order(): Statement['orderBy'] {
		const list: Statement['orderBy'] = [];
		do {
			const property = this.word().text;
			const descending = this.tryKeyword('DESC');
			if (!descending) {
				this.tryKeyword('ASC');
			}
			list.push({ property, descending });
		} while (this.trySymbol(','));
		return list;
	}

	/** Both clauses are accepted in either order. */
	private paging(): { startPosition: number; maxResults: number } {
		let startPosition: number | undefined;
		let maxResults: number | undefined;
		for (;;) {
			if (startPosition === undefined && this.tryKeyword('STARTPOSITION')) {
				startPosition = this.position();
			} else if (maxResults === undefined && this.tryKeyword('MAXRESULTS')) {
				maxResults = this.position();
			} else {
				break;
			}
		}
		let limit = maxResults ?? DEFAULT_RESULTS;
		if (limit > MAX_RESULTS) {
			if (this.switches.maxResultsAbove1000 === 'error') {
				throw queryInvalid(`value ${limit} is too large. Max allowed value is ${MAX_RESULTS}`);
			}
			limit = MAX_RESULTS;
		}
		return { startPosition: startPosition ?? 1, maxResults: limit };
	}

	private position(): number {
		const negative = this.trySymbol('-');
		const token = this.next();
		if (token.kind !== 'number' || token.text.includes('.')) {
			throw this.unexpected(token);
		}
		const value = (negative ? -1 : 1) * Number(token.text);
		if (value < 1) {
			throw queryInvalid(`value ${value} is too small. Min allowed value is 1`);
		}
		return value;
	}

	private peek(): Token {
		return this.tokens[Math.min(this.index, this.tokens.length - 1)];
	}

	private next(): Token {
		const token = this.peek();
		this.index += 1;
		return token;
	}

	private word(): Token {
		const token = this.next();
		if (token.kind !== 'word') {
			throw this.unexpected(token);
		}
		return token;
	}

	private keyword(name: string): void {
		if (!this.tryKeyword(name)) {
			throw this.unexpected();
		}
	}

	private tryKeyword(name: string): boolean {
		const token = this.peek();
		if (token.kind === 'word' && token.text.toUpperCase() === name) {
			this.index += 1;
			return true;
		}
		return false;
	}

	private symbol(text: string): void {
		if (!this.trySymbol(text)) {
			throw this.unexpected();
		}
	}

	private trySymbol(text: string): boolean {
		const token = this.peek();
		if (token.kind === 'symbol' && token.text === text) {
			this.index += 1;
			return true;
		}
		return false;
	}

	private unexpected(token = this.peek()) {
		const kinds = { word: '<IDENTIFIER>', string: '<STRING>', number: '<NUMBER>' };
		const kind = token.kind === 'end' || token.kind === 'symbol' ? '' : `${kinds[token.kind]} `;
		return queryParse(
			`Encountered " ${kind}"${token.text} "" at line 1, column ${token.column}. Was expecting one of: ...`,
		);
	}
}
