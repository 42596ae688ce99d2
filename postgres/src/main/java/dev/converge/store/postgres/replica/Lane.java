package dev.converge.store.postgres.replica;

import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.store.ThreadEnd;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One writing connection on its own thread, which takes all waiting writes and stores them as one
/// group. Each group increments the lane's `batch` in its own transaction, so after a broken
/// connection the lane's row says whether the group was stored.
final class Lane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /// Observes a lane.
  ///
  /// @param committed called with every group and its duration
  /// @param broken called for every broken connection
  /// @param lost called with the reason if this lane can never write again
  /// @param closing whether the store is closing
  /// @param others whether there are replicas to notify of what was stored
  /// @param keys looks up keys that were taken
  /// @param owning whether this replica owns the runs that it writes to
  record Watch(
      BiConsumer<Integer, Duration> committed,
      Runnable broken,
      Consumer<String> lost,
      BooleanSupplier closing,
      BooleanSupplier others,
      Lanes.Keys keys,
      boolean owning) {}

  private final PostgresWriteQueue queue = new PostgresWriteQueue();
  private final LaneConnection connection;
  private final Watch watch;
  private final Thread thread;
  private final Map<String, Long> runs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > PostgresLimits.CACHED_RUNS;
        }
      };

  Lane(PostgresConnections connections, Watch watch, long laneNo) {
    this.watch = watch;
    this.connection =
        new LaneConnection(
            connections,
            new LaneConnection.Watch(
                watch.broken(), this::refuseAll, watch.lost(), watch.closing()),
            laneNo);
    this.thread = Thread.ofPlatform().name("converge-lane-" + laneNo).daemon().start(this::run);
  }

  void submit(PostgresWrite write) {
    queue.submit(write);
  }

  boolean writable() {
    return connection.writable();
  }

  /// Number of waiting writes.
  int waiting() {
    return queue.size();
  }

  /// Ends without waiting, because this replica owns nothing any more. What was sent is still
  /// resolved.
  void fence(String why) {
    queue.fence(why).forEach(write -> guarded(() -> write.fence(why)));
  }

  private void run() {
    try {
      while (!queue.isOver()) {
        List<PostgresWrite> group = queue.take();
        if (group.isEmpty()) {
          connection.look();
        } else {
          write(group);
        }
      }
    } catch (InterruptedException e) {
      LOG.error("a lane was interrupted", e);
    } finally {
      queue.close();
      queue.drain().forEach(write -> guarded(() -> write.refuse("the store is closed")));
      connection.close();
    }
  }

  /// Writes that wait behind a group in doubt were never sent, so they can be refused.
  private void refuseAll() {
    queue.drain().forEach(write -> guarded(() -> write.refuse("the database cannot be reached")));
  }

  private void write(List<PostgresWrite> writes) throws InterruptedException {
    long begun = System.nanoTime();
    String over = connection.over();
    if (over != null) {
      writes.forEach(write -> guarded(() -> write.fence(over)));
    } else if (writes.getFirst() instanceof PostgresWrite.Alone<?> alone) {
      alone(alone);
    } else {
      several(writes);
    }
    watch.committed().accept(writes.size(), Duration.ofNanos(System.nanoTime() - begun));
  }

  private <R> void alone(PostgresWrite.Alone<R> write) throws InterruptedException {
    LaneConnection.Alone<R> group = new LaneConnection.Alone<>(connection, write.transaction());
    String failure = connection.settle(group);
    if (failure == null) {
      guarded(() -> write.done().accept(group.result()));
    } else {
      failed(write, failure);
    }
  }

  private void failed(PostgresWrite write, String failure) {
    guarded(() -> {
      if (connection.over() == null) {
        write.refuse(failure);
      } else {
        write.fence(failure);
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
    Together together = new Together(group);
    String failure = connection.settle(together);
    if (failure == null) {
      answer(group, together);
    } else if (group.size() > 1 && connection.over() == null && connection.writable()) {
      for (PostgresWrite write : group) {
        several(List.of(write));
      }
    } else {
      group.forEach(write -> failed(write, failure));
    }
    // Only now is it known whether the first of them took the key.
    queue.again(sameKey);
  }

  /// Writes that fit into one statement.
  private final class Together implements LaneConnection.Group {
    private final List<PostgresWrite> group;
    private final Map<String, Long> numbers = new HashMap<>();
    private GroupStatement.Stored stored = GroupStatement.Stored.NOTHING;

    Together(List<PostgresWrite> group) {
      this.group = group;
    }

    @Override
    public boolean run(Sql sql, long expectedBatch) throws SQLException {
      number(sql, group, numbers);
      stored =
          statement(group, numbers)
              .run(
                  sql,
                  connection.laneNo(),
                  expectedBatch,
                  watch.others().getAsBoolean(),
                  watch.owning());
      return !stored.fenced();
    }

    @Override
    public void recall(Sql sql) throws SQLException {
      stored = statement(group, numbers).recall(sql, connection.laneNo());
    }
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
        case PostgresWrite.Own own -> statement.add(own);
        case PostgresWrite.Alone<?> _ -> throw new IllegalStateException("alone in a group");
      }
    }
    return statement;
  }

  private void answer(List<PostgresWrite> group, Together went) {
    for (PostgresWrite write : group) {
      switch (write) {
        case PostgresWrite.Create create ->
            answer(create, went.stored.runs().contains(create.runNo()));
        case PostgresWrite.Append append -> {
          Long number = went.numbers.get(append.runId());
          answer(append, number, number != null && went.stored.runs().contains(number));
        }
        case PostgresWrite.Own own -> {
          boolean mine = went.stored.owned().contains(own.runId());
          guarded(() -> own.done().accept(new PostgresWrite.OwnResult(mine, null)));
        }
        case PostgresWrite.Alone<?> _ -> throw new IllegalStateException("alone in a group");
      }
    }
  }

  private void answer(PostgresWrite.Create create, boolean stored) {
    if (stored) {
      runs.put(create.job().runId(), create.runNo());
    }
    CreateResult result = stored ? new CreateResult.Created() : refused(create);
    guarded(() -> create.done().accept(result));
  }

  private void answer(PostgresWrite.Append append, @Nullable Long number, boolean stored) {
    if (!stored || number == null || append.head().status().isFinal()) {
      runs.remove(append.runId());
    } else {
      runs.put(append.runId(), number);
    }
    AppendResult result = stored ? new AppendResult.Appended() : conflict(append);
    guarded(() -> append.done().accept(result));
  }

  private CreateResult refused(PostgresWrite.Create create) {
    try {
      if (create.key() != null) {
        var before =
            watch
                .keys()
                .find(connection.connected(), create.job().tenant(), create.key(), create.now());
        if (before.isPresent()) {
          return before.get();
        }
      }
      return new CreateResult.Unavailable(
          "job " + create.job().jobId() + ", run " + create.job().runId() + ": an id is taken");
    } catch (SQLException e) {
      connection.disconnect();
      return new CreateResult.Unavailable("the store could not read: " + e.getMessage());
    }
  }

  private AppendResult conflict(PostgresWrite.Append append) {
    try {
      return new AppendResult.Conflict(
          connection
              .connected()
              .first(
                  row -> row.getLong(1),
                  "SELECT last_sequence FROM run WHERE run_id = ?",
                  append.runId())
              .orElse(0L));
    } catch (SQLException e) {
      connection.disconnect();
      return new AppendResult.Unavailable("the store could not read: " + e.getMessage());
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
    ThreadEnd.await(thread);
  }
}
