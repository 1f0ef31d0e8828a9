/** What the editor shows: the node's and the credential's descriptions hold together. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import codex from '../../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node.json';
import { QuickBooksOnlineOAuth2Api } from '../../../credentials/QuickBooksOnlineOAuth2Api.credentials';
import triggerCodex from '../../../nodes/QuickBooksOnline/QuickBooksOnlineTrigger.node.json';
import { QuickBooksOnlineFetch } from '../../../nodes/QuickBooksOnline/QuickBooksOnlineFetch.node';
import { QuickBooksOnlineTrigger } from '../../../nodes/QuickBooksOnline/QuickBooksOnlineTrigger.node';
import { operationNamed } from '../../../nodes/QuickBooksOnline/operations';
import { CHANGING_ENTITIES, ENTITIES, PLANNED_ENTITIES } from '../../../src/entities';

const { description } = new QuickBooksOnlineFetch();
const credential = new QuickBooksOnlineOAuth2Api();
const property = (name: string) => description.properties.find((field) => field.name === name);
const field = (name: string) => credential.properties.find((entry) => entry.name === name);

test('every listed operation is implemented, no other one exists', () => {
	const values = valuesOf(property('operation')?.options);
	expect(values).toEqual(['getById', 'getChanges', 'getMany', 'getReport']);
	for (const value of values) expect(operationNamed(value).execute).toBeInstanceOf(Function);
	expect(() => operationNamed('drop')).toThrow();
});

function valuesOf(options: readonly object[] | undefined): unknown[] {
	return (options ?? []).map((entry) => 'value' in entry && entry.value);
}

test('Get Many offers every entity, Get Changes those with planning rows, six of them at first', () => {
	const planned = PLANNED_ENTITIES.map(({ name }) => name);
	const entity = description.properties.find(
		({ name, displayOptions }) =>
			name === 'entity' && displayOptions?.show?.operation?.includes('getMany'),
	);
	expect(valuesOf(entity?.options)).toEqual(ENTITIES.map(({ name }) => name));
	expect(valuesOf(property('entities')?.options)).toEqual(planned);
	const usual = ['Account', 'Vendor', 'Customer', 'Invoice', 'Bill', 'Payment'];
	expect(property('entities')?.default).toEqual(usual);
	expect(planned).toEqual(expect.arrayContaining(usual));
});

test('one object has no limit and no filters, and rates ask for currencies and a date', () => {
	const entitiesOf = (name: string) =>
		description.properties.find((field) => field.name === name)?.displayOptions?.show?.entity;
	for (const name of ['returnAll', 'limit', 'filters']) {
		expect(entitiesOf(name)).toContain('Budget');
		expect(entitiesOf(name)).not.toContain('Preferences');
		expect(entitiesOf(name)).not.toContain('ExchangeRate');
	}
	expect(entitiesOf('includeInactive')).toContain('Budget');
	expect(entitiesOf('includeInactive')).not.toContain('TimeActivity');
	for (const name of ['currencies', 'asOfDate']) expect(entitiesOf(name)).toEqual(['ExchangeRate']);
});

test('credentials and operation come first, every other field belongs to one operation', () => {
	const [credentials, operation, ...others] = description.properties;
	expect([credentials.type, operation.name]).toEqual(['credentials', 'operation']);
	for (const entry of others) {
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

	test('offers the modes, all that changes, and chooses what polling gets in one call', () => {
		expect(named('mode')?.options).toMatchObject([
			{ value: 'both' },
			{ value: 'poll' },
			{ value: 'webhook' },
		]);
		const names = CHANGING_ENTITIES.map(({ name }) => name);
		expect(valuesOf(named('entities')?.options)).toEqual([...names, 'other']);
		const captured = CHANGING_ENTITIES.filter(({ cdc }) => cdc).map(({ name }) => name);
		expect(named('entities')?.default).toEqual([...captured, 'other']);
		expect(valuesOf(named('operations')?.options)).toEqual(named('operations')?.default);
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
