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

/// The state of a run after a turn, as far as its workflow needs it.
///
/// @param sequence of the last stored event
/// @param status of the run
/// @param over whether it is final or no longer exists
/// @param paused whether it is paused: calls in progress are still wanted
/// @param asks agents to ask, including those in progress
/// @param wakeAtMillis when to wake it, or 0
/// @param awaits whether it waits for an unavailable provider
/// @param outcome of the input from outside, as its poster reads it; "" if there was none
public record TurnResult(
    long sequence,
    String status,
    boolean over,
    boolean paused,
    List<AskOrder> asks,
    long wakeAtMillis,
    boolean awaits,
    String outcome) {
  /// The result for a run that was erased or removed.
  static TurnResult gone(long since, @Nullable String outcome) {
    return new TurnResult(
        since, "gone", true, false, List.of(), 0, false, outcome == null ? "" : outcome);
  }

  /// The result for a run.
  static TurnResult of(JournaledRun run, String outcome) {
    RunState state = run.state();
    List<AskOrder> asks = new ArrayList<>();
    long wakeAt = 0;
    for (Request request : Core.outstanding(run.program(), state)) {
      switch (request) {
        case Request.AskAgent ask -> asks.add(order(run, ask));
        case Request.WakeAt(var at) -> wakeAt = at.toEpochMilli();
        case Request.ChooseModels _, Request.AskPerson _ -> {
          // Turns choose models, and whoever reads the run's proposals asks people.
        }
      }
    }
    Status status = state.status();
    return new TurnResult(
        run.sequence(),
        EnumWord.of(status),
        status.isFinal(),
        status == Status.PAUSED,
        asks,
        wakeAt,
        state.awaited().isPresent(),
        outcome);
  }

  private static AskOrder order(JournaledRun run, Request.AskAgent ask) {
    Duration deadline = run.program().agent(ask.agent()).orElseThrow().deadline();
    return new AskOrder(
        run.runId(), ask.agent(), ask.cycle(), ask.attempt(), deadline.toMillis(), 0);
  }
}
