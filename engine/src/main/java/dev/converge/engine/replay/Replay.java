package dev.converge.engine.replay;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What came of running a record again.
///
/// @param runId of the recorded run
/// @param events as they came out now, up to the difference if there is one
/// @param state that they add up to
/// @param difference the first event that is not as recorded, or `null`
/// @param ran ids of the agents that ran for real
/// @param fromRecord agents that were answered from the record, and why
public record Replay(
    String runId,
    List<Event> events,
    RunState state,
    @Nullable Difference difference,
    List<String> ran,
    List<FromRecord> fromRecord) {
  /// Copies the lists.
  public Replay {
    events = List.copyOf(events);
    ran = List.copyOf(ran);
    fromRecord = List.copyOf(fromRecord);
  }

  /// Whether every event came out as recorded.
  public boolean identical() {
    return difference == null;
  }

  /// Hash of the result now; empty if it came to none.
  public Optional<String> resultHash() {
    return state.summary().map(dev.converge.core.Body.Summary::resultHash);
  }

  /// An agent that did not run for real.
  ///
  /// @param agent its id
  /// @param why for people
  public record FromRecord(String agent, String why) {}
}
