package dev.converge.cli.command;

import dev.converge.cli.eval.Fixture;
import dev.converge.cli.eval.FixtureFiles;
import dev.converge.cli.eval.FixtureRunner;
import dev.converge.cli.eval.KeptRuns;
import dev.converge.cli.eval.TriggeredChecks;
import dev.converge.cli.serve.Composition;
import dev.converge.cli.serve.ModelOptions;
import dev.converge.cli.serve.PatentOptions;
import dev.converge.cli.serve.ToolOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.text.TemplateReference;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.Templates;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs the fixtures of a template and says which of its gates and invariants they reach.
@Command(
    name = "test",
    description = {
      "Runs the fixtures of a template offline, and prints which fixture triggers each approval and"
          + " invariant.",
      "Fixtures have the format of converge eval and are in the \"fixtures\" folder of the"
          + " template."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:every fixture gives the expected result",
      " 1:some fixtures do not, or with --strict an approval or invariant is never triggered",
      " 3:error",
      "64:usage, or the template or a fixture is invalid"
    })
final class TemplateTestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder with the spec and the wiring.")
  private Path directory = Path.of(".");

  @Option(
      names = "--fixtures",
      paramLabel = "DIR",
      description = "The folder with the fixtures. Default: DIR/fixtures.")
  private @Nullable Path fixtures;

  @Option(
      names = "--strict",
      description = "Fail if no fixture triggers an approval or an invariant.")
  private boolean strict;

  @Mixin private ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() {
    List<Template> found = new Templates(RuleAgents.installed(), tools.tools()).load(directory);
    if (found.size() != 1) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          found.size() + " templates in " + directory + " (expected: the folder of one template)");
    }
    Path folder = fixtures == null ? directory.resolve("fixtures") : fixtures;
    if (!Files.exists(folder)) {
      throw new ConvergeException(
          ErrorCode.INVALID, folder + " does not exist (expected: a folder with fixtures)");
    }
    Template template = found.getFirst();
    List<Fixture> own = new ArrayList<>(FixtureFiles.read(folder));
    own.removeIf(
        fixture -> !TemplateReference.of(fixture.template()).name().equals(template.name()));
    if (own.isEmpty()) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "no fixture in %s says \"template: %s\" (expected: one)"
              .formatted(folder, template.name()));
    }
    try (Composition wiring =
        new Composition(List.of(directory), new ModelOptions(), new PatentOptions(), tools)) {
      MemoryStore store = new MemoryStore(wiring.host().executor(), wiring.host().clock());
      try (Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none())) {
        return report(template, own, new FixtureRunner(wiring.templates(), engine), engine);
      }
    }
  }

  private int report(Template template, List<Fixture> own, FixtureRunner runner, Engine engine) {
    TriggeredChecks triggered = new TriggeredChecks();
    PrintWriter out = spec.commandLine().getOut();
    out.println(new TemplateReference(template.name(), template.version()));
    int held = 0;
    for (Fixture fixture : own) {
      FixtureRunner.Ran ran = runner.run(fixture);
      ran.broken().forEach(id -> triggered.fired(fixture, id));
      if (!ran.runId().isEmpty()) {
        triggered.note(fixture, KeptRuns.log(engine, ran.runId()));
      }
      held += ran.outcome().holds() ? 1 : 0;
      EvalCommand.print(ran.outcome(), out);
    }
    out.println("triggered by the fixtures");
    triggered.lines(template.program()).forEach(out::println);
    List<String> idle = triggered.idle(template.program());
    out.printf(
        Locale.ROOT,
        "%d of %d fixtures pass; %s%n",
        held,
        own.size(),
        idle.isEmpty()
            ? "every approval and invariant does something"
            : "not triggered: " + String.join(", ", idle));
    out.flush();
    boolean reached = idle.isEmpty() || !strict;
    return held == own.size() && reached ? ExitCode.CONVERGED : ExitCode.HALTED;
  }
}
