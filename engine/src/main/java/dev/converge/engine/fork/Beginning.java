package dev.converge.engine.fork;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import java.util.List;

/// The first events of a run.
///
/// @param state the state after them
public record Beginning(List<Event> events, RunState state) {
  /// Copies the list.
  public Beginning {
    events = List.copyOf(events);
  }
}
