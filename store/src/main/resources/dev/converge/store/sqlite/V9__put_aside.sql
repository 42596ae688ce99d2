-- Until when a run rests that nobody need drive, because it waits for people or a time alone: 0 if it
-- does not rest, the time in milliseconds, or nothing if it rests until somebody sends it an input
-- or is over. So a start reads no run that rests.
ALTER TABLE run ADD COLUMN wake_at INTEGER DEFAULT 0;

-- Of what waits already, the proposals say how long. What is not known counts as not resting.
UPDATE run SET wake_at =
    (SELECT nullif(min(due), 9223372036854775807) FROM proposal
      WHERE proposal.run_no = run.run_no AND state = 'open')
  WHERE unfinished = 1 AND status = 'waiting'
    AND EXISTS (SELECT 1 FROM proposal WHERE proposal.run_no = run.run_no AND state = 'open');

CREATE INDEX run_by_wake ON run (wake_at) WHERE unfinished = 1;
