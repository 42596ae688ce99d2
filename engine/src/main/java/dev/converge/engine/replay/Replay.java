package dev.converge.engine.replay;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The result of replaying a record.
///
/// @param runId of the recorded run
/// @param events of the replay, up to the difference if there is one
/// @param state the state after them
/// @param difference the first event that differs from the record, or `null`
/// @param ran ids of the agents that really ran
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

  /// Whether every event equals the recorded one.
  public boolean identical() {
    return difference == null;
  }

  /// Hash of the replay's result; empty if it has none.
  public Optional<String> resultHash() {
    return state.summary().map(dev.converge.core.Body.Summary::resultHash);
  }

  /// An agent that did not really run.
  ///
  /// @param agent its id
  /// @param why in words
  public record FromRecord(String agent, String why) {}
}
