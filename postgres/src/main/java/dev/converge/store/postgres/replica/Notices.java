package dev.converge.store.postgres.replica;

import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.Watches;
import dev.converge.store.ThreadEnd;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Receives what other replicas store: events of runs that are read here, inputs to runs of this
/// replica, and answers to inputs that it posted. Missed notifications are found by polling once a
/// second and after the connection broke. The connection opens no transaction, because that would
/// keep PostgreSQL from clearing its queue of notifications. Thread-safe.
public final class Notices implements Watches, InputBox, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  private record Watched(LongConsumer more, AtomicLong told) {
    void tell(long last) {
      if (told.getAndAccumulate(last, Math::max) < last) {
        more.accept(last);
      }
    }
  }

  private record Outcome(String inputId, String text) {}

  private final PostgresConnections connections;
  private final Consumer<PostgresWrite> lane;
  private final LongSupplier replicaNo;
  private final Runnable freed;
  private final Runnable members;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private final Map<String, Consumer<PostResult>> posted = new ConcurrentHashMap<>();
  private final Thread thread;
  private final ChangedRuns moved;
  private volatile Consumer<String> inputs = _ -> {};
  private volatile long looked = System.nanoTime();
  private volatile boolean closed;
  private volatile @Nullable Sql open;

  /// @param lane for writes
  /// @param replicaNo number of this replica
  /// @param freed called if there are runs that nobody owns
  /// @param members called when replicas joined or left
  public Notices(
      PostgresConnections connections,
      Consumer<PostgresWrite> lane,
      LongSupplier replicaNo,
      Runnable freed,
      Runnable members) {
    this.connections = connections;
    this.lane = lane;
    this.replicaNo = replicaNo;
    this.freed = freed;
    this.moved = new ChangedRuns(replicaNo);
    this.members = members;
    this.thread = Thread.ofPlatform().name("converge-store-listen").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /// Time since it was last certain that nothing was missed.
  Duration behind() {
    return Duration.ofNanos(System.nanoTime() - looked);
  }

  @Override
  public void watch(String runId, LongConsumer more) {
    watched.put(runId, new Watched(more, new AtomicLong()));
  }

  @Override
  public void unwatch(String runId) {
    watched.remove(runId);
  }

  @Override
  public void watchAll(Everything everything) {
    moved.tell(everything);
  }

  @Override
  public void unwatchAll() {
    moved.tell(null);
  }

  @Override
  public void post(Posted input, Consumer<PostResult> done) {
    posted.put(input.inputId(), done);
    lane.accept(
        new PostgresWrite.Alone<Optional<String>>(
            input.input().length(),
            (sql, _) -> post(sql, input),
            Optional::of,
            failure ->
                failure.ifPresent(why -> tell(input.inputId(), new PostResult.Unavailable(why)))));
  }

  private static Optional<String> post(Sql sql, Posted input) throws SQLException {
    sql.update(
        "INSERT INTO inbox (run_id, input_id, input) VALUES (?, ?, ?)",
        input.runId(),
        input.inputId(),
        input.input());
    Notice.send(sql, Notice.INPUTS, List.of(input.runId()));
    return Optional.empty();
  }

  private void tell(String inputId, PostResult result) {
    Consumer<PostResult> done = posted.remove(inputId);
    if (done != null) {
      done.accept(result);
    }
  }

  @Override
  public void withdraw(String inputId) {
    posted.remove(inputId);
    quietly(sql -> sql.update("DELETE FROM inbox WHERE input_id = ? AND outcome IS NULL", inputId));
  }

  @Override
  public void whenPosted(Consumer<String> told) {
    inputs = told;
  }

  @Override
  public List<Posted> open(String runId) {
    return connections.read(sql ->
        sql.all(
            row -> new Posted(row.getString(1), runId, row.getString(2)),
            "SELECT input_id, input FROM inbox WHERE run_id = ? AND outcome IS NULL AND put_at >"
                + " clock_timestamp() - ? * interval '1 millisecond' ORDER BY input_no",
            runId,
            KEPT.toMillis()));
  }

  @Override
  public void answer(List<Answered> answers) {
    quietly(sql -> {
      for (Answered answer : answers) {
        sql.update(
            "UPDATE inbox SET outcome = ? WHERE input_id = ?", answer.outcome(), answer.inputId());
      }
      Notice.send(sql, Notice.ANSWERS, answers.stream().map(Answered::inputId).toList());
    });
  }

  private interface Change {
    void run(Sql sql) throws SQLException;
  }

  /// Writes something that is repeated, or expires, if it is lost.
  private void quietly(Change change) {
    lane.accept(
        new PostgresWrite.Alone<>(
            0,
            (sql, _) -> {
              change.run(sql);
              return "";
            },
            message -> message,
            message -> LOG.debug("inputs: {}", message)));
  }

  private void run() {
    while (!closed) {
      try {
        Sql sql = connected();
        moved.look(sql);
        long left = PostgresLimits.LOOK_EVERY.toMillis() - behind().toMillis();
        if (left <= 0) {
          look(sql);
        } else {
          int wait = (int) Math.min(left, moved.dueMillis());
          hear(sql.connection().unwrap(PGConnection.class).getNotifications(wait));
        }
      } catch (SQLException e) {
        if (open != null && !closed) {
          LOG.warn("notifications from the database cannot be received: {}", e.getMessage());
        }
        disconnect();
        if (!closed) {
          LockSupport.parkNanos(PostgresLimits.LISTEN_AGAIN.toNanos());
        }
      } catch (RuntimeException e) {
        LOG.error("handling a notification failed", e);
      }
    }
    disconnect();
  }

  private Sql connected() throws SQLException {
    Sql sql = open;
    if (sql == null) {
      sql = connections.watched();
      open = sql;
      if (closed) {
        throw new SQLException("the store is closed");
      }
      String channel = sql.first(row -> row.getString(1), "SELECT " + Notice.CHANNEL).orElseThrow();
      sql.run("LISTEN \"" + channel + '"');
      moved.begin();
      look(sql);
    }
    return sql;
  }

  private void disconnect() {
    Sql sql = open;
    open = null;
    if (sql != null) {
      sql.close();
    }
  }

  private void hear(PGNotification @Nullable [] heard) throws SQLException {
    if (heard == null) {
      return;
    }
    for (PGNotification one : heard) {
      String text = one.getParameter();
      if (text.endsWith(Notice.MANY)) {
        many(text.charAt(0));
      } else if (isOfInterest(text.charAt(0))) {
        for (String id : text.substring(2).split(" ", -1)) {
          one(text.charAt(0), id);
        }
      }
    }
  }

  private boolean isOfInterest(char kind) {
    return switch (kind) {
      case Notice.EVENTS -> !watched.isEmpty() || moved.wanted();
      case Notice.ANSWERS -> !posted.isEmpty();
      default -> true;
    };
  }

  private void one(char kind, String id) throws SQLException {
    switch (kind) {
      case Notice.EVENTS -> {
        int colon = id.lastIndexOf(':');
        String runId = id.substring(0, colon);
        moved.heard(runId);
        Watched watch = watched.get(runId);
        if (watch != null) {
          watch.tell(Long.parseLong(id.substring(colon + 1)));
        }
      }
      case Notice.ANSWERS -> {
        if (posted.containsKey(id)) {
          answers(connected(), List.of(id));
        }
      }
      case Notice.INPUTS -> inputs.accept(id);
      default -> LOG.debug("a notification of a later version: {}", kind);
    }
  }

  private void many(char kind) throws SQLException {
    switch (kind) {
      case Notice.FREED -> freed.run();
      case Notice.MEMBERS -> members.run();
      case Notice.EVENTS -> {
        moved.missed();
        look(connected());
      }
      default -> look(connected());
    }
  }

  /// Polls for missed notifications.
  private void look(Sql sql) throws SQLException {
    long begun = System.nanoTime();
    if (!watched.isEmpty()) {
      sql.all(
          row -> {
            Watched watch = watched.get(row.getString(1));
            if (watch != null) {
              watch.tell(row.getLong(2));
            }
            return true;
          },
          "SELECT run_id, last_sequence FROM run WHERE run_id = ANY(?)",
          texts(sql, List.copyOf(watched.keySet())));
    }
    if (!posted.isEmpty()) {
      answers(sql, List.copyOf(posted.keySet()));
    }
    sql.all(
            row -> row.getString(1),
            "SELECT DISTINCT inbox.run_id FROM inbox JOIN run ON run.run_id = inbox.run_id WHERE"
                + " inbox.outcome IS NULL AND run.owner = ?",
            replicaNo.getAsLong())
        .forEach(inputs);
    looked = begun;
  }

  private void answers(Sql sql, List<String> ids) throws SQLException {
    sql.all(
            row -> new Outcome(row.getString(1), row.getString(2)),
            "SELECT input_id, outcome FROM inbox WHERE input_id = ANY(?) AND outcome IS NOT NULL",
            texts(sql, ids))
        .forEach(one -> tell(one.inputId(), new PostResult.Taken(one.text())));
  }

  private static Object texts(Sql sql, List<String> all) throws SQLException {
    return sql.connection().createArrayOf("text", all.toArray());
  }

  @Override
  public void close() {
    closed = true;
    // The thread was waiting for a notification.
    disconnect();
    LockSupport.unpark(thread);
    ThreadEnd.await(thread);
  }
}
