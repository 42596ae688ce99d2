package dev.converge.cli.eval;

import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.SeedViolation;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.Spent;
import dev.converge.core.json.Json;
import dev.converge.domain.template.SeedCheck;
import dev.converge.domain.template.SeedProblem;
import dev.converge.domain.template.Templates;
import dev.converge.engine.Engine;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs fixtures in this process, one after the other.
public final class FixtureRunner {
  private final Templates templates;
  private final Engine engine;
  private final Mode mode;
  private final @Nullable Judge judge;

  /// Creates a runner for an engine that nobody else uses, with models answered offline.
  public FixtureRunner(Templates templates, Engine engine) {
    this(templates, engine, Mode.OFFLINE, null);
  }

  /// Creates a runner for an engine that nobody else uses.
  ///
  /// @param mode how models are answered
  /// @param judge rates the results, or `null`
  public FixtureRunner(Templates templates, Engine engine, Mode mode, @Nullable Judge judge) {
    this.templates = templates;
    this.engine = engine;
    this.mode = mode;
    this.judge = judge;
  }

  /// A fixture that was run.
  ///
  /// @param runId of the run; empty if its seeds were refused
  /// @param broken ids of the structural invariants because of which its seeds were refused
  /// @param spent usage of the run
  public record Ran(EvalOutcome outcome, String runId, List<String> broken, Spent spent) {
    /// Copies the list.
    public Ran {
      broken = List.copyOf(broken);
    }
  }

  /// Runs a fixture up to the state that it checks.
  ///
  /// @throws ConvergeException if its template does not exist, or its seeds are refused although it
  ///   does not expect that
  public Ran run(Fixture fixture) {
    return run(fixture, Variant.PLAIN);
  }

  /// Runs a variant of a fixture.
  ///
  /// @throws ConvergeException if its template does not exist, or its seeds are refused although it
  ///   does not expect that
  public Ran run(Fixture fixture, Variant variant) {
    Program program = program(fixture, variant);
    List<SeedProblem> problems = SeedCheck.problems(program, fixture.seeds());
    if (problems.isEmpty()) {
      String runId = submit(program, fixture);
      RunState end = FixtureRun.end(engine, runId, fixture.decide());
      return new Ran(EvalOutcome.of(fixture, end), runId, List.of(), end.spent());
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
    return new Ran(EvalOutcome.refused(fixture, why), "", broken, Spent.NOTHING);
  }

  /// The judge's rating of a run; empty if there is no judge or no run.
  public Optional<Judge.Verdict> judge(Fixture fixture, Ran ran) {
    if (judge == null || ran.runId().isEmpty()) {
      return Optional.empty();
    }
    RunView view = engine.view(ran.runId());
    return Optional.of(judge.judge(fixture, view.program(), view.state()));
  }

  private Program program(Fixture fixture, Variant variant) {
    try {
      return variant.of(fixture.template(), templates);
    } catch (ConvergeException e) {
      throw new ConvergeException(e.code(), fixture.path() + ": " + e.getMessage(), e);
    }
  }

  private String submit(Program program, Fixture fixture) {
    return engine
        .submit(
            Submission.of(program, fixture.seeds(), program.definition().budget(), mode)
                .with(Json.object().put("fixture", fixture.path().toString()).build()))
        .join()
        .job()
        .runId();
  }
}
