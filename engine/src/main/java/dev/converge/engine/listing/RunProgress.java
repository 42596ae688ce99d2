package dev.converge.engine.listing;

import dev.converge.core.RunState;
import dev.converge.core.budget.Spent;
import dev.converge.core.text.EnumWord;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What lists show of a run besides its status: its mode, its usage and what it waits for.
///
/// @param mode how models are answered, in lower case, or `null` if unknown
/// @param detail more about the status, at most [#MAX_DETAIL] characters, or `null`
/// @param running running time
/// @param tokens used tokens
/// @param costMicros cost in millionths of a US dollar
/// @param pending number of proposals that wait for a decision
public record RunProgress(
    @Nullable String mode,
    @Nullable String detail,
    Duration running,
    long tokens,
    long costMicros,
    int pending) {
  /// Maximum length of a detail in lists, in characters.
  public static final int MAX_DETAIL = 300;

  /// For a run about which nothing is known.
  public static final RunProgress UNKNOWN = new RunProgress(null, null, Duration.ZERO, 0, 0, 0);

  /// Truncates the detail, and the time to milliseconds, as they are stored.
  public RunProgress {
    detail = detail == null ? null : Excerpt.of(detail, MAX_DETAIL);
    running = Duration.ofMillis(running.toMillis());
  }

  /// For a run in this state.
  public static RunProgress of(RunState state) {
    Spent spent = state.spent();
    return new RunProgress(
        state.started().map(started -> EnumWord.of(started.mode())).orElse(null),
        state.detail().orElse(null),
        spent.running(),
        spent.tokens(),
        spent.costMicros(),
        state.status().isFinal()
            ? 0
            : (int) state.pending().stream().filter(p -> p.decision().isEmpty()).count());
  }

  /// This progress after the content of the job was erased, because details can quote it.
  public RunProgress erased() {
    return new RunProgress(mode, null, running, tokens, costMicros, pending);
  }
}
