/** The share of Anaplan's request limit that this n8n may use: a field of both credentials. */
import type { ICredentialDataDecryptedObject, INodeProperties } from 'n8n-workflow';

import { DEFAULT_REQUEST_SHARE, type RequestShare } from '../anaplan/profile';
import { SettingError } from '../errors';

/** A whole tenant has one limit, so that the credential is its place and not each node. */
export const requestShareField: INodeProperties = {
	displayName: 'Share of the Request Limit (%)',
	name: 'requestShare',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: DEFAULT_REQUEST_SHARE,
	description:
		'Anaplan allows 600 requests a minute for your whole company, all tools together. This n8n keeps to this share of them and leaves the rest to others.',
};

/** @throws SettingError where it is no share; the default for a credential saved before the field was there */
export function readRequestShare(
	credentials: ICredentialDataDecryptedObject,
	credentialName: string,
): RequestShare {
	const stored = credentials[requestShareField.name];
	if (stored === undefined || stored === null || stored === '') return DEFAULT_REQUEST_SHARE;
	const share = Number(stored);
	if (share >= 1 && share <= 100) return share;
	throw new SettingError(
		`The credential "${credentialName}" has the share ${JSON.stringify(stored)} of the request limit, which is not from 1 to 100.`,
		'Open the credential and enter a number from 1 to 100.',
	);
}
