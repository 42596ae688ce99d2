package dev.converge.engine.run;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.engine.store.JobStore;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Observes everything that became durable, for metrics, traces and logs. Called on the run's own
/// turn, so it must be quick and never throw.
public interface RunObserver {
  /// Events of a run are durable.
  void appended(JobStore.Job job, String runId, List<Event> events, RunState state);

  /// Several observers, called in this order.
  static RunObserver all(List<RunObserver> observers) {
    List<RunObserver> each = List.copyOf(observers);
    return (job, runId, events, state) ->
        each.forEach(observer -> observer.appended(job, runId, events, state));
  }

  /// This observer, with errors logged so that they affect nobody.
  default RunObserver guarded() {
    return (job, runId, events, state) -> {
      try {
        appended(job, runId, events, state);
      } catch (Throwable e) {
        LoggerFactory.getLogger(RunObserver.class).error("run {}: an observer failed", runId, e);
      }
    };
  }

  /// Observes nothing.
  static RunObserver none() {
    return (_, _, _, _) -> {};
  }
}
