/** The ledger's tables, as a list of steps from nothing to today. */

/** Features in use: hashtextextended, identity columns. */
export const OLDEST_SERVER = 110_000;

/**
 * Step n makes version n. A step that was published is never changed; a new one is added. `%s` is the
 * quoted schema. `ordinal` keeps the order in which things came, which times do not always tell.
 */
export const MIGRATIONS: readonly string[] = [
	`
CREATE TABLE %s.companies (
	realm_id text PRIMARY KEY,
	ordinal bigint GENERATED ALWAYS AS IDENTITY,
	created_at text,
	epoch integer NOT NULL
);
COMMENT ON TABLE %s.companies IS 'QuickBooks companies the sync ledger knows';

CREATE TABLE %s.checkpoints (
	realm_id text NOT NULL,
	entity text NOT NULL,
	ordinal bigint GENERATED ALWAYS AS IDENTITY,
	checkpoint text NOT NULL,
	PRIMARY KEY (realm_id, entity)
);
COMMENT ON TABLE %s.checkpoints IS 'Everything up to here has been answered by Anaplan';

CREATE TABLE %s.calls (
	realm_id text NOT NULL,
	month text NOT NULL,
	ordinal bigint GENERATED ALWAYS AS IDENTITY,
	calls bigint NOT NULL,
	PRIMARY KEY (realm_id, month)
);
COMMENT ON TABLE %s.calls IS 'Metered calls to QuickBooks';

CREATE TABLE %s.documents (
	realm_id text NOT NULL,
	entity text NOT NULL,
	id text NOT NULL,
	ordinal bigint GENERATED ALWAYS AS IDENTITY,
	version text,
	newest text,
	updated_at text NOT NULL,
	codes jsonb NOT NULL,
	face jsonb,
	revision integer NOT NULL,
	pending jsonb,
	retry jsonb,
	PRIMARY KEY (realm_id, entity, id)
);
CREATE INDEX documents_open ON %s.documents (realm_id)
	WHERE pending IS NOT NULL OR retry IS NOT NULL;
COMMENT ON TABLE %s.documents IS 'What Anaplan holds of each document and list item';

CREATE TABLE %s.runs (
	realm_id text NOT NULL,
	run_id text NOT NULL,
	ordinal bigint GENERATED ALWAYS AS IDENTITY,
	execution_id text NOT NULL,
	started_at text NOT NULL,
	recorded_at text,
	window_from text,
	window_to text NOT NULL,
	entities jsonb NOT NULL,
	complete boolean NOT NULL,
	expected jsonb NOT NULL,
	missing_accepted boolean NOT NULL,
	epoch integer NOT NULL,
	documents jsonb NOT NULL,
	doubles jsonb NOT NULL,
	counts jsonb NOT NULL,
	moved jsonb NOT NULL,
	remark text NOT NULL,
	PRIMARY KEY (realm_id, run_id)
);
CREATE INDEX runs_in_order ON %s.runs (realm_id, ordinal);
COMMENT ON TABLE %s.runs IS 'Runs of the sync';

CREATE TABLE %s.audit_trail (
	ordinal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	realm_id text NOT NULL,
	written_at timestamptz,
	at text NOT NULL,
	run_id text NOT NULL,
	execution_id text NOT NULL,
	entity text NOT NULL,
	id text NOT NULL,
	document_number text NOT NULL,
	transaction_id text NOT NULL,
	version text NOT NULL,
	operation text NOT NULL,
	outcome text NOT NULL,
	replay boolean NOT NULL,
	reason text NOT NULL,
	imports jsonb NOT NULL,
	tasks jsonb NOT NULL,
	window_from text,
	window_to text NOT NULL,
	read_at text NOT NULL,
	loaded_at text NOT NULL,
	row_count integer NOT NULL,
	zero_row_count integer NOT NULL,
	amount_before text NOT NULL,
	amount_after text NOT NULL,
	currency text NOT NULL
);
CREATE INDEX audit_trail_document ON %s.audit_trail (realm_id, entity, id, ordinal);
CREATE INDEX audit_trail_run ON %s.audit_trail (realm_id, run_id, ordinal);
CREATE INDEX audit_trail_time ON %s.audit_trail (realm_id, written_at);
CREATE INDEX audit_trail_outcome ON %s.audit_trail (realm_id, outcome, ordinal);
CREATE INDEX audit_trail_in_order ON %s.audit_trail (realm_id, ordinal);
COMMENT ON TABLE %s.audit_trail IS 'One document in one run, for ever';
`,
];

/** The version this code reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Every table that holds something of a company. */
export const COMPANY_TABLES = [
	'audit_trail',
	'runs',
	'documents',
	'calls',
	'checkpoints',
	'companies',
] as const;
