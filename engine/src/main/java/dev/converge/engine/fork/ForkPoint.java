package dev.converge.engine.fork;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.util.List;

/// Where the changes of a fork start to apply.
public sealed interface ForkPoint {
  /// At the start.
  record Start() implements ForkPoint {}

  /// After an event of the original.
  record AfterEvent(long sequence) implements ForkPoint {}

  /// After a cycle of the original.
  record AfterCycle(long cycle) implements ForkPoint {}

  /// The sequence of the last event before the changes apply; 0 for the start.
  ///
  /// @throws ConvergeException with `INVALID` if the original has no such event or cycle
  default long sequence(List<Event> events) {
    return switch (this) {
      case Start _ -> 0;
      case AfterEvent(var sequence) -> {
        if (sequence < 0 || sequence > events.size()) {
          throw invalid("sequence " + sequence, "0 to " + events.size());
        }
        yield sequence;
      }
      case AfterCycle(var cycle) -> cycle == 0 ? 0 : end(events, cycle);
    };
  }

  private static long end(List<Event> events, long cycle) {
    long cycles = 0;
    for (Event event : events) {
      if (event.body() instanceof Body.CycleCompleted) {
        cycles = event.cycle();
        if (cycles == cycle) {
          return event.sequence();
        }
      }
    }
    throw invalid("cycle " + cycle, "0 to " + cycles);
  }

  private static ConvergeException invalid(String what, String expected) {
    return new ConvergeException(
        ErrorCode.INVALID, "at: " + what + " (expected: " + expected + ")");
  }
}
