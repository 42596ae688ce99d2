package dev.converge.store.sqlite;

import dev.converge.engine.store.Erasure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table of erasures.
final class ErasureRows {
  private static final String INSERT =
      "INSERT INTO erasure (job_no, tenant_no, erased_at, because) VALUES (?, ?, ?, ?)";
  private static final String OF_JOB = "SELECT erased_at, because FROM erasure WHERE job_no = ?";
  private static final String OF_RUN =
      "SELECT 1 FROM run JOIN erasure USING (job_no) WHERE run.run_no = ?";
  static final String ERASABLE =
      "SELECT job.job_id FROM job INDEXED BY job_with_content"
          + " WHERE job.erased_at IS NULL AND job.created_at < ?"
          + " AND NOT EXISTS (SELECT 1 FROM run WHERE run.job_no = job.job_no AND run.unfinished ="
          + " 1) ORDER BY job.created_at, job.job_no LIMIT ?";

  private ErasureRows() {}

  static void insert(Statements statements, JobRows.Place job, Erasure erasure)
      throws SQLException {
    statements
        .of(INSERT)
        .with(job.jobNo())
        .with(job.payer().tenantNo())
        .with(erasure.at().toEpochMilli())
        .with(erasure.because())
        .update();
  }

  /// The erasure of a job; empty if the job was not erased.
  static Optional<Erasure> find(Statements statements, JobRows.Place job) throws SQLException {
    try (ResultSet rows = statements.of(OF_JOB).with(job.jobNo()).query()) {
      return rows.next()
          ? Optional.of(new Erasure(Instant.ofEpochMilli(rows.getLong(1)), rows.getString(2)))
          : Optional.empty();
    }
  }

  /// Whether the content of a run was erased.
  static boolean covers(Statements statements, RunRows.Place run) throws SQLException {
    try (ResultSet rows = statements.of(OF_RUN).with(run.runNo()).query()) {
      return rows.next();
    }
  }

  static List<String> erasable(Statements statements, Instant createdBefore, int limit)
      throws SQLException {
    List<String> jobs = new ArrayList<>();
    try (ResultSet rows =
        statements.of(ERASABLE).with(createdBefore.toEpochMilli()).with(limit).query()) {
      while (rows.next()) {
        jobs.add(rows.getString(1));
      }
    }
    return jobs;
  }
}
