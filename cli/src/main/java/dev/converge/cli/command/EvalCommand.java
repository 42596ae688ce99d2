package dev.converge.cli.command;

import dev.converge.cli.eval.EvalOutcome;
import dev.converge.cli.eval.Fixture;
import dev.converge.cli.eval.FixtureFiles;
import dev.converge.cli.eval.FixtureRunner;
import dev.converge.cli.eval.Judge;
import dev.converge.cli.eval.KeptRuns;
import dev.converge.cli.eval.Sample;
import dev.converge.cli.eval.Tally;
import dev.converge.cli.eval.Variant;
import dev.converge.cli.serve.Composition;
import dev.converge.cli.serve.ModelOptions;
import dev.converge.cli.serve.PatentOptions;
import dev.converge.cli.serve.RefusedTemplates;
import dev.converge.cli.serve.ToolOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.budget.Mode;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs fixtures and reports which ones give the expected result.
@Command(
    name = "eval",
    description = {
      "Runs fixtures in this process and prints which ones give the expected result.",
      "A fixture is a YAML or JSON file: template, seeds, decide, judge, expect (status, reason,"
          + " refused, max_cycles, min_facts, keys, id_prefixes, must_mention, must_not_mention).",
      "--keep saves the runs. --kept compares the runs with saved ones.",
      "With --mode live, models are called: --samples runs each fixture several times, --judge"
          + " makes a model rate the results, and --model and --template-version compare models and"
          + " versions."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:every fixture gives the expected result",
      " 1:some fixtures do not",
      " 3:error",
      "64:usage, or a fixture that cannot be run"
    })
public final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "A folder of fixtures, including subfolders, or one file.")
  private Path directory = Path.of(".");

  @Mixin private TemplateFolders folders = new TemplateFolders();

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Save the events of the runs in this folder. Overwrites runs saved earlier.")
  private @Nullable Path keep;

  @Option(
      names = "--kept",
      paramLabel = "DIR",
      description =
          "Compare the runs with those saved in this folder, and print what changed. A fixture"
              + " whose run changed fails.")
  private @Nullable Path kept;

  @Mixin private EvalOptions options = new EvalOptions();
  @Mixin private ModelOptions models = new ModelOptions();
  @Mixin private PatentOptions patents = new PatentOptions();
  @Mixin private ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() {
    Mode mode = options.mode(models);
    List<Variant> variants = options.variants(mode, keep != null || kept != null);
    List<Fixture> fixtures = FixtureFiles.read(directory);
    try (Composition wiring = new Composition(folders.all(), models, patents, tools)) {
      RefusedTemplates.print(wiring.templates(), spec.commandLine().getErr());
      MemoryStore store = new MemoryStore(wiring.host().executor(), wiring.host().clock());
      try (Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none())) {
        FixtureRunner runner =
            new FixtureRunner(wiring.templates(), engine, mode, options.judge(engine, mode));
        return report(fixtures, variants, runner, engine);
      }
    } catch (CompletionException e) {
      throw e.getCause() instanceof ConvergeException cause ? cause : e;
    }
  }

  private int report(
      List<Fixture> fixtures, List<Variant> variants, FixtureRunner runner, Engine engine) {
    PrintWriter out = spec.commandLine().getOut();
    EvalResults results = options.results(variants);
    String template = "";
    int held = 0;
    for (Fixture fixture : fixtures) {
      if (!fixture.template().equals(template)) {
        template = fixture.template();
        out.println(template);
      }
      Map<Variant, Tally> tallies = new LinkedHashMap<>();
      boolean holds = true;
      for (Variant variant : variants) {
        Tally tally = samples(fixture, variant, runner, engine, results);
        tallies.put(variant, tally);
        holds &= results.add(fixture, variant, tally);
        show(fixture, variant, tally, results, out);
      }
      results.compare(tallies);
      held += holds ? 1 : 0;
    }
    results.write();
    results.summary().forEach(out::println);
    out.printf(Locale.ROOT, "%d of %d fixtures pass%n", held, fixtures.size());
    out.flush();
    return held == fixtures.size() ? ExitCode.CONVERGED : ExitCode.HALTED;
  }

  private Tally samples(
      Fixture fixture, Variant variant, FixtureRunner runner, Engine engine, EvalResults results) {
    Tally tally = new Tally();
    for (int i = 0; i < options.samples(); i++) {
      results.requireMoney();
      long before = System.nanoTime();
      FixtureRunner.Ran ran = runner.run(fixture, variant);
      EvalOutcome verdict = ran.outcome().with(changes(fixture, engine, ran.runId()));
      Duration took = Duration.ofNanos(System.nanoTime() - before);
      Optional<Judge.Verdict> judged = runner.judge(fixture, ran);
      Sample sample =
          new Sample(verdict, took, ran.spent().tokens(), ran.spent().costMicros(), judged);
      results.spend(sample);
      tally.add(sample);
    }
    return tally;
  }

  private void show(
      Fixture fixture, Variant variant, Tally tally, EvalResults results, PrintWriter out) {
    if (!options.plain()) {
      out.printf(
          Locale.ROOT,
          "  %-5s %-32s %s%n",
          results.holds(fixture, variant) ? "ok" : "FAIL",
          fixture.name() + (variant.label().isEmpty() ? "" : " " + variant.label()),
          tally.line());
    }
    for (int i = 0; i < tally.samples().size(); i++) {
      Sample sample = tally.samples().get(i);
      if (options.plain()) {
        print(sample.outcome(), out);
      } else {
        said(i + 1, sample, out);
      }
    }
    results.falls(fixture, variant).forEach(fall -> out.println("        " + fall));
    out.flush();
  }

  private void said(int number, Sample sample, PrintWriter out) {
    sample
        .outcome()
        .failures()
        .forEach(failure -> out.println("        sample " + number + ": " + failure));
    sample
        .verdict()
        .ifPresent(verdict -> {
          if (!verdict.missing().isEmpty()) {
            out.println("        sample " + number + ": not judged: " + verdict.missing());
          }
          if (options.reasons()) {
            verdict
                .marks()
                .forEach(mark ->
                    out.printf(
                        Locale.ROOT,
                        "        sample %d: %d of %d: %s: %s%n",
                        number,
                        mark.value(),
                        Judge.BEST,
                        mark.criterion(),
                        mark.why()));
          }
          options.prompt(verdict).ifPresent(prompt -> out.println("judge's prompt: " + prompt));
        });
  }

  /// A line, and another for each expectation that is not met.
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
