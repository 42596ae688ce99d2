package dev.converge.core;

import dev.converge.core.budget.Limits;
import dev.converge.core.budget.Quote;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which agents are called again in a cycle, and when.
///
/// If the budget is too small for every attempt that the cycle may still make, agents with a
/// reservation are retried in waves: only when none of them is at work and the last pause is over,
/// in agent order, as many as the budget allows. So the order of failures does not matter.
///
/// @param waves whether the budget is that small
/// @param next when the next agent that does not wait for others is due, or [Instant#MAX]
/// @param wave when the next wave is due, or [Instant#MAX]
/// @param back since when the providers that agents wait for are back, or `null`: those agents are
///   due then
record Retries(boolean waves, Instant next, Instant wave, @Nullable Instant back) {
  private static final Retries NONE = new Retries(false, Instant.MAX, Instant.MAX, null);

  static Retries of(Program program, RunState state) {
    return of(program, state, null);
  }

  static Retries of(Program program, RunState state, @Nullable Instant back) {
    if (!anyPausing(state)) {
      return NONE;
    }
    boolean waves = tight(program, state);
    boolean atWork = false;
    Instant next = Instant.MAX;
    Instant last = Instant.MIN;
    for (Active active : state.activeAgents()) {
      Instant retryAt = due(active, back);
      if (retryAt == null) {
        atWork |= reserves(active);
      } else if (waves && active.quote() != null) {
        last = retryAt.isAfter(last) ? retryAt : last;
      } else if (retryAt.isBefore(next)) {
        next = retryAt;
      }
    }
    return new Retries(waves, next, atWork || last.equals(Instant.MIN) ? Instant.MAX : last, back);
  }

  private static @Nullable Instant due(Active active, @Nullable Instant back) {
    Instant retryAt = active.retryAt();
    return back != null && active.waits() && back.isBefore(retryAt) ? back : retryAt;
  }

  /// Whether an agent is asked now that would otherwise still wait for a provider.
  boolean anyBack(RunState state) {
    for (Active active : state.activeAgents()) {
      if (back != null
          && active.waits()
          && back.isBefore(active.retryAt())
          && (active.quote() == null || !waves || !wave.isAfter(back))) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyPausing(RunState state) {
    for (Active active : state.activeAgents()) {
      if (active.retryAt() != null) {
        return true;
      }
    }
    return false;
  }

  private static boolean reserves(Active active) {
    return active.phase() == Active.Phase.ASKED && active.quote() != null;
  }

  /// Whether the attempts of this cycle, if all were made and used their maximum, would exceed the
  /// budget.
  private static boolean tight(Program program, RunState state) {
    long tokens = state.spentBefore.tokens();
    long cost = state.spentBefore.costMicros();
    for (Active active : state.activeAgents()) {
      Quote quote = active.quote();
      if (quote != null && active.open()) {
        int attempts = program.agents().get(active.index()).maxAttempts() + active.uncounted();
        tokens = Limits.sum(tokens, Limits.product(attempts, quote.maxTokens()));
        cost = Limits.sum(cost, Limits.product(attempts, quote.maxCostMicros()));
      }
    }
    return tokens > state.budget.maxTokens() || cost > state.budget.maxCostMicros();
  }

  /// When the first agent is due, or [Instant#MAX].
  Instant due() {
    return wave.isBefore(next) ? wave : next;
  }

  /// Asks the agents that are due again.
  void ask(Turn turn) {
    boolean waveDue = !wave.isAfter(turn.at);
    int reserving = 0;
    Active left = null;
    for (Active active : turn.state.activeAgents().clone()) {
      Instant retryAt = due(active, back);
      if (retryAt == null || retryAt.isAfter(turn.at)) {
        continue;
      }
      Quote quote = active.quote();
      if (quote == null) {
        again(turn, active);
      } else if (!waves || waveDue) {
        if (fits(turn.state, quote)) {
          again(turn, active);
          reserving++;
        } else if (left == null) {
          left = active;
        }
      }
    }
    if (left != null && left.quote() != null && (!waves || reserving == 0)) {
      halt(turn, left.quote());
    }
  }

  private static void again(Turn turn, Active active) {
    turn.emit(
        turn.program.agents().get(active.index()).id(),
        new Body.AgentStarted(active.attempt() + 1, active.quote(), active.violations()));
  }

  private static boolean fits(RunState state, Quote quote) {
    return tokens(state, quote) <= state.budget.maxTokens()
        && cost(state, quote) <= state.budget.maxCostMicros();
  }

  private static long tokens(RunState state, Quote quote) {
    long sum = Limits.sum(state.used().tokens(), quote.maxTokens());
    for (Active active : state.activeAgents()) {
      if (active.quote() != null && reserves(active)) {
        sum = Limits.sum(sum, active.quote().maxTokens());
      }
    }
    return sum;
  }

  private static long cost(RunState state, Quote quote) {
    long sum = Limits.sum(state.used().costMicros(), quote.maxCostMicros());
    for (Active active : state.activeAgents()) {
      if (active.quote() != null && reserves(active)) {
        sum = Limits.sum(sum, active.quote().maxCostMicros());
      }
    }
    return sum;
  }

  private static void halt(Turn turn, Quote quote) {
    boolean money = cost(turn.state, quote) > turn.state.budget.maxCostMicros();
    if (money) {
      turn.halt(turn.cost(null), turn.costUsed());
    } else {
      turn.halt(turn.tokens(null), turn.tokensUsed());
    }
  }
}
