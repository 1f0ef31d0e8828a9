/** OAuth 2.0: authorize page, device page and token endpoint. Anaplan's OAuth 2.0 Service API. */
import type { Express, Request, Response } from 'express';
import { jsonBody, rawBody } from '../../common/server';
import { DEVICE_INTERVAL_S, DEVICE_LIFETIME_MS, OAuthProblem } from '../oauth';
import type { AnaplanService } from '../service';
import { sendJson } from '../wire';

export function installOAuth(app: Express, service: AnaplanService): void {
	app.get('/auth/authorize', (request, response) => {
		const query = queryOf(request);
		if (refused(service, query, response)) return;
		response.redirect(302, `/auth/prelogin?${query.toString()}`);
	});
	app.get('/auth/prelogin', (request, response) => {
		const query = queryOf(request);
		if (refused(service, query, response)) return;
		page(response, 200, 'Sign in to Anaplan', form('/auth/login', query));
	});
	app.post('/auth/login', (request, response) => {
		const fields = new URLSearchParams(rawBody(request).toString('utf8'));
		if (refused(service, fields, response)) return;
		const email = fields.get('email') ?? '';
		if (service.tokens.login(email, fields.get('password') ?? '') === undefined) {
			page(response, 401, 'Wrong e-mail or password', form('/auth/login', fields));
			return;
		}
		const redirectUri = fields.get('redirect_uri') ?? '';
		const clientId = fields.get('client_id') ?? '';
		const scope = fields.get('scope') ?? '';
		const target = new URL(redirectUri);
		target.searchParams.set(
			'code',
			service.oauth.issueCode({ clientId, email, scope }, redirectUri),
		);
		target.searchParams.set('state', fields.get('state') ?? '');
		response.redirect(302, target.toString());
	});
	app.get('/activate', (request, response) => {
		page(response, 200, 'Connect a device', form('/activate', queryOf(request)));
	});
	app.post('/activate', (request, response) => {
		const fields = new URLSearchParams(rawBody(request).toString('utf8'));
		const email = fields.get('email') ?? '';
		const known = service.tokens.login(email, fields.get('password') ?? '') !== undefined;
		const approve = fields.get('decision') !== 'deny';
		const done = known && service.oauth.decideDevice(fields.get('user_code') ?? '', email, approve);
		page(response, done ? 200 : 400, done ? 'Done' : 'Wrong code, e-mail or password', '');
	});
	app.post('/oauth/device/code', (request, response) => {
		answer(response, () => {
			const fields = fieldsOf(service, request);
			const { client_id: clientId = '', scope = 'openid' } = fields;
			const { deviceCode, userCode } = service.oauth.startDevice(clientId, scope);
			const uri = `${service.baseUrl}/activate`;
			return {
				device_code: deviceCode,
				user_code: userCode,
				verification_uri: uri,
				verification_uri_complete: `${uri}?user_code=${userCode}`,
				expires_in: DEVICE_LIFETIME_MS / 1_000,
				interval: DEVICE_INTERVAL_S,
			};
		});
	});
	app.post('/oauth/token', (request, response) => {
		answer(response, () => service.oauth.exchange(fieldsOf(service, request)));
	});
}

function answer(response: Response, work: () => Record<string, unknown>): void {
	try {
		sendJson(response, 200, work());
	} catch (problem) {
		if (!(problem instanceof OAuthProblem)) throw problem;
		const { status, error, description } = problem;
		sendJson(response, status, { error, error_description: description });
	}
}

/** The documented body is JSON; whether forms are taken is a switch. @throws OAuthProblem */
function fieldsOf(service: AnaplanService, request: Request): Record<string, string | undefined> {
	if (request.is('application/json')) {
		try {
			const body = jsonBody(request);
			if (typeof body === 'object' && body !== null) return body as Record<string, string>;
		} catch {
			// Answered below like any other body that cannot be read.
		}
	} else if (
		service.switches.oauthBodies === 'both' &&
		request.is('application/x-www-form-urlencoded')
	) {
		const form = Object.fromEntries(new URLSearchParams(rawBody(request).toString('utf8')));
		return { ...form, ...basicClient(request) };
	}
	throw new OAuthProblem(400, 'invalid_request', 'The request body must be JSON.');
}

function basicClient(request: Request): Record<string, string> {
	const basic = /^Basic (\S+)$/.exec(request.get('Authorization') ?? '');
	if (basic === null) return {};
	const [id, ...secret] = Buffer.from(basic[1], 'base64').toString('utf8').split(':');
	return { client_id: id, client_secret: secret.join(':') };
}

function refused(service: AnaplanService, query: URLSearchParams, response: Response): boolean {
	const client = service.oauth.clients.find(({ clientId }) => clientId === query.get('client_id'));
	const redirectUri = query.get('redirect_uri') ?? '';
	const loopback =
		service.switches.loopbackRedirects && /^http:\/\/(127\.0\.0\.1|localhost):/.test(redirectUri);
	let problem: [string, string] | undefined;
	if (client?.grant !== 'authorizationCode') problem = ['unauthorized_client', 'Unknown client'];
	else if (!client.redirectUris.includes(redirectUri) && !loopback) {
		problem = ['invalid_request', 'redirect_uri is not registered'];
	} else if (query.get('response_type') !== 'code') {
		problem = ['invalid_request', 'response_type must be code'];
	}
	if (problem === undefined) return false;
	sendJson(response, 400, { error: problem[0], error_description: problem[1] });
	return true;
}

function queryOf(request: Request): URLSearchParams {
	return new URL(request.originalUrl, 'http://localhost').searchParams;
}

function form(action: string, fields: URLSearchParams): string {
	const hidden = [...fields]
		.filter(([name]) => name !== 'email' && name !== 'password')
		.map(
			([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
		);
	return `<form method="post" action="${action}">${hidden.join('')}<label>E-mail <input name="email"></label><label>Password <input name="password" type="password"></label><button>Sign in and allow</button></form>`;
}

function page(response: Response, status: number, title: string, body: string): void {
	response
		.status(status)
		.set('Content-Type', 'text/html; charset=utf-8')
		.set('Content-Security-Policy', "default-src 'none'")
		.send(`<!doctype html><title>${title}</title><h1>${title}</h1>${body}`);
}

function escape(value: string): string {
	return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
