-- How much each tenant and each key stores: jobs as submitted, and the events of their runs. What
-- was stored before this step counts for its tenant alone, because nobody kept the key.
ALTER TABLE run ADD COLUMN key TEXT NOT NULL DEFAULT '';

CREATE TABLE stored (
  tenant_no INTEGER NOT NULL,
  key TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, key)
) STRICT, WITHOUT ROWID;

INSERT INTO stored (tenant_no, key, bytes)
  SELECT tenant_no, '', sum(bytes) FROM (
    SELECT tenant_no, length(events) AS bytes FROM journal
    UNION ALL SELECT tenant_no, octet_length(submission) FROM job)
  GROUP BY tenant_no;

-- Triggers, so that no write can forget the sum. A job is counted with its first run, which knows
-- the key; a removal takes events before runs and runs before jobs.
CREATE TRIGGER stored_with_events AFTER INSERT ON journal BEGIN
  INSERT INTO stored (tenant_no, key, bytes)
    SELECT tenant_no, key, length(NEW.events) FROM run WHERE run_no = NEW.run_no
    ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes; END;

CREATE TRIGGER stored_with_other_events AFTER UPDATE OF events ON journal BEGIN
  UPDATE stored SET bytes = bytes + length(NEW.events) - length(OLD.events)
    WHERE (tenant_no, key) = (SELECT tenant_no, key FROM run WHERE run_no = NEW.run_no); END;

CREATE TRIGGER stored_without_events AFTER DELETE ON journal BEGIN
  UPDATE stored SET bytes = bytes - length(OLD.events)
    WHERE (tenant_no, key) = (SELECT tenant_no, key FROM run WHERE run_no = OLD.run_no); END;

CREATE TRIGGER stored_with_job AFTER INSERT ON run WHEN NEW.replay_of IS NULL BEGIN
  INSERT INTO stored (tenant_no, key, bytes)
    SELECT NEW.tenant_no, NEW.key, octet_length(submission) FROM job WHERE job_no = NEW.job_no
    ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes; END;

CREATE TRIGGER stored_with_other_job AFTER UPDATE OF submission ON job BEGIN
  UPDATE stored SET bytes = bytes + octet_length(NEW.submission) - octet_length(OLD.submission)
    WHERE (tenant_no, key) = (SELECT tenant_no, key FROM run WHERE run_no = NEW.first_run_no); END;

CREATE TRIGGER stored_without_job BEFORE DELETE ON run WHEN OLD.replay_of IS NULL BEGIN
  UPDATE stored SET bytes = bytes
    - (SELECT octet_length(submission) FROM job WHERE job_no = OLD.job_no)
    WHERE tenant_no = OLD.tenant_no AND key = OLD.key; END;
