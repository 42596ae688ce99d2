package dev.converge.runtime.operations;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Input;
import dev.converge.core.decision.Roles;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Outcome;
import dev.converge.engine.Engine;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Actor;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.operations.field.OperationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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

  /// The proposals of a run that people decide on. Blocks for I/O.
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

  /// The proposals of all jobs of the caller's tenant that people decide on. Blocks for I/O.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `BAD_CURSOR` or `UNAVAILABLE`
  public Query.Page listAll(Caller caller, Query query) {
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
          Judged judged = judged(caller, request.run(), request.proposalId(), request.actor());
          Input input =
              new Input.Decided(
                  judged.proposalId(),
                  request.decision(),
                  judged.actor().name(),
                  judged.actor().asserted(),
                  request.comment(),
                  roles(caller.permissions()),
                  engine.now());
          return inputs
              .send(judged.runId(), input)
              .thenApply(reply -> DecisionResult.of(reply.view(), judged.proposalId()));
        });
  }

  /// Returns a proposal to the agent that made it, for revision. Repeating it changes nothing.
  ///
  /// @return fails as [#decide] does, or with `CONFLICT` if the gate does not allow a revision, or
  ///   no further one
  public CompletableFuture<ReturnRequest.Result> sendBack(Caller caller, ReturnRequest request) {
    return entrance.start(
        caller,
        Operation.RETURN_PROPOSAL,
        request.run().target(),
        () -> {
          Judged judged = judged(caller, request.run(), request.proposalId(), request.actor());
          Input input =
              new Input.Returned(
                  judged.proposalId(),
                  judged.actor().name(),
                  judged.actor().asserted(),
                  request.comment(),
                  roles(caller.permissions()),
                  engine.now());
          return inputs
              .send(judged.runId(), input)
              .thenApply(reply ->
                  new ReturnRequest.Result(
                      reply.view(),
                      reply.view().state().returned(judged.proposalId()).orElseThrow()));
        });
  }

  /// A proposal that a person decides on.
  private record Judged(String runId, String proposalId, Actor actor) {}

  private Judged judged(
      Caller caller, RunSelector run, String proposal, @Nullable String actorName) {
    String runId = runs.runId(caller, run);
    return new Judged(runId, proposalId(runId, proposal), Actor.ofDecision(caller, actorName));
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

  /// Adds an observation to a run that is not final. It becomes a proposal, never directly a fact.
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

  /// Selects proposals across jobs. A filter that is `null` matches every proposal.
  ///
  /// @param decided whether to list decided proposals instead of open ones
  /// @param role of the gate
  /// @param template of the job
  /// @param cursor the `next_cursor` of the previous page, or `null` for the first page
  /// @param limit maximum number of proposals on the page, 1 to [JobQuery#MAX_LIMIT]
  public record Query(
      boolean decided,
      @Nullable String role,
      @Nullable String template,
      @Nullable String cursor,
      int limit) {
    private static final String EXPECTED = "cursor (expected: the next_cursor of a page)";

    /// A page of proposals.
    ///
    /// @param nextCursor of the next page, or `null` on the last page
    public record Page(List<ProposalStore.Listed> proposals, @Nullable String nextCursor) {
      /// Copies the list.
      public Page {
        proposals = List.copyOf(proposals);
      }
    }

    /// Validates the query.
    ///
    /// @throws OperationException with `INVALID`
    public Query {
      if (limit < 1 || limit > JobQuery.MAX_LIMIT) {
        throw OperationException.invalid(
            "/limit", "limit: " + limit + " (expected: 1 to " + JobQuery.MAX_LIMIT + ")");
      }
    }

    /// Reads the page.
    ///
    /// @throws OperationException with `BAD_CURSOR`
    Page read(JobStore store, String tenant) {
      List<ProposalStore.Listed> found =
          store.proposals(
              new ProposalStore.Query(
                  tenant,
                  decided ? ProposalStore.State.DECIDED : ProposalStore.State.OPEN,
                  role,
                  template,
                  cursor == null ? null : place(cursor),
                  limit + 1));
      if (found.size() <= limit) {
        return new Page(found, null);
      }
      List<ProposalStore.Listed> page = found.subList(0, limit);
      ProposalStore.Place last = page.getLast().place();
      return new Page(page, last.at() + "-" + last.number());
    }

    private static ProposalStore.Place place(String cursor) {
      String[] parts = cursor.split("-", 2);
      try {
        if (parts.length == 2) {
          return new ProposalStore.Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }
      } catch (NumberFormatException _) {
        // Reported below.
      }
      throw OperationException.badCursor(EXPECTED);
    }
  }
}
