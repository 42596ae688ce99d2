package dev.converge.engine.turn;

import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides when a run only waits for the end of a provider's outage instead of retrying.
public final class OutageWait {
  /// How long an outage lasts before runs wait until the provider's return is detected. Until then,
  /// they retry by themselves.
  public static final Duration ASKED_DURING = Duration.ofSeconds(8);

  private OutageWait() {}

  /// The pause after a failed attempt: as long as the agent may take if an outage continues, and
  /// what the provider requested otherwise.
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
