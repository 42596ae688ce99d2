package dev.converge.engine.agent;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.Unchosen;
import dev.converge.engine.error.ConvergeException;
import java.util.SortedMap;

/// Finds agents for the engine. Thread-safe.
public interface Agents {
  /// The agent that answers for an agent of a program.
  ///
  /// @throws ConvergeException with `INVALID` if there is none; detected at submission
  Agent agent(Program program, AgentSpec spec, Mode mode);

  /// Chooses models for agents that are about to run, and limits what their calls can use. Pure and
  /// quick; does not use the network.
  ///
  /// @return a quote for each agent, or the reason why there is none
  Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode);

  /// Versions that are part of the result, by name, such as the reasoner's.
  SortedMap<String, String> versions(Program program);

  /// Whether an unavailable provider can be asked again. Probes it without cost, on a thread that
  /// may block for a few seconds.
  ///
  /// @param provider its name, or the id of an agent that is not answered by a model
  default boolean back(String provider) {
    return true;
  }

  /// The content of a job was erased: drops all content that is kept between calls.
  default void contentErased() {}

  /// Quotes and refusals, by agent id.
  record Choice(
      SortedMap<String, dev.converge.core.budget.Quote> quotes,
      SortedMap<String, Unchosen> missing) {}
}
