package dev.converge.engine;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Detects when the providers that runs wait for are back: one probe at a time for each provider,
/// and none while no run waits for it. If a provider's probe succeeds but its models still do not
/// answer, the provider is doubted: then one run at a time asks it, less and less often, until one
/// gets an answer. Thread-safe.
final class ProviderWatch implements RunObserver {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderWatch.class);

  /// Pause between two probes of a provider.
  static final Duration PROBE_EVERY = Duration.ofSeconds(2);

  /// Time over which the runs are spread that ask a returned provider.
  static final Duration SPREAD = Duration.ofSeconds(1);

  /// The longest pause between two runs that ask a doubted provider.
  static final Duration LONGEST_DOUBT = Duration.ofSeconds(30);

  private static final int MOST_DOUBLINGS = 5;

  /// @param times how often in a row it was back and did not answer
  /// @param until when the next run asks it
  private record Doubt(int times, Instant until) {
    Doubt again(Instant now) {
      Duration pause = PROBE_EVERY.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
      return new Doubt(
          times + 1, now.plus(pause.compareTo(LONGEST_DOUBT) < 0 ? pause : LONGEST_DOUBT));
    }
  }

  /// A run that was notified.
  private record Told(String provider, Instant at) {}

  private final Host host;
  private final Agents agents;
  private final Consumer<String> back;
  private final Map<String, String> providerOf = new ConcurrentHashMap<>();
  private final Map<String, Told> told = new ConcurrentHashMap<>();
  private final Map<String, Doubt> doubts = new ConcurrentHashMap<>();
  private final Map<String, Instant> answered = new ConcurrentHashMap<>();
  private final Set<String> probing = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private volatile boolean closed;

  /// @param back called with each run whose provider is back
  ProviderWatch(Host host, Agents agents, Consumer<String> back) {
    this.host = host;
    this.agents = agents;
    this.back = back;
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    look(runId, state);
    for (Event event : events) {
      if (event.body() instanceof Body.ModelCalled called
          && called.call().outcome() == ModelOutcome.ANSWERED
          && !away(events, event)) {
        answers(runId, called.call().provider());
      }
    }
  }

  /// Whether an outage ended the attempt that a call was part of, whatever the result of the call.
  private static boolean away(List<Event> events, Event call) {
    return events.stream()
        .anyMatch(event ->
            event.body() instanceof Body.AgentFailed failed
                && failed.kind() == FailureKind.OUTAGE
                && Objects.equals(event.agent(), call.agent()));
  }

  /// Starts or stops watching for a run, depending on its state.
  void look(String runId, RunState state) {
    String provider = state.awaited().orElse(null);
    if (provider == null) {
      providerOf.remove(runId);
      if (state.status().isFinal()) {
        told.remove(runId);
      }
      return;
    }
    Told before = told.remove(runId);
    if (before != null && before.provider().equals(provider)) {
      waitsAgain(before);
    }
    providerOf.put(runId, provider);
    if (!closed && ticking.compareAndSet(false, true)) {
      later();
    }
  }

  /// A run that was notified of its provider's return is waiting for it again.
  private void waitsAgain(Told before) {
    Instant last = answered.get(before.provider());
    if (last == null || last.isBefore(before.at())) {
      Instant now = now();
      doubts.compute(
          before.provider(),
          (_, doubt) ->
              doubt == null
                  ? new Doubt(0, now).again(now)
                  : now.isBefore(doubt.until()) ? doubt : doubt.again(now));
    }
  }

  /// A model of a provider answered: the provider is no longer doubted.
  private void answers(String runId, String provider) {
    told.remove(runId);
    if (doubts.remove(provider) != null || providerOf.containsValue(provider)) {
      answered.put(provider, now());
      tellAll(provider);
    }
  }

  private Instant now() {
    return host.clock().instant();
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
      Doubt doubt = doubts.get(provider);
      if ((doubt == null || !now().isBefore(doubt.until())) && probing.add(provider)) {
        host.executor().execute(() -> probe(provider));
      }
    }
    later();
  }

  private void probe(String provider) {
    try {
      if (!agents.back(provider)) {
        return;
      }
      Doubt doubt = doubts.computeIfPresent(provider, (_, before) -> before.again(now()));
      if (doubt == null) {
        tellAll(provider);
      } else {
        waitingFor(provider).stream().limit(1).forEach(runId -> tell(runId, provider));
      }
    } catch (RuntimeException e) {
      LOG.warn("provider {} could not be probed: {}", provider, e.getMessage());
    } finally {
      probing.remove(provider);
    }
  }

  private List<String> waitingFor(String provider) {
    return providerOf.entrySet().stream()
        .filter(entry -> entry.getValue().equals(provider))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /// Notifies all runs that wait for a provider, one after the other.
  private void tellAll(String provider) {
    List<String> waiting = waitingFor(provider);
    for (int i = 0; i < waiting.size(); i++) {
      String runId = waiting.get(i);
      if (i == 0) {
        tell(runId, provider);
      } else {
        host.timers()
            .after(SPREAD.multipliedBy(i).dividedBy(waiting.size()), () -> tell(runId, provider));
      }
    }
  }

  private void tell(String runId, String provider) {
    if (!closed && providerOf.remove(runId, provider)) {
      told.put(runId, new Told(provider, now()));
      back.accept(runId);
    }
  }

  /// Stops probing.
  void close() {
    closed = true;
  }
}
