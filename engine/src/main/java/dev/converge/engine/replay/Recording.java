package dev.converge.engine.replay;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Observation;
import dev.converge.core.Request;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Limits;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Unchosen;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Roles;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A run's events, read as the inputs that led to them. Inputs are not recorded themselves. Each
/// leaves events from which it can be derived.
public final class Recording {
  private final List<Event> events;

  /// The events of a run, from the first one on.
  public Recording(List<Event> events) {
    this.events = List.copyOf(events);
  }

  /// Number of events.
  public int size() {
    return events.size();
  }

  /// The event at an index, starting at 0.
  public Event event(int index) {
    return events.get(index);
  }

  /// The input whose first event is at an index.
  ///
  /// @param choosing models that the run waits for at that point, or `null`
  public Input input(int index, Request.@Nullable ChooseModels choosing) {
    Event event = events.get(index);
    Instant at = event.at();
    return switch (event.body()) {
      case Body.RunStarted body -> started(index, body);
      case Body.ModelSent body -> sent(event, body);
      case Body.ModelCalled _ -> called(index);
      case Body.AgentCompleted body -> answered(index, body, List.of());
      case Body.AgentStarted _ -> choosing == null ? new Input.TimeReached(at) : quoted(index);
      case Body.AgentFailed body ->
          choosing != null && body.kind() == FailureKind.NO_MODEL
              ? quoted(index)
              : failed(index, body, List.of());
      case Body.ApprovalGiven body -> given(body, at);
      case Body.ApprovalDecided body -> decided(body, at);
      case Body.ProposalReturned body ->
          new Input.Returned(
              body.proposalId(), body.actor(), body.asserted(), body.comment(), Roles.EVERY, at);
      case Body.ObservationReceived body -> observed(body, at);
      case Body.BudgetChanged body ->
          new Input.BudgetChanged(body.after(), body.actor(), body.asserted(), at);
      case Body.RunContinued body -> continued(index, body);
      case Body.RunStatus body -> status(body, at, choosing);
      case Body.SeedAdmitted _,
          Body.CycleStarted _,
          Body.ProposalMade _,
          Body.FactPromoted _,
          Body.ProposalRejected _,
          Body.ApprovalRequested _,
          Body.Finding _,
          Body.CycleCompleted _ ->
          new Input.TimeReached(at);
    };
  }

  /// What the run had used, according to the first event from an index on that says so: the time
  /// that passed while no process drove the run is not an event, but shows there.
  public Optional<Used> used(int index) {
    for (int i = index; i < events.size(); i++) {
      Event event = events.get(i);
      if (event.body() instanceof Body.CycleCompleted(_, var spent)) {
        return Optional.of(new Used(event.at(), spent.running()));
      } else if (event.body() instanceof Body.RunStatus status) {
        return Optional.of(new Used(event.at(), status.spent().running()));
      }
    }
    return Optional.empty();
  }

  /// What a run had used at a time.
  public record Used(Instant at, Duration running) {}

  /// The version of an agent as the run recorded it; empty if the agent answered nothing.
  public Optional<String> version(String agent) {
    if (!events.isEmpty() && events.getFirst().body() instanceof Body.RunStarted started) {
      String version = started.versions().get(agent);
      if (version != null) {
        return Optional.of(version);
      }
    }
    return events.stream()
        .filter(event -> agent.equals(event.agent()))
        .map(Event::body)
        .filter(Body.ProposalMade.class::isInstance)
        .map(body -> ((Body.ProposalMade) body).proposal().provenance().version())
        .findFirst();
  }

  private Input started(int index, Body.RunStarted body) {
    List<Seed> seeds = new ArrayList<>();
    for (int i = index + 1; i < events.size(); i++) {
      if (events.get(i).body() instanceof Body.SeedAdmitted(var seed)) {
        seeds.add(seed);
      } else if (!(events.get(i).body() instanceof Body.RunStatus)) {
        break;
      }
    }
    return new Input.Started(
        body.jobId(),
        body.mode(),
        seeds,
        body.budget(),
        body.versions(),
        body.submitter(),
        body.onOutage(),
        body.fork(),
        events.get(index).at());
  }

