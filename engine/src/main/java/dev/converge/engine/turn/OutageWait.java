package dev.converge.engine.turn;

import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When an outage of a provider is only waited for, instead of asking again and again.
public final class OutageWait {
  /// How long an outage lasts before runs wait until somebody sees that the provider is back; until
  /// then they ask by themselves.
  public static final Duration ASKED_DURING = Duration.ofSeconds(8);

  private OutageWait() {}

  /// The pause after a failed attempt: as long as the agent is given at all if an outage goes on,
  /// and what the provider asked for otherwise.
  ///
  /// @param asked pause that the provider asked for, or `null`
  public static @Nullable Duration pause(
      Request.AskAgent ask,
      AgentSpec spec,
      FailureKind kind,
      @Nullable Duration asked,
      Instant now) {
    Instant since = ask.since();
    boolean goesOn =
        kind == FailureKind.OUTAGE && since != null && !now.isBefore(since.plus(ASKED_DURING));
    return goesOn ? spec.giveUpAfter() : asked;
  }
}
