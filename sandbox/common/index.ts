/** What both simulators share. */
export * from './clock';
export * from './faults';
export * from './ids';
export * from './requestLog';
export * from './server';
