package dev.converge.llm.model;

import java.time.Duration;

/// Searches the web, or a replacement for it, for models that cannot search themselves.
/// Thread-safe.
public interface WebSearch {
  /// Its name, for events and messages.
  String name();

  /// A description of what is searched, for operators.
  default String words() {
    return name();
  }

  /// Whether no data leaves the machine.
  boolean local();

  /// The cost of one search, in millionths of a US dollar.
  long costMicros();

  /// Searches once.
  ///
  /// @param query as text
  /// @param within how long it may take
  /// @return the results as the pages of an answer; the type of the answer tells of failures
  /// @throws InterruptedException if the answer is no longer wanted
  ModelAnswer search(String query, Duration within) throws InterruptedException;
}
