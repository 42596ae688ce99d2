package dev.converge.domain.flow;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.proposal.Answer;
import dev.converge.domain.rule.RulesAgent;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The rule agents at hand: those in Java by id, and those whose rules stand in their spec.
/// Thread-safe.
public final class RuleAgents {
  private static final List<RuleAgent> SHIPPED =
      List.of(
          new DraftCheck(),
          new Ranking(),
          new PatentQueryBuilder(),
          new PatentOperatorPlanner(),
          new PatentEvidenceCollector(),
          new PriorArtShortlist(),
          new NoveltyReporter(),
          new MatterPolicyBuilder(),
          new MatterContextBuilder(),
          new ClaimSeedGenerator(),
          new ClaimRiskFlagger(),
          new EnrichmentLoop(),
          new ClaimStrategyBuilder(),
          new ClaimChartGenerator(),
          new PatentClaimsAnalyzer(),
          new PatentLandscapeAnalyzer(),
          new PatentReportAssembler(),
          new SpecDraftBuilder(),
          new SupportMatrixBuilder(),
          new DraftPackAssembler(),
          new PatentAlertAgent(),
          new PatentSubmissionAgent(),
          new PatentApprovalRecorder());

  /// Maximum number of agents of specs whose compiled rules are cached.
  private static final int MAX_RULED = 256;

  private final TreeMap<String, RuleAgent> agents = new TreeMap<>();
  private final ConcurrentHashMap<AgentSpec, Agent> ruled = new ConcurrentHashMap<>();

  private RuleAgents(List<RuleAgent> all) {
    for (RuleAgent agent : all) {
      RuleAgent other = agents.putIfAbsent(agent.id(), agent);
      if (other != null) {
        throw new IllegalArgumentException(
            "rule agent \"%s\": %s and %s (expected: one)"
                .formatted(agent.id(), other.getClass().getName(), agent.getClass().getName()));
      }
    }
  }

  /// Those that ship and those on the class path.
  ///
  /// @throws IllegalArgumentException if two have one id
  public static RuleAgents installed() {
    List<RuleAgent> all = new ArrayList<>(SHIPPED);
    ServiceLoader.load(RuleAgent.class).forEach(all::add);
    return new RuleAgents(all);
  }

  /// Exactly these.
  ///
  /// @throws IllegalArgumentException if two have one id
  public static RuleAgents of(List<RuleAgent> agents) {
    return new RuleAgents(agents);
  }

  /// Whether there is one for that agent.
  public boolean has(String id) {
    return agents.containsKey(id);
  }

  /// The ids for which there is one.
  public SortedSet<String> ids() {
    return new TreeSet<>(agents.keySet());
  }

  /// Who answers for an agent of kind [AgentSpec.Kind#RULE]; empty if there is no rule agent of
  /// that id, which a template that compiled excludes.
  public Optional<Agent> agent(AgentSpec spec) {
    return RulesAgent.has(spec)
        ? Optional.of(ruled(spec))
        : Optional.ofNullable(agents.get(spec.id())).map(Answering::new);
  }

  private Agent ruled(AgentSpec spec) {
    if (ruled.size() >= MAX_RULED) {
      ruled.clear();
    }
    return ruled.computeIfAbsent(spec, RulesAgent::of);
  }

  /// Lets go of what is kept of any content between calls: the content of some job was erased.
  public void contentErased() {
    ElementComparison.forget();
  }

  /// The versions of a program's rule agents, by agent id.
  public SortedMap<String, String> versions(Program program) {
    TreeMap<String, String> versions = new TreeMap<>();
    for (AgentSpec spec : program.agents()) {
      RuleAgent agent = agents.get(spec.id());
      if (RulesAgent.has(spec)) {
        versions.put(spec.id(), RulesAgent.VERSION);
      } else if (spec.kind() == AgentSpec.Kind.RULE && agent != null) {
        versions.put(spec.id(), agent.version());
      }
    }
    return versions;
  }

  /// A rule agent as the engine asks it; what it takes is not worth a clock.
  private record Answering(RuleAgent rule) implements Agent {
    @Override
    public String version() {
      return rule.version();
    }

    @Override
    public boolean computes() {
      return true;
    }

    @Override
    public Answer ask(AgentCall call) throws AgentFailure {
      return new Answer(rule.run(call), List.of(), Duration.ZERO);
    }
  }
}
