-- Where events about jobs are sent; of one job, or (`job_id` is empty) of all jobs of a tenant. One
-- server at a time sends for a webhook.
CREATE TABLE webhook (
  webhook_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  tenant text COLLATE "C" NOT NULL,
  job_id text COLLATE "C" NOT NULL,
  url text COLLATE "C" NOT NULL,
  tells text COLLATE "C" NOT NULL,
  secret text COLLATE "C" NOT NULL,
  description text COLLATE "C" NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  ended_at bigint NOT NULL DEFAULT 0,
  ended_because text COLLATE "C" NOT NULL DEFAULT '',
  server text COLLATE "C" NOT NULL DEFAULT '',
  server_until bigint NOT NULL DEFAULT 0
);
CREATE INDEX webhook_by_job ON webhook (tenant, job_id);

-- How far each webhook has told of each run; `letter` is 0, or the one event that it is about.
CREATE TABLE webhook_cursor (
  webhook_id text COLLATE "C" NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  letter bigint NOT NULL,
  sequence bigint NOT NULL,
  stored bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  failing_since bigint NOT NULL DEFAULT 0,
  not_before bigint NOT NULL DEFAULT 0,
  dead integer NOT NULL DEFAULT 0,
  error text COLLATE "C" NOT NULL DEFAULT '',
  PRIMARY KEY (webhook_id, run_id, letter)
) WITH (fillfactor = 70);
CREATE INDEX webhook_due ON webhook_cursor (webhook_id, not_before)
  WHERE sequence < stored AND dead = 0;
CREATE INDEX webhook_letter ON webhook_cursor (webhook_id, failing_since) WHERE dead = 1;

-- Moves cursors in the transaction that stores something of a run. Enabled with the first webhook
-- and disabled with the last, so that appends pay nothing without one.
CREATE FUNCTION move_webhook_cursors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_cursor (webhook_id, run_id, letter, sequence, stored)
    SELECT w.id, NEW.run_id, 0,
        CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.last_sequence END, NEW.last_sequence
      FROM webhook w
      WHERE w.tenant = NEW.tenant AND w.ended_at = 0
        AND w.job_id IN ('', (SELECT job_id FROM job WHERE job_no = NEW.job_no))
    ON CONFLICT (webhook_id, run_id, letter) DO UPDATE SET stored = excluded.stored;
  RETURN NULL;
END $$;
CREATE TRIGGER webhooks_hear_of_run AFTER INSERT OR UPDATE OF last_sequence ON run
  FOR EACH ROW WHEN (NEW.replay_of IS NULL) EXECUTE FUNCTION move_webhook_cursors();
ALTER TABLE run DISABLE TRIGGER webhooks_hear_of_run;
