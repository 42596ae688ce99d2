-- What is about to be stored counts for quotas at every server before it is: a submission as an
-- unfinished job, other writes by their bytes. What a replica leaves behind goes with its lease.
CREATE TABLE usage_pending (
  pending_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  replica_no bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  jobs bigint NOT NULL,
  bytes bigint NOT NULL
);
CREATE INDEX usage_pending_by_tenant ON usage_pending (tenant);

-- Unfinished jobs of a tenant, which quotas count.
CREATE INDEX first_run_unfinished ON run (tenant, submitted_by)
  WHERE unfinished AND replay_of IS NULL;
