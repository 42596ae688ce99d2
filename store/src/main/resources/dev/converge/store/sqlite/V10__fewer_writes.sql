-- What a transaction adds to the stored bytes is summed by the writer, and written once for each
-- tenant and key rather than once for each row: two statements of triggers an append were a fifth of
-- what a short run cost. What is changed or removed is still summed by triggers.
DROP TRIGGER stored_with_events;

DROP TRIGGER stored_with_job;
