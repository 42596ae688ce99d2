package dev.converge.cli.command;

import dev.converge.cli.eval.EvalOutcome;
import dev.converge.cli.eval.Fixture;
import dev.converge.cli.eval.FixtureFiles;
import dev.converge.cli.eval.FixtureRunner;
import dev.converge.cli.eval.JUnitReport;
import dev.converge.cli.eval.KeptRuns;
import dev.converge.cli.serve.Composition;
import dev.converge.cli.serve.RefusedTemplates;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
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
          + " refused, max_cycles, min_facts, keys, id_prefixes, must_mention, must_not_mention).",
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

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the results to this file as JUnit XML, which build servers read.")
  private @Nullable Path junit;

  @Override
  public Integer call() {
    List<Fixture> fixtures = FixtureFiles.read(directory);
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
    FixtureRunner runner = new FixtureRunner(wiring.templates(), engine);
    JUnitReport results = new JUnitReport();
    for (Fixture fixture : fixtures) {
      if (!fixture.template().equals(template)) {
        template = fixture.template();
        out.println(template);
      }
      long before = System.nanoTime();
      FixtureRunner.Ran ran = runner.run(fixture);
      EvalOutcome verdict = ran.outcome().with(changes(fixture, engine, ran.runId()));
      held += verdict.holds() ? 1 : 0;
      results.add(verdict, Duration.ofNanos(System.nanoTime() - before));
      print(verdict, out);
    }
    if (junit != null) {
      results.write(junit);
    }
    out.printf(Locale.ROOT, "%d of %d fixtures hold%n", held, fixtures.size());
    out.flush();
    return held == fixtures.size() ? ExitCode.CONVERGED : ExitCode.HALTED;
  }

  /// A line, and one for each expectation that is not met.
  static void print(EvalOutcome verdict, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  %-5s %-32s %s%n",
        verdict.holds() ? "ok" : "FAIL",
        verdict.fixture().name(),
        verdict.summary());
    verdict.failures().forEach(failure -> out.println("        " + failure));
    out.flush();
  }

  private List<String> changes(Fixture fixture, Engine engine, String runId) {
    List<String> changes = List.of();
    if (runId.isEmpty()) {
      return changes;
    }
    if (kept != null) {
      changes = new KeptRuns(kept, directory).changes(fixture, KeptRuns.log(engine, runId));
    }
    if (keep != null) {
      new KeptRuns(keep, directory).keep(fixture, KeptRuns.log(engine, runId));
    }
    return changes;
  }
}
