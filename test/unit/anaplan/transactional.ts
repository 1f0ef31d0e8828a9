/** A client whose Anaplan answers from a script, for the tests of the transactional API. */
import { AnaplanClient, type ModelRef } from '../../../src/anaplan/client';
import type { ListDetails } from '../../../src/anaplan/lists';
import { Pacer } from '../../../src/http/pacing';
import { FakeClock, ScriptedTransport, type Scripted } from '../http/fakes';

export const MODEL: ModelRef = { workspaceId: 'w', modelId: 'M', modelName: 'Hub' };

export const LIST: ListDetails = {
	id: '101000000000',
	name: 'Cities',
	numbered: false,
	properties: [],
	subsets: [],
	parentName: 'Regions',
	itemCount: 0,
	productionData: false,
};

export interface ScriptedClient {
	client: AnaplanClient;
	clock: FakeClock;
	/** Cancels the execution. */
	stop(): void;
	/** Scripts further answers. */
	add(...further: Scripted[]): void;
	/** Parsed bodies of what was sent, in order. */
	bodies(): unknown[];
	/** Method and path of what was sent. */
	calls(): string[];
}

export function scriptedClient(...script: Scripted[]): ScriptedClient {
	const transport = new ScriptedTransport(script);
	const clock = new FakeClock();
	const controller = new AbortController();
	const url = 'https://anaplan.test';
	const client = new AnaplanClient(
		{
			hosts: { authUrl: url, apiUrl: url, appUrl: url },
			signIn: {
				kind: 'oauth',
				clientId: 'c',
				tokens: { get: async () => 't', renew: async () => 't' },
			},
			credentialName: 'A',
		},
		{
			transport,
			clock,
			signal: controller.signal,
			pacer: new Pacer({ perMinute: 9_999, perSecond: 9_999, concurrent: 4 }, clock),
		},
	);
	return {
		client,
		clock,
		stop: () => controller.abort(),
		add: (...further) => void script.push(...further),
		bodies: () => transport.sent.map(({ body }) => JSON.parse(String(body)) as unknown),
		calls: () => transport.sent.map(({ method, url: { pathname } }) => `${method} ${pathname}`),
	};
}
