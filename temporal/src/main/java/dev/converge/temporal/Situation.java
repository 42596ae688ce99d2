package dev.converge.temporal;

import dev.converge.core.Core;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import java.time.Duration;
import java.util.ArrayList;
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

  /// Of a run that stands there.
  static Situation of(Stand stand, String outcome) {
    RunState state = stand.state();
    List<AskOrder> asks = new ArrayList<>();
    long wakeAt = 0;
    for (Request request : Core.outstanding(stand.program(), state)) {
      switch (request) {
        case Request.AskAgent ask -> asks.add(order(stand, ask));
        case Request.WakeAt(var at) -> wakeAt = at.toEpochMilli();
        case Request.ChooseModels _, Request.AskPerson _ -> {
          // Models are chosen in turns; people are asked by whoever reads the run's proposals.
        }
      }
    }
    Status status = state.status();
    return new Situation(
        stand.sequence(),
        EnumWord.of(status),
        status.isFinal(),
        status == Status.PAUSED,
        asks,
        wakeAt,
        state.awaited().isPresent(),
        outcome);
  }

  private static AskOrder order(Stand stand, Request.AskAgent ask) {
    Duration deadline = stand.program().agent(ask.agent()).orElseThrow().deadline();
    return new AskOrder(
        stand.runId(), ask.agent(), ask.cycle(), ask.attempt(), deadline.toMillis(), 0);
  }
}
