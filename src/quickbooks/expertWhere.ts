/**
 * Reads the condition that an expert wrote, so that what QuickBooks' parser would refuse is refused
 * here, with its position and how it is written right. It becomes filters like those of the table, and
 * is written anew from them: nothing reaches QuickBooks that was not understood.
 */
import { readTime } from './dates';
import { filterFieldsOf, operatorsOf, type FilterField } from './filterFields';
import type { FilterOperator, QueryFilter } from './query';
import { whereError, whereTokens, type WhereToken } from './whereTokens';

export interface ExpertWhere {
	filters: QueryFilter[];
	/** What QuickBooks may refuse or read otherwise than meant; whole sentences. */
	warnings: string[];
}

const COMPARISONS: readonly string[] = ['=', '<', '>', '<=', '>='];
const PROPERTY = /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/;
const NOT_QUERYABLE = /^(Line|CustomField|PrivateNote|LinkedTxn)(\.|$)/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Words of SQL that people try, and what to do instead. */
const OTHER_WORDS = new Map<string, [problem: string, advice: string]>([
	[
		'OR',
		[
			'QuickBooks knows no OR',
			'Use IN for several values of one field, or a second node for the other condition.',
		],
	],
	[
		'NOT',
		[
			'NOT is not part of the language that QuickBooks documents',
			'Read more, and leave out what you do not want with a Filter node.',
		],
	],
	[
		'BETWEEN',
		[
			'QuickBooks knows no BETWEEN',
			"Write two conditions, for example TxnDate >= '2026-11-01' AND TxnDate <= '2026-11-30'.",
		],
	],
	[
		'IS',
		[
			'QuickBooks cannot look for empty fields',
			'Leave them out with a Filter node behind this one.',
		],
	],
	['WHERE', ['WHERE is added by this node', 'Begin with the first condition.']],
	[
		'SELECT',
		['only the condition belongs here, not a whole statement', 'Write what stands behind WHERE.'],
	],
	...['ORDERBY', 'ORDER', 'STARTPOSITION', 'MAXRESULTS'].map((word): [string, [string, string]] => [
		word,
		[
			`${word} is not allowed here, because this node sorts and pages by itself`,
			'Remove it; use Limit or Return All, and a Sort node behind this one.',
		],
	]),
	...['GROUP', 'JOIN', 'HAVING', 'LIMIT'].map((word): [string, [string, string]] => [
		word,
		[
			`QuickBooks knows no ${word}`,
			'Remove it; one entity is read per query, with AND between conditions.',
		],
	]),
]);

/**
 * @throws SettingError naming the position (from 1) of the first thing that QuickBooks would refuse
 */
export function readExpertWhere(entity: string, text: string): ExpertWhere {
	return new Reader(entity, whereTokens(text)).read();
}

class Reader {
	private index = 0;
	private readonly warnings = new Set<string>();

	constructor(
		private readonly entity: string,
		private readonly tokens: readonly WhereToken[],
	) {}

	read(): ExpertWhere {
		if (this.peek().kind === 'end') {
			throw whereError(1, 'it is empty', 'Write a condition, or turn the switch off.');
		}
		const filters = [this.condition()];
		while (this.peek().kind !== 'end') {
			const { text, position, kind } = this.next();
			if (kind === 'word' && text.toUpperCase() === 'AND') {
				filters.push(this.condition());
				continue;
			}
			this.refuseOtherWord(text, position);
			throw whereError(
				position,
				text === ';' ? 'a semicolon ends nothing here' : `"${text}" was not expected`,
				text === ';' ? 'Remove it.' : 'Put AND between two conditions.',
			);
		}
		return { filters, warnings: [...this.warnings] };
	}

	private condition(): QueryFilter {
		const field = this.property();
		const token = this.next();
		const operator = token.text.toUpperCase();
		if (token.kind === 'word' && operator === 'IN') {
			this.refuseComparison(field, 'IN', token.position);
			return { field: field.name, operator: 'IN', value: this.list(field) };
		}
		const isLike = token.kind === 'word' && operator === 'LIKE';
		if (!isLike && !(token.kind === 'symbol' && COMPARISONS.includes(token.text))) {
			throw this.noComparison(field, token);
		}
		this.refuseComparison(field, operator as FilterOperator, token.position);
		const value = this.value(field, isLike);
		if (isLike) this.checkPattern(String(value));
		return { field: field.name, operator: operator as FilterOperator, value };
	}

