/** The control plane's Anaplan part: steering and reading the model from another process. */
import type { Router } from 'express';
import { jsonBody } from '../common/server';
import type { AnaplanService } from './service';
import type { ActiveState, AnaplanModel } from './store/model';
import { defaultSwitches } from './switches';

const STATES: readonly ActiveState[] = [
	'UNLOCKED',
	'LOCKED',
	'ARCHIVED',
	'MAINTENANCE',
	'PRODUCTION',
	'PRODUCTION_MAINTENANCE',
];

/** The values a switch may take, where it is neither true nor false. */
const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
	unauthorizedBody: ['envelope', 'auth', 'empty', 'html'],
	retryAfter: ['seconds', 'http-date', 'none'],
	oversizeStatus: [413, 400],
	chunkCountEcho: ['asSet', 'zero'],
	failureValues: ['present', 'empty', 'null'],
	dumpLayout: ['current', 'older'],
	dumpLines: ['physical', 'record'],
	missingColumn: ['fail', 'dropMapping'],
	blankCells: ['noChange', 'clear'],
	duplicateText: ['lastWins', 'firstWins'],
	invalidParent: ['warning', 'error'],
	byteOrderMark: ['keep', 'strip'],
	deployedRefusal: ['http425', 'task'],
	oauthBodies: ['json', 'both'],
	v2Time: ['seconds', 'milliseconds'],
	deleteReply: ['flat', 'nested'],
	duplicateFailure: ['DUPLICATE', 'INCORRECT_FORMAT'],
	repeatedAdd: ['failure', 'ignored'],
};

/** All routes take and give JSON; `model` (id or name) is optional while there is one model. */
export function controlRoutes(router: Router, service: AnaplanService): void {
	// GET /sums?module=…&lineItem=…&by=Currency&by=Entity
	router.get('/sums', (request, response) => {
		const { module, lineItem, model } = request.query;
		const by = request.query.by === undefined ? [] : [request.query.by].flat();
		response.json(findModel(service, model).sumsBy(text(module), text(lineItem), by.map(text)));
	});
	// GET /items?list=…
	router.get('/items', (request, response) => {
		response.json(findModel(service, request.query.model).items(text(request.query.list)));
	});
	// GET /rows?module=…
	router.get('/rows', (request, response) => {
		response.json(findModel(service, request.query.model).rows(text(request.query.module)));
	});
	router.get('/hazards', (_request, response) => {
		service.settle();
		response.json(service.hazards);
	});
	// POST /model {activeState}
	router.post('/model', (request, response) => {
		const body = asObject(jsonBody(request));
		const state = STATES.find((known) => known === body.activeState);
		if (state === undefined) {
			throw new Error(`activeState must be one of ${STATES.join(', ')}.`);
		}
		findModel(service, body.model).activeState = state;
		response.json({ ok: true });
	});
	// POST /rename-column {import, from, to}
	router.post('/rename-column', (request, response) => {
		const body = asObject(jsonBody(request));
		findModel(service, body.model).renameColumn(text(body.import), text(body.from), text(body.to));
		response.json({ ok: true });
	});
	// POST /remove-import {import}
	router.post('/remove-import', (request, response) => {
		const body = asObject(jsonBody(request));
		findModel(service, body.model).removeImport(text(body.import));
		response.json({ ok: true });
	});
	router.post('/expire-tokens', (_request, response) => {
		service.tokens.expireAll();
		response.json({ ok: true });
	});
	router.get('/switches', (_request, response) => {
		response.json(service.switches);
	});
	// POST /switches {name: value, …}
	router.post('/switches', (request, response) => {
		const wanted = asObject(jsonBody(request));
		for (const [name, value] of Object.entries(wanted)) {
			if (!Object.hasOwn(defaultSwitches(), name)) {
				throw new Error(`There is no switch ${name}.`);
			}
			if (!(CHOICES[name] ?? [true, false]).includes(value)) {
				throw new Error(`Switch ${name} does not take ${String(value)}.`);
			}
		}
		Object.assign(service.switches, wanted);
		response.json(service.switches);
	});
}

function findModel(service: AnaplanService, idOrName: unknown): AnaplanModel {
	service.settle();
	const hosted =
		idOrName === undefined
			? service.hosted[0]
			: service.hosted.find(({ model }) => model.id === idOrName || model.name === idOrName);
	if (hosted === undefined) {
		throw new Error('There is no such model.');
	}
	return hosted.model;
}

function asObject(value: unknown): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Error('Send a JSON object.');
	}
	return value as Record<string, unknown>;
}

function text(value: unknown): string {
	if (typeof value !== 'string') {
		throw new Error('A text is missing.');
	}
	return value;
}
