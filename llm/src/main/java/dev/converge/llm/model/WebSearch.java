package dev.converge.llm.model;

import java.time.Duration;

/// A search of the web, or of what stands in for it, for models that do not search themselves.
/// Thread-safe.
public interface WebSearch {
  /// Its name, for events and messages.
  String name();

  /// What is searched, for people who set it up.
  default String words() {
    return name();
  }

  /// Whether nothing leaves the machine.
  boolean local();

  /// What one search costs, in millionths of a US dollar.
  long costMicros();

  /// Searches once.
  ///
  /// @param query in words
  /// @param within how long it may take
  /// @return what was found as the pages of an answer; whatever goes wrong is told by its type
  /// @throws InterruptedException if the answer is no longer wanted
  ModelAnswer search(String query, Duration within) throws InterruptedException;
}
