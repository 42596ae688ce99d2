package dev.converge.engine.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Identifies an event among those of all runs: its run, a colon, its sequence.
///
/// @param runId of its run
/// @param sequence in the run
public record EventId(String runId, long sequence) {
  private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]{1,100}):([1-9][0-9]{0,17})");

  /// Reads an id; empty if it is invalid.
  public static Optional<EventId> of(String text) {
    Matcher m = TEXT.matcher(text);
    return m.matches()
        ? Optional.of(new EventId(m.group(1), Long.parseLong(m.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return runId + ":" + sequence;
  }
}
