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
	`
CREATE TABLE %s.calls_under_way (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	budget text NOT NULL,
	started_at timestamptz NOT NULL,
	ended_at timestamptz
);
CREATE INDEX calls_under_way_newest ON %s.calls_under_way (budget, started_at DESC);
COMMENT ON TABLE %s.calls_under_way IS 'Calls of the last minute, so that all processes keep one limit';

CREATE TABLE %s.budgets (
	budget text PRIMARY KEY,
	blocked_until timestamptz NOT NULL
);
COMMENT ON TABLE %s.budgets IS 'Until when a service wants no calls';

CREATE FUNCTION %s.take_call(
	of_budget text, lock_name text, per_minute integer, per_second integer, at_once integer,
	slack interval, longest interval, OUT call_id bigint, OUT wait_ms double precision
) LANGUAGE plpgsql AS $$
DECLARE
	moment timestamptz;
	oldest timestamptz;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended(lock_name, 0));
	moment := clock_timestamp();
	wait_ms := 0;
	DELETE FROM %s.calls_under_way WHERE budget = of_budget
		AND started_at <= moment - interval '1 minute' - slack
		AND (ended_at IS NOT NULL OR started_at <= moment - longest);
	SELECT greatest(0, extract(epoch FROM blocked_until - moment) * 1000) INTO wait_ms
		FROM %s.budgets WHERE budget = of_budget;
	wait_ms := coalesce(wait_ms, 0);
	SELECT started_at INTO oldest FROM %s.calls_under_way WHERE budget = of_budget
		ORDER BY started_at DESC OFFSET per_minute - 1 LIMIT 1;
	IF FOUND THEN
		wait_ms := greatest(wait_ms,
			extract(epoch FROM oldest + interval '1 minute' + slack - moment) * 1000);
	END IF;
	SELECT started_at INTO oldest FROM %s.calls_under_way WHERE budget = of_budget
		ORDER BY started_at DESC OFFSET per_second - 1 LIMIT 1;
	IF FOUND THEN
		wait_ms := greatest(wait_ms,
			extract(epoch FROM oldest + interval '1 second' + slack - moment) * 1000);
	END IF;
	IF (SELECT count(*) FROM %s.calls_under_way WHERE budget = of_budget AND ended_at IS NULL
		AND started_at > moment - longest) >= at_once THEN
		wait_ms := greatest(wait_ms, 50);
	END IF;
	IF wait_ms <= 0 THEN
		wait_ms := 0;
		INSERT INTO %s.calls_under_way (budget, started_at) VALUES (of_budget, moment)
			RETURNING id INTO call_id;
	END IF;
END;
$$;
COMMENT ON FUNCTION %s.take_call IS 'Counts a call in, or says how many milliseconds to wait';
`,
	`
CREATE OR REPLACE FUNCTION %s.take_call(
	of_budget text, lock_name text, per_minute integer, per_second integer, at_once integer,
	slack interval, longest interval, OUT call_id bigint, OUT wait_ms double precision
) LANGUAGE plpgsql AS $$
DECLARE
	moment timestamptz;
	oldest timestamptz;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended(lock_name, 0));
	moment := clock_timestamp();
	wait_ms := 0;
	DELETE FROM %s.calls_under_way WHERE budget = of_budget
		AND started_at <= moment - interval '1 minute' - slack
		AND (ended_at IS NOT NULL OR started_at <= moment - longest);
	SELECT greatest(0, extract(epoch FROM blocked_until - moment) * 1000) INTO wait_ms
		FROM %s.budgets WHERE budget = of_budget;
	wait_ms := coalesce(wait_ms, 0);
	SELECT started_at INTO oldest FROM %s.calls_under_way WHERE budget = of_budget
		ORDER BY started_at DESC OFFSET per_minute - 1 LIMIT 1;
	IF FOUND THEN
		wait_ms := greatest(wait_ms,
			extract(epoch FROM oldest + interval '1 minute' + slack - moment) * 1000);
	END IF;
	-- When a call arrived is not known: at the latest with its answer, or after the longest way.
	SELECT least(coalesce(ended_at, moment), started_at + interval '2 seconds') AS arrived
		INTO oldest FROM %s.calls_under_way WHERE budget = of_budget
		AND started_at > moment - interval '3 seconds' - slack
		ORDER BY arrived DESC OFFSET per_second - 1 LIMIT 1;
	IF FOUND THEN
		wait_ms := greatest(wait_ms,
			extract(epoch FROM oldest + interval '1 second' + slack - moment) * 1000);
	END IF;
	IF (SELECT count(*) FROM %s.calls_under_way WHERE budget = of_budget AND ended_at IS NULL
		AND started_at > moment - longest) >= at_once THEN
		wait_ms := greatest(wait_ms, 50);
	END IF;
	IF wait_ms <= 0 THEN
		wait_ms := 0;
		INSERT INTO %s.calls_under_way (budget, started_at) VALUES (of_budget, moment)
			RETURNING id INTO call_id;
	END IF;
END;
$$;
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
