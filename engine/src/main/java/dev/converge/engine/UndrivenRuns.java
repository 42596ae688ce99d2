package dev.converge.engine;

import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Step;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Inputs to runs that nobody drives here: a run that goes on is taken up first, and one that is
/// over answers by itself, unless the input reopens it. Thread-safe; blocks for I/O.
final class UndrivenRuns {
  /// What the engine does for them.
  interface Drivers {
    /// The loop that drives a run, if there is one.
    @Nullable RunLoop driving(String runId);

    /// Takes up a run that is not final, unless it cannot go on here.
    void takeUp(String runId);

    /// Drives a run that is over once more.
    ///
    /// @return the loop that drives it, which may have been there by now
    /// @throws ConvergeException with `OVERLOADED`, or `INVALID` if an agent has nobody who answers
    Reopened reopen(StoredRuns.Loaded loaded);
  }

  /// A run that was over and is driven again.
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

  /// Sends an input to a run as it stands.
  ///
  /// @return fails as [Engine#send] does
  CompletableFuture<Reply> send(RunView view, Input input) {
    String runId = view.runId();
    if (view.state().status().isFinal()) {
      Step step = Core.step(view.program(), view.state(), input);
      return step.events().isEmpty()
          ? CompletableFuture.completedFuture(new Reply(step.outcome(), view))
          : reopen(runId, input);
    }
    drivers.takeUp(runId);
    RunLoop run = drivers.driving(runId);
    return run == null ? parked.send(runId, input) : run.send(input);
  }

  private CompletableFuture<Reply> reopen(String runId, Input input) {
    if (stored.run(runId).replayOf() != null) {
      throw new ConvergeException(
          ErrorCode.CONFLICT,
          "run " + runId + " is a replay, which cannot be continued (expected: the run replayed)");
    }
    stored
        .missing(runId)
        .ifPresent(why -> {
          throw new ConvergeException(ErrorCode.UNAVAILABLE, why);
        });
    Reopened reopened = drivers.reopen(stored.load(runId));
    if (!reopened.fresh()) {
      return reopened.run().send(input);
    }
    finished.leave(runId);
    return reopened.run().reopen(input);
  }
}
