package dev.converge.core;

import dev.converge.core.budget.Limits;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Spent;
import dev.converge.core.status.Outcome;
import java.util.Optional;

/// Requests to models that were sent and whose outcomes are unknown. Each is booked with the most
/// that it can use once it is certain that nobody will see its answer.
final class SentCalls {
  private SentCalls() {}

  /// Records that a request is about to be sent. If the same request is recorded again, the answer
  /// to the first one was lost with its process. If the budget does not allow both, the run halts
  /// and the request must not be sent.
  ///
  /// @param asked the agent's attempt, unless the input is stale
  static Outcome take(Turn turn, Input.Sent in, Optional<Active> asked) {
    if (asked.isEmpty() || in.call().outcome() != ModelOutcome.LOST) {
      return new Outcome.Unchanged();
    }
    boolean again = false;
    for (ModelCall before : asked.get().sent()) {
      if (Active.same(before, in.call())) {
        lost(turn, asked.get(), before);
        again = true;
      }
    }
    if (!again || (!turn.haltIfSpent() && !haltIfReserved(turn))) {
      turn.emit(in.agent(), new Body.ModelSent(in.attempt(), in.call()));
    }
    return new Outcome.Accepted();
  }

  /// Books all requests of an agent's attempt whose outcomes are unknown.
  static void lost(Turn turn, Active active) {
    active.sent().forEach(call -> lost(turn, active, call));
  }

  private static void lost(Turn turn, Active active, ModelCall call) {
    Quote quote = active.quote();
    boolean overrun =
        quote == null
            ? call.countedCostMicros() > 0
            : call.countedTokens() > quote.maxTokens()
                || call.countedCostMicros() > quote.maxCostMicros();
    turn.emit(
        turn.program.agents().get(active.index()).id(),
        new Body.ModelCalled(active.attempt(), call, overrun));
  }

  /// Halts the run if agents at work may still use more than is left, and says which limit.
  private static boolean haltIfReserved(Turn turn) {
    RunState state = turn.state;
    Spent used = state.used();
    long tokens = used.tokens();
    long cost = used.costMicros();
    for (Active active : state.activeAgents()) {
      Quote quote = active.phase() == Active.Phase.ASKED ? active.quote() : null;
      if (quote != null) {
        tokens = Limits.sum(tokens, quote.maxTokens());
        cost = Limits.sum(cost, quote.maxCostMicros());
      }
    }
    boolean over = tokens > state.budget.maxTokens();
    if (!over && cost <= state.budget.maxCostMicros()) {
      return false;
    }
    String why = "; there is not enough left to send the lost request again";
    if (over) {
      turn.halt(turn.tokens(tokens - used.tokens()), turn.tokensUsed() + why);
    } else {
      turn.halt(turn.cost(cost - used.costMicros()), turn.costUsed() + why);
    }
    return true;
  }
}
