/** The OpenAPI 3.0 contracts as JSON schemas that also refuse what they do not name. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** The reference contracts lie beside the repository, not in it. */
export const CONTRACTS = join(__dirname, '../../../../shared/contracts/anaplan');

type Json = Record<string, unknown>;

/** A place where the contract is known to be wrong or silent, and what is true instead. */
export interface Slip {
	/** Schema below components/schemas, or `METHOD template STATUS` for a response. */
	where: string;
	why: string;
	/** Changes the schema in place. */
	mend: (schema: Json) => void;
}

export function contractsPresent(): boolean {
	return existsSync(join(CONTRACTS, 'integration-openapi.json'));
}

/** What an operation may answer. */
export interface Documented {
	/** Schemas by media type; undefined: the status is documented without a body. */
	content: Map<string, ValidateFunction>;
}

export class Contract {
	private readonly document: Json;
	private readonly ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true });

	constructor(
		private readonly name: string,
		private readonly slips: readonly Slip[],
	) {
		addFormats(this.ajv, ['date-time', 'uuid', 'uri']);
		// Says nothing about a value; integers are JSON's here.
		for (const format of ['int32', 'int64', 'double', 'binary', 'float']) {
			this.ajv.addFormat(format, true);
		}
		const text = readFileSync(join(CONTRACTS, `${name}-openapi.json`), 'utf8');
		this.document = JSON.parse(text) as Json;
		const schemas = at(this.document, 'components', 'schemas');
		for (const [schemaName, schema] of Object.entries(schemas)) {
			this.mend(schemaName, schema as Json);
		}
		this.ajv.addSchema({ $id: name, components: { schemas: converted(schemas, name) } });
	}

	/** `METHOD template` of every operation, parameters written as `{}`. */
	operations(): string[] {
		return Object.entries(at(this.document, 'paths')).flatMap(([path, operations]) =>
			Object.keys(operations as Json)
				.filter((method) => method !== 'parameters')
				.map((method) => `${method.toUpperCase()} ${structure(path)}`),
		);
	}

	/** Undefined when the contract does not document the status for the operation. */
	response(operation: string, status: number): Documented | undefined {
		const [method, template] = operation.split(' ');
		const entry = Object.entries(at(this.document, 'paths')).find(
			([path, operations]) =>
				structure(path) === template && Object.hasOwn(operations as Json, method.toLowerCase()),
		);
		if (entry === undefined) {
			return undefined;
		}
		const responses = at(entry[1] as Json, method.toLowerCase(), 'responses');
		let response = responses[String(status)] as Json | undefined;
		if (response === undefined) {
			return undefined;
		}
		if (typeof response.$ref === 'string') {
			response = at(this.document, ...response.$ref.slice(2).split('/'));
		}
		const content = new Map<string, ValidateFunction>();
		for (const [mediaType, body] of Object.entries((response.content ?? {}) as Json)) {
			const schema = structuredClone((body as Json).schema) as Json;
			this.mend(`${operation} ${status}`, schema);
			content.set(mediaType, this.ajv.compile(converted(schema, this.name) as Json));
		}
		return { content };
	}

	schema(name: string): ValidateFunction {
		return this.ajv.compile({ $ref: `${this.name}#/components/schemas/${name}` });
	}

	private mend(where: string, schema: Json): void {
		for (const slip of this.slips.filter((known) => known.where === where)) {
			slip.mend(schema);
		}
	}
}

/** `/models/{modelId}/files/` and `/models/:modelId/files` are the same path. */
export function structure(path: string): string {
	const shape = path.replace(/\{[^}]+\}|:\w+/g, '{}');
	return shape.length > 1 ? shape.replace(/\/$/, '') : shape;
}

/**
 * OpenAPI 3.0 to JSON schema: `nullable` becomes a type, references point into the named document,
 * and objects with properties take no others, so that a misspelt field is found.
 */
function converted(value: unknown, documentName: string): unknown {
	if (Array.isArray(value)) {
		return value.map((entry) => converted(entry, documentName));
	}
	if (typeof value !== 'object' || value === null) {
		return value;
	}
	const schema: Json = {};
	for (const [key, entry] of Object.entries(value)) {
		if (key === 'example' || key === 'examples' || key === 'nullable') {
			continue;
		}
		schema[key] =
			key === '$ref'
				? String(entry).replace(/^#/, `${documentName}#`)
				: converted(entry, documentName);
	}
	const source = value as Json;
	if (source.nullable === true && typeof source.type === 'string') {
		schema.type = [source.type, 'null'];
	}
	if (isObjectSchema(source) && source.additionalProperties === undefined) {
		schema.additionalProperties = false;
	}
	return schema;
}

/** True for a schema with properties, not for a property that happens to be called `properties`. */
function isObjectSchema(value: Json): boolean {
	const { properties } = value;
	return (
		typeof properties === 'object' &&
		properties !== null &&
		!Object.hasOwn(properties, 'type') &&
		Object.values(properties).every((entry) => typeof entry === 'object')
	);
}

function at(value: Json, ...path: string[]): Json {
	return path.reduce((found, name) => found[name] as Json, value);
}