  /// Model calls come before the events that they led to. If the budget ended the run first, an
  /// answer that was of no use was not recorded, and earlier releases recorded no answer at all.
  /// Nothing of it mattered.
  private Input called(int index) {
    if (lost(index)) {
      return afterLost(index);
    }
    Event first = events.get(index);
    String agent = String.valueOf(first.agent());
    int attempt = ((Body.ModelCalled) first.body()).attempt();
    List<ModelCall> calls = new ArrayList<>();
    int i = index;
    while (i < events.size()
        && agent.equals(events.get(i).agent())
        && events.get(i).body() instanceof Body.ModelCalled called
        && called.attempt() == attempt) {
      if (!lost(i)) {
        calls.add(called.call());
      }
      i++;
    }
    if (i < events.size() && agent.equals(events.get(i).agent())) {
      if (events.get(i).body() instanceof Body.AgentCompleted body) {
        return answered(i, body, calls);
      } else if (events.get(i).body() instanceof Body.AgentFailed body) {
        return failed(i, body, calls);
      }
    }
    return new Input.Failed(
        agent,
        first.cycle(),
        attempt,
        FailureKind.UNAVAILABLE,
        "not recorded",
        null,
        calls,
        first.at());
  }

  /// Whether an event books a request whose answer was not seen, which the core does by itself.
  private boolean lost(int index) {
    return events.get(index).body() instanceof Body.ModelCalled called
        && called.call().outcome() == ModelOutcome.LOST;
  }

  private static Input sent(Event event, Body.ModelSent body) {
    return new Input.Sent(
        String.valueOf(event.agent()), event.cycle(), body.attempt(), body.call(), event.at());
  }

  /// The event that showed that answers were lost comes after them.
  private Input afterLost(int index) {
    Event first = events.get(index);
    int i = index;
    while (i < events.size() && lost(i)) {
      i++;
    }
    Body.ModelCalled lost = (Body.ModelCalled) first.body();
    Event next = events.get(Math.min(i, events.size() - 1));
    return switch (next.body()) {
      case Body.ModelSent body -> sent(next, body);
      case Body.AgentFailed body -> failed(i, body, List.of());
      case Body.AgentCompleted body -> answered(i, body, List.of());
      case Body.RunStatus body
          when body.reason() == HaltReason.BUDGET
              && !outOf(body, Halt.Limit.Which.MAX_DURATION_MS)
              && !outOf(body, Halt.Limit.Which.MAX_STORED_BYTES) ->
          new Input.Sent(
              String.valueOf(first.agent()),
              first.cycle(),
              lost.attempt(),
              lost.call(),
              first.at());
      case Body.RunStatus body -> status(body, next.at(), null);
      default -> new Input.TimeReached(first.at());
    };
  }

  private static boolean outOf(Body.RunStatus body, Halt.Limit.Which which) {
    return body.halt() instanceof Halt.Limit limit && limit.which() == which;
  }

  private Input answered(int index, Body.AgentCompleted body, List<ModelCall> calls) {
    Event event = events.get(index);
    List<Proposal> proposals = new ArrayList<>();
    for (int i = index + 1; i < events.size() && proposals.size() < body.proposals(); i++) {
      if (!(events.get(i).body() instanceof Body.ProposalMade made)) {
        break;
      }
      proposals.add(made.proposal());
    }
    return new Input.Answered(
        String.valueOf(event.agent()),
        event.cycle(),
        body.attempt(),
        new Answer(proposals, calls, body.duration(), body.recorded()),
        event.at());
  }

  private Input failed(int index, Body.AgentFailed body, List<ModelCall> calls) {
    Event event = events.get(index);
    Duration wait = body.retryAt() == null ? null : Duration.between(event.at(), body.retryAt());
    return new Input.Failed(
        String.valueOf(event.agent()),
        event.cycle(),
        body.attempt(),
        body.kind(),
        body.message(),
        wait,
        calls,
        body.violations(),
        body.recorded(),
        event.at());
  }

  private Input quoted(int index) {
    Event first = events.get(index);
    TreeMap<String, Quote> quotes = new TreeMap<>();
    TreeMap<String, Unchosen> missing = new TreeMap<>();
    for (int i = index; i < events.size() && events.get(i).cycle() == first.cycle(); i++) {
      String agent = String.valueOf(events.get(i).agent());
      if (events.get(i).body() instanceof Body.AgentStarted body && body.attempt() == 1) {
        if (body.quote() != null) {
          quotes.put(agent, body.quote());
        }
      } else if (events.get(i).body() instanceof Body.AgentFailed body
          && body.kind() == FailureKind.NO_MODEL) {
        missing.put(agent, new Unchosen(body.message(), body.candidates()));
      } else {
        break;
      }
    }
    return new Input.Quoted(first.cycle(), quotes, missing, first.at());
  }

