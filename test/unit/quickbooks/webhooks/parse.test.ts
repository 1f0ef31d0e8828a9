/** Both forms of QuickBooks' webhooks become the same notifications. */
import { ServiceError } from '../../../../src/errors';
import { parseDelivery } from '../../../../src/quickbooks/webhooks/parse';

const REALM = '9341453908059321';
const parse = (content: unknown) => parseDelivery(Buffer.from(JSON.stringify(content)));

/** As on Intuit's page on webhook payloads. */
function cloudEvent(change: object = {}): object {
	return {
		specversion: '1.0',
		id: '88cd52aa-33b6-4351-9aa4-47572edbd068',
		source: 'intuit.dsnFGhjkl1234=',
		type: 'qbo.invoice.updated.v1',
		datacontenttype: 'application/json',
		time: '2025-09-10T21:31:25.179851517Z',
		intuitentityid: '1234',
		intuitaccountid: REALM,
		data: {},
		...change,
	};
}

function legacy(...entities: object[]): object {
	return { eventNotifications: [{ realmId: REALM, dataChangeEvent: { entities } }] };
}

const legacyEntity = (change: object = {}) => ({
	name: 'Invoice',
	id: '1234',
	operation: 'Update',
	lastUpdated: '2025-09-10T21:31:25.179Z',
	...change,
});

test('a CloudEvent', () => {
	expect(parse([cloudEvent()])).toEqual({
		unreadable: 0,
		notifications: [
			{
				kind: 'notification',
				realmId: REALM,
				entity: 'Invoice',
				id: '1234',
				operation: 'updated',
				eventId: '88cd52aa-33b6-4351-9aa4-47572edbd068',
				eventType: 'qbo.invoice.updated.v1',
				occurredAt: '2025-09-10T21:31:25.179Z',
			},
		],
	});
});

test('an event of the older form', () => {
	expect(parse(legacy(legacyEntity())).notifications).toEqual([
		{
			kind: 'notification',
			realmId: REALM,
			entity: 'Invoice',
			id: '1234',
			operation: 'updated',
			eventId: `${REALM}-Invoice.Update-1234-2025-09-10T21:31:25.179Z`,
			eventType: 'Invoice.Update',
			occurredAt: '2025-09-10T21:31:25.179Z',
		},
	]);
});

test.each([
	['created', 'Create', 'created'],
	['updated', 'Update', 'updated'],
	['deleted', 'Delete', 'deleted'],
	['merged', 'Merge', 'merged'],
	['void', 'Void', 'void'],
	['emailed', 'Emailed', 'emailed'],
	['recalculated', 'Recalculate', 'unknown'],
])('the operations %s and %s', (cloud, old, operation) => {
	expect(parse([cloudEvent({ type: `qbo.payment.${cloud}.v1` })]).notifications).toMatchObject([
		{ entity: 'Payment', operation },
	]);
	expect(
		parse(legacy(legacyEntity({ name: 'Payment', operation: old }))).notifications,
	).toMatchObject([{ entity: 'Payment', operation }]);
});

test('a merge names the survivor and the id that is gone', () => {
	const type = 'qbo.customer.merged.v1';
	const expected = [{ entity: 'Customer', id: '1234', operation: 'merged', deletedId: '27' }];
	expect(parse([cloudEvent({ type, data: { deletedid: '27' } })]).notifications).toMatchObject(
		expected,
	);
	const merge = legacyEntity({ name: 'Customer', operation: 'Merge', deletedId: '27' });
	expect(parse(legacy(merge)).notifications).toMatchObject(expected);
});

test('what has no deleted id says nothing of one', () => {
	const data = { alternative_ids: [{ id: '9', namespace: 'x' }] };
	expect(parse([cloudEvent({ data })]).notifications[0]).not.toHaveProperty('deletedId');
});

test.each([
	['qbo.changeorder.created.v1', 'changeorder', 'created'],
	['qbo.invoice.renumbered.v1', 'Invoice', 'unknown'],
	['payroll.employee.created', 'unknown', 'unknown'],
	['', 'unknown', 'unknown'],
])('an unknown type is passed on: %p', (type, entity, operation) => {
	expect(parse([cloudEvent({ type })]).notifications).toMatchObject([
		{ entity, operation, eventType: type, id: '1234' },
	]);
});

