/**
 * The only door to third-party code. At build time gulp replaces this module's output by one
 * bundle, so the published package has no runtime dependencies and each library exists once in a
 * process.
 */
export { Agent, EnvHttpProxyAgent, request } from 'undici';
export type { Dispatcher } from 'undici';
export { parse as parseCsvStream } from 'csv-parse';
export { parse as parseCsv } from 'csv-parse/sync';
export { stringify as stringifyCsvStream } from 'csv-stringify';
export { stringify as stringifyCsv } from 'csv-stringify/sync';
export { escapeIdentifier as quoteIdentifier, Pool as PostgresPool } from 'pg';
export type { PoolClient as PostgresClient, PoolConfig as PostgresPoolConfig } from 'pg';
