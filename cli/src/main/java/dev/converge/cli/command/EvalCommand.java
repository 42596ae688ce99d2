package dev.converge.cli.command;

import dev.converge.cli.eval.EvalOutcome;
import dev.converge.cli.eval.Fixture;
import dev.converge.cli.eval.FixtureRun;
import dev.converge.cli.eval.KeptRuns;
import dev.converge.cli.serve.Composition;
import dev.converge.cli.serve.RefusedTemplates;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.domain.template.SeedCheck;
import dev.converge.domain.template.SeedProblem;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs fixtures and says which of them come out as expected.
@Command(
    name = "eval",
    description = {
      "Runs fixtures offline in this process, and prints which give the expected result.",
      "A fixture is a YAML or JSON file: template, seeds, decide, expect (status, reason,"
          + " max_cycles, min_facts, keys, id_prefixes, must_mention, must_not_mention).",
      "With --keep, the runs are kept as they are; with --kept, they are compared with the kept"
          + " ones."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:all come out as expected",
      " 1:some do not",
      " 3:error",
      "64:usage, or a fixture that cannot be run"
    })
public final class EvalCommand implements Callable<Integer> {
  /// Fixtures that one call runs.
  static final int MAX_FIXTURES = 1_000;

  private static final int MAX_DEPTH = 5;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "A folder of fixtures, with its subfolders, or one file.")
  private Path directory = Path.of(".");

  @Option(names = "--templates", paramLabel = "DIR", description = "A folder with more templates.")
  private List<Path> directories = new ArrayList<>();

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep the events of the runs in this folder, in the place of those there.")
  private @Nullable Path keep;

  @Option(
      names = "--kept",
      paramLabel = "DIR",
      description =
          "Compare the runs with those kept in this folder, and say what changed. A fixture whose"
              + " run changed does not hold.")
  private @Nullable Path kept;

  @Override
  public Integer call() {
    List<Fixture> fixtures = files(directory).stream().map(Fixture::read).toList();
    try (Composition wiring = new Composition(directories)) {
      RefusedTemplates.print(wiring.templates(), spec.commandLine().getErr());
      MemoryStore store = new MemoryStore(wiring.host().executor(), wiring.host().clock());
      try (Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none())) {
        return report(fixtures, wiring, engine);
      }
    } catch (CompletionException e) {
      throw e.getCause() instanceof ConvergeException cause ? cause : e;
    }
  }

  private int report(List<Fixture> fixtures, Composition wiring, Engine engine) {
    PrintWriter out = spec.commandLine().getOut();
    String template = "";
    int held = 0;
    for (Fixture fixture : fixtures) {
      if (!fixture.template().equals(template)) {
        template = fixture.template();
        out.println(template);
      }
      String runId = submit(fixture, wiring, engine);
      EvalOutcome verdict =
          EvalOutcome.of(fixture, FixtureRun.end(engine, runId, fixture.decide()))
              .with(changes(fixture, engine, runId));
      held += verdict.holds() ? 1 : 0;
      out.printf(
          Locale.ROOT,
          "  %-5s %-32s %s%n",
          verdict.holds() ? "ok" : "FAIL",
          fixture.name(),
          verdict.summary());
      verdict.failures().forEach(failure -> out.println("        " + failure));
      out.flush();
    }
    out.printf(Locale.ROOT, "%d of %d fixtures hold%n", held, fixtures.size());
    out.flush();
    return held == fixtures.size() ? ExitCode.CONVERGED : ExitCode.HALTED;
  }

  private List<String> changes(Fixture fixture, Engine engine, String runId) {
    List<String> changes = List.of();
    if (kept != null) {
      changes = new KeptRuns(kept, directory).changes(fixture, KeptRuns.log(engine, runId));
    }
    if (keep != null) {
      new KeptRuns(keep, directory).keep(fixture, KeptRuns.log(engine, runId));
    }
    return changes;
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> found = Files.walk(directory, MAX_DEPTH)) {
      List<Path> files =
          found
              .filter(Files::isRegularFile)
              .filter(path -> path.toString().matches(".*\\.(?:ya?ml|json)"))
              .sorted()
              .limit(MAX_FIXTURES + 1L)
              .toList();
      if (files.isEmpty() || files.size() > MAX_FIXTURES) {
        throw invalid(
            directory
                + ": "
                + (files.isEmpty() ? "no fixture" : "too many fixtures")
                + " (expected: 1 to "
                + MAX_FIXTURES
                + " YAML or JSON files)");
      }
      return files;
    } catch (IOException e) {
      throw invalid(directory + " cannot be read: " + e.getMessage());
    }
  }

  private static String submit(Fixture fixture, Composition wiring, Engine engine) {
    Program program;
    try {
      program = wiring.templates().require(fixture.template());
    } catch (ConvergeException e) {
      throw new ConvergeException(e.code(), fixture.path() + ": " + e.getMessage(), e);
    }
    List<SeedProblem> problems = SeedCheck.problems(program, fixture.seeds());
    if (!problems.isEmpty()) {
      SeedProblem first = problems.getFirst();
      throw invalid(fixture.path() + ": " + first.pointer() + ": " + first.message());
    }
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

  private static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, message);
  }
}
