package dev.converge.store.postgres;

import dev.converge.engine.store.JobStore.Job;
import dev.converge.store.JobColumns;
import java.sql.SQLException;
import java.util.Optional;

/// The table of jobs.
final class PostgresJobRows {
  /// What [JobColumns#read] reads, in its order, but for the submission, which comes first.
  static final String COLUMNS =
      "job.tenant, job.job_id, first.run_id, job.template, job.version, job.template_hash,"
          + " job.correlation_id, job.created_at, first.submitted_by";

  private static final String SELECT =
      "SELECT job.submission, "
          + COLUMNS
          + " FROM job JOIN run AS first ON first.run_no = job.first_run_no ";

  private PostgresJobRows() {}

  static Optional<Job> find(Sql sql, String tenant, String jobId) throws SQLException {
    return sql.first(
        JobColumns::read, SELECT + "WHERE job.job_id = ? AND job.tenant = ?", jobId, tenant);
  }

  static Optional<Job> ofRun(Sql sql, String runId) throws SQLException {
    return sql.first(
        JobColumns::read,
        SELECT + "WHERE job.job_no = (SELECT job_no FROM run WHERE run_id = ?)",
        runId);
  }

  static Optional<Job> numbered(Sql sql, long jobNo) throws SQLException {
    return sql.first(JobColumns::read, SELECT + "WHERE job.job_no = ?", jobNo);
  }
}
