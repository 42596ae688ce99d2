package dev.converge.llm.reasoner.growth;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.proposal.Keys;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.NotedFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Answers for flows that ask how a product can grow in a market: reads the seeds, matches them to
/// the playbook, and says which sentences of the seeds speak for and against each play.
public final class GrowthAdvisor {
  /// Facts that are proposed under a key whose contract names no upper bound.
  static final int ENOUGH = 5;

  private enum Part {
    SIGNAL,
    COMPETITOR,
    INSIGHT,
    STRATEGY,
    RISK,
    EVALUATION
  }

  private static final Map<String, Part> PARTS = new TreeMap<>();

  static {
    PARTS.put("signal", Part.SIGNAL);
    PARTS.put("competitor", Part.COMPETITOR);
    PARTS.put("insight", Part.INSIGHT);
    PARTS.put("hypothesis", Part.INSIGHT);
    PARTS.put("strategy", Part.STRATEGY);
    PARTS.put("risk", Part.RISK);
    PARTS.put("eval", Part.EVALUATION);
  }

  private static final SeedCases READ = new SeedCases();

  private final PromptInput brief;
  private final SeedCase seeds;

  /// Lets go of all seeds that are kept.
  public static void forget() {
    READ.clear();
  }

  private GrowthAdvisor(PromptInput brief) throws InterruptedException {
    this.brief = brief;
    this.seeds = READ.of(brief);
  }

  /// The advisor for what an agent is asked, if it asks for growth: the seeds have a market and a
  /// product, and what is asked for is a part of such an answer.
  public static Optional<GrowthAdvisor> of(PromptInput brief) throws InterruptedException {
    boolean part = brief.outputs().stream().allMatch(output -> part(output).isPresent());
    List<PromptFact> all = SeedCase.seeds(brief);
    List<String> ids = new ArrayList<>(all.stream().map(PromptFact::id).toList());
    brief.facts().forEach(fact -> ids.addAll(fact.cites()));
    brief.sources().forEach(fact -> ids.addAll(fact.cites()));
    boolean market =
        ids.stream().anyMatch(id -> SeedPassage.Role.of(id) == SeedPassage.Role.MARKET);
    boolean product =
        ids.stream().anyMatch(id -> SeedPassage.Role.of(id) == SeedPassage.Role.PRODUCT);
    boolean both = later(brief) ? market || product : market && product;
    if (!part || brief.outputs().isEmpty() || !both) {
      return Optional.empty();
    }
    GrowthAdvisor advisor = new GrowthAdvisor(brief);
    boolean known = brief.outputs().stream().allMatch(advisor::answers);
    return known ? Optional.of(advisor) : Optional.empty();
  }

  /// Whether the agent works on what others said of the seeds.
  private static boolean later(PromptInput brief) {
    return brief.facts().stream().anyMatch(fact -> !fact.key().equals(Keys.SEEDS));
  }

  private static Optional<Part> part(AgentSpec.Output output) {
    String prefix = output.idPrefix();
    String word = prefix.endsWith(":") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return Optional.ofNullable(PARTS.get(word));
  }

  /// Risks and marks are given to strategies of the playbook alone.
  private boolean answers(AgentSpec.Output output) {
    boolean each = !output.forEach().isEmpty();
    return switch (part(output).orElseThrow()) {
      case SIGNAL, COMPETITOR, INSIGHT, STRATEGY -> !each;
      case RISK, EVALUATION ->
          each && brief.due(output).stream().allMatch(fact -> Chosen.of(fact, seeds).isPresent());
    };
  }

  /// What is proposed for an output.
  public List<NotedFinding> findings(AgentSpec.Output output) throws InterruptedException {
    Grounds grounds = new Grounds(brief, output, seeds);
    return switch (part(output).orElseThrow()) {
      case SIGNAL -> new SignalWriter(seeds, grounds).findings();
      case COMPETITOR -> new RivalWriter(seeds, grounds).findings();
      case INSIGHT -> new InsightWriter(seeds, grounds).findings();
      case STRATEGY -> new StrategyWriter(seeds, grounds).findings();
      case RISK -> new RiskWriter(seeds, grounds).findings(brief.due(output));
      case EVALUATION -> new MarkWriter(seeds, grounds).findings(brief.due(output));
    };
  }
}
