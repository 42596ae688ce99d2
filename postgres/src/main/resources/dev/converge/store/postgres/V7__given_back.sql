-- What is reserved for a job until the job is stored. If its server is gone before that, whoever
-- takes it over gives it back.
ALTER TABLE usage_pending
  ADD COLUMN job_id text COLLATE "C",
  ADD COLUMN day bigint NOT NULL DEFAULT 0,
  ADD COLUMN used_jobs bigint NOT NULL DEFAULT 0,
  ADD COLUMN tokens bigint NOT NULL DEFAULT 0,
  ADD COLUMN cost_micros bigint NOT NULL DEFAULT 0;
