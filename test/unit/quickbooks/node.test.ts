/** What the editor shows: the node's and the credential's descriptions hold together. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import codex from '../../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node.json';
import { QuickBooksOnlineOAuth2Api } from '../../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import triggerCodex from '../../../nodes/QuickBooksOnline/QuickBooksOnlineTrigger.node.json';
import { QuickBooksOnlineFetch } from '../../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { QuickBooksOnlineTrigger } from '../../../nodes/QuickBooksOnline/QuickBooksOnlineTrigger.node';
import { operationNamed } from '../../../nodes/QuickBooksOnline/operations';
import { ENTITIES } from '../../../src/entities';

const { description } = new QuickBooksOnlineFetch();
const credential = new QuickBooksOnlineOAuth2Api();
const property = (name: string) => description.properties.find((field) => field.name === name);
const field = (name: string) => credential.properties.find((entry) => entry.name === name);

test('every listed operation is implemented, no other one exists', () => {
	const values = property('operation')?.options?.map((entry) => 'value' in entry && entry.value);
	expect(values).toEqual(['getChanges', 'getMany']);
	for (const value of values ?? []) expect(operationNamed(value).execute).toBeInstanceOf(Function);
	expect(() => operationNamed('drop')).toThrow();
});

test('all entities of the table are offered, and all are chosen at first', () => {
	const names = ENTITIES.map(({ name }) => name);
	expect(property('entities')?.default).toEqual(names);
	expect(property('entities')?.options).toHaveLength(names.length);
	expect(property('entity')?.options).toHaveLength(names.length);
});

test('every field belongs to one operation', () => {
	for (const entry of description.properties.slice(1)) {
		expect(entry.displayOptions?.show?.operation).toHaveLength(1);
	}
});

test('no default or option begins with an equals sign, which n8n takes for an expression', () => {
	expect(JSON.stringify(description.properties)).not.toMatch(/"(value|default)":"=/);
});

test('the codex file names this node, and the icons exist', () => {
	expect(codex.node).toBe(`n8n-nodes-quickbooks-anaplan.${description.name}`);
	for (const icon of Object.values(description.icon as { light: string; dark: string })) {
		const path = icon.replace('file:', '');
		expect(existsSync(join(__dirname, '../../../nodes/QuickBooksOnline', path))).toBe(true);
	}
	for (const icon of Object.values(credential.icon)) {
		const path = icon.replace('file:', '');
		expect(existsSync(join(__dirname, '../../../credentials', path))).toBe(true);
	}
});

test('the credential hides what Intuit fixes and shows addresses for Custom only', () => {
	for (const name of ['grantType', 'authUrl', 'accessTokenUrl', 'scope', 'authentication']) {
		expect(field(name)?.type).toBe('hidden');
	}
	for (const name of ['customAuthUrl', 'customTokenUrl', 'customApiUrl']) {
		expect(field(name)?.displayOptions).toEqual({ show: { environment: ['custom'] } });
	}
	expect(field('scope')?.default).toBe('com.intuit.quickbooks.accounting');
	expect(field('webhookVerifierToken')?.typeOptions).toEqual({ password: true });
});

describe('the trigger', () => {
	const trigger = new QuickBooksOnlineTrigger();
	const named = (name: string) =>
		trigger.description.properties.find((entry) => entry.name === name);

	test('offers the three modes, all entities and operations, and chooses all of these', () => {
		expect(named('mode')?.options).toMatchObject([
			{ value: 'both' },
			{ value: 'poll' },
			{ value: 'webhook' },
		]);
		expect(named('entities')?.default).toEqual([...ENTITIES.map(({ name }) => name), 'other']);
		for (const name of ['entities', 'operations']) {
			const values = named(name)?.options?.map((entry) => 'value' in entry && entry.value);
			expect(values).toEqual(named(name)?.default);
		}
	});

	test('tells where to register the address wherever there is one', () => {
		expect(named('webhookNotice')?.displayName).toContain('developer.intuit.com');
		expect(named('webhookNotice')?.displayOptions).toEqual({ show: { mode: ['webhook', 'both'] } });
	});

	test('answers before the workflow runs, and keeps the raw body for the signature', () => {
		expect(trigger.description.webhooks).toMatchObject([
			{ httpMethod: 'POST', responseMode: 'onReceived', rawBody: true },
		]);
		expect(trigger.description.polling).toBe(true);
	});

	test('has a codex file of its own', () => {
		expect(triggerCodex.node).toBe(`n8n-nodes-quickbooks-anaplan.${trigger.description.name}`);
	});
});
