package dev.converge.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.converge.core.Chain;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore.EraseResult;
import dev.converge.engine.store.ErasureStore.RemoveResult;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.store.EventRow;
import dev.converge.store.JournalPage;
import dev.converge.store.RunColumns;
import dev.converge.store.postgres.replica.PostgresLimits;
import dev.converge.store.postgres.replica.PostgresWrite;
import dev.converge.store.postgres.replica.Sql;
import dev.converge.store.postgres.replica.StoredRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Erases and removes jobs and adds runs to them: everything that locks the row of a job.
final class PostgresErasureRows {
  private PostgresErasureRows() {}

  private record Locked(
      long jobNo, String tenant, String key, int bytes, Optional<Erasure> erasure) {
    static Locked read(ResultSet row) throws SQLException {
      long at = row.getLong(3);
      boolean kept = row.wasNull();
      return new Locked(
          row.getLong(1),
          row.getString(2),
          row.getString(5),
          row.getInt(6),
          kept
              ? Optional.empty()
              : Optional.of(new Erasure(Instant.ofEpochMilli(at), row.getString(4))));
    }
  }

  private record Ended(long runNo, String runId, boolean unfinished) {}

  private static Optional<Locked> lock(Sql sql, String jobId) throws SQLException {
    return sql.first(
        Locked::read,
        "SELECT job.job_no, job.tenant, job.erased_at, job.erased_because, first.submitted_by,"
            + " octet_length(job.submission) FROM job JOIN run AS first ON first.run_no ="
            + " job.first_run_no WHERE job.job_id = ? FOR UPDATE OF job",
        jobId);
  }