  private static Input given(Body.ApprovalGiven body, Instant at) {
    return new Input.Decided(
        body.proposalId(), Decision.APPROVED, body.actor(), body.asserted(), body.comment(), at);
  }

  private static Input decided(Body.ApprovalDecided body, Instant at) {
    return body.byDeadline()
        ? new Input.TimeReached(at)
        : new Input.Decided(
            body.proposalId(), body.decision(), body.actor(), body.asserted(), body.comment(), at);
  }

  private static Input observed(Body.ObservationReceived body, Instant at) {
    Proposal proposal = body.proposal();
    return new Input.Observed(
        proposal.key(),
        proposal.factId(),
        proposal.content(),
        proposal.data(),
        body.actor(),
        body.asserted(),
        body.request(),
        at);
  }

  /// The status that follows says that the run continues. Then come the observations, all of one
  /// moment.
  private Input continued(int index, Body.RunContinued body) {
    Instant at = events.get(index).at();
    List<Observation> observations = new ArrayList<>();
    for (int i = index + 2; i < events.size() && events.get(i).at().equals(at); i++) {
      if (!(events.get(i).body() instanceof Body.ObservationReceived received)
          || received.request() != null
          || observations.size() == Limits.MAX_OBSERVATIONS) {
        break;
      }
      Proposal proposal = received.proposal();
      observations.add(
          new Observation(proposal.key(), proposal.factId(), proposal.content(), proposal.data()));
    }
    return new Input.Continued(
        body.after(),
        observations,
        body.actor(),
        body.asserted(),
        body.reason(),
        body.request(),
        at);
  }

  private static Input status(
      Body.RunStatus body, Instant at, Request.@Nullable ChooseModels choosing) {
    if (outOf(body, Halt.Limit.Which.MAX_STORED_BYTES) && body.halt() instanceof Halt.Limit limit) {
      long needed = Objects.requireNonNullElse(limit.needed(), 0L);
      return new Input.OutOfRoom(limit.max(), limit.used(), needed, at);
    }
    String actor = Objects.requireNonNullElse(body.actor(), "");
    return switch (body.status()) {
      case CANCELLED -> new Input.Cancelled(actor, body.asserted(), body.detail(), at);
      case FAILED -> new Input.Broken(Objects.requireNonNullElse(body.detail(), ""), at);
      case PAUSED -> new Input.Paused(actor, body.asserted(), body.detail(), at);
      case RUNNING, WAITING ->
          body.previous() == Status.PAUSED && body.actor() != null
              ? new Input.Resumed(actor, body.asserted(), at)
              : body.previous() == Status.PAUSED || body.previous() == body.status()
                  ? new Input.ProviderBack(at)
                  : new Input.TimeReached(at);
      case HALTED -> {
        Optional<Quote> asked = refused(body);
        yield choosing == null || asked.isEmpty()
            ? new Input.TimeReached(at)
            : new Input.Quoted(
                choosing.cycle(),
                new TreeMap<>(java.util.Map.of(choosing.agents().getFirst(), asked.get())),
                new TreeMap<>(),
                at);
      }
      case PENDING, CONVERGED -> new Input.TimeReached(at);
    };
  }

  /// The refused quotes of a cycle: only their sum was recorded. In runs recorded before halts were
  /// data, it is only in a message for people. There, any sum that is refused will do.
  private static Optional<Quote> refused(Body.RunStatus body) {
    if (body.reason() == HaltReason.BUDGET && body.halt() == null) {
      return Optional.of(new Quote("", "", Limits.MAX_NUMBER, Limits.MAX_NUMBER, null));
    }
    return body.halt() instanceof Halt.Limit(var which, _, _, var needed) && needed != null
        ? Optional.of(
            which == Halt.Limit.Which.MAX_TOKENS
                ? new Quote("", "", needed, 0, null)
                : new Quote("", "", 0, needed, null))
        : Optional.empty();
  }
}
