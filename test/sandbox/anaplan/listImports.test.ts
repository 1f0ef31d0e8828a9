import { AnaplanSimulator, standingClock } from './setup';
import { Client, details, part } from './client';

const VENDORS = 'Vendors from QuickBooks';
const HEADER = 'Code,Name,Parent Code,Currency,Active,Status,Transaction ID';
const row = (code: string, name = 'Ann', active = 'true') =>
	`\n${code},${name},,USD,${active},Active,t-${code}`;

describe('Anaplan simulator: list imports', () => {
	let simulator: AnaplanSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({ clock: standingClock() });
		client = new Client(simulator);
		await client.signIn();
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const load = async (content: string | Buffer) => {
		const { path, result } = await client.load('vendors.csv', VENDORS, content);
		const dump = result.failureDumpAvailable ? (await client.get(`${path}/dump`)).text : '';
		return { result, dump };
	};
	const codes = () =>
		simulator
			.model()
			.items('QB Vendors')
			.map((item) => item.code);

	it('creates, updates and leaves alone by code, and never deletes', async () => {
		const first = await load(
			HEADER + row('1-VEN-1', '"Müller, ""Söhne""\nGmbH 🏗"') + row('1-VEN-2'),
		);
		expect(details(first.result)[0]).toMatchObject({
			type: 'hierarchyRowsProcessed',
			text: 'QB Vendors: 2 (2/0) rows successful, 0 ignored ',
			values: { hierarchyName: 'QB Vendors', successCreateCount: '2', ignoredCount: '0' },
		});
		expect(simulator.model().items('QB Vendors')[0]).toMatchObject({
			name: '#1',
			code: '1-VEN-1',
			properties: { Name: 'Müller, "Söhne"\nGmbH 🏗', Active: 'true', Currency: 'USD' },
		});
		const second = await load(HEADER + row('1-VEN-2', 'Bob') + row('1-VEN-3'));
		expect(details(second.result)[0].values).toMatchObject({
			successCreateCount: '1',
			successUpdateCount: '1',
			totalRowCount: '2',
		});
		expect(codes()).toEqual(['1-VEN-1', '1-VEN-2', '1-VEN-3']);
		const before = simulator.model().changes;
		const third = await load(HEADER + row('1-VEN-2', 'Bob') + row('1-VEN-3'));
		expect(details(third.result)[0].text).toBe('QB Vendors: 0 (0/0) rows successful, 2 ignored ');
		expect(simulator.model().changes).toBe(before);
	});

	it('keeps the first of two rows with the same code and refuses the later one', async () => {
		const { result, dump } = await load(
			HEADER + row('1-VEN-1', 'First') + row('1-VEN-1', 'Second'),
		);
		expect(details(result).map((detail) => detail.type)).toEqual([
			'hierarchyRowsProcessedWithFailures',
			'hierarchyImportDuplicateSourceKey',
		]);
		expect(details(result)[0].text).toBe(
			'QB Vendors: 1 (1/0) rows successful, 0 (0/0) rows has warnings, 1 failed, 0 ignored',
		);
		expect(dump).toContain('"Second"');
		expect(dump).toContain('"3","Duplicate key: 1-VEN-1"');
		expect(simulator.model().items('QB Vendors')[0].properties.Name).toBe('First');
	});

	it('refuses the whole import for a duplicate key when defined so', async () => {
		simulator.model().importNamed(VENDORS).duplicateSourceKeys = 'rejectImport';
		const { result } = await load(HEADER + row('1-VEN-1') + row('1-VEN-1'));
		expect(part(result, 'successful')).toBe(false);
		expect(details(result)[0].type).toBe('hierarchyImportDuplicateSourceKey');
		expect(codes()).toEqual([]);
	});

	it('tells codes apart by case unless the switch is on', async () => {
		await load(HEADER + row('a') + row('A'));
		expect(codes()).toEqual(['a', 'A']);
		simulator.switches.codesIgnoreCase = true;
		const { dump } = await load(HEADER + row('B') + row('b'));
		expect(dump).toContain('Duplicate key: b');
	});

	it('refuses blank codes, codes over 60 characters and codes that begin with #', async () => {
		const longest = 'x'.repeat(60);
		const { result, dump } = await load(
			HEADER + row('') + row(`${longest}y`) + row('#7') + row(longest),
		);
		expect(codes()).toEqual([longest]);
		expect(dump).toContain('"Empty key"');
		expect(dump).toContain(`"Invalid code: ${longest}y"`);
		expect(dump).toContain('"Invalid code: #7"');
		expect(details(result)[0].values).toMatchObject({ failedCount: '3', successRowCount: '1' });
	});

	it('is unsuccessful when every row is refused, successful when there are none', async () => {
		expect((await load(HEADER + row(''))).result).toMatchObject({ successful: false });
		expect((await load(`${HEADER}\n`)).result).toMatchObject({ successful: true });
	});

	it('warns about a property it cannot read and loads the rest', async () => {
		const { result, dump } = await load(HEADER + row('1-VEN-1', 'Ann', 'maybe'));
		expect(dump).toMatch(/^"W",.*"Invalid boolean: maybe \(Active\)"$/m);
		expect(details(result)[0].values).toMatchObject({ warningsCreateCount: '1', failedCount: '0' });
		expect(simulator.model().items('QB Vendors')[0].properties.Name).toBe('Ann');
	});

	it('fails with missingFields when a mapped header is not in the file', async () => {
		const { result } = await load(HEADER.replace('Name', 'name') + row('1-VEN-1'));
		expect(part(result, 'successful')).toBe(false);
		expect(details(result)[0]).toMatchObject({ type: 'missingFields' });
		expect(details(result)[0].text).toContain('Name');
		simulator.model().renameColumn(VENDORS, 'Name', 'name');
		expect((await load(HEADER.replace('Name', 'name') + row('1-VEN-1'))).result).toMatchObject({
			successful: true,
		});
	});

	it('drops the mapping of a missing column by switch, but never the key', async () => {
		simulator.switches.missingColumn = 'dropMapping';
		await load(HEADER.replace('Name', 'name') + row('1-VEN-1'));
		expect(simulator.model().items('QB Vendors')[0].properties.Name).toBe('');
		const { result } = await load(HEADER.replace('Code,', 'Key,') + row('1-VEN-1'));
		expect(details(result)[0].type).toBe('missingFields');
	});

	it('ignores extra columns', async () => {
		const { result } = await load(`${HEADER},Extra${row('1-VEN-1')},x`);
		expect(result).toMatchObject({ successful: true, failureDumpAvailable: false });
	});

	it('lets a byte order mark spoil the first header unless it strips it', async () => {
		const content = `\uFEFF${HEADER}${row('1-VEN-1')}`;
		expect(details((await load(content)).result)[0].type).toBe('missingFields');
		simulator.switches.byteOrderMark = 'strip';
		expect((await load(content)).result).toMatchObject({ successful: true });
	});

	it('reads bytes by the encoding, separator and delimiter of the file, not of the request', async () => {
		const file = simulator.model().file('vendors.csv');
		file.encoding = 'ISO-8859-1';
		file.separator = '\t';
		const content = (HEADER + row('1-VEN-1', 'Müller')).replaceAll(',', '\t');
		await load(Buffer.from(content, 'utf8'));
		expect(simulator.model().items('QB Vendors')[0].properties.Name).toBe('MÃ¼ller');
		await load(Buffer.from(content, 'latin1'));
		expect(simulator.model().items('QB Vendors')[0].properties.Name).toBe('Müller');
		file.encoding = 'UTF-16LE';
		await load(Buffer.from(content.replace('Müller', 'Łódź'), 'utf16le'));
		expect(simulator.model().items('QB Vendors')[0].properties.Name).toBe('Łódź');
		file.separator = ',';
		expect(details((await load(Buffer.from(content, 'utf16le'))).result)[0].type).toBe(
			'missingFields',
		);
	});

	it('fails on an open quote and on text after a closing quote', async () => {
		expect(details((await load(`${HEADER}\n"1-VEN-1`)).result)[0].type).toBe(
			'unmatchedTextDelimiter',
		);
		expect(details((await load(`${HEADER}\n"1-VEN"-1,x`)).result)[0].type).toBe(
			'columnSeparatorExpected',
		);
	});

	it('counts dump lines physically, or by rows when told to', async () => {
		const content = HEADER + row('1-VEN-1', '"a\nb"') + row('');
		expect((await load(content)).dump).toContain('"4","Empty key"');
		simulator.switches.dumpLines = 'record';
		expect((await load(content)).dump).toContain('"3","Empty key"');
	});

	it('refuses names in a numbered list', async () => {
		simulator.model().importNamed(VENDORS).columns[1].target = { to: 'name' };
		const { result } = await load(HEADER + row('1-VEN-1'));
		expect(details(result)[0].text).toContain('numbered list when matching involves name');
	});
});

