package dev.converge.engine.turn;

import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.budget.Unchosen;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.fork.Reuse;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The models for the agents of a cycle.
public final class ChosenModels {
  private static final Logger LOG = LoggerFactory.getLogger(ChosenModels.class);

  private static final Unchosen FAILED = new Unchosen("choosing a model failed, see the log");

  private ChosenModels() {}

  /// Chooses models. If that throws, which is a bug, no agent gets a model.
  ///
  /// @param state of the run that needs them
  /// @param reuse the record that answers calls if the run is a fork, or `null`
  public static Agents.Choice of(
      String runId,
      Program program,
      Request.ChooseModels wanted,
      RunState state,
      Agents agents,
      @Nullable Reuse reuse) {
    try {
      return reuse == null
          ? agents.choose(program, wanted, state.context(), state.started().orElseThrow().mode())
          : reuse.choose(program, wanted, state);
    } catch (Throwable e) {
      LOG.error("run {}: choosing models failed", runId, e);
      TreeMap<String, Unchosen> missing = new TreeMap<>();
      wanted.agents().forEach(id -> missing.put(id, FAILED));
      return new Agents.Choice(new TreeMap<>(), missing);
    }
  }
}
