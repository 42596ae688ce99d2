package dev.converge.engine.queue;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.budget.Mode;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Measures the work of agents: how long they compute in a run of each template, how much is done
/// per second, and how many runs end. Thread-safe.
public final class WorkDone implements RunObserver {
  /// Maximum number of templates whose work is tracked; for other templates the average is used.
  public static final int MAX_TEMPLATES = 1_000;

  /// Maximum number of runs whose work is tracked at the same time; further runs are not counted.
  public static final int MAX_RUNS = 100_000;

  /// Runs that have not computed for this long count as having nothing left: they wait for other
  /// systems, or are no longer here.
  public static final Duration STILL = Duration.ofMinutes(1);

  /// With up to this many runs, they are added up for each request; with more, only this often.
  private static final int FEW_RUNS = 16;

  private static final Duration OFTEN = Duration.ofMillis(50);

  private static final String ALL = "";

  private final InstantSource steady;
  private final Map<String, Spent> spent = new ConcurrentHashMap<>();
  private final Map<String, Mean> runs = new ConcurrentHashMap<>();
  private final Map<String, Mean> calls = new ConcurrentHashMap<>();
  private final Pace own;
  private final Pace others;
  private final Pace ended;
  private volatile @Nullable Left left;

  /// A mean in which a new value has a weight of one eighth.
  private record Mean(long nanos) {
    private static final int WEIGHT = 8;

    Mean with(long next) {
      return new Mean(nanos + (next - nanos) / WEIGHT);
    }
  }

  /// How long an unfinished run has computed.
  private record Spent(String tenant, long nanos, Instant at) {
    Spent and(Spent more) {
      return new Spent(tenant, nanos + more.nanos, more.at);
    }
  }

  /// What was left at a time. Must not be modified.
  private record Left(Instant at, Map<String, Long> byTenant) {}

  /// @param steady a clock for durations
  public WorkDone(InstantSource steady) {
    this.steady = steady;
    own = new Pace(steady);
    others = new Pace(steady);
    ended = new Pace(steady);
  }

  /// A call of a run ended.
  ///
  /// @param computed whether it computed and did not wait for other systems
  public void worked(String tenant, String runId, Duration took, boolean computed) {
    long nanos = took.toNanos();
    if (!computed) {
      others.did((double) nanos);
      learn(calls, ALL, nanos);
      return;
    }
    own.did((double) nanos);
    if (spent.containsKey(runId) || spent.size() < MAX_RUNS) {
      spent.merge(runId, new Spent(tenant, nanos, steady.instant()), Spent::and);
    }
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    if (state.status() == Status.RUNNING || !state.status().equals(last(events))) {
      return;
    }
    ended(
        runId,
        state
            .started()
            .map(started -> kind(job.template(), job.version(), started.mode()))
            .orElse(ALL));
  }

  /// A run ended or started to wait.
  ///
  /// @param kind of run, for the average
  public void ended(String runId, String kind) {
    ended.did(1);
    Spent all = spent.remove(runId);
    if (all != null) {
      learn(runs, ALL, all.nanos());
      if (!kind.equals(ALL)) {
        learn(runs, kind, all.nanos());
      }
    }
  }

  /// Nanoseconds that started runs are expected to compute still, as far as these come before a new
  /// run of a tenant: its own, and as much of each other tenant, because tenants take turns.
  public long left(String tenant) {
    long each = runs.getOrDefault(ALL, new Mean(0)).nanos();
    Map<String, Long> left = leftByTenant(each);
    long own = left.getOrDefault(tenant, 0L);
    long before = own;
    for (Map.Entry<String, Long> other : left.entrySet()) {
      if (!other.getKey().equals(tenant)) {
        before += Math.min(other.getValue(), own + each);
      }
    }
    return before;
  }

  /// If there are many runs, they are added up only occasionally, because this is requested for
  /// each new one.
  private Map<String, Long> leftByTenant(long each) {
    Instant now = steady.instant();
    Left known = left;
    if (known != null && spent.size() > FEW_RUNS && now.isBefore(known.at().plus(OFTEN))) {
      return known.byTenant();
    }
    Instant since = now.minus(STILL);
    Map<String, Long> sums = new HashMap<>();
    for (Spent run : spent.values()) {
      if (run.at().isAfter(since)) {
        sums.merge(run.tenant(), Math.max(0, each - run.nanos()), Long::sum);
      }
    }
    left = new Left(now, sums);
    return sums;
  }

  /// The status after the events, or null if none of them changes it.
  private static @Nullable Status last(List<Event> events) {
    for (Event event : events.reversed()) {
      if (event.body() instanceof Body.RunStatus status) {
        return status.status();
      }
    }
    return null;
  }

  private static void learn(Map<String, Mean> means, String name, long nanos) {
    if (means.containsKey(name) || means.size() <= MAX_TEMPLATES) {
      means.compute(name, (_, mean) -> mean == null ? new Mean(nanos) : mean.with(nanos));
    }
  }

  private static String kind(String template, String version, Mode mode) {
    return template + "@" + version + " " + EnumWord.of(mode);
  }

  /// Nanoseconds that the agents of a run compute; 0 while unknown.
  public long ofRun(String template, String version, Mode mode) {
    Mean all = runs.getOrDefault(ALL, new Mean(0));
    return runs.getOrDefault(kind(template, version, mode), all).nanos();
  }

  /// Nanoseconds of a call that waits for other systems; 0 while unknown.
  public long ofCall() {
    return calls.getOrDefault(ALL, new Mean(0)).nanos();
  }

  /// Nanoseconds of work done per second by agents that compute, or that wait for other systems.
  public double perSecond(boolean computing) {
    return (computing ? own : others).perSecond();
  }

  /// Number of runs per second that end or start to wait.
  public double endsPerSecond() {
    return ended.perSecond();
  }
}
