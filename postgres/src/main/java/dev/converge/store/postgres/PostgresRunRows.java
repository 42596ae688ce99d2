package dev.converge.store.postgres;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore.Due;
import dev.converge.engine.store.JobStore.Pinned;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.store.EventRow;
import dev.converge.store.JournalPage;
import dev.converge.store.RunColumns;
import dev.converge.store.postgres.replica.PostgresLimits;
import dev.converge.store.postgres.replica.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The tables of runs and their events.
final class PostgresRunRows {
  private static final String SELECT =
      "SELECT " + RunColumns.ALL + " FROM run JOIN job ON job.job_no = run.job_no ";

  // Each half has its own index: the runs that nobody owns, by time, and the few that are owned.
  // Without `owner`, all unfinished runs would be read.
  private static final String FREE = "unfinished AND owner IS NULL";
  private static final String OWNED = "unfinished AND owner IS NOT NULL";

  private static final String DUE =
      either(
              "(SELECT run_id, run_no, wake_at, updated_at FROM run WHERE %s AND wake_at IS NOT NULL AND"
                  + " (wake_at, run_no) > (?, ?) ORDER BY wake_at, run_no LIMIT ?)")
          + " ORDER BY wake_at, run_no LIMIT ?";

  private static final String RESTING =
      "SELECT sum(count)::bigint FROM ("
          + either("SELECT count(*) FROM run WHERE %s AND wake_at IS DISTINCT FROM 0")
          + ") AS each";

  private static String either(String half) {
    return half.formatted(FREE) + " UNION ALL " + half.formatted(OWNED);
  }

  private PostgresRunRows() {}

  static String name(Status status) {
    return EnumWord.of(status);
  }

  private static Run read(ResultSet row) throws SQLException {
    return RunColumns.read(row, 0);
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

  static List<Due> due(Sql sql, Due after, int limit) throws SQLException {
    long at = after.at().toEpochMilli();
    return sql.all(
        RunColumns::due, DUE, at, after.number(), limit, at, after.number(), limit, limit);
  }

  static long resting(Sql sql) throws SQLException {
    return sql.first(row -> row.getLong(1), RESTING).orElseThrow();
  }

  static List<Pinned> pinned(Sql sql) throws SQLException {
    return sql.all(
        row -> new Pinned(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
        "SELECT DISTINCT job.tenant, job.template, job.version, job.template_hash FROM run JOIN job"
            + " ON job.job_no = run.job_no WHERE run.unfinished");
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
