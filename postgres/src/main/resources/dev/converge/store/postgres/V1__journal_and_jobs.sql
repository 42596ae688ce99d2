-- Numbers are made by the servers: 41 bits of milliseconds, 10 bits of the server's number, 12 bits
-- that count. So no sequence is asked, and what is appended stays at the end of each index. Times
-- are milliseconds since 1970 in UTC, but for what is compared with this server's own clock.
-- Texts are compared as bytes, as on SQLite.

CREATE TABLE job (
  job_no bigint PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  job_id text COLLATE "C" NOT NULL UNIQUE,
  first_run_no bigint NOT NULL,
  template text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  template_hash text COLLATE "C" NOT NULL,
  correlation_id text COLLATE "C",
  created_at bigint NOT NULL,
  submission text COLLATE "C" NOT NULL,
  about text COLLATE "C",
  metadata text COLLATE "C",
  erased_at bigint,
  erased_because text COLLATE "C"
);

-- Each list is a walk down one of these; the number that ends every index orders jobs of one
-- instant.
CREATE INDEX job_by_time ON job (tenant, created_at, job_no);
CREATE INDEX job_by_template ON job (tenant, template, created_at, job_no);
CREATE INDEX job_by_correlation ON job (tenant, correlation_id, created_at, job_no)
  WHERE correlation_id IS NOT NULL;
CREATE INDEX job_by_age ON job (created_at, job_no);
CREATE INDEX job_with_content ON job (created_at, job_no) WHERE erased_at IS NULL;

-- `last_sequence` is the fence of a run: an append names the sequence that it expects here. Pages
-- keep room, so that a new version of a row stays on its page and no index is written.
CREATE TABLE run (
  run_no bigint PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  run_id text COLLATE "C" NOT NULL UNIQUE,
  job_no bigint NOT NULL,
  submitted_by text COLLATE "C" NOT NULL,
  replay_of text COLLATE "C",
  status text COLLATE "C" NOT NULL,
  reason text COLLATE "C",
  unfinished boolean NOT NULL,
  erased boolean NOT NULL DEFAULT false,
  cycles integer NOT NULL,
  facts integer NOT NULL,
  last_sequence bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  mode text COLLATE "C",
  detail text COLLATE "C",
  running_ms bigint NOT NULL,
  tokens bigint NOT NULL,
  cost_micros bigint NOT NULL,
  pending integer NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);

CREATE INDEX run_by_job ON run (job_no, run_no);
CREATE INDEX run_unfinished ON run (run_no) WHERE unfinished;
CREATE INDEX first_run_by_status ON run (tenant, status, created_at, job_no)
  WHERE replay_of IS NULL;

-- One row for each append (more only if it is very large), in a partition for each month. Not
-- compressed, because every append would pay for it.
CREATE TABLE journal (
  run_no bigint NOT NULL,
  first_sequence bigint NOT NULL,
  last_sequence bigint NOT NULL,
  events bytea NOT NULL,
  PRIMARY KEY (run_no, last_sequence)
) PARTITION BY RANGE (run_no);
ALTER TABLE journal ALTER COLUMN events SET STORAGE EXTERNAL;
CREATE TABLE journal_default PARTITION OF journal DEFAULT;

CREATE TABLE idempotency_key (
  tenant text COLLATE "C" NOT NULL,
  operation text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  job_no bigint NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (tenant, operation, key)
);
CREATE INDEX idempotency_key_by_time ON idempotency_key (created_at);
CREATE INDEX idempotency_key_by_job ON idempotency_key (job_no);

CREATE TABLE template (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  installed_at bigint NOT NULL,
  spec text COLLATE "C" NOT NULL,
  wiring text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, name, version)
);

CREATE TABLE admin_log (
  sequence bigint PRIMARY KEY,
  line text COLLATE "C" NOT NULL
);

CREATE TABLE usage (
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  day bigint NOT NULL,
  jobs bigint NOT NULL,
  tokens bigint NOT NULL,
  cost_micros bigint NOT NULL,
  PRIMARY KEY (tenant, key, day)
);
CREATE INDEX usage_by_day ON usage (day);

-- How much each tenant and each key stores: jobs as submitted, and the events of their runs. Each
-- lane counts in rows of its own, so that lanes do not wait for each other; a part can be negative,
-- the sum cannot. Lane 0 stands for those that are over.
CREATE TABLE stored (
  lane_no bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY (lane_no, tenant, key)
) WITH (fillfactor = 50);

-- The proposals that people decide on, across jobs. `due` is the deadline, or the largest number.
CREATE TABLE proposal (
  proposal_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  job_no bigint NOT NULL,
  run_no bigint NOT NULL,
  proposal_id text COLLATE "C" NOT NULL,
  fact_id text COLLATE "C" NOT NULL,
  agent text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  gate text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  excerpt text COLLATE "C" NOT NULL,
  asked_at bigint NOT NULL,
  due bigint NOT NULL,
  on_silence text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  decision text COLLATE "C",
  actor text COLLATE "C",
  asserted boolean,
  comment text COLLATE "C",
  by_deadline boolean,
  decided_at bigint,
  UNIQUE (run_no, proposal_id)
);
CREATE INDEX proposal_open ON proposal (tenant, due, proposal_no) WHERE state = 'open';
CREATE INDEX proposal_decided ON proposal (tenant, decided_at, proposal_no)
  WHERE state = 'decided';
CREATE INDEX proposal_by_job ON proposal (job_no);

-- The servers that use this database, and the connections they write through. A group of writes
-- counts `batch` up in its own transaction; whoever counts `epoch` up has fenced the server off.
CREATE TABLE replica (
  replica_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  version text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE lane (
  lane_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  replica_no bigint NOT NULL,
  epoch bigint NOT NULL,
  batch bigint NOT NULL
) WITH (fillfactor = 20);
CREATE INDEX lane_by_replica ON lane (replica_no);
