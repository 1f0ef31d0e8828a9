import { createServer, type Server } from 'node:http';
import { pressConsentButton, readConsentForm } from '../../sandbox/n8n/consent';
import { CookieJar } from '../../sandbox/n8n/cookies';

describe('reading a consent page', () => {
	it('collects hidden fields, the chosen company and the buttons', () => {
		const form = readConsentForm(
			`<form action="/approve?x=1&amp;y=2" method='post'>
				<input type="hidden" name="state" value="a&quot;b">
				<input type=checkbox name=skip value=1><input type="checkbox" name="take" value="2" checked>
				<select name="realm"><option value="1">One</option><option value="2" selected>Two</option></select>
				<button name="decision" value="yes"><b>Connect</b></button>
				<input type="submit" value="Cancel">
			</form>`,
			'http://127.0.0.1:1/authorize?state=s',
		);
		expect(form.action).toBe('http://127.0.0.1:1/approve?x=1&y=2');
		expect(form.method).toBe('POST');
		expect([...form.fields]).toEqual([
			['state', 'a"b'],
			['take', '2'],
			['realm', '2'],
		]);
		expect(form.buttons).toEqual([
			{ label: 'Cancel' },
			{ label: 'Connect', name: 'decision', value: 'yes' },
		]);
	});

	it('says so when a page has no form', () => {
		expect(() => readConsentForm('<p>Sorry</p>', 'http://127.0.0.1:1/a')).toThrow('has no form');
	});
});

describe('pressing a consent button', () => {
	let server: Server;
	let base = '';
	beforeAll(async () => {
		server = createServer((request, response) => {
			const url = new URL(request.url ?? '/', 'http://127.0.0.1');
			if (url.pathname === '/start') response.writeHead(302, { location: '/page' }).end();
			else if (url.pathname === '/page') {
				response.end(
					'<form method="post" action="/done"><input type="hidden" name="state" value="s&amp;1"><button name="ok" value="1">Connect</button></form>',
				);
			} else if (url.pathname === '/done') {
				request.setEncoding('utf8');
				let body = '';
				request.on('data', (part: string) => (body += part));
				request.on('end', () => response.writeHead(302, { location: `/back?${body}` }).end());
			} else response.writeHead(500).end('boom');
		});
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		const address = server.address();
		if (address !== null && typeof address === 'object') base = `http://127.0.0.1:${address.port}`;
	});
	afterAll(async () => await new Promise((done) => server.close(done)));

	it('follows the redirect to the page and answers where the provider redirects to', async () => {
		await expect(pressConsentButton(`${base}/start`)).resolves.toBe(
			`${base}/back?state=s%261&ok=1`,
		);
	});

	it('fills in what the user types', async () => {
		await expect(pressConsentButton(`${base}/page`, 'Connect', { email: 'a@b' })).resolves.toBe(
			`${base}/back?state=s%261&email=a%40b&ok=1`,
		);
	});

	it('names the buttons when the wanted one is missing', async () => {
		await expect(pressConsentButton(`${base}/page`, 'Agree')).rejects.toThrow(
			'no button "Agree", only "Connect"',
		);
	});

	it('shows the status of a broken page', async () => {
		await expect(pressConsentButton(`${base}/broken`)).rejects.toThrow('answered 500: boom');
	});
});

describe('the cookies of a session', () => {
	it('keeps the latest value and forgets cleared ones', () => {
		const jar = new CookieJar();
		jar.accept(['a=1; Path=/; HttpOnly', 'b=2=3']);
		jar.accept(['a=4', 'c=; Path=/', 'b=x; Max-Age=0']);
		expect(jar.header()).toBe('a=4');
	});
});
