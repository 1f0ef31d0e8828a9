/** Departments, which QuickBooks' screens call locations: one row each, with the parent's code. */
import { listPreset } from '../lists';

export const departmentPreset = listPreset({ nameField: 'Name' });
