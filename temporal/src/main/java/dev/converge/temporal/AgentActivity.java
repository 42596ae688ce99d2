package dev.converge.temporal;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/// Asks agents. An answer goes into the journal, never through Temporal.
@ActivityInterface
public interface AgentActivity {
  /// Asks an agent; returns once its answer or its failure is durable.
  ///
  /// @return sequence of the last event that was stored
  @ActivityMethod(name = "ask")
  long ask(AskOrder order);
}
