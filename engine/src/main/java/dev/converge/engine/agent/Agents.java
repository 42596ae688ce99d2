package dev.converge.engine.agent;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.Unchosen;
import dev.converge.engine.error.ConvergeException;
import java.util.SortedMap;

/// Where the engine finds who answers. Thread-safe.
public interface Agents {
  /// Who answers for an agent of a program.
  ///
  /// @throws ConvergeException with `INVALID` if nobody does; found out at submission
  Agent agent(Program program, AgentSpec spec, Mode mode);

  /// Chooses models for agents about to run and bounds what their calls can use; pure, quick, no
  /// network.
  ///
  /// @return for each agent a quote or a reason why there is none
  Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode);

  /// Versions that are part of the result, by name: the reasoner's, say.
  SortedMap<String, String> versions(Program program);

  /// Whether a provider that was away can be asked again. Asks it, at no cost, on a thread that may
  /// block for a few seconds.
  ///
  /// @param provider its name, or the id of an agent that no model answers
  default boolean back(String provider) {
    return true;
  }

  /// The content of some job was erased: lets go of what is kept of any content between calls.
  default void contentErased() {}

  /// Quotes and refusals, by agent id.
  record Choice(
      SortedMap<String, dev.converge.core.budget.Quote> quotes,
      SortedMap<String, Unchosen> missing) {}
}
