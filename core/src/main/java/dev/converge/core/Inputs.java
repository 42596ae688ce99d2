package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.budget.Limits;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Money;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Spent;
import dev.converge.core.budget.Unchosen;
import dev.converge.core.decision.Returned;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Halt;
import dev.converge.core.status.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What each input does. An input that is stale changes nothing.
final class Inputs {
  private static final Outcome ACCEPTED = new Outcome.Accepted();
  private static final Unchosen NO_MODEL = new Unchosen("no model was chosen");
  private static final Outcome UNCHANGED = new Outcome.Unchanged();

  private final Turn turn;
  private final Program program;
  private final RunState state;

  Inputs(Turn turn) {
    this.turn = turn;
    this.program = turn.program;
    this.state = turn.state;
  }

  Outcome take(Input input) {
    if (state.status == Status.PENDING && !(input instanceof Input.Started)) {
      return wrongStatus("anything but its start");
    }
    Optional<String> problem = Storable.problem(input);
    if (problem.isPresent()) {
      return new Outcome.Refused(Outcome.Code.INVALID, problem.get());
    }
    return switch (input) {
      case Input.Started in -> started(in);
      case Input.Quoted in -> quoted(in);
      case Input.Sent in -> SentCalls.take(turn, in, asked(in.agent(), in.cycle(), in.attempt()));
      case Input.Answered in -> answered(in);
      case Input.Failed in -> failed(in);
      case Input.Decided in -> new Decisions(turn).take(in);
      case Input.Returned in -> new Decisions(turn).take(in);
      case Input.Observed in -> observed(in);
      case Input.Paused in -> paused(in);
      case Input.Resumed in -> resumed(in);
      case Input.Cancelled in -> cancelled(in);
      case Input.BudgetChanged in -> budget(in);
      case Input.Continued in -> continued(in);
      case Input.TimeReached _ -> time();
      case Input.ProviderBack _ -> back();
      case Input.OutOfRoom in -> outOfRoom(in);
      case Input.Broken in -> broken(in);
    };
  }

  private void advance() {
    new Cycle(turn).advance();
  }

  private Outcome started(Input.Started in) {
    if (state.status != Status.PENDING) {
      return UNCHANGED;
    }
    turn.emit(
        null,
        new Body.RunStarted(
            in.jobId(),
            program.name(),
            program.version(),
            program.hash(),
            in.mode(),
            in.budget(),
            in.versions(),
            Core.FORMAT,
            in.submitter(),
            in.onOutage(),
            in.fork()));
    turn.status(Status.RUNNING, null);
    for (Seed seed : Core.ordered(in.seeds())) {
      turn.emit(null, new Body.SeedAdmitted(seed));
    }
    advance();
    return ACCEPTED;
  }

  private Outcome quoted(Input.Quoted in) {
    if (state.status != Status.RUNNING || !state.choosing || in.cycle() != state.cycle) {
      return UNCHANGED;
    }
    long tokens = 0;
    long cost = 0;
    for (Active active : state.activeAgents()) {
      Quote quote = in.quotes().get(id(active));
      if (quote != null) {
        tokens = Limits.sum(tokens, quote.maxTokens());
        cost = Limits.sum(cost, quote.maxCostMicros());
      }
    }
    Spent used = state.used();
    if (Limits.sum(used.tokens(), tokens) > state.budget.maxTokens()) {
      turn.halt(turn.tokens(tokens), turn.tokensUsed() + "; the next cycle needs up to " + tokens);
      return ACCEPTED;
    }
    if (Limits.sum(used.costMicros(), cost) > state.budget.maxCostMicros()) {
      turn.halt(
          turn.cost(cost), turn.costUsed() + "; the next cycle needs up to " + Money.usd(cost));
      return ACCEPTED;
    }
    for (Active active : state.activeAgents().clone()) {
      begin(program.agents().get(active.index()), in);
    }
    advance();
    return ACCEPTED;
  }

  private void begin(AgentSpec spec, Input.Quoted in) {
    Quote quote = in.quotes().get(spec.id());
    if (quote == null && spec.kind() == AgentSpec.Kind.LLM) {
      Unchosen unchosen = in.missing().getOrDefault(spec.id(), NO_MODEL);
      turn.emit(spec.id(), Body.AgentFailed.noModel(Storable.message(unchosen.why()), unchosen));
    } else {
      turn.emit(spec.id(), new Body.AgentStarted(1, quote, List.of()));
    }
  }

  private String id(Active active) {
    return program.agents().get(active.index()).id();
  }

