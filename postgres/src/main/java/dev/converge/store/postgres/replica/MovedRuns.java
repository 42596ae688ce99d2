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

/// The runs that other replicas stored events of, for whoever watches all of them: their ids are
/// gathered, and where they stand is read for many at once. Only [#tell] and [#wanted] may be
/// called on any thread; all else is for the one that listens.
final class MovedRuns {
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

  /// @param replicaNo number of this replica, whose runs are left out
  MovedRuns(LongSupplier replicaNo) {
    this.replicaNo = replicaNo;
  }

  /// Whom to tell, or `null` for nobody.
  void tell(@Nullable Everything everything) {
    told = everything;
  }

  /// Whether anybody is told.
  boolean wanted() {
    return told != null;
  }

  /// It listens from now on, and does not know what was before.
  void begin() {
    begun = System.nanoTime();
    settled = false;
    missed();
  }

  /// A run moved on.
  void heard(String runId) {
    if (!wanted()) {
      return;
    }
    gathered.add(runId);
    if (gathered.size() > PostgresLimits.MOVED_WAITING) {
      missed();
    }
  }

  /// Nobody knows which runs moved on.
  void missed() {
    gathered.clear();
    Everything everything = told;
    if (everything != null) {
      everything.missed();
    }
  }

  /// How long it can wait for the next look.
  long dueMillis() {
    if (gathered.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long left = lastRead + PostgresLimits.GATHERED.toNanos() - System.nanoTime();
    return Math.max(1, left / 1_000_000);
  }

  /// Reads what is due, and tells it.
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

  /// Others do not tell a replica anything before they know of it.
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