test('an unknown entity of the older form keeps its name', () => {
	expect(parse(legacy(legacyEntity({ name: 'TimeActivity' }))).notifications).toMatchObject([
		{ entity: 'TimeActivity', operation: 'updated' },
	]);
});

test('a delivery of several companies keeps each with its own realm, in order', () => {
	const cloud = parse([cloudEvent(), cloudEvent({ intuitaccountid: '2' }), cloudEvent()]);
	expect(cloud.notifications.map(({ realmId }) => realmId)).toEqual([REALM, '2', REALM]);
	const group = (realmId: string, ...ids: string[]) => ({
		realmId,
		dataChangeEvent: { entities: ids.map((id) => legacyEntity({ id })) },
	});
	const old = parse({ eventNotifications: [group('1', '5', '4'), group('2', '3')] });
	expect(old.notifications.map(({ realmId, id }) => [realmId, id])).toEqual([
		['1', '5'],
		['1', '4'],
		['2', '3'],
	]);
});

test('a doubled event stays doubled, with the same event id', () => {
	for (const body of [[cloudEvent(), cloudEvent()], legacy(legacyEntity(), legacyEntity())]) {
		const { notifications } = parse(body);
		expect(notifications).toHaveLength(2);
		expect(notifications[0]).toEqual(notifications[1]);
	}
});

test('event ids need not be UUIDs, and missing parts cost no event', () => {
	const id = 'b0ab3a1c-Customer-123';
	const bare = { id, type: 'qbo.vendor.deleted.v1', intuitaccountid: REALM, intuitentityid: '7' };
	expect(parse([bare]).notifications).toMatchObject([
		{ entity: 'Vendor', id: '7', operation: 'deleted', eventId: id, occurredAt: null },
	]);
	expect(
		parse([cloudEvent({ intuitentityid: undefined, id: undefined })]).notifications,
	).toMatchObject([
		{ id: '', eventId: `${REALM}-qbo.invoice.updated.v1-2025-09-10T21:31:25.179851517Z` },
	]);
});

test.each([
	['2025-09-08T20:52:31.657Z', '2025-09-08T20:52:31.657Z'],
	['2025-09-08T20:52:31-0700', '2025-09-09T03:52:31.000Z'],
	['2025-09-08T20:52:31-07:00', '2025-09-09T03:52:31.000Z'],
	['2025-09-08T20:52:31', '2025-09-08T20:52:31.000Z'],
	['2025-09-08T20:52:31.1Z', '2025-09-08T20:52:31.100Z'],
	['last Monday', null],
	['2025-99-99T99:99:99Z', null],
])('the time %s', (time, occurredAt) => {
	expect(parse([cloudEvent({ time })]).notifications).toMatchObject([{ occurredAt }]);
});

test('events that do not name their company are counted, the others kept', () => {
	const cloud = parse([cloudEvent({ intuitaccountid: undefined }), null, 'text', cloudEvent()]);
	expect([cloud.notifications.length, cloud.unreadable]).toEqual([1, 3]);
	const old = parse({ eventNotifications: [{ realmId: REALM }, { dataChangeEvent: {} }] });
	expect([old.notifications.length, old.unreadable]).toEqual([0, 2]);
});

test('an empty delivery has no notifications', () => {
	expect(parse([])).toEqual({ notifications: [], unreadable: 0 });
	expect(parse({ eventNotifications: [] })).toEqual({ notifications: [], unreadable: 0 });
});

test('a byte order mark is no obstacle', () => {
	const body = Buffer.from(`\uFEFF${JSON.stringify([cloudEvent()])}`);
	expect(parseDelivery(body).notifications).toHaveLength(1);
});

test.each(['not JSON', '{"events":[]}', '"text"', 'null', '{"eventNotifications":{}}'])(
	'a form that nobody knows is an error, because it may hold changes: %s',
	(body) => {
		expect(() => parseDelivery(Buffer.from(body))).toThrow(ServiceError);
	},
);
