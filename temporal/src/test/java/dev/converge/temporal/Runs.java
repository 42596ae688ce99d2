package dev.converge.temporal;

import dev.converge.core.Program;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.Engine;
import dev.converge.engine.Submission;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.OutcomeFlow;
import java.util.List;

/// Submits jobs.
final class Runs {
  private Runs() {}

  static String submit(Engine engine, OutcomeFlow flow) {
    return submit(engine, flow.program(), flow.seeds(), flow.budget());
  }

  static String submit(Engine engine, OutcomeFlow flow, Mode mode) {
    Submission submission = Submission.of(flow.program(), flow.seeds(), flow.budget(), mode);
    return LiveEngine.get(engine.submit(submission)).job().runId();
  }

  static String submit(Engine engine, Program program) {
    return submit(
        engine,
        program,
        List.of(new Seed("seed:1", "Where it starts.", null)),
        program.definition().budget());
  }

  private static String submit(Engine engine, Program program, List<Seed> seeds, Budget budget) {
    Submission submission = Submission.of(program, seeds, budget, Mode.OFFLINE);
    return LiveEngine.get(engine.submit(submission)).job().runId();
  }
}
