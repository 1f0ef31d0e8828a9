import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { openAnaplan } from '../../../../src/n8n/anaplan';
import { onceForAll } from './once';

export const option = {
	name: 'Get User',
	value: 'getUser',
	action: 'Get the user who is signed in',
	description: 'Sign in and tell who the credential stands for',
};

export const fields = [];

/** The user as Anaplan describes them: name, e-mail, last sign-in. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await onceForAll(context, async () => {
		const client = await openAnaplan(context);
		const { user } = await client.get('/users/me', 'reading who is signed in');
		return user as IDataObject;
	});
}
