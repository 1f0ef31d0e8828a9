/** Which notifications reach a workflow. */
import type { ChangeNotification } from '../../../../src/flow';
import {
	filterNotifications,
	OPERATION_CHOICES,
	OTHER_ENTITIES,
} from '../../../../src/quickbooks/webhooks/filter';

const REALM = '1';
const all = {
	realmId: REALM,
	entities: ['Invoice', OTHER_ENTITIES],
	operations: OPERATION_CHOICES,
};

function event(change: Partial<ChangeNotification> = {}): ChangeNotification {
	return {
		kind: 'notification',
		realmId: REALM,
		entity: 'Invoice',
		id: '5',
		operation: 'updated',
		eventId: 'e',
		eventType: 't',
		occurredAt: null,
		...change,
	};
}

test('events of other companies are left out and counted', () => {
	const other = event({ realmId: '2' });
	expect(filterNotifications([event(), other, other], all)).toEqual({
		wanted: [event()],
		ofOtherCompanies: 2,
		notChosen: 0,
	});
});

test('only chosen entities, in their order', () => {
	const events = [event({ id: '9' }), event({ entity: 'Bill' }), event({ id: '3' })];
	const { wanted, notChosen } = filterNotifications(events, all);
	expect(wanted.map(({ id }) => id)).toEqual(['9', '3']);
	expect(notChosen).toBe(1);
});

test('only chosen operations', () => {
	const events = [event(), event({ operation: 'void' }), event({ operation: 'unknown' })];
	const { wanted } = filterNotifications(events, { ...all, operations: ['void'] });
	expect(wanted.map(({ operation }) => operation)).toEqual(['void']);
});

test('entities that the table does not know come under Other', () => {
	const events = [event({ entity: 'timeactivity' }), event({ entity: 'unknown' })];
	expect(filterNotifications(events, all).wanted).toHaveLength(2);
	expect(filterNotifications(events, { ...all, entities: ['Invoice'] }).notChosen).toBe(2);
});

test('the same event twice is wanted twice', () => {
	expect(filterNotifications([event(), event()], all).wanted).toHaveLength(2);
});
