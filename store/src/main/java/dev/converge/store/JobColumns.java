package dev.converge.store;

import dev.converge.core.json.Json;
import dev.converge.engine.listing.JobNotes;
import dev.converge.engine.store.JobStore.Job;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// The columns of a job, as every SQL store reads them.
public final class JobColumns {
  /// Number of columns that [#read] reads.
  public static final int COUNT = 10;

  /// The columns of the table `job` that [#notes] reads, in its order.
  public static final String NOTES = "job.about, job.metadata, job.erased_at";

  /// Number of columns that [#notes] reads.
  public static final int NOTES_COUNT = 3;

  private JobColumns() {}

  /// The job at the cursor, from these columns: submission, tenant, id, first run, template,
  /// version, template's hash, correlation id, time of creation, and the key that submitted it.
  public static Job read(ResultSet row) throws SQLException {
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

  /// The notes of the job at the cursor.
  ///
  /// @param before number of columns before [#NOTES]
  public static JobNotes notes(ResultSet row, int before) throws SQLException {
    String metadata = row.getString(before + 2);
    long at = row.getLong(before + 3);
    Instant erasedAt = row.wasNull() ? null : Instant.ofEpochMilli(at);
    return new JobNotes(
        row.getString(before + 1),
        metadata != null && Json.parse(metadata) instanceof Json.Obj given ? given : null,
        erasedAt);
  }
}
