package dev.converge.cli.eval;

import dev.converge.core.Program;
import dev.converge.core.SeedViolation;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.domain.template.SeedCheck;
import dev.converge.domain.template.SeedProblem;
import dev.converge.domain.template.Templates;
import dev.converge.engine.Engine;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.util.List;

/// Runs fixtures in this process, one after the other.
public final class FixtureRunner {
  private final Templates templates;
  private final Engine engine;

  /// Creates a runner for an engine that nobody else uses.
  public FixtureRunner(Templates templates, Engine engine) {
    this.templates = templates;
    this.engine = engine;
  }

  /// A fixture that was run.
  ///
  /// @param runId of the run; empty if its seeds were refused
  /// @param broken ids of the structural invariants for which its seeds were refused
  public record Ran(EvalOutcome outcome, String runId, List<String> broken) {
    /// Copies the list.
    public Ran {
      broken = List.copyOf(broken);
    }
  }

  /// Runs a fixture to where it looks at the run.
  ///
  /// @throws ConvergeException if its template is not there, or its seeds are refused although it
  ///   does not expect that
  public Ran run(Fixture fixture) {
    Program program = program(fixture);
    List<SeedProblem> problems = SeedCheck.problems(program, fixture.seeds());
    if (problems.isEmpty()) {
      String runId = submit(program, fixture);
      EvalOutcome outcome =
          EvalOutcome.of(fixture, FixtureRun.end(engine, runId, fixture.decide()));
      return new Ran(outcome, runId, List.of());
    }
    SeedProblem first = problems.getFirst();
    String why = first.pointer() + ": " + first.message();
    if (fixture.expected().refused().isEmpty()) {
      throw new ConvergeException(ErrorCode.INVALID, fixture.path() + ": " + why);
    }
    List<String> broken =
        SeedViolation.of(program, fixture.seeds()).stream()
            .map(violation -> violation.invariant().id())
            .distinct()
            .toList();
    return new Ran(EvalOutcome.refused(fixture, why), "", broken);
  }

  private Program program(Fixture fixture) {
    try {
      return templates.require(fixture.template());
    } catch (ConvergeException e) {
      throw new ConvergeException(e.code(), fixture.path() + ": " + e.getMessage(), e);
    }
  }

  private String submit(Program program, Fixture fixture) {
    return engine
        .submit(
            new Submission(
                Submission.DEFAULT_TENANT,
                program,
                fixture.seeds(),
                program.definition().budget(),
                Mode.OFFLINE,
                null,
                Json.object().put("fixture", fixture.path().toString()).build(),
                null,
                null))
        .join()
        .job()
        .runId();
  }
}
