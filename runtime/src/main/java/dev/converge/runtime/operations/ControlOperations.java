package dev.converge.runtime.operations;

import dev.converge.core.Input;
import dev.converge.core.budget.Budget;
import dev.converge.core.status.Outcome;
import dev.converge.engine.Engine;
import dev.converge.engine.Reply;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.operations.call.Actor;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.field.OperationException;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.runtime.operations.submission.BudgetChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Cancels, pauses and resumes runs and changes their budgets. Each request can be sent twice: the
/// second changes nothing. Methods may block for I/O; their futures complete once the change is
/// durable. Thread-safe.
public final class ControlOperations {
  private final Entrance entrance;
  private final Engine engine;
  private final RunFinder runs;
  private final RunInputs inputs;
  private final Budget ceiling;
  private final Quotas quotas;

  ControlOperations(
      Entrance entrance,
      Engine engine,
      RunFinder runs,
      RunInputs inputs,
      Budget ceiling,
      Quotas quotas) {
    this.quotas = quotas;
    this.ceiling = ceiling;
    this.entrance = entrance;
    this.engine = engine;
    this.runs = runs;
    this.inputs = inputs;
  }

  private interface Control {
    Input input(Actor actor, @Nullable String reason);
  }

  /// Cancels a run. A final run stays as it is, which is not an error.
  ///
  /// @return fails with `JOB_NOT_FOUND`, `RUN_NOT_FOUND` or `UNAVAILABLE`
  public CompletableFuture<RunView> cancel(Caller caller, ControlRequest request) {
    return control(
        caller,
        Operation.CANCEL_RUN,
        request,
        (actor, reason) ->
            new Input.Cancelled(actor.name(), actor.asserted(), reason, engine.now()));
  }

  /// Pauses a run.
  ///
  /// @return fails as [#cancel] does, or with `CONFLICT` if the run is final
  public CompletableFuture<RunView> pause(Caller caller, ControlRequest request) {
    return control(
        caller,
        Operation.PAUSE_RUN,
        request,
        (actor, reason) -> new Input.Paused(actor.name(), actor.asserted(), reason, engine.now()));
  }

  /// Resumes a paused run.
  ///
  /// @return fails as [#cancel] does, or with `CONFLICT` if the run is not paused
  public CompletableFuture<RunView> resume(Caller caller, ControlRequest request) {
    return control(
        caller,
        Operation.RESUME_RUN,
        request,
        (actor, _) -> new Input.Resumed(actor.name(), actor.asserted(), engine.now()));
  }

  private CompletableFuture<RunView> control(
      Caller caller, Operation operation, ControlRequest request, Control control) {
    return entrance.start(
        caller,
        operation,
        request.run().target(),
        () -> {
          String runId = runs.runId(caller, request.run());
          Actor actor = Actor.of(caller, request.actor());
          return inputs.send(runId, control.input(actor, request.reason())).thenApply(Reply::view);
        });
  }

  /// Continues a halted run; limits that the request leaves out stay.
  ///
  /// @return fails with `INVALID` if the budget holds no more than before where a limit of it ended
  ///   the run, or if the run needs observations, `KEY_REUSED`, `CONFLICT` if the run is not halted
  ///   or cannot be continued, `QUOTA_EXCEEDED`, `OVERLOADED`, `GONE`, or as [#cancel] does
  public CompletableFuture<ContinueRequest.Result> continueRun(
      Caller caller, ContinueRequest request) {
    return entrance.start(
        caller,
        Operation.CONTINUE_RUN,
        request.run().target(),
        () -> {
          requireBelowCeiling(request.change(), "/budget");
          RunView run = engine.view(runs.runId(caller, request.run()));
          Budget changed = request.change().over(run.state().budget());
          Actor actor = Actor.of(caller, request.actor());
          Input input =
              new Input.Continued(
                  changed,
                  request.observations(),
                  actor.name(),
                  actor.asserted(),
                  request.reason(),
                  request.requestKey(),
                  engine.now());
          return quotas
              .reserveAgain(run, changed)
              .thenCompose(reserved -> reserved.keptIfAccepted(inputs.send(run.runId(), input)))
              .thenApply(reply ->
                  new ContinueRequest.Result(
                      reply.view(), reply.outcome() instanceof Outcome.Unchanged));
        });
  }

  /// Changes the budget of a run; limits that the request leaves out stay.
  ///
  /// @return fails as [#cancel] does, or with `CONFLICT` if the run is final
  public CompletableFuture<RunView> changeBudget(Caller caller, BudgetRequest request) {
    return entrance.start(
        caller,
        Operation.CHANGE_BUDGET,
        request.run().target(),
        () -> {
          requireBelowCeiling(request.change(), "");
          RunView run = engine.view(runs.runId(caller, request.run()));
          Budget changed = request.change().over(run.state().budget());
          Actor actor = Actor.of(caller, request.actor());
          return quotas
              .reserveMore(run, changed)
              .thenCompose(reserved ->
                  reserved.keptIfAccepted(
                      inputs.send(
                          run.runId(),
                          new Input.BudgetChanged(
                              changed, actor.name(), actor.asserted(), engine.now()))))
              .thenApply(Reply::view);
        });
  }

  private void requireBelowCeiling(BudgetChange change, String pointer) {
    List<FieldError> above = change.above(pointer, ceiling);
    if (!above.isEmpty()) {
      throw OperationException.invalid(above);
    }
  }
}
