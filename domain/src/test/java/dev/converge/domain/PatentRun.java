package dev.converge.domain;

import dev.converge.core.AgentSpec;
import dev.converge.core.Fact;
import dev.converge.core.Json;
import dev.converge.core.Program;
import dev.converge.core.Proposal;
import dev.converge.core.Seed;
import dev.converge.engine.AgentCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Runs of novelty-search over the patents that ship, some with an agent that answers otherwise.
final class PatentRun {
  static final Program PROGRAM = Templates.shipped().find("novelty-search", "").orElseThrow();
  static final SearchAgents SEARCHES = SearchAgents.bundled();

  private static final List<RuleAgent> RULES =
      List.of(
          new PatentQueryBuilder(),
          new PatentOperatorPlanner(),
          new PatentEvidenceCollector(),
          new PriorArtShortlist());

  private PatentRun() {}

  static List<Seed> seeds(String... idsAndTexts) {
    List<Seed> seeds = new ArrayList<>();
    for (int i = 0; i < idsAndTexts.length; i += 2) {
      seeds.add(new Seed(idsAndTexts[i], idsAndTexts[i + 1], null));
    }
    return seeds;
  }

  static CoreRun honest(List<Seed> seeds) {
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

  /// The agents' contracts keep most invariants from being broken; without them it shows that the
  /// invariants hold by themselves.
  static Program loose() {
    Program.Definition strict = PROGRAM.definition();
    List<AgentSpec> agents =
        strict.agents().stream()
            .map(agent ->
                new AgentSpec(
                    agent.id(),
                    agent.kind(),
                    agent.eligibility(),
                    agent.outputs().stream().map(PatentRun::loose).toList(),
                    agent.instruction(),
                    agent.optional(),
                    agent.onlyNew(),
                    agent.maxAttempts(),
                    agent.deadline(),
                    agent.requirements()))
            .toList();
    return Program.of(
        new Program.Definition(
            strict.name(),
            strict.version(),
            strict.hash(),
            strict.objective(),
            strict.seeds(),
            agents,
            strict.invariants(),
            strict.gates(),
            strict.budget(),
            strict.policy()));
  }

  private static AgentSpec.Output loose(AgentSpec.Output output) {
    return AgentSpec.Output.of(output.key(), output.idPrefix(), 0, 1_000);
  }

  /// One agent answers otherwise, without contracts.
  static CoreRun but(String agent, List<Seed> seeds, UnaryOperator<List<Proposal>> change) {
    List<RuleAgent> rules =
        RULES.stream()
            .map(rule -> rule.id().equals(agent) ? new Other(rule, change) : rule)
            .toList();
    Function<AgentCall, List<Proposal>> honest = search(SEARCHES);
    Function<AgentCall, List<Proposal>> script =
        call ->
            call.spec().id().equals(agent) ? change.apply(honest.apply(call)) : honest.apply(call);
    return new CoreRun(loose(), script, RuleAgents.of(rules)).start(seeds);
  }

  private record Other(RuleAgent rule, UnaryOperator<List<Proposal>> change) implements RuleAgent {
    @Override
    public String id() {
      return rule.id();
    }

    @Override
    public String version() {
      return rule.version();
    }

    @Override
    public List<Proposal> run(AgentCall call) {
      return change.apply(rule.run(call));
    }
  }

  /// A proposal with other citations and, in its data, one member changed.
  static Proposal altered(Proposal p, boolean cites, boolean sources, String field, String value) {
    Json.Obj data = p.data() == null ? Json.Obj.EMPTY : p.data();
    Json.Builder changed = Json.object();
    data.fields().forEach(changed::put);
    return new Proposal(
        p.key(),
        p.factId(),
        p.content(),
        field.isEmpty() ? data : changed.put(field, value).build(),
        p.confidence(),
        cites ? p.cites() : List.of(),
        sources ? p.citations() : List.of(),
        p.provenance());
  }

  /// The numbers of the patents on the shortlist, the first first.
  static List<String> shortlist(CoreRun run) {
    List<Fact> facts = run.state().context().facts("Shortlist");
    return facts.stream().map(fact -> PatentFacts.text(fact, "patent")).toList();
  }
}
