/**
 * OAuth 2.0 as Intuit's servers do it: consent page, token endpoint, revocation, discovery.
 * Sources: Intuit's OAuth client for JavaScript and the discovery document.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import { rawBody } from '../common/server';
import type { Company } from './books';
import { consentPage, errorPage } from './consentPage';
import type { QuickBooksSwitches } from './switches';
import type { TokenStore } from './tokens';

export interface OAuthApp {
	clientId: string;
	clientSecret: string;
	/** Registered redirect URIs, compared exactly. */
	redirectUris: string[];
}

export interface OAuthParts {
	app: OAuthApp;
	companies: () => Company[];
	tokens: TokenStore;
	switches: QuickBooksSwitches;
	url: () => string;
}

export const ACCOUNTING_SCOPE = 'com.intuit.quickbooks.accounting';
const SCOPES = [
	ACCOUNTING_SCOPE,
	'com.intuit.quickbooks.payment',
	'openid',
	'profile',
	'email',
	'phone',
	'address',
];

interface PendingConsent {
	redirectUri: string;
	state: string;
	scopes: string[];
}

export function installOAuth(app: Express, parts: OAuthParts): void {
	const pending = new Map<string, PendingConsent>();
	app.get('/connect/oauth2', (request, response) => {
		const query = new URL(request.originalUrl, 'http://localhost').searchParams;
		const problem = authorizeProblem(query, parts);
		if (problem !== undefined) {
			html(response, 400, errorPage(problem));
			return;
		}
		const consent = randomBytes(12).toString('hex');
		pending.set(consent, {
			redirectUri: query.get('redirect_uri') ?? '',
			state: query.get('state') ?? '',
			scopes: (query.get('scope') ?? '').split(/\s+/),
		});
		html(response, 200, consentPage(consent, parts.companies()));
	});
	app.post('/connect/oauth2/decision', (request, response) => {
		const form = new URLSearchParams(rawBody(request).toString('utf8'));
		const id = form.get('consent') ?? '';
		const consent = pending.get(id);
		if (consent === undefined) {
			html(response, 400, errorPage('This page was used already or has expired.'));
			return;
		}
		const target = new URL(consent.redirectUri);
		if (form.get('decision') === 'connect') {
			const realmId = form.get('realmId') ?? '';
			if (!parts.companies().some((company) => company.realmId === realmId)) {
				html(response, 400, errorPage('Please choose a company.'));
				return;
			}
			const { clientId } = parts.app;
			const code = parts.tokens.issueCode(clientId, consent.redirectUri, consent.scopes, realmId);
			target.searchParams.set('code', code);
			target.searchParams.set('state', consent.state);
			target.searchParams.set('realmId', realmId);
		} else {
			target.searchParams.set('error', 'access_denied');
			target.searchParams.set('state', consent.state);
		}
		pending.delete(id);
		response.redirect(302, target.toString());
	});
	app.post('/oauth2/v1/tokens/bearer', (request, response) => {
		response.set('Cache-Control', 'no-store');
		tokenEndpoint(request, response, parts);
	});
	app.post('/v2/oauth2/tokens/revoke', (request, response) => {
		revokeEndpoint(request, response, parts);
	});
	app.get('/.well-known/openid_configuration', (_request, response) => {
		response.json(discovery(parts.url()));
	});
	app.get('/.well-known/openid_sandbox_configuration', (_request, response) => {
		response.json(discovery(parts.url()));
	});
}

/** Why the authorize request is refused on the spot; nothing may be sent to a wrong redirect URI. */
function authorizeProblem(query: URLSearchParams, parts: OAuthParts): string | undefined {
	if (query.get('client_id') !== parts.app.clientId) {
		return 'The client_id is not known.';
	}
	if (!isRedirectAllowed(query.get('redirect_uri') ?? '', parts)) {
		return 'The redirect_uri query parameter value is invalid. Make sure it is listed in the Redirect URIs section on your app’s keys tab.';
	}
	if (query.get('response_type') !== 'code') {
		return 'The response_type must be code.';
	}
	if (!query.get('state')) {
		return 'The state query parameter is missing.';
	}
	const scopes = (query.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== '');
	if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope))) {
		return 'The scope query parameter is invalid.';
	}
	return undefined;
}

