package dev.converge.engine;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees when the providers are back for which runs paused themselves: one probe at a time for each
/// provider, and none while no run waits for it. Thread-safe.
final class ProviderWatch implements RunObserver {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderWatch.class);

  /// Pause between two probes of a provider.
  static final Duration PROBE_EVERY = Duration.ofSeconds(2);

  private final Host host;
  private final Agents agents;
  private final Consumer<String> back;
  private final Map<String, String> providerOf = new ConcurrentHashMap<>();
  private final Set<String> probing = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private volatile boolean closed;

  /// @param back told of each run whose provider is back
  ProviderWatch(Host host, Agents agents, Consumer<String> back) {
    this.host = host;
    this.agents = agents;
    this.back = back;
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    look(runId, state);
  }

  /// Watches for a run, or not any more, as its state says.
  void look(String runId, RunState state) {
    Body.Outage outage = state.outage().orElse(null);
    if (outage == null || state.status() != Status.PAUSED) {
      providerOf.remove(runId);
      return;
    }
    providerOf.put(runId, outage.provider());
    if (!closed && ticking.compareAndSet(false, true)) {
      later();
    }
  }

  private void later() {
    host.timers().after(PROBE_EVERY, this::tick);
  }

  private void tick() {
    if (closed || providerOf.isEmpty()) {
      ticking.set(false);
      if (!closed && !providerOf.isEmpty() && ticking.compareAndSet(false, true)) {
        later();
      }
      return;
    }
    for (String provider : Set.copyOf(providerOf.values())) {
      if (probing.add(provider)) {
        host.executor().execute(() -> probe(provider));
      }
    }
    later();
  }

  private void probe(String provider) {
    try {
      if (agents.back(provider)) {
        providerOf.forEach((runId, awaited) -> {
          if (awaited.equals(provider) && providerOf.remove(runId, awaited)) {
            back.accept(runId);
          }
        });
      }
    } catch (RuntimeException e) {
      LOG.warn("provider {} could not be probed: {}", provider, e.getMessage());
    } finally {
      probing.remove(provider);
    }
  }

  /// Probes no more.
  void close() {
    closed = true;
  }
}
