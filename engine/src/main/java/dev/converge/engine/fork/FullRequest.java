package dev.converge.engine.fork;

import dev.converge.core.Body;
import dev.converge.core.Fact;
import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Returned;
import dev.converge.core.json.Json;
import dev.converge.engine.agent.AgentCall;
import java.util.List;

/// The request to an agent that does not say what its answer depends on: everything that it is
/// given, except the time, the run and the attempt.
///
/// @param seen number of facts when the agent last ran
record FullRequest(
    AgentSpec spec,
    String objective,
    Json.Obj policy,
    List<Invariant> invariants,
    List<Gate> gates,
    Mode mode,
    List<String> violations,
    List<Body.InvariantViolated> broken,
    List<Returned> returned,
    int seen,
    List<Fact> facts) {
  static FullRequest of(AgentCall call) {
    Program.Definition definition = call.program().definition();
    return new FullRequest(
        call.spec(),
        definition.objective(),
        definition.policy(),
        definition.invariants(),
        definition.gates(),
        call.mode(),
        call.request().violations(),
        call.request().broken(),
        call.request().returned(),
        call.request().seen(),
        call.context().facts());
  }
}
