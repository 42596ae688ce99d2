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

/// A compiled spec, without the settings of the wiring.
///
/// @param observed keys that accept observations
/// @param sourced facts that must name sources
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

  /// The rule that facts under a key must name sources outside the context.
  ///
  /// @param place of the rule
  /// @param min how many sources each fact must name
  public record Sourced(Place place, String key, int min) {}

  /// The keys of facts: seeds of the job, keys that agents write, and keys that people decide.
  public List<String> keys() {
    TreeSet<String> keys = new TreeSet<>(List.of(Keys.SEEDS, Keys.DECISIONS));
    agents.forEach(agent -> agent.outputs().forEach(output -> keys.add(output.key())));
    return List.copyOf(keys);
  }

  /// An agent without the settings of the wiring.
  ///
  /// @param place of its scenario
  /// @param understood whether its whole scenario was understood
  /// @param rules in the spec, or `null`
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

    /// A rule that is asked the same again fails again.
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
