package dev.converge.llm.model;

import java.time.Duration;

/// One model of one provider, or what stands in for one. Thread-safe.
public interface Model {
  /// Asks once; whatever a provider does is told by the type of the answer, not by an exception.
  ///
  /// @param request what is asked
  /// @param within how long the answer may take
  /// @throws InterruptedException if the answer is no longer wanted
  ModelAnswer ask(ModelRequest request, Duration within) throws InterruptedException;
}
