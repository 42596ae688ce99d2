-- Everything is keyed by integers that the one writer hands out: what the writer appends stays
-- together at the end of each table, which is what makes group commit fast. Times are milliseconds
-- since 1970 in UTC. Every row carries its tenant.

CREATE TABLE tenant (
  tenant_no INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- `submission` is the last column: lists do not read it, and so do not read its pages either.
CREATE TABLE job (
  job_no INTEGER PRIMARY KEY,
  tenant_no INTEGER NOT NULL,
  job_id TEXT NOT NULL UNIQUE,
  first_run_no INTEGER NOT NULL,
  template TEXT NOT NULL,
  version TEXT NOT NULL,
  template_hash TEXT NOT NULL,
  correlation_id TEXT,
  created_at INTEGER NOT NULL,
  submission TEXT NOT NULL
) STRICT;

-- Each list is a walk down one of these; the row number that ends every index orders jobs of one
-- instant.
CREATE INDEX job_by_time ON job (tenant_no, created_at);
CREATE INDEX job_by_template ON job (tenant_no, template, created_at);
CREATE INDEX job_by_correlation ON job (tenant_no, correlation_id, created_at)
  WHERE correlation_id IS NOT NULL;

-- `last_sequence` is the fence: an append names the sequence that it expects here.
CREATE TABLE run (
  run_no INTEGER PRIMARY KEY,
  tenant_no INTEGER NOT NULL,
  run_id TEXT NOT NULL UNIQUE,
  job_no INTEGER NOT NULL,
  replay_of TEXT,
  status TEXT NOT NULL,
  reason TEXT,
  unfinished INTEGER NOT NULL,
  cycles INTEGER NOT NULL,
  facts INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX run_by_job ON run (job_no);
CREATE INDEX run_unfinished ON run (unfinished) WHERE unfinished = 1;
CREATE INDEX first_run_by_status ON run (tenant_no, status, created_at, job_no)
  WHERE replay_of IS NULL;

-- One row for each append (more only if it is very large).
CREATE TABLE journal (
  tenant_no INTEGER NOT NULL,
  run_no INTEGER NOT NULL,
  first_sequence INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  events BLOB NOT NULL
) STRICT;

-- By the last sequence, so that a read after N begins at the row that holds N + 1.
CREATE UNIQUE INDEX journal_by_run ON journal (run_no, last_sequence);

CREATE TABLE idempotency_key (
  tenant_no INTEGER NOT NULL,
  operation TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  job_no INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, operation, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_key_by_time ON idempotency_key (created_at);

CREATE TABLE template (
  tenant_no INTEGER NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  hash TEXT NOT NULL,
  installed_at INTEGER NOT NULL,
  spec TEXT NOT NULL,
  wiring TEXT NOT NULL,
  UNIQUE (tenant_no, name, version)
) STRICT;

-- Written to only to see whether the disk takes writes again.
CREATE TABLE probe (
  probe_no INTEGER PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;
