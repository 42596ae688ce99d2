package dev.converge.domain.flow;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.domain.patent.search.LocalPatents;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentSource;
import dev.converge.engine.agent.Agent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Who answers for agents of kind [AgentSpec.Kind#SEARCH], by id, over sources of patents. An
/// agent's requirements may name a source as `provider`; without that all are asked. Thread-safe.
public final class SearchAgents {
  /// The agents for which there is one.
  public static final List<String> IDS = List.of(PatentSearchExecutor.ID);

  private final Map<String, PatentSource> sources = new LinkedHashMap<>();

  private SearchAgents(List<PatentSource> all) {
    for (PatentSource source : all) {
      if (sources.putIfAbsent(source.name(), source) != null) {
        throw new IllegalArgumentException(
            "source: " + source.name() + " stands twice (expected: once)");
      }
    }
  }

  /// Over these sources.
  ///
  /// @param sources at least one, asked in this order where a wiring names none
  /// @throws IllegalArgumentException if two have one name
  public static SearchAgents of(List<PatentSource> sources) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("sources: none (expected: at least one)");
    }
    return new SearchAgents(sources);
  }

  /// Over the patents that ship.
  public static SearchAgents bundled() {
    return of(List.of(LocalPatents.bundled()));
  }

  /// Who answers for an agent of kind [AgentSpec.Kind#SEARCH]; empty if no agent has that id, or no
  /// source the name that its wiring asks for.
  public Optional<Agent> agent(AgentSpec spec) {
    if (!IDS.contains(spec.id())) {
      return Optional.empty();
    }
    if (spec.requirements().get("provider").isEmpty()) {
      return Optional.of(new PatentSearchExecutor(List.copyOf(sources.values())));
    }
    return PatentQuery.string(spec.requirements(), "provider")
        .map(sources::get)
        .map(source -> new PatentSearchExecutor(List.of(source)));
  }

  /// The versions of a program's search agents, by agent id.
  public SortedMap<String, String> versions(Program program) {
    TreeMap<String, String> versions = new TreeMap<>();
    for (AgentSpec spec : program.agents()) {
      if (spec.kind() == AgentSpec.Kind.SEARCH) {
        agent(spec).ifPresent(agent -> versions.put(spec.id(), agent.version()));
      }
    }
    return versions;
  }
}