  private Outcome answered(Input.Answered in) {
    Optional<Active> found = asked(in.agent(), in.cycle(), in.attempt());
    if (found.isEmpty()) {
      return UNCHANGED;
    }
    Active active = found.get();
    AgentSpec spec = program.agents().get(active.index());
    List<String> violations =
        Contract.violations(spec, active.returned(), state.context, in.answer().proposals());
    book(active, spec, in.answer().calls());
    if (violations.isEmpty()) {
      // Also where it ends the budget: what was paid for is there if the run is continued.
      complete(spec, active.returned(), in);
    }
    if (turn.haltIfSpent()) {
      return ACCEPTED;
    }
    if (!violations.isEmpty()) {
      Failure broken = new Failure(FailureKind.CONTRACT, violations.getFirst(), violations, null);
      fail(active, spec, broken, in.answer().recorded());
    }
    retry();
    advance();
    return ACCEPTED;
  }

  private void complete(AgentSpec spec, List<Returned> returned, Input.Answered in) {
    List<Proposal> proposals = in.answer().proposals();
    turn.emit(
        spec.id(),
        new Body.AgentCompleted(
            in.attempt(), proposals.size(), in.answer().duration(), in.answer().recorded()));
    List<Returned> left = new ArrayList<>(returned);
    for (int i = 0; i < proposals.size(); i++) {
      String id = "prop:" + state.cycle + ":" + spec.id() + ":" + (i + 1);
      Proposal proposal = proposals.get(i);
      turn.emit(spec.id(), new Body.ProposalMade(id, proposal, revised(left, proposal)));
    }
  }

  /// Which of the returned proposals one revises: the first that is left under its key.
  private static @Nullable String revised(List<Returned> left, Proposal proposal) {
    for (Returned one : left) {
      if (one.proposal().key().equals(proposal.key())) {
        left.remove(one);
        return one.proposalId();
      }
    }
    return null;
  }

  private Outcome failed(Input.Failed in) {
    Optional<Active> found = asked(in.agent(), in.cycle(), in.attempt());
    if (found.isEmpty()) {
      return UNCHANGED;
    }
    Active active = found.get();
    AgentSpec spec = program.agents().get(active.index());
    book(active, spec, in.calls());
    if (turn.haltIfSpent()) {
      return ACCEPTED;
    }
    String message = Storable.message(in.message());
    List<String> violations =
        in.violations().isEmpty() && in.kind().repairable()
            ? List.of(message)
            : in.violations().stream().limit(Limits.MAX_VIOLATIONS).map(Storable::message).toList();
    Failure failure = new Failure(in.kind(), message, violations, in.retryAfter());
    fail(active, spec, failure, in.recorded());
    retry();
    advance();
    return ACCEPTED;
  }

  private Optional<Active> asked(String agent, int cycle, int attempt) {
    if (cycle != state.cycle || state.status.isFinal()) {
      return Optional.empty();
    }
    int index = program.indexOf(agent);
    for (Active active : state.activeAgents()) {
      if (active.index() == index
          && active.phase() == Active.Phase.ASKED
          && active.attempt() == attempt) {
        return Optional.of(active);
      }
    }
    return Optional.empty();
  }

  private void book(Active active, AgentSpec spec, List<ModelCall> calls) {
    long tokens = 0;
    long cost = 0;
    for (ModelCall call : calls) {
      tokens = Limits.sum(tokens, call.countedTokens());
      cost = Limits.sum(cost, call.countedCostMicros());
      Quote quote = active.quote();
      boolean overrun =
          quote == null
              ? call.countedCostMicros() > 0
              : tokens > quote.maxTokens() || cost > quote.maxCostMicros();
      turn.emit(spec.id(), new Body.ModelCalled(active.attempt(), call, overrun));
    }
    asked(spec.id(), state.cycle, active.attempt()).ifPresent(left -> SentCalls.lost(turn, left));
  }

  private record Failure(
      FailureKind kind, String message, List<String> violations, @Nullable Duration retryAfter) {}

  private void fail(Active active, AgentSpec spec, Failure failure, long recorded) {
    FailureKind kind = failure.kind();
    if (kind == FailureKind.OUTAGE) {
      Outages.failed(turn, active, failure.message(), failure.retryAfter(), recorded);
      return;
    }
    boolean again =
        kind.retryable()
            && active.used() < spec.maxAttempts()
            && (!kind.repairable() || active.repairs() < Core.mostRepairs());
    Instant retryAt =
        !again
            ? null
            : kind.repairable()
                ? turn.at
                : turn.at.plus(
                    Core.backoff(
                        state,
                        spec.id(),
                        active.used(),
                        failure.retryAfter(),
                        Core.LONGEST_BACKOFF));
    turn.emit(
        spec.id(),
        new Body.AgentFailed(
            active.attempt(), kind, failure.message(), failure.violations(), retryAt, recorded));
  }

