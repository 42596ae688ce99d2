package dev.converge.llm;

import dev.converge.core.AgentSpec;
import dev.converge.core.Context;
import dev.converge.core.Mode;
import dev.converge.core.Program;
import dev.converge.core.Provenance;
import dev.converge.core.Quote;
import dev.converge.core.Request;
import dev.converge.engine.Agent;
import dev.converge.engine.Agents;
import dev.converge.engine.ConvergeException;
import dev.converge.engine.ErrorCode;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The agents that are answered by models. Thread-safe.
public final class ModelAgents implements Agents {
  private final Priced reasoner =
      new Priced(OfflineReasoner.PROVIDER, OfflineReasoner.NAME, 0, 0, new OfflineReasoner());

  private final Agent offline;

  /// @param clock for durations and deadlines
  public ModelAgents(InstantSource clock) {
    offline =
        new ModelAgent(
            OfflineReasoner.VERSION, Provenance.Origin.OFFLINE, (_, _) -> List.of(reasoner), clock);
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    if (spec.kind() != AgentSpec.Kind.LLM) {
      throw new ConvergeException(
          ErrorCode.INVALID, "agent " + spec.id() + ": " + spec.kind() + " (expected: LLM)");
    }
    return switch (mode) {
      case OFFLINE -> offline;
      case LIVE, RECORDED ->
          throw new ConvergeException(
              ErrorCode.INVALID, "mode: no models are configured (expected: offline)");
    };
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    SortedMap<String, Quote> quotes = new TreeMap<>();
    for (String id : request.agents()) {
      AgentSpec spec = program.agent(id).orElseThrow();
      ModelRequest asked =
          Wording.request(Brief.before(program, spec, context), spec.requirements());
      long tokens =
          Tokens.estimate(asked.system() + asked.user())
              + Tokens.estimate(" ".repeat(Brief.MAX_NOTE_BYTES))
              + asked.maxOutputTokens();
      quotes.put(id, new Quote(reasoner.provider(), reasoner.name(), tokens, 0, null));
    }
    return new Choice(quotes, new TreeMap<>());
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    TreeMap<String, String> versions = new TreeMap<>();
    versions.put(OfflineReasoner.NAME, OfflineReasoner.VERSION);
    return versions;
  }
}
