package dev.converge.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a run waits while a provider is away. An outage says nothing of the request, so the agent is
/// asked again until it gives up, however many attempts that takes; and where everything that the
/// run is doing waits, the time does not count as running.
final class Outages {
  /// The longest pause between two attempts, unless the provider asks for more: a run goes on soon
  /// after the provider is back.
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  private Outages() {}

  /// An attempt ended because a provider is away.
  static void failed(Turn turn, Active active, String message, @Nullable Duration retryAfter) {
    AgentSpec spec = turn.program.agents().get(active.index());
    boolean halts = turn.program.haltsOnOutage() && !spec.optional();
    Instant retryAt = halts ? null : retryAt(turn, spec, active, retryAfter);
    turn.emit(
        spec.id(),
        new Body.AgentFailed(
            active.attempt(), FailureKind.OUTAGE, message, List.of(), retryAt));
    if (halts) {
      TreeMap<String, FailureKind> failed = new TreeMap<>();
      failed.put(spec.id(), FailureKind.OUTAGE);
      turn.halt(
          new Halt.FailedAgents(failed),
          spec.id() + ": OUTAGE, " + message + "; the policy is on_outage: halt");
    }
  }

  /// When the agent is asked again: once more when its time is over, and then no more.
  private static @Nullable Instant retryAt(
      Turn turn, AgentSpec spec, Active active, @Nullable Duration asked) {
    Instant since = active.since() == null ? turn.at : active.since();
    Instant end = since.plus(Limits.time(spec.giveUpAfter()));
    if (!turn.at.isBefore(end)) {
      return null;
    }
    Duration pause =
        Core.backoff(turn.s, spec.id(), active.attempt(), asked, LONGEST_PAUSE);
    Instant next = turn.at.plus(pause);
    return next.isAfter(end) ? end : next;
  }

  /// Says whether the run is held up, if that has changed.
  static void note(Turn turn) {
    Body.Outage now = of(turn.program, turn.s);
    if ((now == null) != (turn.s.outage == null)) {
      turn.outage(now);
    }
  }

  /// The outage that began first, if every agent that is not done waits for one.
  private static Body.@Nullable Outage of(Program program, RunState s) {
    Active first = null;
    for (Active active : s.activeAgents()) {
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
    Quote quote = first.quote();
    return new Body.Outage(
        quote == null ? program.agents().get(first.index()).id() : quote.provider(),
        first.since());
  }
}
