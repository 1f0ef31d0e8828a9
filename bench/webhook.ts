/**
 * How fast QuickBooks Online Trigger answers deliveries, beside n8n's own Webhook node on the same
 * server in the same run. Both answer at once and start an execution; the rounds alternate. Prints the
 * ratios of the median and of the 95th percentile, and fails above the limit.
 */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { isFinished } from '../sandbox/n8n/executions';
import { N8nHost } from '../sandbox/n8n/host';
import { isRecord, listOf } from '../sandbox/n8n/json';
import { packPackage } from '../sandbox/n8n/pack';
import {
	DEFAULT_REALM_ID,
	DEFAULT_VERIFIER_TOKEN,
	QuickBooksSimulator,
	WebhookSender,
} from '../sandbox/quickbooks';

/** As many as an app with many companies may get at once. */
const CONCURRENT = 200;
/** Rounds of each node; the first of each only warms up. Many, because other work disturbs single ones. */
const ROUNDS = 4;
/** The trigger checks a signature and reads a credential; it may take this much longer. */
const LIMIT = 1.5;

/** A way of running n8n. */
interface Way {
	/** For the command line. */
	key: string;
	name: string;
	env: Readonly<Record<string, string>>;
}

/**
 * For every delivery to any trigger n8n builds an isolate to evaluate expressions in, before it reaches
 * the node; only its own Webhook node is spared that. Each way is the same for all nodes, but the first.
 */
const WAYS: readonly Way[] = [
	{ key: 'default', name: 'as installed', env: {} },
	{
		key: 'lazy',
		name: 'with N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true (isolates where they are needed)',
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
	},
	{
		key: 'alike',
		name: 'with N8N_EXPRESSION_ENGINE_ALLOW_WEBHOOK_ISOLATE_SKIP=false (none is spared)',
		env: { N8N_EXPRESSION_ENGINE_ALLOW_WEBHOOK_ISOLATE_SKIP: 'false' },
	},
];

const CREDENTIAL = 'quickBooksOnlineOAuth2Api';

interface Target {
	name: string;
	workflowId: string;
	url: string;
	/** Milliseconds until the answer, per round. */
	rounds: number[][];
	/** Deliveries that n8n itself turned away. */
	refused: number;
}

async function publish(
	n8n: N8nHost,
	name: string,
	type: string,
	parameters: object,
	credential?: { id: string; name: string },
): Promise<{ workflowId: string; webhookId: string }> {
	const workflowId = await n8n.api.importWorkflow(
		{
			name,
			nodes: [
				{
					id: '00000000-0000-4000-8000-000000000001',
					name: 'Trigger',
					type,
					typeVersion: type === 'n8n-nodes-base.webhook' ? 2 : 1.1,
					position: [0, 0],
					parameters,
				},
				{
					id: '00000000-0000-4000-8000-000000000002',
					name: 'Next',
					type: 'n8n-nodes-base.noOp',
					typeVersion: 1,
					position: [220, 0],
					parameters: {},
				},
			],
			connections: { Trigger: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		},
		credential === undefined ? {} : { credentials: { [CREDENTIAL]: credential } },
	);
	await n8n.api.activate(workflowId);
	const { nodes } = await n8n.api.workflow(workflowId);
	const [trigger] = listOf(nodes).filter(isRecord);
	return { workflowId, webhookId: String(trigger?.webhookId) };
}

/** n8n's answer, for any node, while its database does not keep up; QuickBooks sends again then. */
const BUSY = 503;

/** One delivery; milliseconds until its answer was there, or undefined where n8n was too busy. */
async function deliver(url: string, body: string): Promise<number | undefined> {
	const signature = createHmac('sha256', DEFAULT_VERIFIER_TOKEN).update(body).digest('base64');
	const started = performance.now();
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'intuit-signature': signature },
		body,
	});
	await response.arrayBuffer();
	if (response.status === BUSY) return undefined;
	if (response.status !== 200) throw new Error(`${url} answered ${response.status}.`);
	return performance.now() - started;
}

function bodyOf(round: number, index: number): string {
	const event = {
		realmId: DEFAULT_REALM_ID,
		entity: 'Invoice',
		id: String(round * CONCURRENT + index),
		operation: 'updated' as const,
		at: Date.UTC(2026, 10, 20, 12),
	};
	return new WebhookSender('').bodyOf([event]);
}

