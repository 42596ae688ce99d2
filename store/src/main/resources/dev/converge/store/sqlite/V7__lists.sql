-- What lists show beside the status, so that no list reads a submission or a journal.
ALTER TABLE job ADD COLUMN about TEXT;

ALTER TABLE job ADD COLUMN metadata TEXT;

UPDATE job SET
  about = substr(json_extract(submission, '$.seeds[0].content'), 1, 80),
  metadata = json_extract(submission, '$.metadata')
  WHERE erased_at IS NULL AND json_valid(submission);

ALTER TABLE run ADD COLUMN mode TEXT;

ALTER TABLE run ADD COLUMN detail TEXT;

ALTER TABLE run ADD COLUMN running_ms INTEGER NOT NULL DEFAULT 0;

ALTER TABLE run ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;

ALTER TABLE run ADD COLUMN cost_micros INTEGER NOT NULL DEFAULT 0;

ALTER TABLE run ADD COLUMN pending INTEGER NOT NULL DEFAULT 0;

-- The proposals that people decide on, across jobs. `due` is the deadline, or the largest number.
CREATE TABLE proposal (
  proposal_no INTEGER PRIMARY KEY,
  tenant_no INTEGER NOT NULL,
  job_no INTEGER NOT NULL,
  run_no INTEGER NOT NULL,
  proposal_id TEXT NOT NULL,
  fact_id TEXT NOT NULL,
  agent TEXT NOT NULL,
  key TEXT NOT NULL,
  gate TEXT NOT NULL,
  role TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  due INTEGER NOT NULL,
  on_silence TEXT NOT NULL,
  state TEXT NOT NULL,
  decision TEXT,
  actor TEXT,
  asserted INTEGER,
  comment TEXT,
  by_deadline INTEGER,
  decided_at INTEGER,
  UNIQUE (run_no, proposal_id)
) STRICT;

CREATE INDEX proposal_open ON proposal (tenant_no, due) WHERE state = 'open';

CREATE INDEX proposal_decided ON proposal (tenant_no, decided_at) WHERE state = 'decided';

CREATE INDEX proposal_by_job ON proposal (job_no);
