package dev.converge.store.sqlite;

import dev.converge.store.EventRow;
import dev.converge.store.RunChain;
import dev.converge.store.sqlite.directory.BackupManifest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Checks a whole database: with SQLite's own check, and the chain of every run from its first
/// event to the last one that the run names. Not thread-safe.
final class ChainCheck {
  /// Maximum number of reported damages; the check then stops.
  private static final int MAX_DAMAGES = 10;

  private static final String RUNS =
      "SELECT run.run_no, run.run_id, run.last_sequence, job.job_id FROM run JOIN job USING"
          + " (job_no) WHERE run.run_no > ? ORDER BY run.run_no LIMIT 1";
  private static final String EVENTS =
      "SELECT first_sequence, last_sequence, events FROM journal WHERE run_no = ?"
          + " ORDER BY last_sequence";

  private record Stored(long runNo, String runId, long lastSequence, String jobId) {}

  private final Statements statements;
  private final LongConsumer checked;
  private final List<String> damages = new ArrayList<>();
  private long runs;
  private long events;

  /// @param checked receives the number of checked runs, after each run
  ChainCheck(Statements statements, LongConsumer checked) {
    this.statements = statements;
    this.checked = checked;
  }

  /// Checks everything.
  ///
  /// @return the damages, one line each; empty if there are none
  List<String> damages() throws SQLException {
    integrity();
    if (damages.isEmpty()) {
      Optional<Stored> next = after(0);
      while (next.isPresent() && damages.size() < MAX_DAMAGES) {
        Stored run = next.get();
        String damage = check(run);
        if (damage != null) {
          damages.add("job " + run.jobId() + ", run " + run.runId() + ": " + damage);
        }
        checked.accept(++runs);
        next = after(run.runNo());
      }
      orphans();
    }
    return List.copyOf(damages);
  }

  /// The contents in numbers. Call it after [#damages].
  BackupManifest.Counts counts() throws SQLException {
    return new BackupManifest.Counts(
        statements.number("SELECT count(*) FROM job"),
        runs,
        events,
        statements.number("SELECT count(*) FROM erasure"));
  }

  private void integrity() throws SQLException {
    try (ResultSet rows = statements.of("PRAGMA integrity_check(" + MAX_DAMAGES + ")").query()) {
      while (rows.next()) {
        String line = rows.getString(1);
        if (!line.equals("ok")) {
          damages.add(line.replace('\n', ' '));
        }
      }
    }
  }

  private void orphans() throws SQLException {
    long lost =
        statements.number(
            "SELECT (SELECT count(*) FROM journal WHERE NOT EXISTS (SELECT 1 FROM run WHERE"
                + " run.run_no = journal.run_no)) + (SELECT count(*) FROM run WHERE NOT EXISTS"
                + " (SELECT 1 FROM job WHERE job.job_no = run.job_no))");
    if (lost > 0) {
      damages.add(lost + " rows belong to a run or job that is missing");
    }
  }

  private Optional<Stored> after(long runNo) throws SQLException {
    try (ResultSet row = statements.of(RUNS).with(runNo).query()) {
      return row.next()
          ? Optional.of(
              new Stored(row.getLong(1), row.getString(2), row.getLong(3), row.getString(4)))
          : Optional.empty();
    }
  }

  private @Nullable String check(Stored run) throws SQLException {
    RunChain chain = new RunChain(run.runId());
    try (ResultSet rows = statements.of(EVENTS).with(run.runNo()).query()) {
      while (rows.next()) {
        String damage =
            chain.damage(new EventRow(rows.getLong(1), rows.getLong(2), rows.getBytes(3)));
        if (damage != null) {
          return damage;
        }
      }
    }
    events += chain.sequence();
    return chain.endDamage(run.lastSequence());
  }
}
