/** The trigger's webhooks in n8n-core's WebhookContext and HookContext, with signed deliveries. */
import {
	resolveWebhookDescriptionField,
	webhookDescriptionIsNativelyResolvable,
} from 'n8n-workflow';

import { QuickBooksOnlineOAuth2Api } from '../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import { QuickBooksOnlineTrigger } from '../../nodes/QuickBooksOnline/QuickBooksOnlineTrigger.node';
import { Prng } from '../../sandbox/common/ids';
import {
	DEFAULT_REALM_ID,
	DEFAULT_VERIFIER_TOKEN,
	QuickBooksSimulator,
	SECOND_REALM_ID,
	shuffled,
	WebhookSender,
	type CloudEventStyle,
	type CompanyEvent,
} from '../../sandbox/quickbooks';
import { systemClock } from '../../src/clock';
import { createEngine, node, type TestEngine } from './harness';
import { PollingNode, WebhookNode } from './harness/triggers';
import { CONNECTION_NAME, connectQuickBooks, QUICKBOOKS } from './quickBooksFetchSetup';

let simulator: QuickBooksSimulator;
let engine: TestEngine;
let hook: WebhookNode;
let intuit: WebhookSender;
let elapsed = 0;

/** Longer than a trigger goes by a credential that it read. */
const MINUTE = 60_000;

beforeEach(async () => {
	jest.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + elapsed);
	elapsed += MINUTE;
	simulator = await QuickBooksSimulator.start({ companies: [{ empty: true }] });
	engine = createEngine({
		nodes: [new QuickBooksOnlineTrigger()],
		credentialTypes: [new QuickBooksOnlineOAuth2Api()],
	});
	await connect();
	await listen();
});

afterEach(async () => {
	await hook.stop();
	await simulator.stop();
	jest.restoreAllMocks();
});

async function connect(data: object = {}, callback?: object): Promise<void> {
	await connectQuickBooks(engine, simulator, {
		data: { webhookVerifierToken: DEFAULT_VERIFIER_TOKEN, ...data },
		...(callback === undefined ? {} : { callback }),
	});
}

function settings(parameters: object = {}) {
	return node('Trigger', 'quickBooksOnlineTrigger', parameters as never, {
		[QUICKBOOKS]: CONNECTION_NAME,
	});
}

async function listen(parameters: object = {}): Promise<void> {
	await hook?.stop();
	hook = await WebhookNode.start(engine, settings(parameters));
	intuit = new WebhookSender(hook.url);
}

function event(change: Partial<CompanyEvent> = {}): CompanyEvent {
	return {
		realmId: DEFAULT_REALM_ID,
		entity: 'Invoice',
		id: '145',
		operation: 'updated',
		at: Date.UTC(2026, 10, 20, 12),
		...change,
	};
}

const items = () => hook.executions.flat().map(({ json }) => json);

test.each(['cloudEvents', 'legacy'] as const)(
	'a signed delivery (%s) starts one execution with one item per notification',
	async (form) => {
		const events = [
			event(),
			event({ entity: 'Customer', id: '7', operation: 'merged', deletedId: '27' }),
			event({ entity: 'Class', id: '9', operation: 'created' }),
		];
		const answer = await intuit.send(events, { form });
		expect(answer).toEqual({ status: 200, body: '{"received":3,"ignored":0}' });
		expect(hook.executions).toHaveLength(1);
		expect(items()).toMatchObject([
			{
				kind: 'notification',
				realmId: DEFAULT_REALM_ID,
				entity: 'Invoice',
				id: '145',
				operation: 'updated',
				occurredAt: expect.stringMatching(/^2026-11-20T12:00:00\.\d{3}Z$/) as string,
			},
			{ entity: 'Customer', id: '7', operation: 'merged', deletedId: '27' },
			{ entity: 'Class', id: '9', operation: 'created' },
		]);
	},
);

