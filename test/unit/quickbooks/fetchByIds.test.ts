/** Reading by ID in batches: what a company's custom fields cost in calls, and that none is missing. */
import { readChanges } from '../../../src/quickbooks/changes';
import { fetchByIds } from '../../../src/quickbooks/fetchByIds';
import { FakeCompany, NOW, row, withCompanyFacts } from './fakeCompany';

const HOUR = 3_600_000;
const OBJECTS = [
	{ entity: 'Invoice', id: '1' },
	{ entity: 'Customer', id: '2' },
	{ entity: 'Estimate', id: '3' },
];

let company: FakeCompany;
let realms = 0;
let realm = '';

beforeEach(() => {
	// What is known of custom fields stays with the process, so each test has a company of its own.
	realm = `88${++realms}`;
	company = withCompanyFacts(new FakeCompany());
});

const fields = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		DefinitionId: String(index + 1),
		Name: `Field ${index + 1}`,
		Type: 'StringType',
		StringValue: 'x',
	}));

function put(invoiceFields: number, estimateFields: number): void {
	company.put('Invoice', row(1, 1, { TotalAmt: 1, CustomField: fields(invoiceFields) }));
	company.put('Customer', row(2, 1));
	company.put('Estimate', row(3, 1, { TotalAmt: 1, CustomField: fields(estimateFields) }));
}

/** One read of all objects: its calls, and how many custom fields each object had. */
async function read(objects = OBJECTS): Promise<{ calls: string[]; came: number[] }> {
	const before = company.urls.length;
	const { results } = await fetchByIds(company.client(realm), {
		wanted: objects.map((object) => ({ ...object, merged: false })),
		executionId: '1',
	});
	const came = results.map((result) =>
		'record' in result ? Object.keys(result.record.customFields ?? {}).length : -1,
	);
	const paths = company.urls.slice(before).map(({ pathname }) => pathname.split('/').pop() ?? '');
	return { calls: paths, came };
}

/** The company's name and currency are read once, outside of what is counted. */
const warmUp = async () => await read([{ entity: 'Customer', id: '2' }]);

test('a company with one to three texts is asked twice once, then one batch brings everything', async () => {
	put(1, 3);
	await warmUp();
	expect(await read()).toEqual({ calls: ['batch', 'query', 'query'], came: [1, 0, 3] });
	expect(await read()).toEqual({ calls: ['batch'], came: [1, 0, 3] });
	// People may have added fields since.
	company.clock.time += HOUR + 1;
	put(2, 5);
	company.fieldsInBatch = 3;
	await warmUp();
	const later = await read();
	expect(later.came).toEqual([2, 0, 5]);
});

test('where a batch gives three at most, none is missing, however often it is read', async () => {
	put(5, 2);
	company.fieldsInBatch = 3;
	await warmUp();
	expect(await read()).toEqual({ calls: ['batch', 'query', 'query'], came: [5, 0, 2] });
	// Estimates have no more; of invoices a batch never gives all.
	expect(await read()).toEqual({ calls: ['batch', 'query'], came: [5, 0, 2] });
	expect(await read()).toEqual({ calls: ['batch', 'query'], came: [5, 0, 2] });
});

test('a batch that was seen to give more than three gives all of them', async () => {
	put(4, 2);
	await warmUp();
	expect(await read()).toEqual({ calls: ['batch'], came: [4, 0, 2] });
});

test('what change data capture has found out counts for batches too, and the other way round', async () => {
	put(2, 2);
	await warmUp();
	company.changes = () => ({ Invoice: [row(1, 1, { TotalAmt: 1, CustomField: fields(2) })] });
	const start = { entity: 'Invoice', since: NOW - 25 * 24 * HOUR, firstLoad: false };
	await readChanges(company.client(realm), [start]);
	expect((await read()).calls).toEqual(['batch', 'query']);
	company.changes = () => ({
		Estimate: [row(3, 1, { TotalAmt: 1, CustomField: fields(2) })],
	});
	const before = company.urls.length;
	await readChanges(company.client(realm), [{ ...start, entity: 'Estimate' }]);
	expect(company.urls.length - before).toBe(1);
});

test('several batches of one entity are compared part by part', async () => {
	for (let id = 1; id <= 250; id++) {
		company.put('Invoice', row(id, id, { TotalAmt: 1, CustomField: fields(id === 250 ? 4 : 3) }));
	}
	company.fieldsInBatch = 3;
	const all = Array.from({ length: 250 }, (_, id) => ({ entity: 'Invoice', id: `${id + 1}` }));
	const { came } = await read(all);
	expect(came.filter((count) => count === 3)).toHaveLength(249);
	expect(came.at(-1)).toBe(4);
	expect((await read(all)).came.at(-1)).toBe(4);
});
