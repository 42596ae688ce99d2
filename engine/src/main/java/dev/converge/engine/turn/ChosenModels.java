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

/// Which models the agents of a cycle get.
public final class ChosenModels {
  private static final Logger LOG = LoggerFactory.getLogger(ChosenModels.class);

  private static final Unchosen FAILED = new Unchosen("choosing a model failed, see the log");

  private ChosenModels() {}

  /// Chooses. If that throws, which is a fault of ours, no agent gets a model.
  ///
  /// @param state of the run that wants to know
  /// @param reuse what the run is answered from, if it is a fork, or `null`
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
