package dev.converge.runtime.operations;

import dev.converge.core.event.Sealed;
import java.util.List;

/// A page of a run's events.
///
/// @param runId of the run
/// @param events as stored, in order
/// @param position sequence of the last event that was examined: the next page continues after it
/// @param complete whether the run is final and nothing follows the position
public record EventPage(String runId, List<Sealed> events, long position, boolean complete) {
  /// Copies the list.
  public EventPage {
    events = List.copyOf(events);
  }
}
