/** The Anaplan simulator for tests and the demo. */
export * from './simulator';
export * from './demoModel';
export type { Hazard } from './hazards';
export { AnaplanModel, type ActiveState, type ItemSnapshot } from './store/model';
export type { AnaplanSwitches } from './switches';
export type { TaskTiming } from './tasks';
export { DEFAULT_OAUTH_CLIENTS, type OAuthClient } from './oauth';
export { TOKEN_LIFETIME_MS, type AnaplanUser } from './tokens';
