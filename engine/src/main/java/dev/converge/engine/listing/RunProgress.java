package dev.converge.engine.listing;

import dev.converge.core.RunState;
import dev.converge.core.budget.Spent;
import dev.converge.core.text.EnumWord;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What lists show of a run beyond its status: how it runs, what it used and what it waits for.
///
/// @param mode how models are answered, in lower case, or `null` if that is not known
/// @param detail more about the status, at most [#MAX_DETAIL] characters, or `null`
/// @param running the time it ran
/// @param tokens used
/// @param costMicros used, in millionths of a dollar
/// @param pending proposals that wait for a decision
public record RunProgress(
    @Nullable String mode,
    @Nullable String detail,
    Duration running,
    long tokens,
    long costMicros,
    int pending) {
  /// Maximum length of a detail in lists, in characters.
  public static final int MAX_DETAIL = 300;

  /// Of a run of which nothing is known.
  public static final RunProgress UNKNOWN = new RunProgress(null, null, Duration.ZERO, 0, 0, 0);

  /// Cuts the detail, and the time to milliseconds, as they are stored.
  public RunProgress {
    detail = detail == null ? null : Excerpt.of(detail, MAX_DETAIL);
    running = Duration.ofMillis(running.toMillis());
  }

  /// Of a run that stands there.
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

  /// This progress after the content of the job was erased: details can quote it.
  public RunProgress erased() {
    return new RunProgress(mode, null, running, tokens, costMicros, pending);
  }
}
