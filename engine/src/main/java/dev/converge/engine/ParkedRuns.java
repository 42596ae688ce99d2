package dev.converge.engine;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Step;
import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs that have not ended and cannot continue here, because their template is not installed or
/// their events cannot be read. They can be viewed and cancelled, and they continue once they can.
/// Thread-safe.
final class ParkedRuns {
  private static final Logger LOG = LoggerFactory.getLogger(ParkedRuns.class);

  private static final int PAGE = 500;

  private final Host host;
  private final Journal journal;
  private final JobStore jobs;
  private final Room room;
  private final StoredRuns stored;
  private final RunObserver observer;
  private final Map<String, String> why = new ConcurrentHashMap<>();

  ParkedRuns(Host host, EngineStore store, StoredRuns stored, RunObserver observer) {
    this.host = host;
    this.journal = store.journal();
    this.jobs = store.jobs();
    this.room = store.room();
    this.stored = stored;
    this.observer = observer;
  }

  /// A run cannot continue. Logged once for each reason, not each time that somebody checks.
  void park(String runId, String reason) {
    if (!reason.equals(why.put(runId, reason))) {
      LOG.warn("run {} is parked and can only be cancelled: {}", runId, reason);
    }
  }

  /// A run continues or has ended.
  void leave(String runId) {
    if (why.remove(runId) != null) {
      LOG.info("run {} is no longer parked", runId);
    }
  }

  int size() {
    return why.size();
  }

  boolean holds(String runId) {
    return why.containsKey(runId);
  }

  List<String> ids() {
    return List.copyOf(why.keySet());
  }

  /// Finds the runs whose templates are missing, including resting ones, without reading their
  /// events.
  void look() {
    List<JobStore.Pinned> missing = new ArrayList<>(jobs.pinned());
    missing.removeIf(stored::has);
    if (missing.isEmpty()) {
      return;
    }
    String last = "";
    List<JobStore.Run> page = jobs.unfinished(last, PAGE);
    while (!page.isEmpty()) {
      for (JobStore.Run run : page) {
        last = run.runId();
        stored.missing(last).ifPresent(reason -> park(run.runId(), reason));
      }
      page = jobs.unfinished(last, PAGE);
    }
  }

  /// Sends an input to a run that is not driven here. Blocks for I/O.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` unless the run is parked and the input ends it
  CompletableFuture<Reply> send(String runId, Input input) {
    StoredRuns.Loaded loaded = stored.load(runId);
    String reason = loaded.parked();
    if (reason == null) {
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "the run cannot be driven now");
    }
    if (!(input instanceof Input.Cancelled)) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, reason + "; until then the run can only be cancelled");
    }
    return end(loaded, input);
  }

  private CompletableFuture<Reply> end(StoredRuns.Loaded loaded, Input input) {
    RunView view = loaded.view();
    Step step = Core.step(view.program(), view.state(), input);
    byte[] salt = new byte[step.events().size() * Chain.SALT_BYTES];
    host.random().nextBytes(salt);
    List<Sealed> sealed = new Chain(view.runId(), loaded.lastHash()).seal(step.events(), salt);
    RunView ended = new RunView(view.job(), view.runId(), view.program(), step.next());
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    journal.append(
        view.runId(),
        view.state().sequence(),
        sealed,
        Journal.RunHead.of(view.program(), step.next())
            .using(room.used(view.job(), view.runId(), view.state(), step.next())),
        result ->
            host.executor()
                .execute(() -> {
                  if (result instanceof Journal.AppendResult.Appended) {
                    leave(view.runId());
                    observer.appended(view.job(), view.runId(), step.events(), step.next());
                    reply.complete(new Reply(step.outcome(), ended));
                  } else {
                    reply.completeExceptionally(
                        new ConvergeException(
                            ErrorCode.UNAVAILABLE, "the run could not be ended now"));
                  }
                }));
    return reply;
  }
}