describe('Anaplan simulator: hierarchies and general lists', () => {
	let simulator: AnaplanSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await AnaplanSimulator.start({ clock: standingClock() });
		client = new Client(simulator);
		await client.signIn();
		const model = simulator.model();
		model.addList({ name: 'Regions', parentList: 'Regions' });
		model.addFile({ name: 'regions.csv' });
		model.addImport({
			name: 'Regions',
			fileName: 'regions.csv',
			target: { list: 'Regions' },
			columns: [
				{ header: 'Code', target: { to: 'code' } },
				{ header: 'Name', target: { to: 'name' } },
				{ header: 'Parent', target: { to: 'parent' } },
			],
		});
	});

	afterEach(async () => {
		await simulator.stop();
	});

	const load = async (...rows: string[]) => {
		const content = ['Code,Name,Parent', ...rows].join('\n');
		const { path, result } = await client.load('regions.csv', 'Regions', content);
		const dump = result.failureDumpAvailable ? (await client.get(`${path}/dump`)).text : '';
		return { result, dump };
	};
	const tree = () =>
		simulator
			.model()
			.items('Regions')
			.map((item) => [item.code, item.name, item.parentCode]);

	it('finds parents by code or name and moves an item whose parent changed', async () => {
		await load('W,World,', 'E,Europe,W', 'D,Germany,europe');
		expect(tree()).toEqual([
			['W', 'World', ''],
			['E', 'Europe', 'W'],
			['D', 'Germany', 'E'],
		]);
		await load('D,Germany,W');
		expect(tree()[2]).toEqual(['D', 'Germany', 'W']);
	});

	it('warns about an unknown parent and loads the item, or refuses the row by switch', async () => {
		const { dump } = await load('D,Germany,E');
		expect(dump).toContain('"W","D","Germany","E","2","Invalid parent"');
		expect(tree()).toEqual([['D', 'Germany', '']]);
		simulator.switches.invalidParent = 'error';
		expect((await load('F,France,E', 'D,Germany,')).dump).toContain('"E","F"');
		expect(tree()).toHaveLength(1);
	});

	it('refuses a name that another item has and names over 60 characters', async () => {
		const { dump } = await load('D,Germany,', 'X,germany,', `Y,${'n'.repeat(61)},`);
		expect(dump).toContain('"Name or code exists: germany"');
		expect(dump).toContain('"Invalid name: nnn');
		expect(tree()).toHaveLength(1);
	});

	it('shows parents and properties of items through the API', async () => {
		await load('W,World,', 'E,Europe,W');
		const { id } = simulator.model().list('Regions');
		const path = `/2/0/workspaces/${simulator.model().workspaceId}/models/${simulator.model().id}`;
		const items = (await client.get(`${path}/lists/${id}/items?includeAll=true`)).json().listItems;
		expect(part(items, 1)).toMatchObject({
			code: 'E',
			name: 'Europe',
			parent: 'World',
			parentId: part(items, 0, 'id'),
			listId: id,
			properties: {},
		});
		const lookup = await client.send('POST', `${path}/dimensions/${id}/items`, {
			json: { codes: ['E', 'none'], names: ['world'] },
		});
		expect((lookup.json().items as Array<{ code: string }>).map((item) => item.code)).toEqual([
			'W',
			'E',
		]);
	});
});
