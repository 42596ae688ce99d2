package dev.converge.temporal;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/// Asks agents. Answers are stored in the journal and never pass through Temporal.
@ActivityInterface
public interface AgentActivity {
  /// Asks an agent. Returns once its answer or its failure is durable.
  ///
  /// @return sequence of the last stored event
  @ActivityMethod(name = "ask")
  long ask(AskOrder order);
}
