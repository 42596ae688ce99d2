package dev.converge.temporal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a run stands after a turn, as far as its workflow must know.
///
/// @param sequence of the last event stored
/// @param status of the run
/// @param over whether it is final, or not there any more
/// @param paused whether it is paused: calls under way are still wanted
/// @param asks agents that are to be asked, those under way too
/// @param wakeAtMillis when it wants to be woken, or 0
/// @param awaits whether it waits for a provider that is away
/// @param outcome what became of the input from outside, as its poster reads it; "" if there was
///   none
public record Situation(
    long sequence,
    String status,
    boolean over,
    boolean paused,
    List<AskOrder> asks,
    long wakeAtMillis,
    boolean awaits,
    String outcome) {
  /// Of a run that was erased or removed.
  static Situation gone(long since, @Nullable String outcome) {
    return new Situation(
        since, "gone", true, false, List.of(), 0, false, outcome == null ? "" : outcome);
  }
}
