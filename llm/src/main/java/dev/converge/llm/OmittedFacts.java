package dev.converge.llm;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.proposal.Keys;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Describes the facts that a prompt omits because all of them would be too long, for the notes of
/// the run.
final class OmittedFacts {
  /// Maximum number of kinds of seeds that are named.
  private static final int MOST_KINDS = 8;

  private OmittedFacts() {}

  /// The note; empty if no fact is omitted.
  static List<String> note(AgentSpec spec, Context context, PromptInput brief) {
    if (brief.leftOut() == 0) {
      return List.of();
    }
    String note =
        brief.leftOut()
            + " facts are left out of what it is asked because all are too long together (expected:"
            + " at most "
            + PromptInput.MAX_FACT_BYTES
            + " bytes to work on and "
            + PromptInput.MAX_SOURCE_BYTES
            + " that those rest on)";
    return List.of(
        brief.leftOutSeeds() == 0 ? note : note + "; shown are " + seeds(spec, context, brief));
  }

  /// How many seeds of each kind are shown: "the first 120 of 2,000 market".
  private static String seeds(AgentSpec spec, Context context, PromptInput brief) {
    Set<String> shown = new HashSet<>();
    brief.facts().stream().map(PromptFact::id).forEach(shown::add);
    brief.sources().stream().map(PromptFact::id).forEach(shown::add);
    Map<String, int[]> kinds = new TreeMap<>();
    for (Fact seed : context.facts(Keys.SEEDS)) {
      if (!spec.withholds(seed.id())) {
        int[] count = kinds.computeIfAbsent(PromptFact.kind(seed.id()), _ -> new int[2]);
        count[0] += shown.contains(seed.id()) ? 1 : 0;
        count[1]++;
      }
    }
    List<String> words = new ArrayList<>();
    kinds.forEach((kind, count) -> {
      if (words.size() < MOST_KINDS) {
        words.add(count[0] + " of " + count[1] + (kind.isEmpty() ? " seeds" : " " + kind));
      }
    });
    int more = kinds.size() - words.size();
    return String.join(", ", words) + (more > 0 ? " and some of " + more + " other kinds" : "");
  }
}
