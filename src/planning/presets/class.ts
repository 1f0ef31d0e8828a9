/** Classes: one row each, with the parent class's code. */
import { listPreset } from '../lists';

export const classPreset = listPreset({ nameField: 'Name' });
