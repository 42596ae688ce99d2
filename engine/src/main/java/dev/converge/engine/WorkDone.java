package dev.converge.engine;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.budget.Mode;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Measures what agents do: how long they compute in a run of each template, how much is done in a
/// second, and how many runs come to an end. Thread-safe.
final class WorkDone implements RunObserver {
  /// Templates whose work is known; that of others is taken for the average.
  static final int MAX_TEMPLATES = 1_000;

  /// Runs whose work is added up at a time; that of others does not count.
  static final int MAX_RUNS = 100_000;

  private static final String ALL = "";

  private final Map<String, Long> spent = new ConcurrentHashMap<>();
  private final Map<String, Mean> runs = new ConcurrentHashMap<>();
  private final Map<String, Mean> calls = new ConcurrentHashMap<>();
  private final Pace own;
  private final Pace others;
  private final Pace ended;

  /// A mean in which what is new counts for an eighth.
  private record Mean(long nanos) {
    private static final int WEIGHT = 8;

    Mean with(long next) {
      return new Mean(nanos + (next - nanos) / WEIGHT);
    }
  }

  /// @param steady a clock for durations
  WorkDone(InstantSource steady) {
    own = new Pace(steady);
    others = new Pace(steady);
    ended = new Pace(steady);
  }

  /// A call of a run ended.
  ///
  /// @param computed whether it computed, and did not wait for others
  void worked(String runId, Duration took, boolean computed) {
    long nanos = took.toNanos();
    if (!computed) {
      others.did((double) nanos);
      learn(calls, ALL, nanos);
      return;
    }
    own.did((double) nanos);
    if (spent.containsKey(runId) || spent.size() < MAX_RUNS) {
      spent.merge(runId, nanos, Long::sum);
    }
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    if (state.status() == Status.RUNNING || !state.status().equals(last(events))) {
      return;
    }
    ended();
    Long nanos = spent.remove(runId);
    if (nanos != null) {
      learn(runs, ALL, nanos);
      state
          .started()
          .ifPresent(
              started -> learn(runs, kind(job.template(), job.version(), started.mode()), nanos));
    }
  }

  /// A run ended or began to wait.
  void ended() {
    ended.did(1);
  }

  /// The status that the events end with, or null if none of them is about it.
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

  /// Nanoseconds that the agents of a run compute; 0 while nothing is known.
  long ofRun(String template, String version, Mode mode) {
    Mean all = runs.getOrDefault(ALL, new Mean(0));
    return runs.getOrDefault(kind(template, version, mode), all).nanos();
  }

  /// Nanoseconds that a call takes that waits for others; 0 while nothing is known.
  long ofCall() {
    return calls.getOrDefault(ALL, new Mean(0)).nanos();
  }

  /// Nanoseconds of work of agents that compute, or that wait for others, done in a second.
  double perSecond(boolean computing) {
    return (computing ? own : others).perSecond();
  }

  /// Runs that end or begin to wait in a second.
  double endsPerSecond() {
    return ended.perSecond();
  }
}
