package dev.converge.engine;

import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.engine.agent.Agents;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// Predicts the outcome of a submission without creating a job.
final class Preflight {
  private Preflight() {}

  /// Chooses the models of all agents as if they all ran on the seeds.
  static Agents.Choice of(Agents agents, Submission submission, Instant now) {
    Program program = submission.program();
    Input.Started started =
        new Input.Started(
            "preflight",
            submission.mode(),
            submission.seeds(),
            submission.budget(),
            new TreeMap<>(),
            submission.submitter(),
            now);
    List<String> asked =
        program.agents().stream()
            .filter(agent -> agent.kind() == AgentSpec.Kind.LLM)
            .map(AgentSpec::id)
            .toList();
    return agents.choose(
        program,
        new Request.ChooseModels(1, asked),
        Core.step(program, Core.initial(program), started).next().context(),
        submission.mode());
  }
}
