package dev.converge.store.sqlite;

import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.JobStore.Due;
import dev.converge.engine.store.JobStore.Pinned;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.engine.store.Journal.RunHead;
import dev.converge.store.RunColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of runs.
final class RunRows {
  private static final String SELECT =
      "SELECT " + RunColumns.ALL + " FROM run JOIN job USING (job_no)";
  private static final String BY_ID = SELECT + " WHERE run.run_id = ?";
  private static final String OF_JOB =
      SELECT + " WHERE run.job_no = (SELECT job_no FROM job WHERE job_id = ?) ORDER BY run.run_no";
  static final String UNFINISHED =
      SELECT + " WHERE run.unfinished = 1 AND run.run_no > ? ORDER BY run.run_no LIMIT ?";
  static final String DUE =
      "SELECT run_id, run_no, wake_at, updated_at FROM run INDEXED BY run_by_wake WHERE unfinished"
          + " = 1 AND wake_at IS NOT NULL AND (wake_at, run_no) > (?, ?) ORDER BY wake_at, run_no LIMIT ?";
  static final String RESTING =
      "SELECT count(*) FROM run INDEXED BY run_by_wake WHERE unfinished = 1 AND wake_at IS NOT 0";
  private static final String PINNED =
      "SELECT DISTINCT tenant.name, job.template, job.version, job.template_hash FROM run"
          + " JOIN job USING (job_no) JOIN tenant ON tenant.tenant_no = job.tenant_no"
          + " WHERE run.unfinished = 1";
  private static final String NUMBER = "SELECT run_no FROM run WHERE run_id = ?";
  private static final String PLACE =
      "SELECT run_no, tenant_no, key, last_sequence, status, wake_at FROM run WHERE run_id = ?";
  private static final String INSERT =
      "INSERT INTO run (run_no, tenant_no, run_id, job_no, replay_of, status, reason, unfinished,"
          + " cycles, facts, last_sequence, created_at, updated_at, mode, detail, running_ms, tokens,"
          + " cost_micros, pending, key, wake_at)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String ADVANCE =
      "UPDATE run SET last_sequence = ?, cycles = ?, facts = ?, updated_at = ?, mode = ?,"
          + " detail = ?, running_ms = ?, tokens = ?, cost_micros = ?, pending = ?"
          + " WHERE run_no = ? AND last_sequence = ?";
  // A separate statement, because these columns have indexes.
  private static final String ADVANCE_STATUS =
      "UPDATE run SET last_sequence = ?, cycles = ?, facts = ?, updated_at = ?, mode = ?,"
          + " detail = ?, running_ms = ?, tokens = ?, cost_micros = ?, pending = ?, status = ?,"
          + " reason = ?, unfinished = ?, wake_at = ? WHERE run_no = ? AND last_sequence = ?";

  private static final String ERASE = "UPDATE run SET detail = NULL WHERE run_no = ?";

  private RunRows() {}

  /// The state of a run.
  ///
  /// @param wakeAt how long the run rests, as in the column
  record Place(
      long runNo, StoredSums.Payer payer, long lastSequence, Status status, @Nullable Long wakeAt) {
    /// Whether the indexed columns stay the same.
    boolean sameAs(RunHead head) {
      return status == head.status()
          && head.reason() == null
          && Objects.equals(wakeAt, RunColumns.wakeAt(head));
    }
  }

  static String name(Status status) {
    return EnumWord.of(status);
  }

  private static BoundStatement bind(BoundStatement statement, RunProgress progress)
      throws SQLException {
    return statement
        .with(progress.mode())
        .with(progress.detail())
        .with(progress.running().toMillis())
        .with(progress.tokens())
        .with(progress.costMicros())
        .with(progress.pending());
  }

  static Optional<Run> find(Statements statements, String runId) throws SQLException {
    try (ResultSet rows = statements.of(BY_ID).with(runId).query()) {
      return rows.next() ? Optional.of(RunColumns.read(rows, 0)) : Optional.empty();
    }
  }

