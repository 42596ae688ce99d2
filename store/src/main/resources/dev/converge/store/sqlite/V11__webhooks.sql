-- Where events about jobs are sent; of one job, or (`job_id` is empty) of all jobs of a tenant. One
-- server at a time sends for a webhook. A trigger that comes with the first webhook and goes with
-- the last moves the cursors.
CREATE TABLE webhook (
  webhook_no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  job_id TEXT NOT NULL,
  url TEXT NOT NULL,
  tells TEXT NOT NULL,
  secret TEXT NOT NULL,
  description TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL DEFAULT 0,
  ended_because TEXT NOT NULL DEFAULT '',
  server TEXT NOT NULL DEFAULT '',
  server_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX webhook_by_job ON webhook (tenant, job_id);

-- How far each webhook has told of each run; `letter` is 0, or the one event that it is about.
CREATE TABLE webhook_cursor (
  webhook_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  letter INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  dead INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (webhook_id, run_id, letter)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_due ON webhook_cursor (webhook_id, not_before)
  WHERE sequence < stored AND dead = 0;

CREATE INDEX webhook_letter ON webhook_cursor (webhook_id, failing_since) WHERE dead = 1;
