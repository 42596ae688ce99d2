package dev.converge.domain.template;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.spec.CompiledSpec;
import dev.converge.domain.template.wiring.Wiring;
import java.util.ArrayList;
import java.util.List;

/// Facts have sources outside the context only where whoever writes them has some: agents that
/// search, and tools. Where an invariant asks others for sources, it can never hold.
final class SourceCheck {
  /// What a tool answered is one source.
  private static final int OF_TOOL = 1;

  private static final String SEARCHES = "requires_web_search";

  private SourceCheck() {}

  static void check(CompiledSpec spec, Wiring wiring, Problems problems) {
    for (CompiledSpec.Sourced sourced : spec.sourced()) {
      String key = sourced.key();
      if (key.equals(Keys.SEEDS) || key.equals(Keys.DECISIONS)) {
        problems.addLate(
            sourced.place(),
            "facts under \"%s\" name no sources (expected: a key that an agent writes)"
                .formatted(key));
      } else if (!spec.observed().contains(key)) {
        written(spec, wiring, sourced, problems);
      }
    }
  }

  private static void written(
      CompiledSpec spec, Wiring wiring, CompiledSpec.Sourced sourced, Problems problems) {
    int most = 0;
    List<String> writers = new ArrayList<>();
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      if (agent.outputs().stream().anyMatch(output -> output.key().equals(sourced.key()))) {
        most = Math.max(most, most(agent, wiring));
        writers.add("\"" + agent.id() + "\"");
      }
    }
    if (!writers.isEmpty() && most < sourced.min()) {
      String who = String.join(", ", writers);
      problems.addLate(
          sourced.place(),
          most == 0
              ? "facts under \"%s\" name no sources: agent %s searches nothing (expected: %s: true in the wiring of one that is tagged @llm)"
                  .formatted(sourced.key(), who, SEARCHES)
              : "facts under \"%s\" name one source at most: agent %s calls a tool, and its answer is the source (expected: at least 1)"
                  .formatted(sourced.key(), who));
    }
  }

  /// How many sources a fact can name that an agent proposes.
  private static int most(CompiledSpec.CompiledAgent agent, Wiring wiring) {
    return switch (agent.kind()) {
      case SEARCH -> Integer.MAX_VALUE;
      case TOOL -> OF_TOOL;
      case RULE -> agent.rules() == null ? Integer.MAX_VALUE : 0;
      case LLM ->
          wiring
                  .agent(agent.id())
                  .flatMap(wired -> wired.requirements().get(SEARCHES))
                  .filter(Json.of(true)::equals)
                  .isPresent()
              ? Integer.MAX_VALUE
              : 0;
    };
  }
}
