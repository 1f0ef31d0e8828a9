/** Users, workspaces and models: "Retrieve users, workspaces, models" of the Integration API v2.0. */
import type { Call, ModelRoute, TenantRoute } from '../routing';
import { sendOne, sendPage } from '../routing';
import type { AnaplanService, HostedModel, Workspace } from '../service';
import { ApiError, notFound, queryText, sendJson, sendNothing, sorted } from '../wire';

/** Bytes a workspace may hold and holds; any plausible size does. */
const SIZE_ALLOWANCE = 1_073_741_824;
const CURRENT_SIZE = 73_741_824;

export const tenantRoutes: readonly TenantRoute[] = [
	{
		// "Retrieve current user"
		method: 'get',
		path: '/users/me',
		handle: (call) => {
			const { user, service } = call;
			sendOne(call, 'user', {
				user: {
					id: user.id,
					active: true,
					email: user.email,
					emailOptIn: false,
					firstName: user.firstName,
					lastName: user.lastName,
					customerId: service.customerId,
					lastLoginDate: new Date(user.lastLoginAt).toISOString(),
				},
			});
		},
	},
	{
		// "Retrieve workspaces": those of the caller's default tenant.
		method: 'get',
		path: '/workspaces',
		handle: (call) => {
			const views = call.service.workspaces.map((workspace) => workspaceView(call, workspace));
			const rows = named(call, views);
			sendPage(call, 'workspace', 'workspaces', sorted(call.request, rows, ['name', 'id'], true));
		},
	},
	{
		// "Retrieve a workspace": 404 unless the caller administers it.
		method: 'get',
		path: '/workspaces/:workspaceId',
		handle: (call) => {
			const workspace = call.service.workspaces.find(({ id }) => id === call.params.workspaceId);
			if (workspace === undefined || !call.user.workspaceAdmin) {
				throw notFound();
			}
			sendOne(call, 'workspace', { workspace: workspaceView(call, workspace) });
		},
	},
	{
		// "Retrieve models": of the tenant; a model without access may still be listed.
		method: 'get',
		path: '/models',
		handle: (call) => {
			sendModels(call, call.service.hosted);
		},
	},
	{
		// "Retrieve models in a workspace"
		method: 'get',
		path: '/workspaces/:workspaceId/models',
		handle: (call) => {
			const { service, params } = call;
			if (!service.workspaces.some(({ id }) => id === params.workspaceId)) {
				throw notFound();
			}
			const inside = service.hosted.filter(
				({ model }) => service.workspaceOf(model).id === params.workspaceId,
			);
			sendModels(call, inside);
		},
	},
];

export const modelStateRoutes: readonly ModelRoute[] = [
	{
		// "Retrieve a model": stays 200 even without access.
		method: 'get',
		path: '',
		under: 'model',
		anyState: true,
		handle: (call) => {
			sendOne(call, 'model', {
				model: modelView(call.service, call.hosted, details(call)),
			});
		},
	},
	{
		// "Check model status", as seen live: the bare requestStatus.
		method: 'get',
		path: '/status',
		under: 'model',
		whileBusy: true,
		peek: true,
		handle: (call) => {
			sendJson(call.response, 200, { requestStatus: statusView(call.service, call.hosted) });
		},
	},
	{
		// "Check model status", as documented: POST, with the envelope.
		method: 'post',
		path: '/status',
		under: 'workspace',
		whileBusy: true,
		peek: true,
		handle: (call) => {
			sendOne(call, 'modelStatus', { requestStatus: statusView(call.service, call.hosted) });
		},
	},
	{
		// "Open a model": 202 without a body, then poll the status.
		method: 'post',
		path: '/open',
		under: 'both',
		whileBusy: true,
		anyState: true,
		handle: (call) => {
			const { hosted, model, service, user } = call;
			if (!user.modelAccess) {
				throw notFound();
			}
			if (model.activeState === 'ARCHIVED') {
				throw new ApiError(422);
			}
			if (model.activeState.endsWith('MAINTENANCE')) {
				throw new ApiError(424);
			}
			if (!user.workspaceAdmin) {
				throw new ApiError(403);
			}
			if (!model.loaded) {
				hosted.openAt ??= service.clock.now() + service.timing.openMs;
			}
			sendNothing(call.response, 202);
		},
	},
	{
		// "Close a model": 204; workspace administrators only.
		method: 'post',
		path: '/close',
		under: 'both',
		whileBusy: true,
		anyState: true,
		handle: (call) => {
			if (!call.user.modelAccess) {
				throw notFound();
			}
			if (!call.user.workspaceAdmin) {
				throw new ApiError(403);
			}
			call.model.loaded = false;
			call.hosted.openAt = undefined;
			sendNothing(call.response, 204);
		},
	},
];

function details(call: Call): boolean {
	return queryText(call.request, 'modelDetails') === 'true';
}

function sendModels(call: Call, models: readonly HostedModel[]): void {
	const views = models.map((hosted) => modelView(call.service, hosted, details(call)));
	const rows = sorted(call.request, named(call, views), ['name', 'id', 'activeState'], true);
	sendPage(call, 'model', 'models', rows);
}

/** `s=` keeps names that begin with the text. */
function named<T extends { name: string }>(call: Call, rows: readonly T[]): T[] {
	const prefix = (queryText(call.request, 's') ?? '').toLowerCase();
	return rows.filter((row) => row.name.toLowerCase().startsWith(prefix));
}

function workspaceView(
	call: Call,
	workspace: Workspace,
): { id: string; name: string; active: boolean } {
	const withSize = queryText(call.request, 'tenantDetails') === 'true';
	return {
		...workspace,
		active: true,
		...(withSize ? { sizeAllowance: SIZE_ALLOWANCE, currentSize: CURRENT_SIZE } : {}),
	};
}

function modelView(service: AnaplanService, hosted: HostedModel, withDetails: boolean) {
	const { model } = hosted;
	const workspace = service.workspaceOf(model);
	const created = new Date(service.clock.startedAt).toISOString();
	return {
		id: model.id,
		activeState: model.activeState,
		name: model.name,
		currentWorkspaceId: workspace.id,
		currentWorkspaceName: workspace.name,
		modelUrl: `${service.baseUrl}/core3?selectedWorkspaceId=${workspace.id}&selectedModelId=${model.id}`,
		categoryValues: [],
		...(withDetails
			? {
					isoCreationDate: created,
					lastModified: created,
					lastSavedSerialNumber: String(model.changes),
					memoryUsage: CURRENT_SIZE,
					modelTransactionRunning: hosted.queue.running() !== undefined,
				}
			: {}),
	};
}

function statusView(service: AnaplanService, hosted: HostedModel): Record<string, unknown> {
	const now = service.clock.now();
	const task = hosted.queue.running();
	if (hosted.openAt !== undefined && now >= hosted.openAt) {
		hosted.model.loaded = true;
		hosted.openAt = undefined;
	}
	const idle = hosted.openAt !== undefined ? 'Opening' : hosted.model.loaded ? 'Open' : 'Closed';
	return {
		peakMemoryUsageEstimate: null,
		peakMemoryUsageTime: null,
		progress: task === undefined ? -1 : hosted.queue.progress(task),
		currentStep: task === undefined ? idle : 'Processing ...',
		tooltip:
			task === undefined ? null : 'The system is currently processing an Import:\n\nImport started',
		taskId: task?.id ?? null,
		creationTime: now,
		exportTaskType: null,
	};
}
