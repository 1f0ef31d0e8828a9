/** Reads the file that Export wrote. */
import { SettingError } from '../errors';

/**
 * @param field the binary field, for the message
 * @throws SettingError where the file is no JSON
 */
export function parseExport(bytes: Buffer, field: string): unknown {
	const state = parsed(bytes.toString('utf8'));
	if (state !== undefined) return state;
	throw new SettingError(
		`The file in the field "${field}" is no JSON, so it is no export of the ledger.`,
		'Choose the file that Export wrote, unchanged.',
	);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
