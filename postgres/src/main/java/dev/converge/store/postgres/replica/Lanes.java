package dev.converge.store.postgres.replica;

import dev.converge.engine.store.JobStore;
import dev.converge.store.StoreOptions;
import dev.converge.store.postgres.replica.ReplicaRows.Seat;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The lanes of this replica, under its current number. All writes of a run go through the same
/// lane, so they are stored in the order in which they were submitted. Thread-safe.
public final class Lanes implements AutoCloseable {
  /// Looks up the use of an idempotency key.
  public interface Keys {
    /// What a creation with this key would find; empty if the key is free.
    Optional<JobStore.CreateResult> find(
        Sql sql, String tenant, JobStore.IdempotencyKey key, long now) throws SQLException;
  }

  private record Seated(Seat seat, List<Lane> lanes, PostgresNumbers numbers) {}

  private final PostgresConnections connections;
  private final StoreOptions options;
  private final Keys keys;
  private final BooleanSupplier others;
  private final BiConsumer<Seat, String> lost;
  private final AtomicLong broken = new AtomicLong();
  private volatile @Nullable Seated now;
  private volatile boolean closed;

  /// @param keys looks up keys that were taken
  /// @param others whether there are replicas to notify of what was stored
  /// @param lost called with a number that can never be used again, and the reason
  public Lanes(
      PostgresConnections connections,
      StoreOptions options,
      Keys keys,
      BooleanSupplier others,
      BiConsumer<Seat, String> lost) {
    this.connections = connections;
    this.options = options;
    this.keys = keys;
    this.others = others;
    this.lost = lost;
  }

  /// Starts writing under a number.
  void seat(Seat seat) {
    Lane.Watch watch =
        new Lane.Watch(
            (writes, took) -> options.commits().committed(writes, took),
            broken::incrementAndGet,
            why -> lost.accept(seat, why),
            () -> closed,
            others,
            keys,
            options.owning());
    List<Lane> lanes =
        seat.lanes().stream().map(laneNo -> new Lane(connections, watch, laneNo)).toList();
    now = new Seated(seat, lanes, new PostgresNumbers(options.clock(), seat.replicaNo()));
  }

  /// Stops writing until there is a new number.
  void fence(String why) {
    seated().lanes().forEach(lane -> lane.fence(why));
  }

  private Seated seated() {
    Seated seated = now;
    if (seated == null) {
      throw new IllegalStateException("no lanes (expected: a replica that has joined)");
    }
    return seated;
  }

  /// Writes in the lane of a run.
  public void submit(String runId, PostgresWrite write) {
    seated().lanes().get(Math.floorMod(runId.hashCode(), PostgresLimits.RUN_LANES)).submit(write);
  }

  /// Writes something that needs its own transaction and belongs to no run.
  public void submitAside(PostgresWrite write) {
    seated().lanes().getLast().submit(write);
  }

  /// A number for a new run or job.
  public long number() {
    return seated().numbers().next();
  }

  public boolean writable() {
    return seated().lanes().stream().allMatch(Lane::writable);
  }

  /// Number of waiting writes.
  int waiting() {
    return seated().lanes().stream().mapToInt(Lane::waiting).sum();
  }

  /// Number of broken lane connections.
  long broken() {
    return broken.get();
  }

  @Override
  public void close() {
    closed = true;
    seated().lanes().forEach(Lane::close);
  }
}
