/** The Authentication API: Apiary "Authentication Service API", live behaviour as observed. */
import { Router, type Request, type Response } from 'express';
import { jsonBody } from '../../common/server';
import type { AnaplanService } from '../service';
import type { Token } from '../tokens';
import { sendJson, sendNothing } from '../wire';

export function authRouter(service: AnaplanService): Router {
	const router = Router({ caseSensitive: true });

	// POST /token/authenticate: basic or certificate sign-in, 201 with the token.
	router.post('/authenticate', (request, response) => {
		const signer = /^CACertificate (\S+)$/.exec(request.get('Authorization') ?? '');
		if (signer !== null) {
			const email = service.certificates.userOf(signer[1], signedBodyOf(request));
			const token = email === undefined ? undefined : service.tokens.issue(email);
			if (token === undefined) {
				badCredential(response, 'Invalid certificate');
				return;
			}
			sendSuccess(service, response, 201, 'Login successful', { tokenInfo: tokenInfo(token) });
			return;
		}
		const basic = /^Basic ([A-Za-z0-9+/=]+)$/.exec(request.get('Authorization') ?? '');
		if (basic === null) {
			badHeader(response, 401);
			return;
		}
		const pair = Buffer.from(basic[1], 'base64').toString('utf8');
		const colon = pair.indexOf(':');
		const token =
			colon < 0 ? undefined : service.tokens.login(pair.slice(0, colon), pair.slice(colon + 1));
		if (token === undefined) {
			badCredential(response, 'Invalid username/password');
			return;
		}
		sendSuccess(service, response, 201, 'Login successful', { tokenInfo: tokenInfo(token) });
	});

	// POST /token/refresh: the value stays, its end moves.
	router.post('/refresh', (request, response) => {
		const value = authToken(request);
		if (value === undefined) {
			badHeader(response, 400);
			return;
		}
		const token = service.tokens.refresh(value, service.switches.refreshTokenIdChanges);
		if (token === undefined) {
			badCredential(response, 'Token is invalid or expired');
			return;
		}
		sendSuccess(service, response, 200, 'Token refreshed', { tokenInfo: tokenInfo(token) });
	});

	// GET /token/validate: whose token it is, and how long it lives.
	router.get('/validate', (request, response) => {
		const value = authToken(request);
		if (value === undefined) {
			badHeader(response, 400);
			return;
		}
		const token = service.tokens.find(value);
		if (token === undefined) {
			badCredential(response, 'Token is invalid or expired');
			return;
		}
		sendSuccess(service, response, 200, 'Token validated', {
			tokenInfo: { expiresAt: token.expiresAt, tokenId: token.id },
			userInfo: {
				userGuid: token.user.id,
				userId: token.user.email,
				customerGuid: service.customerId,
			},
		});
	});

	// POST /token/logout: 204 without a body; the token is gone.
	router.post('/logout', (request, response) => {
		const value = authToken(request);
		if (value === undefined) {
			badHeader(response, 401);
			return;
		}
		if (!service.tokens.logout(value)) {
			badCredential(response, 'Token is invalid or expired');
			return;
		}
		sendNothing(response, 204);
	});

	for (const path of ['/authenticate', '/refresh', '/validate', '/logout']) {
		router.all(path, (_request, response) => {
			sendNothing(response, 405);
		});
	}
	return router;
}

/** The signed JSON body; undefined for anything else. */
function signedBodyOf(request: Request): unknown {
	if (!request.is('application/json')) return undefined;
	try {
		return jsonBody(request);
	} catch {
		return undefined;
	}
}

/** These endpoints take AnaplanAuthToken only; Bearer counts as a bad header. */
function authToken(request: Request): string | undefined {
	return /^AnaplanAuthToken (\S+)$/.exec(request.get('Authorization') ?? '')?.[1];
}

function tokenInfo(token: Token): Record<string, unknown> {
	return {
		expiresAt: token.expiresAt,
		tokenId: token.id,
		tokenValue: token.value,
		refreshTokenId: token.refreshId,
	};
}

function sendSuccess(
	service: AnaplanService,
	response: Response,
	status: number,
	statusMessage: string,
	fields: Readonly<Record<string, unknown>>,
): void {
	sendJson(response, status, {
		meta: { validationUrl: `${service.baseUrl}/token/validate` },
		status: 'SUCCESS',
		statusMessage,
		...fields,
	});
}

function badHeader(response: Response, status: number): void {
	sendJson(response, status, {
		status: 'FAILURE_BAD_HEADER',
		statusMessage: 'Invalid header. Verify the header.',
	});
}

function badCredential(response: Response, statusMessage: string): void {
	sendJson(response, 401, { status: 'FAILURE_BAD_CREDENTIAL', statusMessage });
}
