import { modelStateRoutes, tenantRoutes } from '../../../sandbox/anaplan/routes/tenant';
import { fileRoutes } from '../../../sandbox/anaplan/routes/files';
import { cellRoutes } from '../../../sandbox/anaplan/routes/cells';
import { listItemRoutes } from '../../../sandbox/anaplan/routes/listItems';
import { listRoutes } from '../../../sandbox/anaplan/routes/lists';
import { moduleRoutes } from '../../../sandbox/anaplan/routes/modules';
import { readRequestRoutes } from '../../../sandbox/anaplan/routes/readRequests';
import { runnableRoutes } from '../../../sandbox/anaplan/routes/runnables';
import { structureRoutes } from '../../../sandbox/anaplan/routes/structure';
import { taskRoutes } from '../../../sandbox/anaplan/routes/tasks';
import { AnaplanSimulator, standingClock } from './setup';
import { Client, M, m, MODEL, part, WORKSPACE, type Reply, type SendOptions } from './client';
import { Contract, CONTRACTS, contractsPresent, structure, type Slip } from './contract';

const add = (name: string, schema: unknown) => (target: Record<string, unknown>) => {
	target.properties = { ...(target.properties as object), [name]: schema };
};

const taskReply: Slip['mend'] = (schema) => {
	const bare = structuredClone(schema);
	for (const name of Object.keys(schema)) {
		delete schema[name];
	}
	schema.properties = {
		meta: { $ref: '#/components/schemas/Meta' },
		status: { $ref: '#/components/schemas/Status' },
		task: bare,
	};
	schema.required = ['meta', 'status', 'task'];
};

const envelope: Slip['mend'] = (schema) => {
	add('meta', { $ref: '#/components/schemas/Meta' })(schema);
	add('status', { $ref: '#/components/schemas/Status' })(schema);
};

const PARENT = '/workspaces/{}/models/{}';

/** Where the integration contract is known to be wrong or silent. */
const INTEGRATION_SLIPS: readonly Slip[] = [
	{
		where: `POST ${PARENT}/imports/{}/tasks 200`,
		why: 'The example shows a bare taskId; real replies wrap it in `task` (README of the contracts).',
		mend: taskReply,
	},
	{
		where: `POST ${PARENT}/processes/{}/tasks 200`,
		why: 'As for imports.',
		mend: taskReply,
	},
	{
		where: `POST ${PARENT}/actions/{}/tasks 200`,
		why: 'The schema shows the task alone; replies of the other kinds carry meta and status beside it.',
		mend: envelope,
	},
	{
		where: `GET ${PARENT}/actions/{}/tasks 200`,
		why: 'As for starting them.',
		mend: envelope,
	},
	{
		where: `GET ${PARENT}/imports/{}/tasks 200`,
		why: 'The schema shows `task`; the real key is `tasks` (README of the contracts).',
		mend: add('tasks', { type: 'array', items: { $ref: '#/components/schemas/Task' } }),
	},
	{
		where: 'User',
		why: 'The e-mail pattern is escaped twice, so that only addresses with a backslash fit.',
		mend: (schema) => {
			const email = part(schema, 'properties', 'email') as Record<string, unknown>;
			email.pattern = String(email.pattern).replaceAll('\\\\', '\\');
		},
	},
	{
		where: 'Task',
		why: 'Samples of the official connector carry `type`, cancelled tasks `cancelledBy`.',
		mend: (schema) => {
			add('type', { const: 'taskInformation' })(schema);
			add('cancelledBy', { type: 'string' })(schema);
		},
	},
	{
		where: 'Process',
		why: 'Process metadata lists its actions; the contract has only the row of the process list.',
		mend: add('actions', { type: 'array', items: { type: 'object' } }),
	},
];

