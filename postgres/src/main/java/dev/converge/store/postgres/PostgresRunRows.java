package dev.converge.store.postgres;

import dev.converge.core.Sealed;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.HeldProposals;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.engine.store.Journal.RunHead;
import dev.converge.store.EventRow;
import dev.converge.store.JournalPage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The tables of runs and their events.
final class PostgresRunRows {
  /// What [#read] reads, in its order.
  static final String COLUMNS =
      "run.run_id, job.job_id, run.replay_of, run.last_sequence, run.status, run.reason,"
          + " run.cycles, run.facts, run.updated_at, run.created_at, run.mode, run.detail,"
          + " run.running_ms, run.tokens, run.cost_micros, run.pending";

  /// How many columns [#read] reads.
  static final int COLUMN_COUNT = 16;

  private static final String SELECT =
      "SELECT " + COLUMNS + " FROM run JOIN job ON job.job_no = run.job_no ";

  private PostgresRunRows() {}

  static String name(Status status) {
    return EnumWord.of(status);
  }

  static Status status(String name) {
    return EnumWord.find(Status.class, name).orElseThrow();
  }

  static Run read(ResultSet row) throws SQLException {
    return read(row, 0);
  }

  /// The run at the cursor, from the columns [#COLUMNS].
  ///
  /// @param before how many columns stand before them
  static Run read(ResultSet row, int before) throws SQLException {
    RunProgress progress =
        new RunProgress(
            row.getString(before + 11),
            row.getString(before + 12),
            Duration.ofMillis(row.getLong(before + 13)),
            row.getLong(before + 14),
            row.getLong(before + 15),
            row.getInt(before + 16));
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
            progress,
            HeldProposals.NONE),
        Instant.ofEpochMilli(row.getLong(before + 10)));
  }

  static Optional<Run> find(Sql sql, String runId) throws SQLException {
    return sql.first(PostgresRunRows::read, SELECT + "WHERE run.run_id = ?", runId);
  }

  static List<Run> ofJob(Sql sql, String jobId) throws SQLException {
    return sql.all(
        PostgresRunRows::read,
        SELECT + "WHERE run.job_no = (SELECT job_no FROM job WHERE job_id = ?) ORDER BY run.run_no",
        jobId);
  }

  static List<Run> unfinished(Sql sql, String afterRunId, int limit) throws SQLException {
    long after = afterRunId.isEmpty() ? -1 : number(sql, afterRunId);
    return sql.all(
        PostgresRunRows::read,
        SELECT + "WHERE run.unfinished AND run.run_no > ? ORDER BY run.run_no LIMIT ?",
        after,
        limit);
  }

  /// The number of a run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`
  static long number(Sql sql, String runId) throws SQLException {
    return sql.first(row -> row.getLong(1), "SELECT run_no FROM run WHERE run_id = ?", runId)
        .orElseThrow(
            () -> new ConvergeException(ErrorCode.RUN_NOT_FOUND, "run: " + runId + " (not found)"));
  }

  /// Fills a page with the events of a run, a few rows at a time.
  static List<Sealed> events(Sql sql, String runId, JournalPage page) throws SQLException {
    long runNo = number(sql, runId);
    long after = page.after();
    while (!page.isFull()) {
      List<EventRow> rows =
          sql.all(
              PostgresRunRows::eventRow,
              "SELECT first_sequence, last_sequence, events FROM journal WHERE run_no = ? AND"
                  + " last_sequence > ? ORDER BY last_sequence LIMIT ?",
              runNo,
              after,
              PostgresLimits.JOURNAL_ROWS);
      rows.stream().takeWhile(_ -> !page.isFull()).forEach(row -> row.decode(page));
      if (rows.size() < PostgresLimits.JOURNAL_ROWS) {
        break;
      }
      after = rows.getLast().last();
    }
    return page.events();
  }

  static EventRow eventRow(ResultSet row) throws SQLException {
    return new EventRow(row.getLong(1), row.getLong(2), row.getBytes(3));
  }

  static void insert(Sql sql, long runNo, List<EventRow> rows) throws SQLException {
    for (EventRow row : rows) {
      sql.update(
          "INSERT INTO journal (run_no, first_sequence, last_sequence, events) VALUES (?, ?, ?, ?)",
          runNo,
          row.first(),
          row.last(),
          row.bytes());
    }
  }
}
