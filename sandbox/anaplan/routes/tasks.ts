/**
 * Tasks and dumps: "Run the import", "Monitor the import tasks", "Get the dump file chunks", and the
 * same of processes, exports and other actions.
 */
import type { ModelCall, ModelRoute } from '../routing';
import { bodyObject, sendOne, sendPage } from '../routing';
import { isOver, type StepResult, type Task } from '../tasks';
import { ApiError, notFound, queryText, sendBytes, sendJson, sorted } from '../wire';

/** The only locale the service supports. */
const LOCALE = 'en_US';

/** What the body of a new task may hold. */
const TASK_FIELDS = new Set(['localeName', 'mappingParameters', 'connectorParameters']);

const PLAIN = 'text/plain';

export const taskRoutes: readonly ModelRoute[] = [
	...taskRoutesOf('imports', '/imports/:parentId'),
	...taskRoutesOf('exports', '/exports/:parentId'),
	...taskRoutesOf('actions', '/actions/:parentId'),
	...taskRoutesOf('processes', '/processes/:parentId'),
	...dumpRoutes('imports', '/imports/:parentId/tasks/:taskId/dump'),
	...dumpRoutes('processes', '/processes/:parentId/tasks/:taskId/dumps/:objectId'),
];

function taskRoutesOf(kind: Task['kind'], path: string): ModelRoute[] {
	return [
		{
			// Starts a task; it waits while another one holds the model. Not idempotent.
			method: 'post',
			path: `${path}/tasks`,
			under: 'workspace',
			writes: 'task',
			whileBusy: true,
			consumes: ['application/json'],
			handle: (call) => {
				const steps = stepsOf(call, kind);
				const answers = readTaskBody(bodyObject(call.request));
				if (call.service.refusesDeployed(call.model, steps)) {
					throw new ApiError(425);
				}
				const { parentId } = call.params;
				const task = call.hosted.queue.submit(
					{
						id: call.service.newTaskId(),
						kind,
						parentId,
						userId: call.user.id,
						steps,
						answers,
						stopsOnFailure: call.service.switches.processStopsOnFailure,
					},
					call.service.timing,
				);
				if (call.service.switches.bareTaskId) {
					sendJson(call.response, 200, { taskId: task.id });
					return;
				}
				sendOne(call, 'task', { task: taskSummary(task) });
			},
		},
		{
			// Everybody's tasks, newest first; empty instead of 404 for an unknown parent.
			method: 'get',
			path: `${path}/tasks`,
			under: 'workspace',
			whileBusy: true,
			emptyWhenMasked: true,
			handle: (call) => {
				const rows = call.hosted.queue.of(kind, call.params.parentId).map(taskSummary);
				sendPage(
					call,
					'task',
					'tasks',
					sorted(call.request, rows, ['creationTime', 'taskId'], false),
				);
			},
		},
		{
			// One task; found only under the parent that made it.
			method: 'get',
			path: `${path}/tasks/:taskId`,
			under: 'workspace',
			whileBusy: true,
			handle: (call) => {
				sendOne(call, 'task', { task: taskView(call, findTask(call, kind)) });
			},
		},
		{
			// Asks for the end of a task and answers with its state.
			method: 'delete',
			path: `${path}/tasks/:taskId`,
			under: 'workspace',
			whileBusy: true,
			handle: (call) => {
				const task = findTask(call, kind);
				call.hosted.queue.cancel(task, call.user.id);
				sendOne(call, 'task', { task: taskView(call, task) });
			},
		},
	];
}

function dumpRoutes(kind: Task['kind'], path: string): ModelRoute[] {
	return [
		{
			method: 'get',
			path,
			under: 'workspace',
			whileBusy: true,
			produces: [PLAIN],
			handle: (call) => {
				const bytes = findDump(call, kind);
				if (bytes === 'clean') {
					call.response.status(204).end();
					return;
				}
				sendBytes(call.response, `${PLAIN};charset=UTF-8`, bytes);
			},
		},
		{
			method: 'get',
			path: `${path}/chunks`,
			under: 'workspace',
			whileBusy: true,
			handle: (call) => {
				const rows = dumpParts(call, kind).map((_, index) => ({
					id: String(index),
					name: `Chunk ${index}`,
				}));
				sendPage(call, 'chunk', 'chunks', rows);
			},
		},
		{
			method: 'get',
			path: `${path}/chunks/:chunkId`,
			under: 'workspace',
			whileBusy: true,
			produces: [PLAIN],
			handle: (call) => {
				const { chunkId } = call.params;
				const part = /^\d{1,6}$/.test(chunkId)
					? dumpParts(call, kind).at(Number(chunkId))
					: undefined;
				if (part === undefined) {
					throw notFound();
				}
				sendBytes(call.response, `${PLAIN};charset=UTF-8`, part);
			},
		},
	];
}

