-- Until when a run rests that nobody need drive, because it waits for people or a time alone: 0 if it
-- does not rest, the time in milliseconds, or nothing if it rests until somebody sends it an input
-- or is over. So a start reads no run that rests.
ALTER TABLE run ADD COLUMN wake_at bigint DEFAULT 0;

CREATE INDEX run_by_wake ON run (wake_at, run_no) WHERE unfinished;
