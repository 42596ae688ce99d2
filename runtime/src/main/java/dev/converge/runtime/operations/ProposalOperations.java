package dev.converge.runtime.operations;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Input;
import dev.converge.core.Outcome;
import dev.converge.core.Sealed;
import dev.converge.core.decision.Roles;
import dev.converge.engine.Engine;
import dev.converge.engine.Feed;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Actor;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.Permissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What people contribute to a run: decisions on proposals, and observations. Methods may block for
/// I/O; their futures complete once the contribution is durable. Thread-safe.
public final class ProposalOperations {
  private final Entrance entrance;
  private final Engine engine;
  private final JobStore jobs;
  private final RunFinder runs;
  private final RunInputs inputs;

  ProposalOperations(
      Entrance entrance, Engine engine, JobStore jobs, RunFinder runs, RunInputs inputs) {
    this.entrance = entrance;
    this.engine = engine;
    this.jobs = jobs;
    this.runs = runs;
    this.inputs = inputs;
  }

  /// The proposals of a run that people decide on; blocks for I/O.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`,
  ///   `GONE` or `UNAVAILABLE`
  public ProposalList list(Caller caller, RunSelector run) {
    return entrance.call(
        caller,
        Operation.READ_PROPOSALS,
        run.target(),
        () -> {
          RunView view = engine.view(runs.runId(caller, run));
          return new ProposalList(view, view.state().pending());
        });
  }

  /// The proposals of all jobs of the caller's tenant that people decide on; blocks for I/O.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `BAD_CURSOR` or `UNAVAILABLE`
  public ProposalQuery.Page listAll(Caller caller, ProposalQuery query) {
    return entrance.call(
        caller, Operation.READ_PROPOSALS, "", () -> query.read(jobs, caller.tenant()));
  }

  /// Approves or rejects a proposal.
  ///
  /// @return fails with `INVALID` if nobody is named, `JOB_NOT_FOUND`, `RUN_NOT_FOUND`,
  ///   `PROPOSAL_NOT_FOUND`, `FORBIDDEN` if the caller lacks the role or submitted the job where
  ///   that is ruled out, `DECIDED_OTHERWISE`, `CONFLICT` if the run is final, or `UNAVAILABLE`
  public CompletableFuture<DecisionResult> decide(Caller caller, DecisionRequest request) {
    return entrance.start(
        caller,
        Operation.DECIDE,
        request.run().target(),
        () -> {
          String runId = runs.runId(caller, request.run());
          Actor actor = Actor.ofDecision(caller, request.actor());
          String proposalId = proposalId(runId, request.proposalId());
          Input input =
              new Input.Decided(
                  proposalId,
                  request.decision(),
                  actor.name(),
                  actor.asserted(),
                  request.comment(),
                  roles(caller.permissions()),
                  engine.now());
          return inputs
              .send(runId, input)
              .thenApply(reply -> DecisionResult.of(reply.view(), proposalId));
        });
  }

  /// Returns a proposal to the agent that made it, to be revised. The same a second time changes
  /// nothing.
  ///
  /// @return fails as [#decide] does, or with `CONFLICT` if the gate does not allow a revision, or
  ///   no further one
  public CompletableFuture<ReturnRequest.Result> sendBack(Caller caller, ReturnRequest request) {
    return entrance.start(
        caller,
        Operation.RETURN_PROPOSAL,
        request.run().target(),
        () -> {
          String runId = runs.runId(caller, request.run());
          Actor actor = Actor.ofDecision(caller, request.actor());
          String proposalId = proposalId(runId, request.proposalId());
          Input input =
              new Input.Returned(
                  proposalId,
                  actor.name(),
                  actor.asserted(),
                  request.comment(),
                  roles(caller.permissions()),
                  engine.now());
          return inputs
              .send(runId, input)
              .thenApply(reply ->
                  new ReturnRequest.Result(
                      reply.view(), reply.view().state().returned(proposalId).orElseThrow()));
        });
  }

  private static Roles roles(Permissions permissions) {
    return permissions.everyRole() ? Roles.EVERY : Roles.of(permissions.roles());
  }

  /// The proposal that a request names, by its id or by the id of an event about it.
  private String proposalId(String runId, String named) {
    String prefix = EventIds.of(runId, "");
    if (!named.startsWith(prefix)) {
      return named;
    }
    long sequence;
    try {
      sequence = Long.parseLong(named.substring(prefix.length()));
    } catch (NumberFormatException _) {
      return named;
    }
    if (sequence < 1 || sequence > engine.view(runId).state().sequence()) {
      return named;
    }
    try (Feed feed = engine.feed(runId, sequence - 1)) {
      List<Sealed> page = feed.next(1, 1);
      return page.isEmpty() ? named : subject(page.getFirst(), named);
    }
  }

  private static String subject(Sealed event, String otherwise) {
    return switch (Chain.read(event.json()).body()) {
      case Body.ProposalMade made -> made.id();
      case Body.ObservationReceived received -> received.proposalId();
      case Body.ApprovalRequested requested -> requested.proposalId();
      case Body.ApprovalGiven given -> given.proposalId();
      case Body.ApprovalDecided decided -> decided.proposalId();
      case Body.ProposalReturned returned -> returned.proposalId();
      default -> otherwise;
    };
  }

  /// Adds an observation to a run that is not final. It enters as a proposal, never as a fact.
  ///
  /// @return fails with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`, `INVALID` if the flow has no such key,
  ///   `KEY_REUSED`, `CONFLICT` if the run is final, or `UNAVAILABLE`
  public CompletableFuture<ObservationRequest.Result> observe(
      Caller caller, ObservationRequest request) {
    return entrance.start(
        caller,
        Operation.OBSERVE,
        request.run().target(),
        () -> {
          String runId = runs.runId(caller, request.run());
          Actor actor = Actor.of(caller, request.actor());
          Input input =
              new Input.Observed(
                  request.key(),
                  request.id(),
                  request.content(),
                  request.data(),
                  actor.name(),
                  actor.asserted(),
                  request.requestKey(),
                  engine.now());
          return inputs
              .send(runId, input)
              .thenApply(reply ->
                  new ObservationRequest.Result(
                      reply.view(), reply.outcome() instanceof Outcome.Unchanged));
        });
  }
}
