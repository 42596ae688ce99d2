package dev.converge.engine;

import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Step;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Inputs to runs that are not driven here: an unfinished run is loaded first, unless another
/// server drives it, which then gets the input. A run that has ended answers without being driven,
/// unless the input reopens it. Thread-safe. Blocks for I/O.
final class UndrivenRuns {
  /// What the engine does for these inputs.
  interface Drivers {
    /// Loads a run with an input.
    TakenUp takeUp(String runId, Inbox.Item item);

    /// Passes an input to the server that drives a run.
    CompletableFuture<Reply> post(String runId, Input input);

    /// Has an ended run driven again if others drive all runs; empty if this server does.
    Optional<CompletableFuture<Reply>> reopenOutside(RunView run, Input input);

    /// Drives an ended run again.
    ///
    /// @return the loop that drives it, which may already exist
    /// @throws ConvergeException with `OVERLOADED`, or `INVALID` if nobody answers for an agent
    Reopened reopen(StoredRuns.Loaded loaded);
  }

  /// An ended run that is driven again.
  ///
  /// @param fresh whether nobody else had reopened it
  record Reopened(RunLoop run, boolean fresh) {}

  private final StoredRuns stored;
  private final ParkedRuns parked;
  private final FinishedRuns finished;
  private final Drivers drivers;

  UndrivenRuns(StoredRuns stored, ParkedRuns parked, FinishedRuns finished, Drivers drivers) {
    this.stored = stored;
    this.parked = parked;
    this.finished = finished;
    this.drivers = drivers;
  }

  /// Sends an input to a run.
  ///
  /// @return fails as [Engine#send] does
  CompletableFuture<Reply> send(String runId, Input input) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    return switch (drivers.takeUp(runId, new Inbox.Item(input, reply, false))) {
      case HERE -> reply;
      case ELSEWHERE -> drivers.post(runId, input);
      case OVER -> sendToFinal(runId, input);
      case NOT -> sendToUntaken(runId, input);
    };
  }

  /// It may have ended in the meantime.
  private CompletableFuture<Reply> sendToUntaken(String runId, Input input) {
    return stored.run(runId).head().status().isFinal()
        ? sendToFinal(runId, input)
        : parked.send(runId, input);
  }

  /// Sends an input to a run that has ended.
  CompletableFuture<Reply> sendToFinal(String runId, Input input) {
    RunLoop kept = finished.get(runId);
    RunView view;
    if (kept == null || kept.view().state().sequence() != stored.run(runId).sequence()) {
      view = stored.load(runId).view();
    } else {
      view = kept.view();
    }
    Step step = Core.step(view.program(), view.state(), input);
    return step.events().isEmpty()
        ? CompletableFuture.completedFuture(new Reply(step.outcome(), view))
        : reopen(runId, input);
  }

  private CompletableFuture<Reply> reopen(String runId, Input input) {
    if (stored.run(runId).replayOf() != null) {
      throw new ConvergeException(
          ErrorCode.CONFLICT,
          "run "
              + runId
              + " is a replay and cannot be continued (expected: the run that was replayed)");
    }
    stored
        .missing(runId)
        .ifPresent(why -> {
          throw new ConvergeException(ErrorCode.UNAVAILABLE, why);
        });
    StoredRuns.Loaded loaded = stored.load(runId);
    return drivers.reopenOutside(loaded.view(), input).orElseGet(() -> reopen(loaded, input));
  }

  private CompletableFuture<Reply> reopen(StoredRuns.Loaded loaded, Input input) {
    Reopened reopened = drivers.reopen(loaded);
    if (!reopened.fresh()) {
      return reopened.run().send(input);
    }
    finished.leave(loaded.view().runId());
    return reopened.run().reopen(input);
  }
}
