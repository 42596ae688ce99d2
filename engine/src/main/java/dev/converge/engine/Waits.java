package dev.converge.engine;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.status.Status;
import dev.converge.engine.host.Timers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Clients that wait until a run can do no more by itself. A wait holds no thread. Thread-safe.
final class Waits implements RunObserver {
  private final Timers timers;
  private final ConcurrentMap<String, Set<Wait>> open = new ConcurrentHashMap<>();
  private volatile boolean ended;

  private record Wait(RunLoop run, CompletableFuture<RunView> answer) {
    void end() {
      answer.complete(run.view());
    }
  }

  Waits(Timers timers) {
    this.timers = timers;
  }

  /// Completes with the run once it is final, waits for a person or is paused; with the run as it
  /// is when the time is over or all waits end.
  CompletableFuture<RunView> begin(RunLoop run, Duration atMost) {
    Wait wait = new Wait(run, new CompletableFuture<>());
    open.compute(
        run.runId(),
        (_, waits) -> {
          Set<Wait> all = waits == null ? ConcurrentHashMap.newKeySet() : waits;
          all.add(wait);
          return all;
        });
    Timers.Timer timer = timers.after(atMost, wait::end);
    wait.answer()
        .whenComplete((_, _) -> {
          timer.cancel();
          forget(wait);
        });
    if (ended || run.over().isDone() || needsPeople(run.view().state().status())) {
      wait.end();
    }
    return wait.answer();
  }

  private void forget(Wait wait) {
    open.computeIfPresent(
        wait.run().runId(),
        (_, waits) -> {
          waits.remove(wait);
          return waits.isEmpty() ? null : waits;
        });
  }

  /// Final runs end their waits later, when the engine no longer counts them as active.
  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    if (needsPeople(state.status())) {
      end(runId);
    }
  }

  /// Ends the waits for a run, which is over.
  void end(String runId) {
    Set<Wait> waits = open.get(runId);
    if (waits != null) {
      List.copyOf(waits).forEach(Wait::end);
    }
  }

  private static boolean needsPeople(Status status) {
    return status == Status.WAITING || status == Status.PAUSED;
  }

  int size() {
    return open.values().stream().mapToInt(Set::size).sum();
  }

  /// Ends all waits, those to come at once.
  void endAll() {
    ended = true;
    open.values().forEach(waits -> List.copyOf(waits).forEach(Wait::end));
  }
}