  /// Adds a further run, with its first events, to a job.
  static CreateResult addRun(Sql sql, long laneNo, long runNo, Run run, List<EventRow> rows)
      throws SQLException {
    Locked job = lock(sql, run.jobId()).orElse(null);
    if (job == null) {
      return new CreateResult.Unavailable(
          "run: " + run.runId() + " of " + run.jobId() + " (expected: a job that is stored)");
    }
    if (job.erasure().isPresent()) {
      return new CreateResult.Gone(job.erasure().get());
    }
    var head = run.head();
    var progress = head.progress();
    sql.update(
        "INSERT INTO run (run_no, tenant, run_id, job_no, replay_of, status, reason, unfinished,"
            + " cycles, facts, last_sequence, created_at, updated_at, mode, detail, running_ms,"
            + " tokens, cost_micros, pending, wake_at, submitted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
            + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::bigint, ?)",
        runNo,
        job.tenant(),
        run.runId(),
        job.jobNo(),
        run.replayOf(),
        PostgresRunRows.name(head.status()),
        head.reason(),
        !head.status().isFinal(),
        head.cycles(),
        head.facts(),
        run.sequence(),
        run.createdAt().toEpochMilli(),
        head.updatedAt().toEpochMilli(),
        progress.mode(),
        progress.detail(),
        progress.running().toMillis(),
        progress.tokens(),
        progress.costMicros(),
        progress.pending(),
        RunColumns.wakeAt(head),
        job.key());
    PostgresRunRows.insert(sql, runNo, rows);
    StoredRows.add(sql, laneNo, job.tenant(), job.key(), PostgresWrite.bytes(rows));
    return new CreateResult.Created();
  }

  /// Erases the content of a job and of the events of its runs.
  static EraseResult erase(Sql sql, long laneNo, String jobId, Erasure erasure)
      throws SQLException {
    Locked job = lock(sql, jobId).orElse(null);
    if (job == null) {
      return new EraseResult.NoSuchJob();
    }
    if (job.erasure().isPresent()) {
      return new EraseResult.Erased(job.erasure().get());
    }
    List<Ended> runs =
        sql.all(
            row -> new Ended(row.getLong(1), row.getString(2), row.getBoolean(3)),
            "SELECT run_no, run_id, unfinished FROM run WHERE job_no = ? ORDER BY run_no FOR"
                + " UPDATE",
            job.jobNo());
    for (Ended run : runs) {
      if (run.unfinished()) {
        return new EraseResult.Unfinished(run.runId());
      }
    }
    long more = (long) erasure.submission().getBytes(UTF_8).length - job.bytes();
    for (Ended run : runs) {
      more += events(sql, run.runNo());
      sql.update("UPDATE run SET erased = true, detail = NULL WHERE run_no = ?", run.runNo());
    }
    sql.update(
        "UPDATE job SET submission = ?, correlation_id = NULL, about = NULL, metadata = NULL,"
            + " erased_at = ?, erased_because = ? WHERE job_no = ?",
        erasure.submission(),
        erasure.at().toEpochMilli(),
        erasure.because(),
        job.jobNo());
    sql.update("DELETE FROM proposal WHERE job_no = ?", job.jobNo());
    sql.update("DELETE FROM idempotency_key WHERE job_no = ?", job.jobNo());
    StoredRows.add(sql, laneNo, job.tenant(), job.key(), more);
    return new EraseResult.Erased(erasure);
  }

  /// Erases the content of a run's events.
  ///
  /// @return how many more bytes they take than before; can be negative
  private static long events(Sql sql, long runNo) throws SQLException {
    long more = 0;
    List<Long> ends =
        sql.all(
            row -> row.getLong(1),
            "SELECT last_sequence FROM journal WHERE run_no = ? ORDER BY last_sequence",
            runNo);
    for (long end : ends) {
      JournalPage page = new JournalPage(0, Integer.MAX_VALUE, Integer.MAX_VALUE);
      EventRow row =
          sql.first(
                  PostgresRunRows::eventRow,
                  "SELECT first_sequence, last_sequence, events FROM journal WHERE run_no = ? AND"
                      + " last_sequence = ?",
                  runNo,
                  end)
              .orElseThrow();
      row.decode(page);
      sql.update("DELETE FROM journal WHERE run_no = ? AND last_sequence = ?", runNo, end);
      List<EventRow> erased = EventRow.of(page.events().stream().map(Chain::erase).toList());
      PostgresRunRows.insert(sql, runNo, erased);
      more += PostgresWrite.bytes(erased) - row.bytes().length;
    }
    return more;
  }

  static List<String> erasable(Sql sql, Instant createdBefore, int limit) throws SQLException {
    return sql.all(
        row -> row.getString(1),
        "SELECT job.job_id FROM job WHERE job.erased_at IS NULL AND job.created_at < ? AND NOT"
            + " EXISTS (SELECT FROM run WHERE run.job_no = job.job_no AND run.unfinished)"
            + " ORDER BY job.created_at, job.job_no LIMIT ?",
        createdBefore.toEpochMilli(),
        limit);
  }

  /// Removes as many complete jobs as fit into one transaction.
  static RemoveResult remove(Sql sql, long laneNo, Instant endedBefore, int limit)
      throws SQLException {
    long before = endedBefore.toEpochMilli();
    List<Long> due =
        sql.all(
            row -> row.getLong(1),
            "SELECT job_no FROM job WHERE created_at < ? AND NOT EXISTS (SELECT FROM run WHERE"
                + " run.job_no = job.job_no AND (run.unfinished OR run.updated_at >= ?))"
                + " ORDER BY created_at, job_no LIMIT ? FOR UPDATE",
            before,
            before,
            limit);
    List<String> removed = new ArrayList<>();
    long bytes = 0;
    for (long jobNo : due) {
      if (bytes > PostgresLimits.REMOVED_BYTES) {
        break;
      }
      // Before the lock was taken, a run may have been added or have continued.
      List<Ended> runs =
          sql.all(
              row -> new Ended(row.getLong(1), "", row.getBoolean(2)),
              "SELECT run_no, unfinished OR updated_at >= ? FROM run WHERE job_no = ? FOR UPDATE",
              before,
              jobNo);
      if (runs.stream().noneMatch(Ended::unfinished)) {
        Removed job = remove(sql, jobNo, runs);
        StoredRows.add(sql, laneNo, job.tenant(), job.key(), -job.bytes());
        removed.add(job.jobId());
        bytes += job.bytes();
      }
    }
    return new RemoveResult.Removed(removed);
  }

  /// Removes a complete job, whatever state its runs are in.
  static void remove(Sql sql, long laneNo, long jobNo) throws SQLException {
    List<Ended> runs =
        sql.all(
            row -> new Ended(row.getLong(1), "", false),
            "SELECT run_no FROM run WHERE job_no = ?",
            jobNo);
    Removed job = remove(sql, jobNo, runs);
    StoredRows.add(sql, laneNo, job.tenant(), job.key(), -job.bytes());
  }

  private record Removed(String jobId, String tenant, String key, long bytes) {}

  /// Deletes every row of a job.
  private static Removed remove(Sql sql, long jobNo, List<Ended> runs) throws SQLException {
    Removed job =
        sql.first(
                row ->
                    new Removed(
                        row.getString(1), row.getString(2), row.getString(3), row.getLong(4)),
                "SELECT job.job_id, job.tenant, first.submitted_by, octet_length(job.submission)"
                    + " + (SELECT coalesce(sum(length(events)), 0) FROM journal WHERE run_no IN"
                    + " (SELECT run_no FROM run WHERE run.job_no = job.job_no)) FROM job JOIN run"
                    + " AS first ON first.run_no = job.first_run_no WHERE job.job_no = ?",
                jobNo)
            .orElseThrow();
    for (Ended run : runs) {
      sql.update("DELETE FROM journal WHERE run_no = ?", run.runNo());
    }
    for (String table : List.of("run", "proposal", "idempotency_key", "job")) {
      sql.update("DELETE FROM " + table + " WHERE job_no = ?", jobNo);
    }
    return job;
  }
}
