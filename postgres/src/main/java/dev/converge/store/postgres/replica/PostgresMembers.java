package dev.converge.store.postgres.replica;

import dev.converge.engine.store.Membership;
import dev.converge.engine.store.ReplicaFigures;
import dev.converge.store.StoreOptions;
import dev.converge.store.postgres.replica.ReplicaRows.Peer;
import dev.converge.store.postgres.replica.ReplicaRows.Seat;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The membership of this replica in the database. Once a second it sends a heartbeat and takes
/// over replicas without one. If its heartbeat is not confirmed, or another replica took it over,
/// it is lost: it gives up its runs and joins again under a new number. Thread-safe.
///
/// It has its own connection, so that it never waits for anything else.
public final class PostgresMembers implements Membership, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresMembers.class);

  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void lost(String why) {
          // No runs are driven yet.
        }

        @Override
        public void joined() {
          // A later listener starts with a claim.
        }

        @Override
        public void freed() {
          // See above.
        }
      };

  /// Measurements of a replica.
  public record Measured(Lanes lanes, PostgresMembers membership, Notices notices)
      implements ReplicaFigures {
    @Override
    public int members() {
      return membership.members().size();
    }

    @Override
    public Duration unconfirmed() {
      return membership.unconfirmed();
    }

    @Override
    public long fences() {
      return membership.losses();
    }

    @Override
    public long takeovers() {
      return membership.takeovers();
    }

    @Override
    public int waitingWrites() {
      return lanes.waiting();
    }

    @Override
    public long reconnects() {
      return lanes.broken();
    }

    @Override
    public Duration listenerLag() {
      return notices.behind();
    }
  }

  private final PostgresConnections connections;
  private final String name;
  private final StoreOptions options;
  private final Lanes lanes;
  private final ReentrantLock changing = new ReentrantLock();
  private final Thread beats;
  private final Thread watch;
  private final AtomicLong takeovers = new AtomicLong();
  private final AtomicLong losses = new AtomicLong();
  private volatile Listener listener = NOBODY;
  private volatile @Nullable Seat seat;
  private volatile long number;
  private volatile long confirmed = System.nanoTime();
  private volatile List<Peer> peers = List.of();
  private volatile boolean sweeps;
  private volatile boolean closed;
  private @Nullable Sql open;

  /// Joins over a connection, which it then owns.
  ///
  /// @param lanes receive its number
  public PostgresMembers(PostgresConnections connections, StoreOptions options, Lanes lanes)
      throws SQLException {
    this.connections = connections;
    this.options = options;
    this.lanes = lanes;
    this.name = name();
    this.beats = Thread.ofPlatform().name("converge-store-beat").daemon().unstarted(this::beat);
    this.watch = Thread.ofPlatform().name("converge-store-lease").daemon().unstarted(this::watch);
    Sql sql = connected();
    confirmed = System.nanoTime();
    enter(ReplicaRows.join(sql, name, null));
    look(sql);
  }

  private static String name() {
    String host = System.getenv("HOSTNAME");
    return (host == null ? "converge" : host) + '-' + ProcessHandle.current().pid();
  }

  /// Starts the heartbeat.
  public void start() {
    beats.start();
    watch.start();
  }

  /// The number of this replica, or its last number if it is lost.
  public long number() {
    return number;
  }

  @Override
  public boolean member() {
    // Does not rely on the watching thread alone: the process may have been paused until now.
    return seat != null && unconfirmed().compareTo(PostgresLimits.LEASE) <= 0;
  }

  @Override
  public void listen(Listener told) {
    listener = told;
  }

  @Override
  public List<Member> members() {
    Instant now = options.clock().instant();
    long mine = number;
    return peers.stream()
        .sorted(Comparator.comparing(peer -> peer.replicaNo() != mine))
        .map(peer ->
            new Member(
                peer.name(),
                peer.version(),
                peer.since(),
                now.minus(peer.unseen()),
                peer.replicaNo() == mine))
        .toList();
  }

  /// Time since the database last confirmed this replica.
  public Duration unconfirmed() {
    return Duration.ofNanos(System.nanoTime() - confirmed);
  }

  /// Whether there are other replicas to notify of what happens here.
  public boolean hasOthers() {
    return peers.size() > 1;
  }

  /// Whether this replica is the one that erases and removes what is due.
  public boolean sweeps() {
    return sweeps;
  }

  /// Number of replicas that this one took over.
  long takeovers() {
    return takeovers.get();
  }

  /// How often this replica was lost.
  long losses() {
    return losses.get();
  }

  private Sql connected() throws SQLException {
    Sql sql = open;
    if (sql == null) {
      sql = connections.beat();
      open = sql;
    }
    return sql;
  }

  private void disconnect() {
    sweeps = false;
    Sql sql = open;
    open = null;
    if (sql != null) {
      sql.close();
    }
  }

  private void beat() {
    while (!closed) {
      long begun = System.nanoTime();
      try {
        beat(connected());
      } catch (SQLException e) {
        if (open != null) {
          LOG.warn("this replica cannot send its heartbeat: {}", e.getMessage());
        }
        disconnect();
      } catch (RuntimeException e) {
        LOG.error("this replica cannot send its heartbeat", e);
        disconnect();
      }
      long spent = System.nanoTime() - begun;
      LockSupport.parkNanos(Math.max(1, PostgresLimits.BEAT_EVERY.toNanos() - spent));
    }
  }

  private void beat(Sql sql) throws SQLException {
    Seat mine = seat;
    long asked = System.nanoTime();
    if (mine == null) {
      Seat next = ReplicaRows.join(sql, name, number);
      confirmed = asked;
      enter(next);
      LOG.info("this replica is number {} now", next.replicaNo());
      listener.joined();
    } else if (ReplicaRows.beat(sql, mine.replicaNo())) {
      confirmed = asked;
    } else {
      lose(mine, "another replica took over");
      return;
    }
    look(sql);
  }

  /// Checks which replicas are alive, and takes over those that are not.
  private void look(Sql sql) throws SQLException {
    List<Peer> alive = ReplicaRows.alive(sql);
    peers = alive;
    if (!sweeps) {
      sweeps = sql.first(row -> row.getBoolean(1), ReplicaRows.SWEEP).orElse(false);
    }
    for (Peer peer : alive) {
      // A slow database confirms nobody, so no replica takes over another.
      if (peer.replicaNo() != number
          && peer.unseen().compareTo(PostgresLimits.TAKEN_OVER_AFTER) > 0
          && unconfirmed().compareTo(PostgresLimits.BEAT_EVERY) < 0) {
        takeOver(sql, peer);
      }
    }
  }

  private void takeOver(Sql sql, Peer peer) throws SQLException {
    long left = ReplicaRows.takeOver(sql, peer.replicaNo());
    if (left >= 0) {
      takeovers.incrementAndGet();
      LOG.warn(
          "replica {} ({}) was not seen for {} ms; other replicas continue its {} runs",
          peer.replicaNo(),
          peer.name(),
          peer.unseen().toMillis(),
          left);
      listener.freed();
    }
  }

  /// Checks the confirmation, also while the database does not respond.
  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(PostgresLimits.LEASE_LOOK.toNanos());
      Seat mine = seat;
      if (mine != null && unconfirmed().compareTo(PostgresLimits.LEASE) > 0) {
        lose(
            mine,
            "the database has not confirmed for "
                + unconfirmed().toMillis()
                + " ms that this replica is alive");
      }
    }
  }

  /// Other replicas left runs that nobody owns.
  public void freed() {
    listener.freed();
  }

  /// Checks immediately which replicas exist.
  public void changed() {
    LockSupport.unpark(beats);
  }

  private void enter(Seat next) {
    changing.lock();
    try {
      number = next.replicaNo();
      lanes.seat(next);
      seat = next;
    } finally {
      changing.unlock();
    }
  }

  /// A number can never be used again; reported once.
  @SuppressWarnings("ReferenceEquality") // this very seat, not one like it
  public void lose(Seat mine, String why) {
    changing.lock();
    try {
      if (seat == mine && !closed) {
        seat = null;
        losses.incrementAndGet();
        LOG.error("replica {} gives up its runs and joins again: {}", mine.replicaNo(), why);
        lanes.fence(why);
        listener.lost(why);
      }
    } finally {
      changing.unlock();
    }
  }

  /// Gives up the number, so that other replicas need not wait for missing heartbeats.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(beats);
    LockSupport.unpark(watch);
    boolean interrupted = false;
    while (beats.isAlive()) {
      try {
        beats.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    try {
      Sql sql = connected();
      long mine = number;
      sql.together(() -> {
        ReplicaRows.leave(sql, mine);
        return true;
      });
    } catch (SQLException e) {
      LOG.warn(
          "other replicas will continue this replica's runs only after a while:" + " {}",
          e.getMessage());
    }
    disconnect();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
