-- Retention walks the jobs that still have their content, so it costs what is due and not what was
-- erased before.
ALTER TABLE job ADD COLUMN erased_at INTEGER;

UPDATE job SET erased_at = (SELECT erased_at FROM erasure WHERE erasure.job_no = job.job_no);

CREATE INDEX job_with_content ON job (created_at) WHERE erased_at IS NULL;

-- An erasure removes the keys of its job.
CREATE INDEX idempotency_key_by_job ON idempotency_key (job_no);