async function round(n8n: N8nHost, target: Target, number: number): Promise<void> {
	const bodies = Array.from({ length: CONCURRENT }, (_, index) => bodyOf(number, index));
	const times = await Promise.all(bodies.map(async (body) => await deliver(target.url, body)));
	if (number > 0) {
		const answered = times.filter((time) => time !== undefined);
		target.rounds.push(answered);
		console.log(`  ${target.name}: median ${percentile(answered, 0.5).toFixed(0)} ms`);
		target.refused += times.length - answered.length;
	}
	// The executions that were started must not be the other node's burden.
	while (!(await n8n.api.allExecutions(target.workflowId)).every(isFinished)) await sleep(500);
	await sleep(1_000);
}

function percentile(times: readonly number[], share: number): number {
	const sorted = [...times].sort((a, b) => a - b);
	return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

async function untilRegistered(url: string): Promise<void> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const { status } = await fetch(url, { method: 'POST', body: '{}' });
		if (status !== 404) return;
		await sleep(100);
	}
	throw new Error(`${url} has not been registered.`);
}

async function measure(n8n: N8nHost, simulator: QuickBooksSimulator): Promise<boolean> {
	const credential = await n8n.api.createCredential(CREDENTIAL, 'QuickBooks', {
		environment: 'custom',
		customAuthUrl: simulator.authorizeUrl,
		customTokenUrl: simulator.tokenUrl,
		customApiUrl: simulator.url,
		clientId: simulator.clientId,
		clientSecret: simulator.clientSecret,
		webhookVerifierToken: DEFAULT_VERIFIER_TOKEN,
	});
	await n8n.api.connectOAuth2(credential.id, async (url) => await simulator.decide(url));
	const own = await publish(
		n8n,
		'QuickBooks Online Trigger',
		n8n.nodeType('quickBooksOnlineTrigger'),
		{ mode: 'webhook' },
		credential,
	);
	const peer = await publish(n8n, 'Webhook', 'n8n-nodes-base.webhook', {
		httpMethod: 'POST',
		path: 'peer',
		responseMode: 'onReceived',
		options: {},
	});
	const targets: Target[] = [
		{
			name: 'Webhook',
			workflowId: peer.workflowId,
			url: `${n8n.url}/webhook/peer`,
			rounds: [],
			refused: 0,
		},
		{
			name: 'QuickBooks Online Trigger',
			workflowId: own.workflowId,
			url: `${n8n.url}/webhook/${own.webhookId}/webhook`,
			rounds: [],
			refused: 0,
		},
	];
	for (const { url } of targets) await untilRegistered(url);
	for (let number = 0; number < ROUNDS; number++) {
		// Who begins changes, so that neither always follows the other.
		const order = number % 2 === 0 ? targets : [...targets].reverse();
		for (const target of order) await round(n8n, target, number);
	}
	const [peerTarget, ownTarget] = targets;
	if (peerTarget === undefined || ownTarget === undefined) throw new Error('Nothing was measured.');
	for (const { name, rounds, refused } of targets) {
		const all = rounds.flat();
		const [median, p95] = [percentile(all, 0.5), percentile(all, 0.95)];
		console.log(
			`${name}: median ${median.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, ${refused} refused`,
		);
	}
	const median = ratio(ownTarget, peerTarget, 0.5);
	const p95 = ratio(ownTarget, peerTarget, 0.95);
	console.log(
		`${CONCURRENT} concurrent deliveries, ${ROUNDS - 1} rounds each. Ratio of medians ${median.toFixed(2)}, of p95 ${p95.toFixed(2)} (limit ${LIMIT})`,
	);
	return median <= LIMIT && p95 <= LIMIT;
}

/**
 * The middle one of the rounds' ratios: a round is compared with the peer's beside it, so that what else
 * the machine does in the meantime weighs on both.
 */
function ratio(one: Target, other: Target, share: number): number {
	const ratios = one.rounds.map(
		(times, round) => percentile(times, share) / percentile(other.rounds[round] ?? [], share),
	);
	console.log(`  ratios of the rounds: ${ratios.map((value) => value.toFixed(2)).join(' ')}`);
	return percentile(ratios, 0.5);
}

/** Everything anew for each way of running n8n, so that none profits from what another has warmed up. */
async function measureAs(way: Way): Promise<boolean> {
	console.log(`n8n ${way.name}`);
	const folder = await mkdtemp(join(tmpdir(), 'qba-bench-'));
	const simulator = await QuickBooksSimulator.start();
	try {
		const tarball = await packPackage(join(folder, 'pack'));
		const userFolder = join(folder, 'home');
		const n8n = await N8nHost.start({ tarball, userFolder, env: way.env });
		try {
			return await measure(n8n, simulator);
		} finally {
			await n8n.stop();
		}
	} finally {
		await simulator.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

async function main(): Promise<void> {
	const [chosen] = process.argv.slice(2);
	for (const way of WAYS.filter(({ key }) => chosen === undefined || key === chosen)) {
		if (!(await measureAs(way))) process.exitCode = 1;
	}
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
