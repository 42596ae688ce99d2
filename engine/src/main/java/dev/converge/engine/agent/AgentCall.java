package dev.converge.engine.agent;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import java.time.Instant;
import java.util.List;

/// The information that an agent gets when it is asked.
///
/// @param runId of the run
/// @param program that is run
/// @param spec of the agent
/// @param request to answer: attempt, reserved quote, violations of the previous answer
/// @param context the facts at the beginning of the cycle
/// @param mode how models are answered
/// @param deadline after which the answer is too late
public record AgentCall(
    String runId,
    Program program,
    AgentSpec spec,
    Request.AskAgent request,
    Context context,
    Mode mode,
    Instant deadline) {

  /// The facts under a key that the agent should look at: all of them, or only those that are new
  /// since its last run if its spec says so.
  public List<Fact> facts(String key) {
    List<Fact> all = context.facts(key);
    if (!spec.onlyNew() || request.seen() == 0) {
      return all;
    }
    List<Fact> fresh = context.facts().subList(request.seen(), context.size());
    return fresh.stream().filter(fact -> fact.key().equals(key)).toList();
  }
}
