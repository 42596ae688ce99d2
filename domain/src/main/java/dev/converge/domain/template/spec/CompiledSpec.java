package dev.converge.domain.template.spec;

import dev.converge.core.Invariant;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.decision.Gate;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.SeedRule;
import dev.converge.domain.rule.CompiledRules;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.wiring.Wiring;
import dev.converge.domain.tool.ToolUse;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a spec says, before the wiring says on what it runs.
///
/// @param observed keys under which observations may come
/// @param sourced facts that have to name sources
/// @param whole whether the tags of every scenario were understood; if not, agents may be missing
public record CompiledSpec(
    String objective,
    List<SeedRule> seeds,
    List<CompiledAgent> agents,
    List<Invariant> invariants,
    List<Gate> gates,
    List<String> observed,
    List<Sourced> sourced,
    boolean whole) {
  /// Copies the lists.
  public CompiledSpec {
    seeds = List.copyOf(seeds);
    agents = List.copyOf(agents);
    invariants = List.copyOf(invariants);
    gates = List.copyOf(gates);
    observed = List.copyOf(observed);
    sourced = List.copyOf(sourced);
  }

  /// That facts under a key have to name sources outside the context.
  ///
  /// @param place where it is said
  /// @param min how many each has to name
  public record Sourced(Place place, String key, int min) {}

  /// The keys that hold facts: what the job brings, what agents write, and what people decide.
  public List<String> keys() {
    TreeSet<String> keys = new TreeSet<>(List.of(Keys.SEEDS, Keys.DECISIONS));
    agents.forEach(agent -> agent.outputs().forEach(output -> keys.add(output.key())));
    return List.copyOf(keys);
  }

  /// An agent without what it runs on.
  ///
  /// @param place of its scenario
  /// @param understood whether all of its scenario was
  /// @param rules those that stand in the spec, or `null`
  /// @param tool that is called, or `null`
  public record CompiledAgent(
      Place place,
      boolean understood,
      String id,
      AgentSpec.Kind kind,
      AgentSpec.Eligibility eligibility,
      List<AgentSpec.Output> outputs,
      String instruction,
      @Nullable CompiledRules rules,
      @Nullable ToolUse tool,
      boolean optional,
      List<String> withheld,
      boolean onlyNew) {
    /// Copies the lists.
    public CompiledAgent {
      outputs = List.copyOf(outputs);
      withheld = List.copyOf(withheld);
    }

    /// A rule fails again when it is asked the same again.
    private int attempts() {
      return kind == AgentSpec.Kind.RULE ? 1 : AgentSpec.DEFAULT_ATTEMPTS;
    }

    /// The agent with the requirements, deadline and attempts of its wiring.
    public AgentSpec on(Wiring.WiredAgent wired) {
      return new AgentSpec(
          id,
          kind,
          eligibility,
          outputs,
          instruction,
          optional,
          withheld,
          onlyNew,
          wired.maxAttempts().orElse(attempts()),
          wired.deadline(),
          wired.giveUpAfter(),
          wired.requirements());
    }
  }
}