  static List<Run> ofJob(Statements statements, String jobId) throws SQLException {
    try (ResultSet rows = statements.of(OF_JOB).with(jobId).query()) {
      return all(rows);
    }
  }

  static List<Run> unfinished(Statements statements, String afterRunId, int limit)
      throws SQLException {
    long after = afterRunId.isEmpty() ? 0 : number(statements, afterRunId);
    try (ResultSet rows = statements.of(UNFINISHED).with(after).with(limit).query()) {
      return all(rows);
    }
  }

  static List<Due> due(Statements statements, Due after, int limit) throws SQLException {
    BoundStatement query =
        statements.of(DUE).with(after.at().toEpochMilli()).with(after.number()).with(limit);
    try (ResultSet rows = query.query()) {
      List<Due> due = new ArrayList<>();
      while (rows.next()) {
        due.add(RunColumns.due(rows));
      }
      return due;
    }
  }

  static long resting(Statements statements) throws SQLException {
    try (ResultSet rows = statements.of(RESTING).query()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  static List<Pinned> pinned(Statements statements) throws SQLException {
    try (ResultSet rows = statements.of(PINNED).query()) {
      List<Pinned> pinned = new ArrayList<>();
      while (rows.next()) {
        pinned.add(
            new Pinned(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
      }
      return pinned;
    }
  }

  private static List<Run> all(ResultSet rows) throws SQLException {
    List<Run> runs = new ArrayList<>();
    while (rows.next()) {
      runs.add(RunColumns.read(rows, 0));
    }
    return runs;
  }

  /// The number of a run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`
  static long number(Statements statements, String runId) throws SQLException {
    try (ResultSet rows = statements.of(NUMBER).with(runId).query()) {
      if (rows.next()) {
        return rows.getLong(1);
      }
    }
    throw new ConvergeException(ErrorCode.RUN_NOT_FOUND, "run: " + runId + " (not found)");
  }

  static @Nullable Place place(Statements statements, String runId) throws SQLException {
    try (ResultSet rows = statements.of(PLACE).with(runId).query()) {
      return rows.next()
          ? new Place(
              rows.getLong(1),
              new StoredSums.Payer(rows.getLong(2), rows.getString(3)),
              rows.getLong(4),
              RunColumns.status(rows.getString(5)),
              nullable(rows, 6))
          : null;
    }
  }

  private static @Nullable Long nullable(ResultSet rows, int column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? null : value;
  }

  static void insert(Statements statements, Place place, JobRows.Place job, Run run)
      throws SQLException {
    RunHead head = run.head();
    BoundStatement insert =
        statements
            .of(INSERT)
            .with(place.runNo())
            .with(place.payer().tenantNo())
            .with(run.runId())
            .with(job.jobNo())
            .with(run.replayOf())
            .with(name(head.status()))
            .with(head.reason())
            .with(head.status().isFinal() ? 0 : 1)
            .with(head.cycles())
            .with(head.facts())
            .with(run.sequence())
            .with(run.createdAt().toEpochMilli())
            .with(head.updatedAt().toEpochMilli());
    bind(insert, head.progress())
        .with(place.payer().key())
        .withNumber(RunColumns.wakeAt(head))
        .update();
  }

  /// Erases the parts of a run's row that can quote the content of its job.
  static void erase(Statements statements, Place place) throws SQLException {
    statements.of(ERASE).with(place.runNo()).update();
  }

  /// Advances a run if it is still in the given state.
  ///
  /// @return whether it was
  static boolean advance(Statements statements, Place from, long sequence, RunHead head)
      throws SQLException {
    boolean same = from.sameAs(head);
    BoundStatement update =
        statements
            .of(same ? ADVANCE : ADVANCE_STATUS)
            .with(sequence)
            .with(head.cycles())
            .with(head.facts())
            .with(head.updatedAt().toEpochMilli());
    bind(update, head.progress());
    if (!same) {
      update
          .with(name(head.status()))
          .with(head.reason())
          .with(head.status().isFinal() ? 0 : 1)
          .withNumber(RunColumns.wakeAt(head));
    }
    return update.with(from.runNo()).with(from.lastSequence()).update() == 1;
  }
}
