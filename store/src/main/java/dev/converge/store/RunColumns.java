package dev.converge.store;

import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.listing.HeldProposals;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.JobStore.Due;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.engine.store.Journal.RunHead;
import dev.converge.engine.store.Rest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of a run, as every SQL store reads them.
public final class RunColumns {
  /// The columns of the tables `run` and `job` that [#read] reads, in its order.
  public static final String ALL =
      "run.run_id, job.job_id, run.replay_of, run.last_sequence, run.status, run.reason,"
          + " run.cycles, run.facts, run.updated_at, run.created_at, run.wake_at, run.mode,"
          + " run.detail, run.running_ms, run.tokens, run.cost_micros, run.pending";

  private static final int BEFORE_PROGRESS = 11;

  /// Number of columns that [#read] reads.
  public static final int COUNT = BEFORE_PROGRESS + 6;

  private RunColumns() {}

  /// The status for a stored word.
  public static Status status(String word) {
    return EnumWord.find(Status.class, word).orElseThrow();
  }

  /// The run at the cursor.
  ///
  /// @param before number of columns before [#ALL]
  public static Run read(ResultSet row, int before) throws SQLException {
    return new Run(
        row.getString(before + 1),
        row.getString(before + 2),
        row.getString(before + 3),
        row.getLong(before + 4),
        new RunHead(
            status(row.getString(before + 5)),
            row.getString(before + 6),
            row.getInt(before + 7),
            row.getInt(before + 8),
            Instant.ofEpochMilli(row.getLong(before + 9)),
            progress(row, before + BEFORE_PROGRESS),
            wakeAt(row, before + 11),
            HeldProposals.NONE,
            List.of()),
        Instant.ofEpochMilli(row.getLong(before + 10)));
  }

  /// The column `wake_at` of a run: milliseconds, or `null` for [Rest#FOR_EVER].
  public static @Nullable Long wakeAt(RunHead head) {
    return head.wakeAt().equals(Rest.FOR_EVER) ? null : head.wakeAt().toEpochMilli();
  }

  /// The id, number, `wake_at` and `updated_at` at the cursor.
  public static Due due(ResultSet row) throws SQLException {
    return new Due(
        row.getString(1),
        row.getLong(2),
        Instant.ofEpochMilli(row.getLong(3)),
        Instant.ofEpochMilli(row.getLong(4)));
  }

  private static Instant wakeAt(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Rest.FOR_EVER : Instant.ofEpochMilli(millis);
  }

  private static RunProgress progress(ResultSet row, int before) throws SQLException {
    return new RunProgress(
        row.getString(before + 1),
        row.getString(before + 2),
        Duration.ofMillis(row.getLong(before + 3)),
        row.getLong(before + 4),
        row.getLong(before + 5),
        row.getInt(before + 6));
  }
}
