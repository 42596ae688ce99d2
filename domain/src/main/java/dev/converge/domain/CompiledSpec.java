package dev.converge.domain;

import dev.converge.core.AgentSpec;
import dev.converge.core.Gate;
import dev.converge.core.Invariant;
import dev.converge.core.SeedRule;
import java.util.List;

/// What a spec says, before the wiring says on what it runs.
record CompiledSpec(
    String objective,
    List<SeedRule> seeds,
    List<CompiledAgent> agents,
    List<Invariant> invariants,
    List<Gate> gates) {
  CompiledSpec {
    seeds = List.copyOf(seeds);
    agents = List.copyOf(agents);
    invariants = List.copyOf(invariants);
    gates = List.copyOf(gates);
  }

  /// An agent without what it runs on.
  ///
  /// @param place of its scenario
  record CompiledAgent(
      Place place,
      String id,
      AgentSpec.Kind kind,
      AgentSpec.Eligibility eligibility,
      List<AgentSpec.Output> outputs,
      String instruction,
      boolean optional,
      boolean onlyNew) {
    CompiledAgent {
      outputs = List.copyOf(outputs);
    }

    AgentSpec on(Wiring.WiredAgent wired) {
      return new AgentSpec(
          id,
          kind,
          eligibility,
          outputs,
          instruction,
          optional,
          onlyNew,
          wired.maxAttempts(),
          wired.deadline(),
          wired.requirements());
    }
  }
}