function isRedirectAllowed(uri: string, parts: OAuthParts): boolean {
	if (parts.app.redirectUris.includes(uri)) {
		return true;
	}
	if (!parts.switches.anyLoopbackRedirect || !URL.canParse(uri)) {
		return false;
	}
	const { protocol, hostname } = new URL(uri);
	return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function tokenEndpoint(request: Request, response: Response, parts: OAuthParts): void {
	if (!request.is('application/x-www-form-urlencoded')) {
		refuse(
			response,
			400,
			'invalid_request',
			'Content-Type must be application/x-www-form-urlencoded',
		);
		return;
	}
	const form = new URLSearchParams(rawBody(request).toString('utf8'));
	if (!isClient(request, form, parts.app)) {
		refuse(response, parts.switches.invalidClientStatus, 'invalid_client');
		return;
	}
	const { clientId } = parts.app;
	const grantType = form.get('grant_type');
	const given = form.get(grantType === 'refresh_token' ? 'refresh_token' : 'code');
	if (grantType === null) {
		refuse(response, 400, 'invalid_request', 'grant_type is missing');
		return;
	}
	if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
		refuse(response, 400, 'unsupported_grant_type');
		return;
	}
	if (!given) {
		refuse(response, 400, 'invalid_request', 'A required parameter is missing');
		return;
	}
	const answer =
		grantType === 'refresh_token'
			? parts.tokens.refresh(given, clientId)
			: parts.tokens.redeemCode(given, clientId, form.get('redirect_uri') ?? '');
	if (answer === undefined) {
		refuse(response, 400, 'invalid_grant', 'Token invalid');
		return;
	}
	const { x_refresh_token_hard_expires_in: hardEnd, ...plain } = answer;
	const wantsHardEnd = request.get('x-include-refresh-token-hard-expires-in') === 'true';
	response.json(wantsHardEnd ? { ...plain, x_refresh_token_hard_expires_in: hardEnd } : plain);
}

function revokeEndpoint(request: Request, response: Response, parts: OAuthParts): void {
	const text = rawBody(request).toString('utf8');
	const form = request.is('application/json') ? new URLSearchParams() : new URLSearchParams(text);
	if (!isClient(request, form, parts.app)) {
		refuse(response, parts.switches.invalidClientStatus, 'invalid_client');
		return;
	}
	const token = request.is('application/json') ? tokenOf(text) : form.get('token');
	if (!token || !parts.tokens.revoke(token, parts.app.clientId)) {
		refuse(response, 400, 'invalid_request', 'The token is not known');
		return;
	}
	response.status(200).end();
}

function tokenOf(body: string): string | undefined {
	try {
		const value: unknown = JSON.parse(body);
		const token = (value as { token?: unknown } | null)?.token;
		return typeof token === 'string' ? token : undefined;
	} catch {
		return undefined;
	}
}

/** Basic authentication, or client_id and client_secret in the form as discovery also offers. */
function isClient(request: Request, form: URLSearchParams, app: OAuthApp): boolean {
	const header = request.get('authorization') ?? '';
	if (header.startsWith('Basic ')) {
		const decoded = Buffer.from(header.slice(6), 'base64').toString('utf8');
		const [id, ...secret] = decoded.split(':');
		return equal(id, app.clientId) && equal(secret.join(':'), app.clientSecret);
	}
	return (
		equal(form.get('client_id') ?? '', app.clientId) &&
		equal(form.get('client_secret') ?? '', app.clientSecret)
	);
}

function equal(a: string, b: string): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}

function refuse(response: Response, status: number, error: string, description?: string): void {
	response
		.status(status)
		.json(description === undefined ? { error } : { error, error_description: description });
}

function html(response: Response, status: number, page: string): void {
	response
		.status(status)
		.set('Content-Type', 'text/html; charset=utf-8')
		.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
		.send(page);
}

function discovery(url: string): Record<string, unknown> {
	return {
		issuer: 'https://oauth.platform.intuit.com/op/v1',
		authorization_endpoint: `${url}/connect/oauth2`,
		token_endpoint: `${url}/oauth2/v1/tokens/bearer`,
		revocation_endpoint: `${url}/v2/oauth2/tokens/revoke`,
		userinfo_endpoint: `${url}/v1/openid_connect/userinfo`,
		response_types_supported: ['code'],
		subject_types_supported: ['public'],
		scopes_supported: SCOPES,
		token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
	};
}
