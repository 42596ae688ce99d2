package dev.converge.store.postgres;

import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.Journal.AppendResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection that writes, on a thread of its own: it takes whatever waits and stores it as one
/// group. Each group counts the lane's `batch` up in its own transaction, so after a broken
/// connection the lane's row says whether the group was stored.
final class Lane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /// A group that is fixed: whatever becomes of a try, the next one writes the same.
  private interface Group {
    /// Writes; `false` if the lane's row was not as expected.
    boolean run(Sql sql, long expectedBatch) throws SQLException;
  }

  /// Who watches over a lane.
  ///
  /// @param committed told of every group and how long it took
  /// @param lost told why this lane can never write again
  record Watch(java.util.function.BiConsumer<Integer, Duration> committed, Consumer<String> lost) {}

  private final PostgresWriteQueue queue = new PostgresWriteQueue();
  private final PostgresConnections connections;
  private final Watch watch;
  private final long laneNo;
  private final long epoch;
  private final Thread thread;
  private final Map<String, Long> runs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > PostgresLimits.CACHED_RUNS;
        }
      };
  private @Nullable Sql open;
  private long batch;
  private @Nullable String over;
  private volatile boolean healthy = true;

  Lane(PostgresConnections connections, Watch watch, long laneNo, long epoch) {
    this.connections = connections;
    this.watch = watch;
    this.laneNo = laneNo;
    this.epoch = epoch;
    this.thread = Thread.ofPlatform().name("converge-lane-" + laneNo).daemon().start(this::run);
  }

  void submit(PostgresWrite write) {
    queue.submit(write);
  }

  boolean writable() {
    return healthy;
  }

  private void run() {
    try {
      while (!queue.isOver()) {
        List<PostgresWrite> group = queue.take();
        if (!group.isEmpty()) {
          write(group);
        } else if (over == null && !healthy) {
          look();
        }
      }
    } catch (InterruptedException e) {
      LOG.error("a lane was interrupted", e);
    } finally {
      healthy = false;
      queue.drain().forEach(write -> guarded(() -> write.refuse("the store is closed")));
      disconnect();
    }
  }

  private void look() {
    try {
      connected().run("SELECT 1");
      healthy = true;
    } catch (SQLException _) {
      disconnect();
    }
  }

  private void write(List<PostgresWrite> writes) throws InterruptedException {
    long begun = System.nanoTime();
    if (over != null) {
      String message = over;
      writes.forEach(write -> guarded(() -> write.refuse(message)));
    } else if (writes.getFirst() instanceof PostgresWrite.Alone<?> alone) {
      alone(alone);
    } else {
      several(writes);
    }
    watch.committed().accept(writes.size(), Duration.ofNanos(System.nanoTime() - begun));
  }

  private <R> void alone(PostgresWrite.Alone<R> write) throws InterruptedException {
    List<R> result = new ArrayList<>(1);
    Group group =
        (sql, expected) -> {
          sql.connection().setAutoCommit(false);
          try {
            if (sql.update(
                    "UPDATE lane SET batch = batch + 1 WHERE lane_no = ? AND epoch = ? AND batch ="
                        + " ?",
                    laneNo,
                    epoch,
                    expected)
                == 0) {
              sql.connection().rollback();
              return false;
            }
            result.clear();
            result.add(write.transaction().run(sql, laneNo));
            sql.connection().commit();
            return true;
          } catch (SQLException | RuntimeException e) {
            sql.connection().rollback();
            throw e;
          } finally {
            sql.connection().setAutoCommit(true);
          }
        };
    String failure = settle(group);
    guarded(() -> {
      if (failure == null) {
        write.done().accept(result.getFirst());
      } else {
        write.refuse(failure);
      }
    });
  }

  private void several(List<PostgresWrite> writes) throws InterruptedException {
    List<PostgresWrite> group = new ArrayList<>();
    List<PostgresWrite.Create> sameKey = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (PostgresWrite write : writes) {
      if (write instanceof PostgresWrite.Create create
          && create.key() != null
          && !keys.add(create.job().tenant() + '\n' + create.key())) {
        sameKey.add(create);
      } else {
        group.add(write);
      }
    }
    Set<Long> stored = new HashSet<>();
    Map<String, Long> numbers = new HashMap<>();
    String failure =
        settle((sql, expected) -> {
          number(sql, group, numbers);
          GroupStatement statement = statement(group, numbers);
          GroupStatement.Stored went = statement.run(sql, laneNo, epoch, expected);
          stored.clear();
          stored.addAll(went.runs());
          return !went.fenced();
        });
    if (failure == null) {
      answer(group, numbers, stored);
    } else if (group.size() > 1 && over == null && healthy) {
      for (PostgresWrite write : group) {
        several(List.of(write));
      }
    } else {
      group.forEach(write -> guarded(() -> write.refuse(failure)));
    }
    // Only now can it be known whether the first of them took the key.
    queue.again(sameKey);
  }

  private void number(Sql sql, List<PostgresWrite> group, Map<String, Long> numbers)
      throws SQLException {
    List<String> unknown = new ArrayList<>();
    for (PostgresWrite write : group) {
      if (write instanceof PostgresWrite.Append append) {
        Long known = runs.get(append.runId());
        if (known == null) {
          unknown.add(append.runId());
        } else {
          numbers.put(append.runId(), known);
        }
      }
    }
    if (!unknown.isEmpty()) {
      sql.all(
          row -> numbers.put(row.getString(1), row.getLong(2)),
          "SELECT run_id, run_no FROM run WHERE run_id = ANY(?)",
          sql.connection().createArrayOf("text", unknown.toArray()));
    }
  }

  private static GroupStatement statement(List<PostgresWrite> group, Map<String, Long> numbers) {
    GroupStatement statement = new GroupStatement();
    for (PostgresWrite write : group) {
      switch (write) {
        case PostgresWrite.Create create -> statement.add(create);
        case PostgresWrite.Append append -> {
          Long number = numbers.get(append.runId());
          if (number != null) {
            statement.add(number, append);
          }
        }
        case PostgresWrite.Alone<?> _ -> throw new IllegalStateException("alone in a group");
      }
    }
    return statement;
  }

  private void answer(List<PostgresWrite> group, Map<String, Long> numbers, Set<Long> stored) {
    for (PostgresWrite write : group) {
      switch (write) {
        case PostgresWrite.Create create -> {
          CreateResult result = new CreateResult.Created();
          if (stored.contains(create.runNo())) {
            runs.put(create.job().runId(), create.runNo());
          } else {
            result = refused(create);
          }
          CreateResult told = result;
          guarded(() -> create.done().accept(told));
        }
        case PostgresWrite.Append append -> {
          Long number = numbers.get(append.runId());
          AppendResult result = new AppendResult.Appended();
          if (number == null || !stored.contains(number)) {
            runs.remove(append.runId());
            result = conflict(append);
          } else if (append.head().status().isFinal()) {
            runs.remove(append.runId());
          } else {
            runs.put(append.runId(), number);
          }
          AppendResult told = result;
          guarded(() -> append.done().accept(told));
        }
        case PostgresWrite.Alone<?> _ -> throw new IllegalStateException("alone in a group");
      }
    }
  }

  private CreateResult refused(PostgresWrite.Create create) {
    try {
      if (create.key() != null) {
        var before =
            PostgresKeyRows.result(connected(), create.job().tenant(), create.key(), create.now());
        if (before.isPresent()) {
          return before.get();
        }
      }
      return new CreateResult.Unavailable(
          "job " + create.job().jobId() + ", run " + create.job().runId() + ": an id is taken");
    } catch (SQLException e) {
      disconnect();
      return new CreateResult.Unavailable("the store could not read: " + e.getMessage());
    }
  }

  private AppendResult conflict(PostgresWrite.Append append) {
    try {
      return new AppendResult.Conflict(
          connected()
              .first(
                  row -> row.getLong(1),
                  "SELECT last_sequence FROM run WHERE run_id = ?",
                  append.runId())
              .orElse(0L));
    } catch (SQLException e) {
      disconnect();
      return new AppendResult.Unavailable("the store could not read: " + e.getMessage());
    }
  }

  /// Tries until it is certain what became of a group.
  ///
  /// @return why it was not stored, or `null`
  private @Nullable String settle(Group group) throws InterruptedException {
    long until = System.nanoTime() + PostgresLimits.DOUBT_PATIENCE.toNanos();
    Duration pause = PostgresLimits.FIRST_PAUSE;
    long expected = batch;
    boolean sent = false;
    for (int tries = 1; ; tries++) {
      try {
        Sql sql = connected();
        if (sent) {
          Boolean became = became(sql, expected);
          if (became != null) {
            return became ? stored(expected) : over;
          }
        }
        sent = true;
        if (group.run(sql, expected)) {
          return stored(expected);
        }
        // Not as expected: it came late, or somebody fenced this lane off.
        Boolean became = became(sql, expected);
        return became != null && became ? stored(expected) : lose("another server took over");
      } catch (SQLException e) {
        boolean contended = contended(e);
        if (!contended && !broken(e)) {
          LOG.error("a write was refused", e);
          return "the store could not write: " + e.getSQLState();
        }
        if (!contended) {
          failed(e);
        } else if (tries >= PostgresLimits.TRIES) {
          return "the store could not write: " + e.getSQLState();
        }
        if (System.nanoTime() - until > 0) {
          return sent
              ? lose("the database did not say what became of a group of writes")
              : "the store could not write: " + e.getMessage();
        }
      } catch (RuntimeException e) {
        LOG.error("a write was refused", e);
        return "the store could not write: " + e.getClass().getSimpleName();
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
      if (pause.compareTo(PostgresLimits.LONGEST_PAUSE) > 0) {
        pause = PostgresLimits.LONGEST_PAUSE;
      }
    }
  }

  /// Whether a group that was sent is stored, `null` if it is to be sent again. Reads the row with
  /// its lock, because the old transaction can still be at work.
  private @Nullable Boolean became(Sql sql, long expected) throws SQLException {
    long[] row =
        sql.first(
                found -> new long[] {found.getLong(1), found.getLong(2)},
                "SELECT batch, epoch FROM lane WHERE lane_no = ? FOR UPDATE",
                laneNo)
            .orElse(new long[] {-1, -1});
    if (row[0] == expected + 1) {
      return true;
    }
    if (row[0] < expected) {
      lose("the database lost writes that it had acknowledged");
      return false;
    }
    if (row[1] != epoch) {
      lose("another server took over");
      return false;
    }
    return null;
  }

  private @Nullable String stored(long expected) {
    batch = expected + 1;
    healthy = true;
    return null;
  }

  private String lose(String why) {
    over = why;
    healthy = false;
    LOG.error("lane {} writes nothing any more: {}", laneNo, why);
    watch.lost().accept(why);
    return why;
  }

  /// Lost against another transaction: 40001, 40P01.
  private static boolean contended(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.startsWith("40");
  }

  /// The connection or the server failed, not what was written: 08, 53, 57, 58, XX, or no state.
  private static boolean broken(SQLException e) {
    String state = e.getSQLState();
    return state == null || List.of("08", "53", "57", "58", "XX").contains(state.substring(0, 2));
  }

  private void failed(SQLException e) {
    if (healthy) {
      LOG.error("the database cannot be written", e);
    }
    healthy = false;
    disconnect();
  }

  private Sql connected() throws SQLException {
    Sql sql = open;
    if (sql == null) {
      sql = connections.lane();
      open = sql;
    }
    return sql;
  }

  private void disconnect() {
    Sql sql = open;
    open = null;
    if (sql != null) {
      try {
        sql.connection().close();
      } catch (SQLException e) {
        LOG.debug("a connection could not be closed", e);
      }
    }
  }

  private static void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      LOG.error("a callback of the store failed", e);
    }
  }

  @Override
  public void close() {
    queue.close();
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
