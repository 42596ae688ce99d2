package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Limits;
import dev.converge.core.budget.Quote;
import dev.converge.core.status.Halt;
import dev.converge.core.status.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a run waits while a provider is unavailable. An outage says nothing about the request, so
/// the agent is asked again until it gives up, however many attempts that takes. If all current
/// work of the run waits, the time does not count as running.
final class Outages {
  /// The longest pause between two attempts, unless the provider asks for more: a run continues
  /// soon after the provider is back.
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  private Outages() {}

  /// An attempt ended because a provider is unavailable. If the agent has waited too long, it fails
  /// if it is optional; otherwise the run pauses itself.
  ///
  /// @param recorded see [Body.AgentFailed]
  static void failed(
      Turn turn, Active active, String message, @Nullable Duration retryAfter, long recorded) {
    AgentSpec spec = turn.program.agents().get(active.index());
    boolean halts = turn.state.haltsOnOutage(turn.program) && !spec.optional();
    Instant retryAt = halts ? null : retryAt(turn, spec, active, retryAfter);
    boolean pauses = retryAt == null && !halts && !spec.optional();
    Body.Outage known = turn.state.outage;
    turn.emit(
        spec.id(),
        new Body.AgentFailed(
            active.attempt(),
            FailureKind.OUTAGE,
            message,
            List.of(),
            pauses ? turn.at : retryAt,
            recorded));
    String provider = provider(turn.program, active);
    if (halts) {
      turn.halt(
          new Halt.ProviderAway(spec.id(), provider),
          provider + " is away and the policy is on_outage: halt; " + spec.id() + ": " + message);
    } else if (pauses && turn.state.status == Status.RUNNING) {
      Instant since = active.since() == null ? turn.at : active.since();
      turn.pause(known == null ? new Body.Outage(provider, since) : known);
    }
  }

  /// When the agent is called again: one last time when its time is up.
  private static @Nullable Instant retryAt(
      Turn turn, AgentSpec spec, Active active, @Nullable Duration asked) {
    Instant since = active.since() == null ? turn.at : active.since();
    Instant end = since.plus(Limits.time(spec.giveUpAfter()));
    if (!turn.at.isBefore(end)) {
      return null;
    }
    Duration pause = Core.backoff(turn.state, spec.id(), active.attempt(), asked, LONGEST_PAUSE);
    Instant next = turn.at.plus(pause);
    return next.isAfter(end) ? end : next;
  }

  /// A provider is back: agents that wait for one are asked now. The status is repeated so that the
  /// record shows why they were asked early.
  ///
  /// @return whether any agent waited
  static boolean back(Turn turn) {
    Retries retries = Retries.of(turn.program, turn.state, turn.at);
    if (!retries.anyBack(turn.state)) {
      return false;
    }
    turn.outage(turn.state.outage);
    if (!turn.haltIfSpent()) {
      retries.ask(turn);
    }
    return true;
  }

  /// Reports whether the run is delayed, if that has changed.
  static void note(Turn turn) {
    Body.Outage now = of(turn.program, turn.state);
    if ((now == null) != (turn.state.outage == null)) {
      turn.outage(now);
    }
  }

  /// The outage that started first, if every agent that is not done waits for one.
  private static Body.@Nullable Outage of(Program program, RunState state) {
    Active first = null;
    for (Active active : state.activeAgents()) {
      if (!active.open()) {
        continue;
      }
      Instant since = active.since();
      if (since == null) {
        return null;
      }
      if (first == null || first.since() == null || since.isBefore(first.since())) {
        first = active;
      }
    }
    if (first == null || first.since() == null) {
      return null;
    }
    return new Body.Outage(provider(program, first), first.since());
  }

  private static String provider(Program program, Active active) {
    Quote quote = active.quote();
    return quote == null ? program.agents().get(active.index()).id() : quote.provider();
  }
}