test.each<CloudEventStyle>([
	{ ids: 'uuid', datacontenttype: 'sent' },
	{ ids: 'composed', datacontenttype: 'sent' },
	{ ids: 'uuid', datacontenttype: 'missing' },
])('a CloudEvent is understood with %p, and keeps its id when it comes again', async (style) => {
	const events = [event(), event({ id: '146' })];
	await intuit.send(events, { cloudEvents: style });
	await intuit.send(events, { cloudEvents: style });
	const [first, second] = hook.executions.map((execution) => execution.map(({ json }) => json));
	expect(first).toMatchObject([{ id: '145' }, { id: '146' }]);
	expect(first[0].eventId).not.toBe(first[1].eventId);
	expect(String(first[0].eventId)).toMatch(
		style.ids === 'uuid' ? /^[0-9a-f-]{36}$/ : /-Invoice-145-/,
	);
	expect(second).toEqual(first);
});

test('deliveries in another order all come, each with the time of its event', async () => {
	const events = Array.from({ length: 12 }, (_none, index) =>
		event({ id: String(200 + index), at: Date.UTC(2026, 10, 20, 12, index) }),
	);
	const mixed = shuffled(events, new Prng(3));
	expect(mixed).not.toEqual(events);
	for (const one of mixed) await intuit.send([one]);
	expect(items().map(({ id }) => id)).toEqual(mixed.map(({ id }) => id));
	const inOrder = items().sort((a, b) => (String(a.occurredAt) < String(b.occurredAt) ? -1 : 1));
	expect(inOrder.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
});

test('nothing is fetched for an answer', async () => {
	await intuit.send([event(), event({ operation: 'deleted' })]);
	expect(hook.executions).toHaveLength(1);
	expect(simulator.log.count({})).toBe(0);
});

test('many deliveries cost few reads of the credential', async () => {
	const reads = jest.spyOn(engine.credentials, 'getDecrypted');
	const ids = Array.from({ length: 40 }, (_, index) => String(index));
	const answers = await Promise.all(ids.map(async (id) => await intuit.send([event({ id })])));
	expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
	const seen = items().map(({ id }) => Number(id));
	expect(seen.sort((a, b) => a - b)).toEqual(ids.map(Number));
	await intuit.send([event()]);
	expect(reads.mock.calls.length).toBeLessThanOrEqual(2);
	elapsed += MINUTE;
	await intuit.send([event()]);
	expect(reads.mock.calls.length).toBeLessThanOrEqual(3);
});

test('a changed credential counts at once for what it accepts, soon for what it refuses', async () => {
	expect((await intuit.send([event()])).status).toBe(200);
	await connect({ webhookVerifierToken: 'the-new-token', realmIdOverride: '999' });
	const renewed = new WebhookSender(hook.url, 'the-new-token');
	expect((await renewed.send([event({ realmId: '999' })])).body).toBe('{"received":1,"ignored":0}');
	expect((await intuit.send([event()])).status).toBe(401);
});

test('with the same token, another company counts at once', async () => {
	expect((await intuit.send([event()])).body).toBe('{"received":1,"ignored":0}');
	await connect({ realmIdOverride: '999' });
	expect((await intuit.send([event({ realmId: '999' })])).body).toBe('{"received":1,"ignored":0}');
	expect((await intuit.send([event()])).body).toBe('{"received":0,"ignored":1}');
});

test('a forged delivery is refused also while a right one has just come in', async () => {
	await intuit.send([event()]);
	expect((await intuit.send([event()], { signature: 'forged' })).status).toBe(401);
	elapsed += MINUTE;
	await connect({ webhookVerifierToken: '' });
	expect((await intuit.send([event()])).status).toBe(401);
	expect(hook.executions).toHaveLength(1);
});

test('n8n can tell the address without evaluating an expression, to the same result', async () => {
	const [description] = new QuickBooksOnlineTrigger().description.webhooks ?? [];
	expect(webhookDescriptionIsNativelyResolvable(description)).toBe(true);
	for (const mode of ['webhook', 'both', 'poll']) {
		await listen({ mode });
		const { parameters } = settings({ mode });
		const path = resolveWebhookDescriptionField({ parameters }, description, 'path');
		expect(path).toEqual({ resolved: true, value: mode === 'poll' ? undefined : 'webhook' });
		const url = await hook.registeredUrl();
		expect(url === undefined).toBe(mode === 'poll');
	}
});

test.each(['forged', 'changed', 'missing'] as const)(
	'a delivery whose signature is %s gets 401 and starts nothing',
	async (signature) => {
		const answer = await intuit.send([event()], { signature });
		expect(answer).toEqual({ status: 401, body: '{"message":"Unauthorized"}' });
		expect(hook.executions).toEqual([]);
		expect(hook.errors).toEqual([]);
	},
);

test('without a verifier token in the credential everything is refused', async () => {
	await connect({ webhookVerifierToken: '  ' });
	expect((await intuit.send([event()])).status).toBe(401);
	expect((await new WebhookSender(hook.url, '').send([event()])).status).toBe(401);
	expect(hook.executions).toEqual([]);
});

test('where the credential cannot be read, nobody starts anything', async () => {
	await hook.stop();
	hook = await WebhookNode.start(engine, node('Trigger', 'quickBooksOnlineTrigger', {}));
	intuit = new WebhookSender(hook.url);
	expect((await intuit.send([event()])).status).toBe(401);
	expect(hook.executions).toEqual([]);
	expect(hook.errors).toEqual([]);
});

test('without the raw body a delivery is refused, however right its signature', async () => {
	hook.keepRawBody = false;
	expect((await intuit.send([event()])).status).toBe(401);
	expect(hook.executions).toEqual([]);
});

test('the header may be written in any case', async () => {
	const answer = await intuit.send([event()], { headerName: 'Intuit-Signature' });
	expect(answer.status).toBe(200);
	expect(hook.executions).toHaveLength(1);
});

test.each(['cloudEvents', 'legacy'] as const)(
	'of a delivery for several companies (%s) only its own start something; the items tell',
	async (form) => {
		const others = [event({ realmId: SECOND_REALM_ID }), event({ realmId: '1' })];
		const answer = await intuit.send([others[0], event(), others[1]], { form });
		expect(answer.body).toBe('{"received":1,"ignored":2}');
		expect(items()).toMatchObject([{ realmId: DEFAULT_REALM_ID, ignoredOfOtherCompanies: 2 }]);
	},
);

test('a delivery for other companies alone starts nothing; the next items tell of it', async () => {
	const answer = await intuit.send([event({ realmId: SECOND_REALM_ID })]);
	expect(answer).toEqual({ status: 200, body: '{"received":0,"ignored":1}' });
	await intuit.send([event({ realmId: '1' }), event({ realmId: SECOND_REALM_ID })]);
	expect(hook.executions).toEqual([]);
	await intuit.send([event(), event({ id: '146' }), event({ realmId: '1' })]);
	await intuit.send([event()]);
	const [first, second] = hook.executions;
	expect(first.map(({ json }) => json.ignoredOfOtherCompanies)).toEqual([4, 4]);
	expect(second[0].json).not.toHaveProperty('ignoredOfOtherCompanies');
});

test('a person who listens for a test event learns that it was of other companies', async () => {
	hook.mode = 'manual';
	await intuit.send([event({ realmId: SECOND_REALM_ID }), event({ realmId: '1' })]);
	expect(hook.executions).toEqual([]);
	expect(hook.errors).toMatchObject([
		{
			message: expect.stringMatching(/2 notification\(s\), none of them of the company/) as string,
			description: expect.stringContaining('credential and a workflow of its own') as string,
		},
	]);
	await intuit.send([event({ realmId: '1' }), event()]);
	expect(items()).toMatchObject([{ realmId: DEFAULT_REALM_ID, ignoredOfOtherCompanies: 1 }]);
});

test.each(['webhook', 'both'])(
	'a manual test by webhook (%s) shows the delivery, though n8n polls then; once',
	async (mode) => {
		await listen({ mode });
		hook.mode = 'manual';
		await intuit.send([event(), event({ id: '146' })]);
		const polling = new PollingNode(engine, settings({ mode }));
		expect((await polling.poll({ mode: 'manual' }))?.map(({ json }) => json)).toEqual(items());
		expect(await polling.poll({ mode: 'manual' })).not.toEqual(hook.executions[0]);
	},
);

test('in the mode Both the next poll tells as well, in the remarks of its window', async () => {
	await listen({ mode: 'both' });
	const polling = new PollingNode(engine, settings({ mode: 'both' }));
	expect(await polling.poll()).toBeNull();
	await intuit.send([event({ realmId: SECOND_REALM_ID })]);
	expect(await polling.poll()).toBeNull();
	simulator.books.create('Vendor', { DisplayName: 'Polled' });
	const polled = (await polling.poll()) ?? [];
	expect(polled.at(-1)?.json).toMatchObject({
		kind: 'window',
		complete: true,
		remarks: [
			expect.stringMatching(/^1 webhook notification\(s\) of other companies were ignored/),
		],
	});
	simulator.books.create('Vendor', { DisplayName: 'Polled later' });
	expect((await polling.poll())?.at(-1)?.json.remarks).toEqual([]);
});

test('only chosen entities and operations start something; the rest is still answered', async () => {
	await listen({ entities: ['Invoice'], operations: ['void', 'deleted'] });
	const ignored = await intuit.send([event(), event({ entity: 'Bill', operation: 'deleted' })]);
	expect(ignored).toEqual({ status: 200, body: '{"received":0,"ignored":2}' });
	expect(hook.executions).toEqual([]);
	await intuit.send([
		event({ operation: 'void' }),
		event({ entity: 'Class', operation: 'deleted' }),
	]);
	expect(items()).toMatchObject([{ entity: 'Invoice', operation: 'void' }]);
	expect(items()[0]).not.toHaveProperty('ignoredOfOtherCompanies');
});

test('a doubled delivery comes twice, with the same event id', async () => {
	const body = intuit.bodyOf([event()]);
	await intuit.deliver(body);
	await intuit.deliver(body);
	expect(hook.executions).toHaveLength(2);
	expect(items()[0]).toEqual(items()[1]);
});

test('signed, but in no known form: an error that the user sees, and QuickBooks sends it again', async () => {
	expect((await intuit.deliver('{"surprise":[]}')).status).toBe(500);
	expect(hook.errors).toMatchObject([{ message: expect.stringContaining('form') as string }]);
});

test('a credential without its company refuses nothing silently', async () => {
	await connect({}, {});
	expect((await intuit.send([event()])).status).toBe(500);
	expect(hook.errors).toMatchObject([{ message: expect.stringContaining('realm ID') as string }]);
});

test('activation asks for the verifier token, and registers nothing', async () => {
	expect(await hook.lifecycle('checkExists')).toBe(false);
	expect(await hook.lifecycle('create')).toBe(true);
	expect(await hook.lifecycle('delete')).toBe(true);
	await connect({ webhookVerifierToken: '' });
	await expect(hook.lifecycle('create')).rejects.toThrow(/no Webhook Verifier Token/);
	expect(simulator.log.count({})).toBe(0);
});

test('an address exists in the modes with webhooks only', async () => {
	for (const mode of ['webhook', 'both']) {
		await listen({ mode });
		expect(await hook.registeredUrl()).toMatch(/\/webhook\/.*webhook$/);
	}
	await listen({ mode: 'poll' });
	expect(await hook.registeredUrl()).toBeUndefined();
});
