package dev.converge.domain.rule;

import dev.converge.core.Fact;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.FormulaScope;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An agent whose rules are in its spec: for each fact of the key that its contract names, or once
/// for all facts, it proposes the result of the rules. Thread-safe.
public final class RulesAgent implements Agent {
  /// The version of the evaluation of rules; the rules themselves are part of the template's hash.
  public static final String VERSION = "rules-1";

  private final CompiledRules rules;
  private final AgentSpec.Output output;

  private RulesAgent(CompiledRules rules, AgentSpec.Output output) {
    this.rules = rules;
    this.output = output;
  }

  /// Whether a spec has the rules of an agent.
  public static boolean has(AgentSpec spec) {
    return spec.kind() == AgentSpec.Kind.RULE && !spec.instruction().isEmpty();
  }

  /// The agent for a spec that [#has] rules.
  ///
  /// @throws IllegalArgumentException if they do not compile, which cannot happen for a template
  ///   that compiled
  public static RulesAgent of(AgentSpec spec) {
    AgentSpec.Output output = spec.outputs().getFirst();
    RuleSet rules = RuleSet.of(spec.instruction());
    return new RulesAgent(
        RuleCompiler.again(spec.id(), rules, !output.forEach().isEmpty()), output);
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public boolean computes() {
    return true;
  }

  @Override
  public Answer ask(AgentCall call) throws AgentFailure {
    List<Proposal> proposals = new ArrayList<>();
    if (output.forEach().isEmpty()) {
      propose(call, null, proposals);
    } else {
      for (Fact fact : RuledFacts.open(call, output)) {
        propose(call, fact, proposals);
      }
    }
    return new Answer(proposals, List.of(), Duration.ZERO);
  }

  private void propose(AgentCall call, @Nullable Fact fact, List<Proposal> proposals)
      throws AgentFailure {
    try {
      FormulaScope scope = new FormulaScope(fact, call.context(), Map.of(), Map.of());
      for (CompiledRules.Given given : rules.given(scope)) {
        proposals.add(
            new Proposal(
                output.key(),
                null,
                given.content(),
                given.data(),
                1,
                RuledFacts.cites(call, output, fact),
                List.of(),
                Provenance.rule(VERSION)));
      }
    } catch (FormulaException e) {
      throw new AgentFailure(
          FailureKind.CRASHED, (fact == null ? "" : fact.id() + ": ") + e.what(), null, List.of());
    }
  }
}
