export { startPostgres, type PostgresOptions, type SandboxPostgres } from './server';
