package dev.converge.store.postgres;

import dev.converge.core.json.Json;
import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.store.JobStore.Job;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// The table of jobs.
final class PostgresJobRows {
  /// What [#read] reads, in its order, but for the submission, which comes first.
  static final String COLUMNS =
      "job.tenant, job.job_id, first.run_id, job.template, job.version, job.template_hash,"
          + " job.correlation_id, job.created_at, first.submitted_by";

  /// How many columns [#read] reads.
  static final int COLUMN_COUNT = 10;

  /// What [#notes] reads, in its order.
  static final String NOTES = "job.about, job.metadata, job.erased_at";

  /// How many columns [#notes] reads.
  static final int NOTES_COUNT = 3;

  private static final String SELECT =
      "SELECT job.submission, "
          + COLUMNS
          + " FROM job JOIN run AS first ON first.run_no = job.first_run_no ";

  private PostgresJobRows() {}

  static Job read(ResultSet row) throws SQLException {
    return new Job(
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(1),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        Instant.ofEpochMilli(row.getLong(9)),
        row.getString(10));
  }

  /// The notes of the job at the cursor, from the columns [#NOTES].
  ///
  /// @param before how many columns stand before them
  static JobNotes notes(ResultSet row, int before) throws SQLException {
    String metadata = row.getString(before + 2);
    long at = row.getLong(before + 3);
    Instant erasedAt = row.wasNull() ? null : Instant.ofEpochMilli(at);
    return new JobNotes(
        row.getString(before + 1),
        metadata != null && Json.parse(metadata) instanceof Json.Obj given ? given : null,
        erasedAt);
  }

  static Optional<Job> find(Sql sql, String tenant, String jobId) throws SQLException {
    return sql.first(
        PostgresJobRows::read, SELECT + "WHERE job.job_id = ? AND job.tenant = ?", jobId, tenant);
  }

  static Optional<Job> ofRun(Sql sql, String runId) throws SQLException {
    return sql.first(
        PostgresJobRows::read,
        SELECT + "WHERE job.job_no = (SELECT job_no FROM run WHERE run_id = ?)",
        runId);
  }

  static Optional<Job> numbered(Sql sql, long jobNo) throws SQLException {
    return sql.first(PostgresJobRows::read, SELECT + "WHERE job.job_no = ?", jobNo);
  }
}