	private property(): FilterField {
		const { kind, text, position } = this.next();
		this.refuseOtherWord(text, position);
		if (text === '(') {
			throw whereError(
				position,
				'QuickBooks knows no brackets around conditions',
				'Remove them; all conditions are joined by AND.',
			);
		}
		if (kind !== 'word' || !PROPERTY.test(text)) {
			throw whereError(
				position,
				text === '' ? 'a condition is missing here' : `"${text}" is not the name of a field`,
				`Begin a condition with a field, for example ${this.examples()}.`,
			);
		}
		if (NOT_QUERYABLE.test(text)) {
			throw whereError(
				position,
				`QuickBooks cannot filter by ${text}`,
				'Remove this condition and use a Filter node behind this one instead.',
			);
		}
		if (/Ref\.(name|value)$/i.test(text)) {
			throw whereError(
				position,
				`QuickBooks filters by the ID of a reference only, not by ${text}`,
				`Write ${text.replace(/\..*$/, '')} = '161' with the ID of the object.`,
			);
		}
		const fields = filterFieldsOf(this.entity);
		const known = fields.find(({ name }) => name.toLowerCase() === text.toLowerCase());
		if (known !== undefined) return known;
		this.warnings.add(
			`Where (Expert): ${text} is not among the fields of ${this.entity} that are known to work as filters (${fields.map(({ name }) => name).join(', ')}); QuickBooks may refuse the query.`,
		);
		return { name: text, label: text, type: 'text' };
	}

	private refuseComparison(field: FilterField, operator: FilterOperator, position: number): void {
		if (operatorsOf(field.type).includes(operator)) return;
		throw whereError(
			position,
			`QuickBooks cannot compare ${field.name} by ${operator}`,
			`For this field use one of ${operatorsOf(field.type).join(', ')}.`,
		);
	}

	private noComparison(field: FilterField, { text, position }: WhereToken) {
		if (text === '!=' || text === '<>') {
			return whereError(
				position,
				`${text} is not part of the language that QuickBooks documents`,
				'Read more, and leave out what you do not want with a Filter node.',
			);
		}
		this.refuseOtherWord(text, position);
		return whereError(
			position,
			`behind ${field.name} a comparison is missing`,
			`Use one of ${operatorsOf(field.type).join(', ')}.`,
		);
	}

	private list(field: FilterField): Array<string | boolean> {
		const open = this.next();
		if (open.text !== '(' || open.kind !== 'symbol') throw noList(open.position);
		const values = [this.value(field)];
		for (;;) {
			const { kind, text, position } = this.next();
			if (kind === 'symbol' && text === ')') return values;
			if (kind !== 'symbol' || text !== ',') throw noList(position);
			values.push(this.value(field));
		}
	}

	private value(field: FilterField, isPattern = false): string | boolean {
		const { kind, text, position } = this.next();
		const isBoolean = kind === 'word' && /^(true|false)$/i.test(text);
		if (field.type === 'boolean') {
			if (isBoolean) return text.toLowerCase() === 'true';
			throw whereError(
				position,
				`${field.name} is compared with true or false`,
				`Write ${field.name} = true, without quotes.`,
			);
		}
		// A field that is not known may be one of true and false.
		if (isBoolean && !isPattern && this.isUnknown(field)) return text.toLowerCase() === 'true';
		if (kind !== 'string') {
			throw whereError(
				position,
				kind === 'end' || kind === 'symbol'
					? 'a value is missing here'
					: `the value ${text} has no quotes`,
				"Put texts, dates and numbers in straight single quotes, for example '2026-11-01' or '300.00'.",
			);
		}
		this.checkValue(field, text, position);
		return text;
	}

	private checkValue(field: FilterField, text: string, position: number): void {
		if (text.trim() === '') {
			throw whereError(
				position,
				'an empty text finds nothing',
				'Fill it in or remove the condition.',
			);
		}
		// The months of the calendar are the same in every zone.
		const isTime = readTime(text, 'UTC') !== undefined;
		const wrong =
			(field.type === 'id' && !/^\d+$/.test(text) && 'an ID, which is a whole number') ||
			(field.type === 'date' && !(DATE.test(text) && isTime) && 'a date such as 2026-11-01') ||
			(field.type === 'dateTime' &&
				!(TIME.test(text) && isTime) &&
				'a time with its offset, such as 2026-11-01T08:00:00-08:00');
		if (wrong === false) return;
		throw whereError(position, `'${text}' is not ${wrong}`, `Compare ${field.name} with ${wrong}.`);
	}

	private checkPattern(pattern: string): void {
		if (pattern.includes('%')) return;
		this.warnings.add(
			`Where (Expert): LIKE '${pattern}' finds this very text only, because % alone stands for any text${/[*_?]/.test(pattern) ? ' (*, ? and _ stand for themselves)' : ''}.`,
		);
	}

	private isUnknown(field: FilterField): boolean {
		return !filterFieldsOf(this.entity).includes(field);
	}

	private refuseOtherWord(text: string, position: number): void {
		const known = OTHER_WORDS.get(text.toUpperCase());
		if (known !== undefined) throw whereError(position, ...known);
	}

	private examples(): string {
		const fields = filterFieldsOf(this.entity);
		return fields.length === 0
			? 'TxnDate'
			: fields
					.slice(0, 3)
					.map(({ name }) => name)
					.join(', ');
	}

	private peek(): WhereToken {
		return this.tokens[Math.min(this.index, this.tokens.length - 1)];
	}

	private next(): WhereToken {
		const token = this.peek();
		this.index += 1;
		return token;
	}
}

function noList(position: number) {
	return whereError(
		position,
		'behind IN stands a list in brackets, with commas between its values',
		"For example DocNumber IN ('1001', '1002').",
	);
}