  private void retry() {
    if (state.status == Status.RUNNING) {
      Retries.of(program, state).ask(turn);
    }
    if (state.status == Status.RUNNING) {
      Outages.note(turn);
    }
  }

  private Outcome wrongStatus(String what) {
    return turn.wrongStatus(what);
  }

  private Outcome observed(Input.Observed in) {
    Optional<Outcome> before = TakenRequests.before(state, in.request(), "observation");
    if (before.isPresent()) {
      return before.get();
    }
    if (state.status.isFinal()) {
      return wrongStatus("an observation");
    }
    Observation observation = new Observation(in.key(), in.id(), in.content(), in.data());
    Optional<Outcome> refusal = observation.refusal(program);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    observation.enter(turn, in.actor(), in.asserted(), in.request());
    advance();
    return ACCEPTED;
  }

  private Outcome paused(Input.Paused in) {
    if (state.status == Status.PAUSED) {
      return UNCHANGED;
    }
    if (state.status != Status.RUNNING && state.status != Status.WAITING) {
      return wrongStatus("a pause");
    }
    turn.status(Status.PAUSED, in.reason(), in.actor(), in.asserted());
    return ACCEPTED;
  }

  private Outcome resumed(Input.Resumed in) {
    if (state.status == Status.RUNNING || state.status == Status.WAITING) {
      return UNCHANGED;
    }
    if (state.status != Status.PAUSED) {
      return wrongStatus("a resume");
    }
    turn.status(state.beforePause, null, in.actor(), in.asserted());
    time();
    return ACCEPTED;
  }

  /// The run waits for a provider or paused itself; what a person paused, a person resumes.
  private Outcome back() {
    if (state.status == Status.RUNNING) {
      return Outages.back(turn) ? ACCEPTED : UNCHANGED;
    }
    if (state.status != Status.PAUSED || state.outage == null) {
      return UNCHANGED;
    }
    turn.status(state.beforePause, null);
    time();
    return ACCEPTED;
  }

  private Outcome cancelled(Input.Cancelled in) {
    if (state.status.isFinal()) {
      return UNCHANGED;
    }
    turn.end(Status.CANCELLED, null, in.reason(), in.actor(), in.asserted());
    return ACCEPTED;
  }

  private Outcome budget(Input.BudgetChanged in) {
    if (state.status.isFinal()) {
      return wrongStatus("a budget");
    }
    if (in.budget().equals(state.budget)) {
      return UNCHANGED;
    }
    turn.emit(null, new Body.BudgetChanged(state.budget, in.budget(), in.actor(), in.asserted()));
    if (state.status == Status.RUNNING) {
      turn.haltIfSpent();
    }
    return ACCEPTED;
  }

  private Outcome continued(Input.Continued in) {
    Outcome outcome = new Continuing(turn).take(in);
    if (outcome.equals(ACCEPTED) && !turn.haltIfSpent() && new Cycle(turn).judgeLeftovers()) {
      time();
    }
    return outcome;
  }

  private Outcome time() {
    if (state.status.isFinal()) {
      return UNCHANGED;
    }
    long before = state.sequence;
    if (state.status == Status.RUNNING && turn.haltIfSpent()) {
      return ACCEPTED;
    }
    for (Pending pending : new ArrayList<>(state.pending)) {
      if (pending.decided() == null
          && pending.expiresAt() != null
          && !pending.expiresAt().isAfter(turn.at)) {
        turn.emit(
            null,
            new Body.ApprovalDecided(
                pending.proposalId(),
                pending.onSilence(),
                ReservedAgents.PERSON,
                false,
                null,
                true));
      }
    }
    if (state.status != Status.PAUSED) {
      retry();
      advance();
    }
    return state.sequence > before ? ACCEPTED : UNCHANGED;
  }

  private Outcome outOfRoom(Input.OutOfRoom in) {
    if (state.status.isFinal()) {
      return UNCHANGED;
    }
    turn.halt(
        new Halt.Limit(Halt.Limit.Which.MAX_STORED_BYTES, in.max(), in.used(), in.needed()),
        turn.used("max_stored_bytes", in.max(), in.used())
            + "; what comes next needs "
            + in.needed());
    return ACCEPTED;
  }

  private Outcome broken(Input.Broken in) {
    if (state.status.isFinal()) {
      return UNCHANGED;
    }
    turn.end(Status.FAILED, null, Storable.message(in.message()));
    return ACCEPTED;
  }
}
