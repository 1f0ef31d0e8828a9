import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { openAnaplan } from '../../../../src/n8n/anaplan';
import { onceForAll } from './once';

export const option = {
	name: 'Log Out',
	value: 'logOut',
	action: 'Log out of Anaplan',
	description: 'End the sign-in that this n8n process shares',
};

export const fields: INodeProperties[] = [
	{
		displayName:
			'Nobody needs this after a load: a sign-in ends by itself after 35 minutes. Executions that are under way sign in once more and go on. In queue mode every worker has a sign-in of its own.',
		name: 'logOutNotice',
		type: 'notice',
		default: '',
	},
];

/** Says whether there was a sign-in to end. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await onceForAll(context, async () => {
		const client = await openAnaplan(context);
		return { loggedOut: await client.logOut() };
	});
}
