package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Limits;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Money;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Spent;
import dev.converge.core.budget.Unchosen;
import dev.converge.core.decision.Returned;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Processes the inputs about agents that were asked: their models, answers and failures.
final class AgentInputs {
  private static final Unchosen NO_MODEL = new Unchosen("no model was chosen");

  private final Turn turn;
  private final Program program;
  private final RunState state;

  AgentInputs(Turn turn) {
    this.turn = turn;
    this.program = turn.program;
    this.state = turn.state;
  }

  Outcome quoted(Input.Quoted in) {
    if (state.status != Status.RUNNING || !state.choosing || in.cycle() != state.cycle) {
      return Inputs.UNCHANGED;
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
      return Inputs.ACCEPTED;
    }
    if (Limits.sum(used.costMicros(), cost) > state.budget.maxCostMicros()) {
      turn.halt(
          turn.cost(cost), turn.costUsed() + "; the next cycle needs up to " + Money.usd(cost));
      return Inputs.ACCEPTED;
    }
    for (Active active : state.activeAgents().clone()) {
      begin(program.agents().get(active.index()), in);
    }
    new Cycle(turn).advance();
    return Inputs.ACCEPTED;
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

  Outcome answered(Input.Answered in) {
    Optional<Active> found = asked(in.agent(), in.cycle(), in.attempt());
    if (found.isEmpty()) {
      return Inputs.UNCHANGED;
    }
    Active active = found.get();
    AgentSpec spec = program.agents().get(active.index());
    List<String> violations =
        Contract.violations(spec, active.returned(), state.context, in.answer().proposals());
    book(active, spec, in.answer().calls());
    if (violations.isEmpty()) {
      // Even if it ends the budget: what was paid for is available if the run is continued.
      complete(spec, active.returned(), in);
    }
    if (turn.haltIfSpent()) {
      return Inputs.ACCEPTED;
    }
    if (!violations.isEmpty()) {
      Failure broken = new Failure(FailureKind.CONTRACT, violations.getFirst(), violations, null);
      fail(active, spec, broken, in.answer().recorded());
    }
    retry();
    new Cycle(turn).advance();
    return Inputs.ACCEPTED;
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

  /// The returned proposal that this one revises: the first remaining one under its key.
  private static @Nullable String revised(List<Returned> left, Proposal proposal) {
    for (Returned one : left) {
      if (one.proposal().key().equals(proposal.key())) {
        left.remove(one);
        return one.proposalId();
      }
    }
    return null;
  }

  Outcome failed(Input.Failed in) {
    Optional<Active> found = asked(in.agent(), in.cycle(), in.attempt());
    if (found.isEmpty()) {
      return Inputs.UNCHANGED;
    }
    Active active = found.get();
    AgentSpec spec = program.agents().get(active.index());
    book(active, spec, in.calls());
    if (turn.haltIfSpent()) {
      return Inputs.ACCEPTED;
    }
    String message = Storable.message(in.message());
    List<String> violations =
        in.violations().isEmpty() && in.kind().repairable()
            ? List.of(message)
            : in.violations().stream().limit(Limits.MAX_VIOLATIONS).map(Storable::message).toList();
    Failure failure = new Failure(in.kind(), message, violations, in.retryAfter());
    fail(active, spec, failure, in.recorded());
    retry();
    new Cycle(turn).advance();
    return Inputs.ACCEPTED;
  }

  Optional<Active> asked(String agent, int cycle, int attempt) {
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

  void retry() {
    if (state.status == Status.RUNNING) {
      Retries.of(program, state).ask(turn);
    }
    if (state.status == Status.RUNNING) {
      Outages.note(turn);
    }
  }
}