/** Statuses the contract does not list for every operation, by the reference's table of codes. */
const UNLISTED_ERRORS: Readonly<Record<number, string>> = {
	400: 'bad body or parameters',
	401: 'missing or dead token; the contract declares it as a security scheme only',
	403: 'the role lacks the right',
	404: 'unknown id on operations for which the contract lists 200 alone',
	406: 'Accept not supported',
	413: 'chunk too large',
	415: 'Content-Type not supported',
	422: 'model archived',
	423: 'model locked',
	424: 'model offline',
	425: 'model deployed',
	429: 'rate limit',
};

if (!contractsPresent()) {
	describe('Anaplan simulator against the reference contracts', () => {
		it('has no contracts to be checked against: their folder is not beside this repository', () => {
			expect({ folder: CONTRACTS, present: contractsPresent() }).toEqual({
				folder: CONTRACTS,
				present: false,
			});
		});
	});
} else {
	describe('Anaplan simulator against the reference contracts', () => {
		let simulator: AnaplanSimulator;
		let client: Client;
		const integration = new Contract('integration', INTEGRATION_SLIPS);
		const authentication = new Contract('authentication', []);
		const visited = new Set<string>();
		/** Bodies that fitted the mended contract. */
		const fitted: Array<{ operation: string; status: number; body: unknown }> = [];

		beforeAll(async () => {
			simulator = await AnaplanSimulator.start({ clock: standingClock() });
			client = new Client(simulator);
			await client.signIn();
		});

		afterAll(async () => {
			await simulator.stop();
		});

		/** Sends a request and checks status and body against the operation of that template. */
		async function check(
			method: string,
			template: string,
			path: string,
			status: number,
			options: SendOptions = {},
		): Promise<Reply> {
			const operation = `${method} ${structure(template)}`;
			const reply = await client.send(method, path, options);
			expect([operation, reply.status]).toEqual([operation, status]);
			const isAuth = template.startsWith('/token');
			const contract = isAuth ? authentication : integration;
			const documented = contract.response(operation, status);
			if (documented === undefined) {
				expect(Object.keys(UNLISTED_ERRORS)).toContain(String(status));
				expectValid(integration.schema('ErrorResponse'), reply.json(), operation);
				return reply;
			}
			visited.add(operation);
			const mediaType = (reply.headers.get('Content-Type') ?? '').split(';')[0];
			const validate = documented.content.get(mediaType);
			if (validate === undefined) {
				// Documented without a schema: a success has no body, an error the usual envelope.
				expect([operation, documented.content.size]).toEqual([operation, 0]);
				if (status < 300) {
					expect([operation, reply.text]).toEqual([operation, '']);
				} else {
					expectValid(integration.schema('ErrorResponse'), reply.json(), operation);
				}
				return reply;
			}
			if (mediaType === 'application/json') {
				// The simulator speaks under its own host; the contract names the real one.
				const host = isAuth ? 'https://auth.anaplan.com' : 'https://api.anaplan.com';
				const body: unknown = JSON.parse(reply.text.replaceAll(simulator.url, host));
				expectValid(validate, body, operation);
				fitted.push({ operation, status, body });
			} else {
				expectValid(validate, reply.text, operation);
			}
			return reply;
		}

		function expectValid(
			validate: ReturnType<Contract['schema']>,
			body: unknown,
			operation: string,
		): void {
			const valid = validate(body);
			expect({ operation, valid, errors: validate.errors ?? null }).toEqual({
				operation,
				valid: true,
				errors: null,
			});
		}

		it('refuses a body with a misspelt, a missing or a mistyped field', () => {
			const validate = integration.schema('Meta');
			expect(validate({ schema: 'x' })).toBe(true);
			expect(validate({ schema: 'x', pagin: {} })).toBe(false);
			expect(validate({})).toBe(false);
			expect(validate({ schema: 1 })).toBe(false);
			expect(integration.schema('ModelStatus')({ taskId: null, currentStep: 'Open' })).toBe(true);
		});

		it('answers as documented on every endpoint it serves that the contract has', async () => {
			const model = simulator.model();
			const vendors = model.importNamed('Vendors from QuickBooks');
			const exported = model.addExport({ name: 'All', moduleName: 'QB Transactions' });
			const action = model.addAction({
				actionType: 'ORDER_HIERARCHY',
				name: 'Order',
				listName: 'QB Vendors',
			});
			const process = model.addProcess('Load', [vendors.name, exported.name, action.name]);
			const file = `${M}/files/${vendors.fileId}`;
			const fileTemplate = `${PARENT}/files/{fileId}`;
			const content =
				'Code,Name,Parent Code,Currency,Active,Status,Transaction ID\n' +
				'V1,Ann,,USD,true,Active,t1\n,Nobody,,USD,true,Active,t2\n';

			await check('DELETE', fileTemplate, file, 204);
			await check('GET', fileTemplate, file, 404);
			await check('PUT', fileTemplate, file, 204, { bytes: content });
			await check('POST', fileTemplate, file, 200, { json: { chunkCount: -1 } });
			const chunkTemplate = `${fileTemplate}/chunks/{chunkId}`;
			await check('PUT', chunkTemplate, `${file}/chunks/0`, 204, { bytes: content });
			await check('POST', `${fileTemplate}/complete`, `${file}/complete`, 200, { json: {} });
			await client.load(
				'transaction-lines.csv',
				'Transaction Lines from QuickBooks',
				'Code,Entity,Document Number\nL1,Bill,7',
			);
			await check('GET', '/models/{modelId}/status', `${m}/status`, 200);
			await check('POST', '/models/{modelId}/close', `${m}/close`, 204);
			await check('POST', '/models/{modelId}/open', `${m}/open`, 202);
			const list = model.list('QB Transaction Lines').id;
			await check(
				'POST',
				`${PARENT}/dimensions/{dimensionId}/items`,
				`${M}/dimensions/${list}/items`,
				200,
				{ json: { codes: ['L1'], names: [] } },
			);
			await check(
				'POST',
				'/models/{modelId}/dimensions/{dimensionId}/items',
				`${m}/dimensions/${list}/items`,
				200,
				{ json: { codes: ['L1'] } },
			);

			const taskIds = new Map<string, string>();
			for (const [kind, parentId] of [
				['processes', process.id],
				['imports', vendors.id],
				['exports', exported.id],
				['actions', action.id],
			]) {
				const reply = await check(
					'POST',
					`${PARENT}/${kind}/{id}/tasks`,
					`${M}/${kind}/${parentId}/tasks`,
					200,
					{ json: { localeName: 'en_US' } },
				);
				const taskId = String(part(reply.json(), 'task', 'taskId'));
				taskIds.set(kind, taskId);
				const tasks = `${M}/${kind}/${parentId}/tasks`;
				await check('GET', `${PARENT}/${kind}/{id}/tasks/{t}`, `${tasks}/${taskId}`, 200);
				simulator.clock.advance(5000);
			}

			const budget = model.addModule(
				'Budget',
				['QB Transaction Lines', 'Time', 'Versions'],
				[
					{ name: 'Amount', format: 'NUMBER' },
					{ name: 'Total', format: 'NUMBER', sumOf: ['Amount'] },
				],
			);
			const line = model.list('QB Transaction Lines');
			const items = `${M}/lists/${list}/items`;
			const itemsTemplate = `${PARENT}/lists/{listId}/items`;
			for (const sent of [{ code: 'L2' }, { code: 'L2' }, { code: 'L3', name: 'x' }]) {
				await check('POST', itemsTemplate, `${items}?action=add`, 200, { json: { items: [sent] } });
			}
			const update = { items: [{ code: 'L2', properties: { Entity: 'Bill' } }, { code: 'L9' }] };
			await check('PUT', itemsTemplate, items, 200, { json: update });
			const gone = { items: [{ code: 'L2' }, { code: 'L9' }, { code: 'L1', id: '1' }] };
			await check('POST', itemsTemplate, `${items}?action=delete`, 200, { json: gone });
			const place = [
				{ dimensionId: list, itemCode: 'L1' },
				{ dimensionName: 'Time', itemName: 'Jan 26' },
				{ dimensionId: model.versions.id, itemId: model.versions.items[0].id },
			];
			await check('POST', '/models/{m}/modules/{n}/data', `${m}/modules/${budget.id}/data`, 200, {
				json: ['Amount', 'Total', 'Unknown'].map((lineItemName) => ({
					lineItemName,
					dimensions: place,
					value: '12.50',
				})),
			});
			expect(line.byCode('L2', false)).toBeUndefined();
			expect(
				budget.showAt(budget.lineItems[0], [line.items[0].id, '5438300031', '107000000001']),
			).toBe('12.5');
			const readRequests = new Map<string, string>();
			for (const [kind, objectId, key] of [
				['views', budget.id, 'viewReadRequest'],
				['lists', list, 'listReadRequest'],
			]) {
				const reply = await check(
					'POST',
					`${PARENT}/${kind}/{id}/readRequests`,
					`${M}/${kind}/${objectId}/readRequests`,
					200,
					{ json: { exportType: 'TABULAR_MULTI_COLUMN' } },
				);
				readRequests.set(kind, String(part(reply.json(), key, 'requestId')));
			}
			simulator.clock.advance(5000);

			// Every other read, with the ids it needs.
			const fill = (path: string): string => {
				const kind = /\/(processes|exports|actions)\//.exec(path)?.[1] ?? 'imports';
				const parents = new Map([
					['processes', process.id],
					['exports', exported.id],
					['actions', action.id],
				]);
				const parameters: Record<string, string> = {
					workspaceId: WORKSPACE,
					modelId: MODEL,
					importId: vendors.id,
					processId: process.id,
					exportId: exported.id,
					parentId: parents.get(kind) ?? vendors.id,
					taskId: taskIds.get(kind) ?? '',
					objectId: vendors.id,
					fileId: vendors.fileId,
					chunkId: '0',
					listId: list,
					dimensionId:
						path.includes('/dimensions/') && !path.includes('/models/:modelId/dimensions/')
							? model.time.id
							: list,
					lineItemId: budget.lineItems[0].id,
					requestId: readRequests.get(path.includes('/views/') ? 'views' : 'lists') ?? '',
					pageNo: '0',
					moduleId: budget.id,
					viewId: budget.id,
				};
				return path.replace(/:(\w+)/g, (_, name: string) => parameters[name]);
			};
			for (const path of servedReads()) {
				await check('GET', path, `/2/0${fill(path)}`, 200);
				if (/lineItems$|\/items$/.test(path)) {
					await check('GET', path, `/2/0${fill(path)}?includeAll=true`, 200);
				}
				if (/^\/models(\/:modelId)?$/.test(path)) {
					await check('GET', path, `/2/0${fill(path)}?modelDetails=true`, 200);
				}
			}
			await check(
				'GET',
				'/models/{m}/views/{v}/data',
				`${fill('/2/0/models/:modelId/views/:viewId/data')}?format=v1`,
				200,
				{
					headers: { Accept: 'application/json' },
				},
			);
			const request = `/views/${budget.id}/readRequests/${readRequests.get('views')}`;
			await check('DELETE', `${PARENT}/views/{v}/readRequests/{r}`, M + request, 200);
			await check('GET', '/workspaces', '/2/0/workspaces?tenantDetails=true&limit=1', 200);
		});

		it('answers sign-in, renewal, validation and logout as documented', async () => {
			const login = await check('POST', '/token/authenticate', '/token/authenticate', 201, {
				scheme: 'Basic',
				token: Buffer.from('planner@example.com:Planner-4711!').toString('base64'),
			});
			const token = String(part(login.json(), 'tokenInfo', 'tokenValue'));
			await check('POST', '/token/refresh', '/token/refresh', 200, { token });
			await check('GET', '/token/validate', '/token/validate', 200, { token });
			await check('POST', '/token/logout', '/token/logout', 204, { token });
			for (const [method, path, status] of [
				['POST', '/token/authenticate', 401],
				['POST', '/token/refresh', 400],
				['GET', '/token/validate', 400],
				['POST', '/token/logout', 401],
			] as const) {
				await check(method, path, path, status, { token, scheme: 'Bearer' });
			}
			for (const [method, path] of [
				['POST', '/token/refresh'],
				['GET', '/token/validate'],
				['POST', '/token/logout'],
			]) {
				await check(method, path, path, 401, { token });
			}
		});

		it('answers every error in the documented envelope', async () => {
			const files = '/models/{modelId}/files';
			await check('GET', files, `/2/0/models/${MODEL.toLowerCase()}/files`, 404);
			await check('GET', files, `${m}/files`, 401, { token: 'dead' });
			await check('GET', files, `${m}/files`, 406, { headers: { Accept: 'text/html' } });
			await check('GET', files, `${m}/files?limit=x`, 400);
			await check('GET', '/models', '/2/0/models?sort=size', 400);
			const tasks = `${client.importPath('Vendors from QuickBooks')}/tasks`;
			const template = `${PARENT}/imports/{}/tasks`;
			await check('POST', template, tasks, 415, { bytes: 'x' });
			await check('POST', template, tasks, 400, { json: {} });
			await check('POST', template, `${M}/imports/1/tasks`, 404, {
				json: { localeName: 'en_US' },
			});
			for (const [state, status] of [
				['LOCKED', 423],
				['ARCHIVED', 422],
				['MAINTENANCE', 424],
			] as const) {
				simulator.model().activeState = state;
				await check('POST', template, tasks, status, { json: { localeName: 'en_US' } });
			}
			simulator.model().activeState = 'UNLOCKED';
			simulator.armTooManyRequests({ retryAfter: '1' });
			await check('GET', '/models/{modelId}/processes', `${m}/processes`, 429);
		});

		it('has met every operation that both sides know', () => {
			const known = new Set(integration.operations());
			const shared = servedOperations().filter((operation) => known.has(operation));
			expect(shared.length).toBeGreaterThan(50);
			expect(shared.filter((operation) => !visited.has(operation))).toEqual([]);
			const signIn = authentication.operations();
			expect(signIn.filter((operation) => !visited.has(operation))).toEqual([]);
		});

		it.each(INTEGRATION_SLIPS)('needs the exception for $where: $why', ({ where }) => {
			const others = INTEGRATION_SLIPS.filter((slip) => slip.where !== where);
			const without = new Contract('integration', others);
			const refused = fitted.filter(
				({ operation, status, body }) =>
					without.response(operation, status)?.content.get('application/json')?.(body) === false,
			);
			expect(refused.length).toBeGreaterThan(0);
		});
	});
}

const MODEL_ROUTES = [
	...modelStateRoutes,
	...structureRoutes,
	...runnableRoutes,
	...listRoutes,
	...listItemRoutes,
	...moduleRoutes,
	...cellRoutes,
	...readRequestRoutes,
	...fileRoutes,
	...taskRoutes,
];

/** Method and full path of everything the simulator serves. */
function served(): Array<{ method: string; path: string }> {
	return [
		...tenantRoutes.map(({ method, path }) => ({ method, path })),
		...MODEL_ROUTES.flatMap(({ method, path, under }) => [
			...(under === 'workspace' ? [] : [{ method, path: `/models/:modelId${path}` }]),
			...(under === 'model'
				? []
				: [{ method, path: `/workspaces/:workspaceId/models/:modelId${path}` }]),
		]),
	];
}

function servedOperations(): string[] {
	return served().map(({ method, path }) => `${method.toUpperCase()} ${structure(path)}`);
}

/** Paths of the reads the contract has too. */
function servedReads(): string[] {
	const known = new Set(new Contract('integration', []).operations());
	return served()
		.filter(({ method, path }) => method === 'get' && known.has(`GET ${structure(path)}`))
		.map(({ path }) => path);
}
