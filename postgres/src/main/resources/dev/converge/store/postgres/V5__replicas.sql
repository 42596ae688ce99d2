-- Servers that work side by side. A replica says each second that it is there; whoever was not seen
-- for a while is taken over: its epoch and those of its lanes are counted up, so that it stores
-- nothing more, and its runs are owned by nobody. Only this database's clock is compared.
ALTER TABLE replica
  ADD COLUMN epoch bigint NOT NULL DEFAULT 0,
  ADD COLUMN seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ADD COLUMN state text NOT NULL DEFAULT 'alive';
-- A server of an earlier version is fenced off: it knows of no owners.
UPDATE replica SET state = 'gone', epoch = epoch + 1;
UPDATE lane SET epoch = epoch + 1;
CREATE INDEX replica_alive ON replica (replica_no) WHERE state = 'alive';

-- The replica at which a run's agents are at work. A run that rests, or is over, has none, and one
-- that does not rest and has none is for whoever claims it.
ALTER TABLE run ADD COLUMN owner bigint;
CREATE INDEX run_by_owner ON run (owner, run_no) WHERE unfinished AND owner IS NOT NULL;
DROP INDEX run_by_wake;
CREATE INDEX run_by_wake ON run (wake_at, run_no) WHERE unfinished AND owner IS NULL;

-- What was sent to a run at a replica that does not own it, until its owner answers.
CREATE TABLE inbox (
  input_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text COLLATE "C" NOT NULL,
  input_id text COLLATE "C" NOT NULL,
  input text COLLATE "C" NOT NULL,
  outcome text COLLATE "C",
  put_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (input_id)
);
CREATE INDEX inbox_open ON inbox (run_id, input_no) WHERE outcome IS NULL;
CREATE INDEX inbox_by_time ON inbox (put_at);
