package dev.converge.testkit.outside;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Watches;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Workers in the process of an engine, on its store in memory: tells the engine what they store,
/// as a database does. Thread-safe.
public final class NearbyWorkers implements Watches, Membership, RunObserver {
  private final MemoryStore store;
  private final Map<String, LongConsumer> watched = new ConcurrentHashMap<>();
  private volatile @Nullable Everything everything;

  /// Of a store that an engine and workers share.
  public NearbyWorkers(MemoryStore store) {
    this.store = store;
  }

  /// The engine among those that share the store.
  public Replica replica() {
    Replica alone = Replica.alone(store);
    return new Replica(alone.ownership(), this, alone.inputs(), this);
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    LongConsumer more = watched.get(runId);
    if (more != null) {
      more.accept(state.sequence());
    }
    Everything all = everything;
    if (all != null) {
      store.run(runId).ifPresent(run -> all.moved(List.of(new Moved(job.tenant(), run))));
    }
  }

  @Override
  public void watch(String runId, LongConsumer more) {
    watched.put(runId, more);
    // What was stored while the watch began is told too.
    Thread.startVirtualThread(() -> store.run(runId).ifPresent(run -> more.accept(run.sequence())));
  }

  @Override
  public void unwatch(String runId) {
    watched.remove(runId);
  }

  @Override
  public void watchAll(Everything told) {
    everything = told;
  }

  @Override
  public void unwatchAll() {
    everything = null;
  }

  @Override
  public void listen(Listener listener) {
    // It is never lost.
  }

  @Override
  public boolean member() {
    return true;
  }

  @Override
  public List<Member> members() {
    return List.of(new Member("one", "test", Instant.EPOCH, Instant.EPOCH, true));
  }
}