function stepsOf(call: ModelCall, kind: Task['kind']): readonly string[] {
	const { parentId } = call.params;
	if (kind === 'processes') {
		const process = call.model.processes.find(({ id }) => id === parentId);
		if (process === undefined) {
			throw notFound();
		}
		return process.stepIds;
	}
	if (!call.model[kind].some(({ id }) => id === parentId)) {
		throw notFound();
	}
	return [parentId];
}

/** Checks the body of a new task and returns its answers to prompts. */
function readTaskBody(body: Readonly<Record<string, unknown>>): Map<string, string> {
	const names = Object.keys(body);
	if (body.localeName !== LOCALE) {
		throw new ApiError(400, `localeName is required and must be ${LOCALE}`);
	}
	const unknown = names.find((name) => !TASK_FIELDS.has(name));
	if (unknown !== undefined) {
		throw new ApiError(400, `Unrecognized field ${unknown}`);
	}
	if (names.indexOf('localeName') > 0) {
		throw new ApiError(400, 'localeName must come first');
	}
	const { mappingParameters = [] } = body;
	if (!Array.isArray(mappingParameters)) {
		throw new ApiError(400, 'mappingParameters must be a list');
	}
	return new Map(mappingParameters.map(readAnswer));
}

function readAnswer(parameter: unknown): [string, string] {
	const { entityType, entityName } = (parameter ?? {}) as Record<string, unknown>;
	if (typeof entityType !== 'string' || typeof entityName !== 'string' || entityName === '') {
		throw new ApiError(400, 'A mapping parameter needs entityType and entityName');
	}
	return [entityType, entityName];
}

function findTask(call: ModelCall, kind: Task['kind']): Task {
	const task = call.hosted.queue.find(kind, call.params.parentId, call.params.taskId);
	if (task === undefined) {
		throw notFound();
	}
	return task;
}

/** Only imports have dumps. Only the latest task of an import has a dump, and only for the user who ran it. */
function findDump(call: ModelCall, kind: Task['kind']): Buffer | 'clean' {
	const task = findTask(call, kind);
	const objectId = kind === 'imports' ? task.parentId : call.params.objectId;
	const result = task.results.find((entry) => entry.objectId === objectId);
	if (!isOver(task) || result === undefined) {
		throw notFound();
	}
	if (!result.failureDumpAvailable) {
		return 'clean';
	}
	const bytes = call.hosted.dumps.read(call.user.id, objectId, task.id);
	if (bytes === undefined) {
		throw notFound();
	}
	return bytes;
}

function dumpParts(call: ModelCall, kind: Task['kind']): Buffer[] {
	const bytes = findDump(call, kind);
	if (bytes === 'clean') {
		return [];
	}
	const size = call.service.dumpChunkBytes;
	return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
		bytes.subarray(index * size, (index + 1) * size),
	);
}

function taskSummary(task: Task) {
	return { taskId: task.id, taskState: task.state, creationTime: task.createdAt };
}

function taskView(call: ModelCall, task: Task): Record<string, unknown> {
	const withTimes = queryText(call.request, 'includeProcessDetails') === 'true';
	const result = isOver(task) ? taskResult(call, task, withTimes) : undefined;
	return {
		type: 'taskInformation',
		...taskSummary(task),
		currentStep: currentStep(task),
		progress: call.hosted.queue.progress(task),
		...(task.cancelledBy === undefined ? {} : { cancelledBy: task.cancelledBy }),
		...(result === undefined ? {} : { result }),
	};
}

function currentStep(task: Task): string {
	switch (task.state) {
		case 'NOT_STARTED':
			return 'Waiting';
		case 'IN_PROGRESS':
			return 'Processing ...';
		case 'CANCELLING':
			return 'Cancelling ...';
		case 'CANCELLED':
			return 'Cancelled.';
		case 'COMPLETE':
			return task.results.some((entry) => entry.successful) ? 'Complete.' : 'Failed.';
	}
}

/**
 * An import's own result, or a process's: there the details are nested and a step with warnings
 * makes the whole unsuccessful without a word on top.
 */
function taskResult(call: ModelCall, task: Task, withTimes: boolean): unknown {
	const nested = task.results.map((entry) => stepView(entry, withTimes));
	if (task.kind !== 'processes') {
		return nested[0];
	}
	const process = call.model.processes.find(({ id }) => id === task.parentId);
	return {
		objectId: task.parentId,
		...(call.service.switches.objectNames ? { objectName: process?.name } : {}),
		successful:
			task.state === 'COMPLETE' &&
			task.results.every((entry) => entry.successful && !entry.failureDumpAvailable),
		failureDumpAvailable: false,
		...(nested.length > 0 ? { nestedResults: nested } : {}),
	};
}

function stepView(entry: StepResult, withTimes: boolean): Record<string, unknown> {
	const { startedAt, durationMs, details, ...rest } = entry;
	return {
		...rest,
		...(details.length > 0 ? { details } : {}),
		...(withTimes ? { startTime: String(startedAt), duration: String(durationMs / 1000) } : {}),
	};
}
