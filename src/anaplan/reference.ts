/** Finds what a user refers to, by name or ID, in a list of the model. Pure. */
import { SettingError } from '../errors';
import type { NamedObject } from './catalog';
import { nearestNames } from './nearest';

/** How a user refers to an object of a model. A name survives a rebuilt model and works in templates. */
export interface ObjectReference {
	by: 'id' | 'name';
	value: string;
}

/** What is looked for, in the words of messages. */
export interface ObjectKind {
	/** `import`, `process`, `export`, `action`, `file`, … */
	noun: string;
	/** What to do where the model shows none at all. */
	whenNone: string;
	/** Completes "…, or" where the object is missing. */
	build: string;
}

/** How many names are listed where none is near. */
const EXAMPLES = 3;

/**
 * Finds the one object that the reference names.
 * @param place what holds the objects, for messages
 * @throws SettingError where there is none (naming the nearest ones) or the name is not unique
 */
export function findObject<Entry extends NamedObject>(
	entries: readonly Entry[],
	reference: ObjectReference,
	kind: ObjectKind,
	placeName: string,
	place: 'model' | 'process' = 'model',
): Entry {
	const { noun } = kind;
	const wanted = reference.value.trim();
	if (wanted === '') {
		throw new SettingError(
			`No ${noun} is chosen.`,
			`Choose ${article(noun)} ${noun} from the list, or enter its name as the model spells it.`,
		);
	}
	const found = entries.filter((entry) => entry[reference.by] === wanted);
	if (found.length === 1) return found[0];
	if (found.length > 1) {
		throw new SettingError(
			`The ${place} "${placeName}" has ${found.length} ${plural(noun)} called "${wanted}".`,
			`Choose the ${noun} by ID: ${found.map((entry) => entry.id).join(', ')}.`,
		);
	}
	throw new SettingError(
		`The ${place} "${placeName}" has no ${noun} ${reference.by === 'id' ? 'with the ID' : 'called'} "${wanted}".`,
		suggestion(entries, reference, kind, wanted, place),
		{ code: `${noun}Missing` },
	);
}

function suggestion(
	entries: readonly NamedObject[],
	{ by }: ObjectReference,
	{ noun, whenNone, build }: ObjectKind,
	wanted: string,
	place: string,
): string {
	if (entries.length === 0) return whenNone;
	const same = entries.find((entry) => entry[by].toLowerCase() === wanted.toLowerCase());
	if (same !== undefined) {
		return `${by === 'name' ? 'Names' : 'IDs'} count upper and lower case: the ${place} spells it "${same[by]}".`;
	}
	const named = entries.find((entry) => by === 'id' && entry.name === wanted);
	if (named !== undefined) {
		return `That is the name of ${article(noun)} ${noun}: choose it by name, or enter its ID ${named.id}.`;
	}
	const near = nearestNames(
		wanted,
		entries.map((entry) => entry.name),
	);
	const names = (near.length > 0 ? near : entries.slice(0, EXAMPLES).map((entry) => entry.name))
		.map((name) => `"${name}"`)
		.join(', ');
	return `${near.length > 0 ? 'The nearest are' : `The ${place} has, for example,`} ${names}. Choose one of the ${place}'s ${plural(noun)}, or ${build}.`;
}

function article(noun: string): string {
	return /^[aeiou]/i.test(noun) ? 'an' : 'a';
}

function plural(noun: string): string {
	return noun.endsWith('s') ? `${noun}es` : `${noun}s`;
}
