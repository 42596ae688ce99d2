package dev.converge.store.sqlite;

import dev.converge.engine.store.ErasureStore.RemoveResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Removes as many complete jobs as fit into one transaction.
final class RemoveWrite extends Write<RemoveResult> {
  /// Scans each tenant's index of jobs by time up to the limit, so nothing is sorted.
  static final String DUE =
      "SELECT job.job_no, job.job_id FROM tenant CROSS JOIN job INDEXED BY job_by_time ON"
          + " job.tenant_no = tenant.tenant_no AND job.created_at < ?1 WHERE NOT EXISTS (SELECT 1"
          + " FROM run WHERE run.job_no = job.job_no AND (run.unfinished = 1 OR run.updated_at >="
          + " ?2)) LIMIT ?3";

  private static final String RUNS = "SELECT run_no, run_id FROM run WHERE job_no = ?";
  private static final String BYTES =
      "SELECT coalesce(sum(length(events)), 0) FROM journal WHERE run_no = ?";
  private static final String DELETE_EVENTS = "DELETE FROM journal WHERE run_no = ?";
  private static final String DELETE_RUNS = "DELETE FROM run WHERE job_no = ?";
  private static final String DELETE_ERASURE = "DELETE FROM erasure WHERE job_no = ?";
  private static final String DELETE_JOB = "DELETE FROM job WHERE job_no = ?";

  private record Due(long jobNo, String jobId) {}

  private record RunOf(long runNo, String runId) {}

  private final Instant endedBefore;
  private final int limit;

  RemoveWrite(Instant endedBefore, int limit, Consumer<RemoveResult> done) {
    super(0, done);
    this.endedBefore = endedBefore;
    this.limit = limit;
  }

  @Override
  RemoveResult apply(WriteSession session) throws SQLException {
    List<String> removed = new ArrayList<>();
    long bytes = 0;
    for (Due job : due(session.statements())) {
      if (bytes > SqliteLimits.REMOVED_BYTES) {
        break;
      }
      bytes += remove(session, job.jobNo());
      removed.add(job.jobId());
    }
    return new RemoveResult.Removed(removed);
  }

  private List<Due> due(Statements statements) throws SQLException {
    List<Due> due = new ArrayList<>();
    long before = endedBefore.toEpochMilli();
    try (ResultSet rows = statements.of(DUE).with(before).with(before).with(limit).query()) {
      while (rows.next()) {
        due.add(new Due(rows.getLong(1), rows.getString(2)));
      }
    }
    return due;
  }

  /// Deletes every row of a job.
  ///
  /// @return the size of its events in bytes
  static long remove(WriteSession session, long jobNo) throws SQLException {
    Statements statements = session.statements();
    List<RunOf> runs = new ArrayList<>();
    try (ResultSet rows = statements.of(RUNS).with(jobNo).query()) {
      while (rows.next()) {
        runs.add(new RunOf(rows.getLong(1), rows.getString(2)));
      }
    }
    long bytes = 0;
    for (RunOf run : runs) {
      try (ResultSet row = statements.of(BYTES).with(run.runNo()).query()) {
        bytes += row.next() ? row.getLong(1) : 0;
      }
      statements.of(DELETE_EVENTS).with(run.runNo()).update();
      session.forget(run.runId());
    }
    statements.of(DELETE_RUNS).with(jobNo).update();
    ProposalRows.forget(statements, jobNo);
    KeyRows.forget(statements, jobNo);
    statements.of(DELETE_ERASURE).with(jobNo).update();
    statements.of(DELETE_JOB).with(jobNo).update();
    return bytes;
  }

  @Override
  boolean erases() {
    return true;
  }

  @Override
  RemoveResult unavailable(String message) {
    return new RemoveResult.Unavailable(message);
  }
}
