/**
 * The one table of resources and their operations: the dropdowns are built from it, and execute
 * looks here, so that nothing can be listed and not done.
 *
 * To add an operation, write `<resource>/<operation>.ts` with `option`, `fields` and `execute`, and
 * name it in `<resource>/index.ts`. To add a resource, write such an index and add it to the table
 * below. Fields that several operations use are in `../descriptions.ts`, their readers in
 * `settings.ts`.
 */
import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { authenticationField } from '../descriptions';
import { actionResource } from './action';
import { exportResource } from './export';
import { fileResource } from './file';
import { importResource } from './import';
import { listResource } from './list';
import { modelResource } from './model';
import { moduleResource } from './module';
import { processResource } from './process';
import { signInResource } from './signIn';
import { taskResource } from './task';
import type { Operation, Resource } from './operation';

/** In the order of the dropdown, which is that of their names. */
export const resources: readonly Resource[] = [
	actionResource,
	exportResource,
	fileResource,
	importResource,
	listResource,
	modelResource,
	moduleResource,
	processResource,
	signInResource,
	taskResource,
];

/** The dropdowns and the fields of every operation. */
export const operationFields: INodeProperties[] = [
	authenticationField,
	dropdown('Resource', resources, importResource),
	...resources.map(({ option, operations, defaultOperation }) => ({
		...dropdown('Operation', operations, defaultOperation),
		displayOptions: { show: { resource: [option.value] } },
	})),
	...resources.flatMap((resource) =>
		resource.operations.flatMap(({ option, fields }) =>
			updateDisplayOptions(
				{ show: { resource: [resource.option.value], operation: [option.value] } },
				fields,
			),
		),
	),
];

function dropdown(
	displayName: 'Resource' | 'Operation',
	entries: ReadonlyArray<Pick<Resource, 'option'>>,
	chosen: Pick<Resource, 'option'>,
): INodeProperties {
	const name = displayName.toLowerCase();
	const options = entries.map(({ option }) => option);
	const initial = chosen.option.value;
	return { displayName, name, type: 'options', noDataExpression: true, options, default: initial };
}

/**
 * The line under the node on the canvas: what the chosen operation does. The keys have one level,
 * because two closing braces in a row would end the expression.
 */
export const subtitle = subtitleOf(resources);

function subtitleOf(table: readonly Resource[]): string {
	const actions = table.flatMap((resource) =>
		resource.operations.map(({ option }) => [
			`${resource.option.value}:${option.value}`,
			option.action,
		]),
	);
	const lookUp = '$parameter["resource"] + ":" + $parameter["operation"]';
	return `={{ (${JSON.stringify(Object.fromEntries(actions))})[${lookUp}] }}`;
}

/** The operation of that resource and name; undefined where there is none. */
export function findOperation(resource: unknown, operation: unknown): Operation | undefined {
	return resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === operation);
}
