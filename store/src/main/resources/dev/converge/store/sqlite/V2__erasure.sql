-- Jobs whose content was erased. The job as submitted says so too; this is for finding the others.

CREATE TABLE erasure (
  job_no INTEGER PRIMARY KEY,
  tenant_no INTEGER NOT NULL,
  erased_at INTEGER NOT NULL,
  because TEXT NOT NULL
) STRICT;
