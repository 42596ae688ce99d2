-- What is reserved counts from here until it is stored together with events. It goes with the lease
-- of its server if that is gone before.
ALTER TABLE usage_pending
  ADD COLUMN day bigint NOT NULL DEFAULT 0,
  ADD COLUMN used_jobs bigint NOT NULL DEFAULT 0,
  ADD COLUMN tokens bigint NOT NULL DEFAULT 0,
  ADD COLUMN cost_micros bigint NOT NULL DEFAULT 0;
