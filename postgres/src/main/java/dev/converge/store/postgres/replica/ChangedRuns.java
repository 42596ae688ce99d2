package dev.converge.store.postgres.replica;

import dev.converge.engine.store.Watches.Everything;
import dev.converge.engine.store.Watches.Moved;
import dev.converge.store.RunColumns;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The runs to which other replicas appended events, for readers that follow all runs: collects
/// their ids and reads the states of many at once. Only [#tell] and [#wanted] are safe to call on
/// any thread. Everything else is for the listening thread.
final class ChangedRuns {
  private static final String STANDS =
      "SELECT "
          + RunColumns.ALL
          + ", job.tenant FROM run JOIN job ON job.job_no = run.job_no WHERE run.run_id = ANY(?) AND"
          + " run.owner IS DISTINCT FROM ?";

  private final LongSupplier replicaNo;
  private final Set<String> gathered = new LinkedHashSet<>();
  private volatile @Nullable Everything told;
  private long lastRead = System.nanoTime() - PostgresLimits.GATHERED.toNanos();
  private long begun = System.nanoTime();
  private boolean settled;
  private long number = -1;

  /// @param replicaNo number of this replica, whose runs are skipped
  ChangedRuns(LongSupplier replicaNo) {
    this.replicaNo = replicaNo;
  }

  /// The reader to notify, or `null` if there is none.
  void tell(@Nullable Everything everything) {
    told = everything;
  }

  /// Whether there is a reader to notify.
  boolean wanted() {
    return told != null;
  }

  /// The replica starts listening and does not know what happened before.
  void begin() {
    begun = System.nanoTime();
    settled = false;
    missed();
  }

  /// A run progressed.
  void heard(String runId) {
    if (!wanted()) {
      return;
    }
    gathered.add(runId);
    if (gathered.size() > PostgresLimits.MOVED_WAITING) {
      missed();
    }
  }

  /// The runs that progressed are not known.
  void missed() {
    gathered.clear();
    Everything everything = told;
    if (everything != null) {
      everything.missed();
    }
  }

  /// Maximum time to wait before the next read.
  long dueMillis() {
    if (gathered.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long left = lastRead + PostgresLimits.GATHERED.toNanos() - System.nanoTime();
    return Math.max(1, left / 1_000_000);
  }

  /// Reads what is due and notifies the reader.
  void look(Sql sql) throws SQLException {
    beKnown();
    long now = System.nanoTime();
    if (gathered.isEmpty() || now - lastRead < PostgresLimits.GATHERED.toNanos()) {
      return;
    }
    lastRead = now;
    List<String> some = gathered.stream().limit(PostgresLimits.MOVED_RUNS).toList();
    List<Moved> runs =
        sql.all(
            row -> new Moved(row.getString(RunColumns.COUNT + 1), RunColumns.read(row, 0)),
            STANDS,
            sql.connection().createArrayOf("text", some.toArray()),
            replicaNo.getAsLong());
    some.forEach(gathered::remove);
    Everything everything = told;
    if (everything != null && !runs.isEmpty()) {
      everything.moved(runs);
    }
  }

  /// Other replicas do not notify a replica before they know it.
  private void beKnown() {
    long now = replicaNo.getAsLong();
    if (now != number) {
      number = now;
      begin();
    } else if (!settled && System.nanoTime() - begun >= PostgresLimits.KNOWN_TO_OTHERS.toNanos()) {
      settled = true;
      missed();
    }
  }
}
