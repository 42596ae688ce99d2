package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Seed;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.template.Templates;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Runs of novelty-search over the patents that ship.
public final class PatentRun {
  static final Program PROGRAM = Templates.shipped().find("novelty-search", "").orElseThrow();
  static final SearchAgents SEARCHES = SearchAgents.bundled();

  private PatentRun() {}

  public static List<Seed> seeds(String... idsAndTexts) {
    List<Seed> seeds = new ArrayList<>();
    for (int i = 0; i < idsAndTexts.length; i += 2) {
      seeds.add(new Seed(idsAndTexts[i], idsAndTexts[i + 1], null));
    }
    return seeds;
  }

  public static CoreRun honest(List<Seed> seeds) {
    return new CoreRun(PROGRAM, search(SEARCHES)).start(seeds);
  }

  static Function<AgentCall, List<Proposal>> search(SearchAgents searches) {
    return call -> {
      try {
        return searches.agent(call.spec()).orElseThrow().ask(call).proposals();
      } catch (Exception e) {
        throw new AssertionError(call.spec().id() + " cannot answer", e);
      }
    };
  }

  /// The numbers of the patents on the shortlist, the first first.
  public static List<String> shortlist(CoreRun run) {
    List<Fact> facts = run.state().context().facts("Shortlist");
    return facts.stream().map(fact -> PatentFacts.text(fact, "patent")).toList();
  }
}
