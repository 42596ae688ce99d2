package dev.converge.engine;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import java.util.List;

/// Is told of everything that became durable: for metrics, traces and logs. Called on the run's own
/// turn, so quick and never throwing.
public interface RunObserver {
  /// Events of a run are durable.
  void appended(JobStore.Job job, String runId, List<Event> events, RunState state);

  /// Nobody watches.
  static RunObserver none() {
    return (_, _, _, _) -> {};
  }
}
