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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An agent whose rules stand in its spec: for each fact of the key that its contract names, or
/// once over all facts, it proposes what the rules give. Thread-safe.
public final class RulesAgent implements Agent {
  /// Of how rules are evaluated; the rules themselves are part of the template's hash.
  public static final String VERSION = "rules-1";

  private final CompiledRules rules;
  private final AgentSpec.Output output;

  private RulesAgent(CompiledRules rules, AgentSpec.Output output) {
    this.rules = rules;
    this.output = output;
  }

  /// Whether a spec says the rules of an agent.
  public static boolean has(AgentSpec spec) {
    return spec.kind() == AgentSpec.Kind.RULE && !spec.instruction().isEmpty();
  }

  /// The agent of a spec that [#has] rules.
  ///
  /// @throws IllegalArgumentException if they do not compile, which a template that did excludes
  public static RulesAgent of(AgentSpec spec) {
    AgentSpec.Output output = spec.outputs().getFirst();
    List<String> problems = new ArrayList<>();
    return RuleCompiler.compile(
            RuleSet.of(spec.instruction()),
            !output.forEach().isEmpty(),
            List.of(),
            false,
            new TreeSet<>(),
            (line, message) -> problems.add("line " + line + ": " + message))
        .map(rules -> new RulesAgent(rules, output))
        .orElseThrow(() -> new IllegalArgumentException(spec.id() + ": " + problems));
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
      Set<String> done = new TreeSet<>();
      for (Fact earlier : call.context().facts(output.key())) {
        if (earlier.agent().equals(call.spec().id())) {
          done.addAll(earlier.cites());
        }
      }
      for (Fact fact : call.context().facts(output.forEach())) {
        if (!done.contains(fact.id())) {
          propose(call, fact, proposals);
        }
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
                cites(call, fact),
                List.of(),
                Provenance.rule(VERSION)));
      }
    } catch (FormulaException e) {
      throw new AgentFailure(
          FailureKind.CRASHED, (fact == null ? "" : fact.id() + ": ") + e.what(), null, List.of());
    }
  }

  /// The fact that the rules looked at; without one, all that the agent reads. What the contract
  /// demands beside is taken from what that fact rests on, or else from all facts there.
  private List<String> cites(AgentCall call, @Nullable Fact fact) {
    Set<String> ids = new LinkedHashSet<>();
    if (fact != null) {
      ids.add(fact.id());
    } else {
      Set<String> keys = new LinkedHashSet<>(call.spec().eligibility().allOf());
      keys.addAll(call.spec().eligibility().anyOf());
      keys.forEach(key -> call.context().facts(key).forEach(one -> ids.add(one.id())));
    }
    for (AgentSpec.Cites demanded : output.cites()) {
      List<Fact> there = call.context().facts(demanded.key());
      boolean enough =
          there.stream().filter(one -> ids.contains(one.id())).count() >= demanded.min();
      if (!enough) {
        List<String> near = there.stream().map(Fact::id).toList();
        List<String> rests =
            fact == null ? near : near.stream().filter(fact.cites()::contains).toList();
        ids.addAll(rests.size() >= demanded.min() ? rests : near);
      }
    }
    return List.copyOf(ids);
  }
}
