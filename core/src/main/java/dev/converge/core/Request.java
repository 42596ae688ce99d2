package dev.converge.core;

import dev.converge.core.budget.Quote;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run waits for. Derived from the state whenever it is asked for, so that after a crash the
/// host does whatever is outstanding and nothing has to be remembered.
public sealed interface Request {
  /// Choose models for these agents: answer with [Input.Quoted].
  record ChooseModels(int cycle, List<String> agents) implements Request {
    /// Copies the list.
    public ChooseModels {
      agents = List.copyOf(agents);
    }
  }

  /// Ask this agent: answer with [Input.Answered] or [Input.Failed]. Asked at least once under the
  /// same (cycle, agent, attempt).
  ///
  /// @param quote what was reserved for it, or `null` for an agent without a model
  /// @param violations what was wrong with the answer before
  /// @param broken semantic invariants that the agent may remedy, with what breaks them
  /// @param seen how many facts there were when the agent last ran, 0 the first time
  record AskAgent(
      String agent,
      int cycle,
      int attempt,
      @Nullable Quote quote,
      List<String> violations,
      List<Body.InvariantViolated> broken,
      int seen)
      implements Request {
    /// Copies the lists.
    public AskAgent {
      violations = List.copyOf(violations);
      broken = List.copyOf(broken);
    }
  }

  /// A person must decide: answer with [Input.Decided].
  record AskPerson(String proposalId, String role, @Nullable Instant expiresAt)
      implements Request {}

  /// Send [Input.TimeReached] at this time.
  record WakeAt(Instant at) implements Request {}
}
