/** The sign-in itself: who it is, and its end. */
import type { Resource } from '../operation';
import * as getUser from './getUser';
import * as logOut from './logOut';

export const signInResource: Resource = {
	option: { name: 'Sign-In', value: 'signIn' },
	operations: [getUser, logOut],
	defaultOperation: getUser,
};
