package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Quote;
import dev.converge.core.decision.Returned;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Something that a run waits for. It is derived from the state, so after a crash the host handles
/// everything that is outstanding without having to remember it.
public sealed interface Request {
  /// Choose models for these agents: answer with [Input.Quoted].
  ///
  /// @param returned proposals that agents must revise, by agent id
  record ChooseModels(int cycle, List<String> agents, SortedMap<String, List<Returned>> returned)
      implements Request {
    /// Copies the list.
    public ChooseModels {
      agents = List.copyOf(agents);
    }

    /// A choice for agents without proposals to revise.
    public ChooseModels(int cycle, List<String> agents) {
      this(cycle, agents, Collections.emptySortedMap());
    }

    /// An agent with its task in this cycle.
    public AgentSpec asked(AgentSpec agent) {
      return Returned.revising(agent, returned.getOrDefault(agent.id(), List.of()));
    }
  }

  /// Ask this agent: answer with [Input.Answered] or [Input.Failed]. Asked at least once under the
  /// same (cycle, agent, attempt).
  ///
  /// @param quote the reservation, or `null` for an agent without a model
  /// @param violations what was wrong with the previous answer
  /// @param broken semantic invariants that the agent can remedy, with the violations
  /// @param seen number of facts when the agent last ran; 0 the first time
  /// @param since start of the outage that its last attempt met, or `null`
  /// @param returned proposals to revise; empty for its usual work
  record AskAgent(
      String agent,
      int cycle,
      int attempt,
      @Nullable Quote quote,
      List<String> violations,
      List<Body.InvariantViolated> broken,
      int seen,
      @Nullable Instant since,
      List<Returned> returned)
      implements Request {
    /// Copies the lists.
    public AskAgent {
      violations = List.copyOf(violations);
      broken = List.copyOf(broken);
      returned = List.copyOf(returned);
    }

    /// A request to an agent without proposals to revise that met no outage.
    public AskAgent(
        String agent,
        int cycle,
        int attempt,
        @Nullable Quote quote,
        List<String> violations,
        List<Body.InvariantViolated> broken,
        int seen) {
      this(agent, cycle, attempt, quote, violations, broken, seen, null, List.of());
    }
  }

  /// A person must decide: answer with [Input.Decided].
  record AskPerson(String proposalId, String role, @Nullable Instant expiresAt)
      implements Request {}

  /// Send [Input.TimeReached] at this time.
  record WakeAt(Instant at) implements Request {}
}
