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

/// This replica among those of the database. Each second it says that it is there, and takes over
/// those that were not seen for a while. If nobody confirms that it is there, or another one took
/// it over, it is lost: it gives up its runs, and joins again under a new number. Thread-safe.
///
/// The connection is its own, so that it does not wait for anything else.
public final class PostgresMembers implements Membership, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresMembers.class);

  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void lost(String why) {
          // Nothing is driven yet.
        }

        @Override
        public void joined() {
          // Whoever listens later begins with a claim.
        }

        @Override
        public void freed() {
          // Likewise.
        }
      };

  /// What is measured of a replica.
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

  /// Joins over a connection, which then belongs to it.
  ///
  /// @param lanes get its number
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

  /// Begins to say that it is there.
  public void start() {
    beats.start();
    watch.start();
  }

  /// The number of this replica; the last one if it is lost.
  public long number() {
    return number;
  }

  @Override
  public boolean member() {
    // Not only what the watch has found: the process may have been paused until now.
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

  /// How long ago the database confirmed that this replica is there.
  public Duration unconfirmed() {
    return Duration.ofNanos(System.nanoTime() - confirmed);
  }

  /// Whether there are others that have to be told what happens here.
  public boolean hasOthers() {
    return peers.size() > 1;
  }

  /// Whether this is the one that erases and removes what is due.
  public boolean sweeps() {
    return sweeps;
  }

  /// Replicas that this one took over.
  long takeovers() {
    return takeovers.get();
  }

  /// How often this one was lost.
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

  /// Looks who is alive, and takes over who is not.
  private void look(Sql sql) throws SQLException {
    List<Peer> alive = ReplicaRows.alive(sql);
    peers = alive;
    if (!sweeps) {
      sweeps = sql.first(row -> row.getBoolean(1), ReplicaRows.SWEEP).orElse(false);
    }
    for (Peer peer : alive) {
      // A database that is slow confirms nobody, so nobody takes over from anybody.
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

  /// Looks whether it was confirmed, also while the database does not answer.
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

  /// Others left runs that nobody owns.
  public void freed() {
    listener.freed();
  }

  /// Looks at once who is there.
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

  /// A number is worth nothing any more: told once.
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

  /// Gives up the number, so that others need not wait until it was not seen for a while.
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
